"""SQL adapters: the only truth."""
