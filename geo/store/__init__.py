"""What must not be lost: articles, records, decisions, scenes."""

from geo.store.entries import Added, Damage, Dataset, Decision, Deleted, Document, Entry, Input, Mark
from geo.store.store import Store

__all__ = ["Added", "Damage", "Dataset", "Decision", "Deleted", "Document", "Entry", "Input", "Mark", "Store"]
