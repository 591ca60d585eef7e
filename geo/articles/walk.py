"""Find the files in what was given: files, folders, ``"-"`` and addresses of pages."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from geo.articles.document import Failure, refused

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
        if str(one) == "-" or is_address(one) or not _is_folder(one):
            out.inputs.append(one)
            continue
        folder = Path(one)
        found, failures = _files(folder)
        out.failures += failures
        files = [p for p in found if p.name != NOTES]
        out.notes = next((p for p in found if p.name == NOTES), out.notes)
        out.inputs += files
        out.inside |= {p: p.relative_to(folder).parts[0] for p in files if p.parent != folder}
        if not found and not failures:
            out.failures.append(
                Failure(where=str(one), reason="the folder is empty; put articles into it, .txt files say")
            )
    return out


def is_address(given: Path | str) -> bool:
    """Whether an input is the address of a page and not a file."""
    return isinstance(given, str) and given.lower().startswith(("http://", "https://"))


def _is_folder(given: Path | str) -> bool:
    try:
        return Path(given).is_dir()
    except OSError:  # may not be looked at, or its name is too long: whoever opens it says so
        return False


def _files(folder: Path) -> tuple[list[Path], list[Failure]]:
    """Return the files below a folder in order, and what of it may not be looked at; it may change meanwhile."""
    files: list[Path] = []
    failures: list[Failure] = []
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    path = Path(entry.path)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                    elif entry.is_file(follow_symlinks=False):
                        files.append(path)
        except OSError as e:
            failures.append(refused(str(at), f"{e.strerror or e}; check whether you may open the folder"))
    return sorted(files), failures
