"""Where a building stands among others that were really assessed or measured."""
