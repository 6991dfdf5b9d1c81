"""Take-offs that are read by a worker: large tables and workbooks, and IFC models."""
