"""Pages: parse, call one action or selector, answer."""
