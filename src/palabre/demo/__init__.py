"""What only a demonstration loads: test issuer, test wallet, seeds, company."""
