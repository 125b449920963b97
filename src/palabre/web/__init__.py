"""The HTTP edge of visitors and members."""
