"""Named migrations, forward only; a released one never changes."""
