"""Read articles: files of many kinds, folders, standard input, pages of allowed hosts."""

from geo.articles.compose import from_text
from geo.articles.document import Document, Failure
from geo.articles.opening import document, documents, fetch, from_bytes
from geo.articles.read import Folder, Reading, read, read_all
from geo.articles.text import clean

__all__ = [
    "Document",
    "Failure",
    "Folder",
    "Reading",
    "clean",
    "document",
    "documents",
    "fetch",
    "from_bytes",
    "from_text",
    "read",
    "read_all",
]
