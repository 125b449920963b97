"""Rooms, messages, places and presence."""
