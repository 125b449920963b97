"""What may be reported, and what follows: the catalogue of categories, read from data (moderation section 3)."""
