"""Readings of a name → candidates with evidence and score → a verdict. Knows no table of the catalogue."""
