"""What needs review: queued with candidates, listed, decided by a person or by the rule."""
