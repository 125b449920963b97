"""Judges public words before anyone sees them; pure."""
