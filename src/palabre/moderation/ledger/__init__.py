"""The ledger: who did what in moderation, in an order that nobody can change unseen (moderation section 11.3)."""
