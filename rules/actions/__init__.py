"""Every change a person can make to editions and drafts, one module per part of their life."""
