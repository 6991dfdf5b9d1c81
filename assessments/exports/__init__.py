"""The whole life of a building as files that others open: a spreadsheet with formulas, LCAx, openEPD, CSV."""
