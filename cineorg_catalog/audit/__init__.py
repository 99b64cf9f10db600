"""Edit, delete, restore, merge, undo; the ledger of decisions, exported and replayed."""
