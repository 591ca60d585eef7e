"""From the bytes of one input to a `Document`: text here, everything that needs a parser in the sandbox."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.articles import sandbox
from geo.articles.compose import from_front_matter, from_parts, from_text
from geo.articles.document import Document, Failure, digest, display_name, display_path, refused
from geo.articles.kinds import READ, foreign, kind_of, suffix
from geo.articles.text import decode
from geo.articles.walk import is_address, walk
from geo.errors import ArticleError
from geo.model import Article
from geo.settings import Settings

STDIN = "standard input"
DEPTH = 3
"""Documents inside documents that are opened: a message in an archive, its attachment, a message in that."""
QUICK_MARKDOWN = 50_000
"""Bytes of Markdown that are read here: of hostile marks 300,000 take seconds, and everybody else would wait."""
TREE_SECONDS = 300.0
"""For all that lies in one archive or message; what is left then is refused by name."""


def documents(
    inputs: Iterable[Path | str],
    settings: Settings | None = None,
    *,
    known: Callable[[str], bool] | None = None,
) -> Iterator[Document]:
    """Yield a `Document` for each file, page, or standard input, read when it is asked for.

    Parameters
    ----------
    inputs : iterable of path or str
        Files, folders, ``"-"`` for standard input, and addresses of pages on allowed hosts.
    known : callable, optional
        Whether bytes with this SHA-256 were read before: they are yielded as ``skipped``, unread.
    """
    found = walk(inputs)
    for failure in found.failures:
        yield Document(where=failure.where, name=display_name(failure.where), failures=(failure,))
    for given in found.inputs:
        yield document(given, settings, known=known)


def document(
    given: Path | str, settings: Settings | None = None, *, known: Callable[[str], bool] | None = None
) -> Document:
    """Return what is in one file, at one address, or on standard input (``"-"``); see `documents`."""
    settings = settings or Settings()
    if is_address(given):
        return fetch(str(given), settings, known=known)
    where = STDIN if str(given) == "-" else str(given)
    name = display_name(where)
    try:
        data = _bytes(given, settings.max_input_bytes)
    except ArticleError as e:
        return Document(where=where, name=name, failures=(refused(where, str(e)),))
    if known is not None and known(sha256 := digest(data)):
        return Document(where=where, name=name, sha256=sha256, skipped=True)
    return from_bytes(data, where if where == STDIN else Path(given).name, where=where, settings=settings)


def fetch(url: str, settings: Settings | None = None, *, known: Callable[[str], bool] | None = None) -> Document:
    """Return what lies at an address; where it is refused, the failure says why in a sentence.

    Parameters
    ----------
    url : str
        Never taken for a file, whatever it looks like.
    settings : Settings, optional
        ``fetch_hosts`` are the hosts that may be asked; none by default.
    known : callable, optional
        Whether bytes with this SHA-256 were read before; then they are not read again.
    """
    from geo.articles.web import Fetcher  # rarely used, and it loads TLS

    return Fetcher(settings or Settings()).get(url, known=known)


def from_bytes(
    data: bytes, name: str, *, where: str = "", settings: Settings | None = None, declared: str = ""
) -> Document:
    """Return what is in the bytes of a file.

    Parameters
    ----------
    name : str
        The file's name as given; shown cleaned, and never used to name a file.
    where : str, optional
        What failures and articles name; default the cleaned name.
    declared : str, optional
        Encoding that came with the bytes (of a page, say).

    Examples
    --------
    >>> from_bytes(b"Shelling hit the port of Berdiansk.", "port.txt").articles[0].text
    'Shelling hit the port of Berdiansk.'
    """
    settings = settings or Settings()
    until = time.monotonic() + TREE_SECONDS
    return _opened(data, name, where or display_name(name), settings, declared, depth=0, until=until)


def _opened(
    data: bytes, name: str, where: str, settings: Settings, declared: str, *, depth: int, until: float
) -> Document:
    common: dict[str, Any] = {"where": where, "name": display_name(name or where), "sha256": digest(data)}
    kind = ""
    try:
        kind = _kind(data, name, settings)
        if time.monotonic() > until:
            raise ArticleError("what it lies in took too long to read; give it by itself")
        if _plain(data) and (kind == "text" or (kind == "markdown" and len(data) <= QUICK_MARKDOWN)):
            article = from_text(decode(data, where), where=where, markdown=kind == "markdown", path=where)
            return Document(**common, kind=kind, articles=(article,))
        asked = {"kind": kind, "name": name, "encoding": declared, "depth": depth}
        return _parsed(sandbox.parse(data, asked, settings), common, kind, data, settings, depth=depth, until=until)
    except ArticleError as e:
        reason = str(e).removeprefix(f"{where}: ").removeprefix(": ")
        return Document(**common, kind=kind, failures=(refused(where, reason),))


def _kind(data: bytes, name: str, settings: Settings) -> str:
    if len(data) > settings.max_input_bytes:
        raise ArticleError(f"over {settings.max_input_bytes:,} bytes; split it")
    if stranger := foreign(data):
        raise ArticleError(f"this is no text but {stranger}")
    kind = kind_of(data, name)
    if not kind:
        raise ArticleError(f"a file of type {suffix(name) or '(none)'} is not read; expected {READ}")
    if kind in ("text", "markdown") and len(data) > settings.max_article_bytes:
        raise ArticleError(f"over {settings.max_article_bytes:,} bytes; split it into single articles")
    return kind


def _plain(data: bytes) -> bool:
    """Whether bytes are UTF-8 text, or UTF-16 that says so; nothing else is read outside the sandbox."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _parsed(
    frames: Iterable[tuple[dict[str, Any], bytes]],
    common: dict[str, Any],
    kind: str,
    data: bytes,
    settings: Settings,
    *,
    depth: int,
    until: float,
) -> Document:
    where = common["where"]
    articles: list[Article] = []
    failures: list[Failure] = []
    parts: list[Document] = []
    columns: tuple[str, ...] = ()
    for frame, body in frames:
        if found := frame.get("article"):
            at = _inside(where, frame.get("at"))
            try:
                articles.append(from_parts(found, where=at))
            except ArticleError as e:
                failures.append(refused(at, str(e).removeprefix(f"{at}: ")))
        elif "meta" in frame:
            article = from_front_matter(frame["meta"], frame["heading"], frame["text"], where=where, path=where)
            articles.append(replace(article, warnings=(*frame["warnings"], *article.warnings)))
        elif reason := frame.get("refused"):
            failures.append(refused(_inside(where, frame.get("at")), str(reason)))
        elif "part" in frame:
            inner, name = _inside(where, frame["part"]), str(frame["part"])
            if depth >= DEPTH:
                failures.append(refused(inner, "lies too deep inside other files; give it by itself"))
                continue
            part = _opened(body, name, inner, settings, str(frame.get("encoding") or ""), depth=depth + 1, until=until)
            parts.append(part)
            articles += part.articles
            failures += part.failures
        elif "columns" in frame:
            columns = tuple(str(c) for c in frame["columns"])
        elif "kind" in frame:
            kind = str(frame["kind"])
    if columns:
        kind = "table"
    elif not (articles or failures or parts):
        failures.append(refused(where, "no text; expected an article of at least a sentence"))
    return Document(
        **common,
        kind=kind,
        articles=tuple(articles),
        failures=tuple(failures),
        parts=tuple(parts),
        columns=columns,
        data=data if columns else b"",
    )


def _inside(where: str, part: object) -> str:
    return f"{where} › {display_path(str(part))}" if part else where


def _bytes(given: Path | str, limit: int) -> bytes:
    if str(given) == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        path = Path(given)
        try:
            if not path.exists():
                raise ArticleError("no such file or folder; check the path")
            if not path.is_file():
                raise ArticleError("neither a file nor a folder; check the path")
            with path.open("rb") as file:
                data = file.read(limit + 1)
        except (OSError, ValueError) as e:  # ValueError: a NUL in a path
            if isinstance(e, ArticleError):
                raise
            raise ArticleError(f"{getattr(e, 'strerror', None) or e}; check the path") from e
    if len(data) > limit:
        raise ArticleError(f"over {limit:,} bytes; split it")
    return data
