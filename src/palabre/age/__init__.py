"""Admits adults without learning who they are."""
