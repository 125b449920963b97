"""Members: pseudonyms, cards and sessions."""
