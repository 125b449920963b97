"""The live edge: the socket, its commands and who hears what."""
