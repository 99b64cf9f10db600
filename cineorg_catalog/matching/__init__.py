"""Readings of a name → candidates with evidence and score → a verdict. Knows no table of the catalogue."""

THRESHOLD = 85.0  # minimum score for an automatic match (DESIGN §3, auto-validation)
