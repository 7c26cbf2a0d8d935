"""The store: the journal of facts in SQLite, and nothing else that lasts."""
