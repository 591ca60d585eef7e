"""Ways out: files that others read."""
