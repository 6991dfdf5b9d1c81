"""How each resource reads and writes its values."""
