"""Ways to verify a proof of age, one module each."""
