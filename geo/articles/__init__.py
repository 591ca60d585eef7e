"""Read articles: text and Markdown files, folders, standard input, JSON Lines rows."""

from geo.articles.read import Failure, Reading, from_text, read, read_all
from geo.articles.text import clean

__all__ = ["Failure", "Reading", "clean", "from_text", "read", "read_all"]
