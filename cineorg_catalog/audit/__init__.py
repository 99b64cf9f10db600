"""Edit, delete, restore, undo, history; the ledger of decisions, exported and replayed."""
