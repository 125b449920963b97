"""Bells between nodes; a bus may lose, the store may not."""
