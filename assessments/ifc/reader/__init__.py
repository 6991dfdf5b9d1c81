"""What the confined child runs: it opens an IFC file with IfcOpenShell and writes plain records.

It is started by `assessments/ifc/start_reader.py` as a program of its own, imports nothing of the service, and finds its parts by
relative imports.
"""
