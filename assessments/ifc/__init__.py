"""Take-offs out of building information models: read by a confined child, mapped, looked at and taken into a design.

`intake` checks what was uploaded, `reader` is what the child runs, `confined` starts it, `working` does it in a worker.
`actions` ask for a reading and take it into a design. Which lines its records become is the pure `assessments.carbon.ifc_lines`.
"""
