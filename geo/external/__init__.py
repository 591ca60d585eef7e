"""Other people's event data, read into the same records."""
