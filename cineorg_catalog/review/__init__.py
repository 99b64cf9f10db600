"""The files that need review: queued with candidates, listed, decided by a person or by a rule."""
