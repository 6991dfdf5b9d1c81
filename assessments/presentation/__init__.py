"""Turns rows and documents into what a template shows; reads nothing, decides nothing."""
