"""What follows a verdict for people: restrictions, cases, held words, and how each is undone."""
