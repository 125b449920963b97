"""Measurements of Palabre beside baselines of the same run: ``make bench``; docs/performance.md tells them."""
