"""Private conversations: asked for, sealed on the devices, carried and forgotten. No type here holds plaintext."""
