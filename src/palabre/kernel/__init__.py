"""Words every layer shares: ids, clock, errors, limits, ports."""
