"""What must not be lost: articles, records, decisions, scenes."""
