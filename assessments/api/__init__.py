"""The REST API: the same actions and selectors as the pages, one file per resource."""
