"""Palabre: an anonymous, self-hosted web chat for adults."""

__version__ = "0.1.0"
