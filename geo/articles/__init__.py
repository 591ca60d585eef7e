"""Read articles: text and Markdown files, folders, standard input, JSON Lines rows."""

from geo.articles.read import Failure, Folder, Reading, from_text, read, read_all
from geo.articles.text import clean

__all__ = ["Failure", "Folder", "Reading", "clean", "from_text", "read", "read_all"]
