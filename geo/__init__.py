"""Situation map: news articles in, an interactive and honest map of the situation out."""
