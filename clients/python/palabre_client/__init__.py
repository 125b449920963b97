"""A small asynchronous client for Palabre."""
