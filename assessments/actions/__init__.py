"""Every change a person can make, one file per subject."""
