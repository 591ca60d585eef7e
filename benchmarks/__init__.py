"""What each stage costs, as a ratio to a named reference in the same run: ``make bench``."""
