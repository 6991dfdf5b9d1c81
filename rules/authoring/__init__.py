"""The author's workspace: pages on which a draft is written, discussed and published."""
