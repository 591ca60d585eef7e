"""Find the files in what was given: files, folders, ``"-"`` and addresses of pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from geo.articles.document import Failure

NOTES = "notes.csv"
"""A table of the analyst's beside the articles, joined to the records by id; not an article."""


@dataclass(slots=True)
class Found:
    """The inputs one by one, folders that held none, the analyst's notes, and which folder a file lies in."""

    inputs: list[Path | str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: Path | None = None
    inside: dict[Path, str] = field(default_factory=dict)


def walk(given: Iterable[Path | str]) -> Found:
    """Return the inputs that files, folders, ``"-"`` and addresses stand for.

    Of a folder come all files in order, those of folders inside it too, but neither hidden files nor links.
    """
    out = Found()
    for one in given:
        if str(one) == "-" or is_address(one) or not (folder := Path(one)).is_dir():
            out.inputs.append(one)
            continue
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink() and not _hidden(p, folder)]
        out.notes = next((p for p in files if p.name == NOTES), out.notes)
        out.inputs += [p for p in files if p.name != NOTES]
        out.inside |= {p: p.relative_to(folder).parts[0] for p in files if p.parent != folder}
        if not files:
            out.failures.append(
                Failure(where=str(one), reason="the folder is empty; put articles into it, .txt files say")
            )
    return out


def is_address(given: Path | str) -> bool:
    """Whether an input is the address of a page and not a file."""
    return isinstance(given, str) and given.lower().startswith(("http://", "https://"))


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
