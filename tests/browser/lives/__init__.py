"""Two scored options of one building whose whole life is known to its end, for the pages that draw it."""
