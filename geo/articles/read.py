"""Read inputs as articles; what cannot be read is a named failure and the rest goes on."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from geo.articles.frontmatter import split
from geo.articles.text import clean, decode, fingerprint, language, plain_markdown, unwrapped
from geo.errors import ArticleError
from geo.model import Article
from geo.settings import Settings

SUFFIXES = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
"""File names that a folder is searched for."""


YEARS = range(1900, 2101)
"""Publication dates outside are slips: newspapers of today, and arithmetic with days around them stays possible."""

NOTES = "notes.csv"
"""A table of the analyst's beside the articles, joined to the records by id; not an article."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An input that could not be read, and why."""

    where: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """Articles that lie together in a folder inside the given one, by id: what one asks for as a whole."""

    name: str
    articles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Articles in the order read, what failed, and the analyst's ``notes.csv`` where a folder holds one.

    ``folders`` are the folders inside given ones that hold several articles, in the order read.
    """

    articles: tuple[Article, ...]
    failures: tuple[Failure, ...]
    notes: Path | None = None
    folders: tuple[Folder, ...] = ()


def read(path: Path | str, settings: Settings | None = None) -> Article:
    """Return the article in one text or Markdown file, or on standard input (``"-"``).

    Raises
    ------
    ArticleError
        If the file is missing, empty, too large, binary or wrongly encoded, or its front matter is wrong.
    """
    settings = settings or Settings()
    if str(path) == "-":
        raw, where, kind = sys.stdin.buffer.read(settings.max_article_bytes + 1), "standard input", "text"
    else:
        path = Path(path)
        where, kind = str(path), SUFFIXES.get(path.suffix.lower(), "")
        if not path.exists():
            raise ArticleError(f"{where}: no such file or folder; check the path")
        if not kind:
            raise ArticleError(f"{where}: a file of type {path.suffix or '(none)'} is not read; expected .txt or .md")
        try:
            with path.open("rb") as file:
                raw = file.read(settings.max_article_bytes + 1)
        except OSError as e:
            raise ArticleError(f"{where}: {e.strerror or e}; check the path") from e
    if len(raw) > settings.max_article_bytes:
        raise ArticleError(f"{where}: over {settings.max_article_bytes:,} bytes; split it into single articles")
    return from_text(
        decode(raw, where), where=where, markdown=kind == "markdown", path=None if where == "standard input" else where
    )


def from_text(
    source: str,
    *,
    where: str = "pasted text",
    markdown: bool = False,
    path: str | None = None,
    title: str | None = None,
    published: date | None = None,
    publisher: str | None = None,
) -> Article:
    """Return the article in a string that may begin with front matter (YAML between ``---`` lines).

    Front matter keys: ``id title date date_inferred source url``. Given arguments win over front matter. Without
    a title a short first line without a full stop is taken for it.

    Raises
    ------
    ArticleError
        If there is no text, or the front matter cannot be read.
    """
    meta, body = split(clean(source), where)
    heading, text = plain_markdown(body) if markdown else ("", unwrapped(body))
    text = text.strip()
    head = clean(title or meta.get("title") or heading).strip()
    if not head:
        head, text = _headline(text)
    if not text:
        raise ArticleError(f"{where}: no text; expected an article of at least a sentence")
    code, warning = language(text)
    warnings = [warning] if warning else []
    if "\ufffd" in text:
        warnings.append(
            "holds characters that were lost in an earlier conversion (\ufffd); names near them may be missed"
        )
    day = published or _date(meta.get("date") or meta.get("published") or "", where)
    if day is None:
        warnings.append(
            "has no publication date, so words like “yesterday” cannot be dated; add “date:” in its front matter"
        )
    return Article(
        id=meta.get("id") or fingerprint(head, text),
        title=" ".join(head.split()),
        text=text,
        published=day,
        published_inferred=meta.get("date_inferred", "").lower() in {"true", "yes", "1"} and published is None,
        source=clean(publisher or meta.get("source") or "").strip() or None,
        url=meta.get("url") or None,
        language=code,
        path=path,
        warnings=tuple(warnings),
    )


def read_all(
    inputs: Iterable[Path | str],
    settings: Settings | None = None,
    progress: Callable[[Iterable[Path | str]], Iterable[Path | str]] = iter,
) -> Reading:
    """Read files, folders and ``"-"``; an article that was read before is a failure that names the first.

    Parameters
    ----------
    progress : callable
        Wraps the list of inputs, e.g. ``tqdm``.
    """
    articles: dict[str, Article] = {}
    failures: list[Failure] = []
    together: dict[str, list[str]] = {}
    paths: list[Path | str] = []
    notes: Path | None = None
    inside: dict[Path, str] = {}
    for given in inputs:
        folder = Path(given)
        if str(given) != "-" and folder.is_dir():
            found = [
                p
                for p in sorted(folder.rglob("*"))
                if p.is_file()
                and not p.is_symlink()
                and not any(q.startswith(".") for q in p.relative_to(folder).parts)
            ]
            notes = next((p for p in found if p.name == NOTES), notes)
            paths += [p for p in found if p.name != NOTES]
            inside |= {p: p.relative_to(folder).parts[0] for p in found if p.parent != folder}
            if not found:
                failures.append(Failure(where=str(given), reason="the folder is empty; put .txt or .md files into it"))
        else:
            paths.append(given)
    for path in progress(paths):
        try:
            article = read(path, settings)
        except ArticleError as e:
            failures.append(Failure(where=str(path), reason=str(e).removeprefix(f"{path}: ")))
            continue
        known = articles.get(article.id)
        if known is not None:
            same = fingerprint(article.title, article.text)
            if same == fingerprint(known.title, known.text):
                failures.append(Failure(where=str(path), reason=f"the same article as {known.path}; counted once"))
                continue
            warning = f"has the id of another article ({known.path}), so it goes by an id made from its text"
            article = replace(article, id=same, warnings=(*article.warnings, warning))
        articles[article.id] = article
        if isinstance(path, Path) and path in inside:
            together.setdefault(inside[path], []).append(article.id)
    folders = tuple(Folder(name=name, articles=tuple(ids)) for name, ids in together.items() if len(ids) > 1)
    return Reading(articles=tuple(articles.values()), failures=tuple(failures), notes=notes, folders=folders)


def _headline(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    if rest.strip() and len(first) <= 140 and not re.search(r"[.!?:;,…”\"]\s*$", first):
        return first.strip(), rest.strip()
    return "", text


def _date(value: str, where: str) -> date | None:
    if not value:
        return None
    try:
        day = datetime.fromisoformat(value).date()
    except ValueError:
        raise ArticleError(f"{where}: date {value[:40]!r} is not a day; write it as 2024-12-06") from None
    if day.year not in YEARS:
        raise ArticleError(
            f"{where}: date {value[:40]!r} lies outside {YEARS.start} to {YEARS.stop - 1}; is it a slip?"
        )
    return day
