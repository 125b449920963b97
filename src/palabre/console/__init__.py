"""HTTP edge of those who moderate: its own page, its own session, its own cookie."""
