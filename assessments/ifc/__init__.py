"""Take-offs out of building information models.

`intake` checks a file and lays it out, `confined` starts the child that reads it, `reader` is what the child runs; `reading` puts
these together. Which lines its records become is the pure `assessments.carbon.ifc_lines`.
"""
