"""How a name is read: marks, dates, episodes, titles, guessit. names.py ties them together."""
