"""One file a thing measured; each has ``measure``, which gives plain JSON."""
