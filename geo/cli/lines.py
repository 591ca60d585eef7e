"""Commands over JSON Lines: place names, records."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from tqdm import tqdm

from geo import articles, events, pipeline, toponyms
from geo.cli.common import Commands, command, fault, place_index, reader, say, writer
from geo.errors import ArticleError, GeoError
from geo.model import Article, Toponym
from geo.settings import Settings
from geo.toponyms.roles import SWITCHES, counts


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    for name, run, text in (
        ("toponyms", _toponyms, "JSON Lines {doc, text, title?, published?, spans?} to place names with coordinates"),
        (
            "extract",
            _extract,
            "JSON Lines {doc_id, text, title?, doc_date?} to events, displacements, movements and control",
        ),
    ):
        sub = command(commands, name, run, text)
        sub.add_argument("--in", dest="input", default="-", metavar="F", help="default: standard input")
        sub.add_argument("--out", default="-", metavar="F", help="default: standard output")
        if name == "toponyms":
            sub.add_argument(
                "--roles", default="place,demonym,metonym,embedded", type=_roles, help="default: %(default)s; or all"
            )
            sub.add_argument(
                "--leave-out", default=(), type=_switches, metavar="WHAT",
                help=f"one or more of {','.join(SWITCHES)}; default: SITUATION_TOPONYMS_LEAVE_OUT, else nothing",
            )  # fmt: skip


def _toponyms(options: argparse.Namespace) -> int:
    roles = None if options.roles == "all" else frozenset(options.roles.split(","))
    leave_out = options.leave_out or Settings().toponyms_leave_out
    if not set(leave_out) <= set(SWITCHES):
        raise GeoError(f"SITUATION_TOPONYMS_LEAVE_OUT: {', '.join(leave_out)}: choose from {', '.join(SWITCHES)}")
    with place_index() as gazetteer:

        def places(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
            article = _article(row, "doc")
            found = toponyms.run(article, gazetteer, spans=_spans(row, article))
            for t in found:
                wanted = (roles is None or t.mention.role in roles) and counts(t, leave_out)
                if t.mention.field == "text" and wanted:
                    yield {"doc": row["doc"], **_toponym(t)}

        return _lines(options, places)


def _extract(options: argparse.Namespace) -> int:
    with place_index() as gazetteer:

        def document(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
            yield events.prediction(pipeline.extract(_article(row, "doc_id"), gazetteer), row["doc_id"])

        return _lines(options, document)


def _lines(options: argparse.Namespace, work: Callable[[dict[str, Any]], Iterable[dict[str, Any]]]) -> int:
    """Apply ``work`` to every row of JSON Lines; a bad line is named and the rest goes on."""
    failed = 0
    with reader(options.input) as source, writer(options.out) as out:
        lines = [(n, line) for n, line in enumerate(source, 1) if line.strip()]
        for n, line in tqdm(lines, unit="article", file=sys.stderr, disable=None):
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ArticleError("expected a JSON object a line")
                results = [json.dumps(r, ensure_ascii=False, allow_nan=False) for r in work(row)]
            except GeoError as e:
                reason = str(e)
            except (json.JSONDecodeError, RecursionError) as e:
                reason = f"not readable as JSON: {e}"
            except Exception as e:
                reason = fault(e)  # one bad line must not cost the others
            else:
                out.writelines(r + "\n" for r in results)
                continue
            failed += 1
            say(f"{options.input} line {n}: {reason}")
        if not lines:
            say(f"{options.input}: no lines; expected JSON Lines, one article a line")
            failed += 1
    return int(failed > 0)


def _article(row: dict[str, Any], key: str) -> Article:
    for name, kinds in ((key, (str, int)), ("text", (str,))):
        if not isinstance(row.get(name), kinds):
            raise ArticleError(f"“{name}” is missing or not text")
    day = row.get("doc_date") or row.get("published")
    try:
        published = date.fromisoformat(str(day)[:10]) if day else None
    except ValueError:
        raise ArticleError(f"date {str(day)[:40]!r} is not a day; write it as 2024-12-06") from None
    # Offsets must fit the text as given, so nothing is trimmed or taken for a headline here.
    return Article(
        id=str(row[key]),
        title=articles.clean(str(row.get("title") or "")),
        text=_same_length(row["text"]),
        published=published,
    )


def _same_length(text: str) -> str:
    """Return the text with what cannot be stored replaced one for one, so that the caller's offsets hold."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else " " if c < " " and c not in "\n\t" else c for c in text)


def _spans(row: dict[str, Any], article: Article) -> list[tuple[int, int]] | None:
    spans = row.get("spans")
    if spans is None:
        return None
    good = isinstance(spans, list) and all(
        isinstance(s, list) and len(s) == 2 and all(type(x) is int for x in s) and 0 <= s[0] < s[1] <= len(article.text)
        for s in spans
    )
    if not good:
        raise ArticleError("“spans” must be [[start, end], ...] in code points inside the text")
    return [(s[0], s[1]) for s in spans]


def _toponym(t: Toponym) -> dict[str, Any]:
    p = t.place
    return {
        "start": t.mention.start,
        "end": t.mention.end,
        "surface": t.mention.text,
        "role": t.mention.role,
        "name": p.name if p else None,
        "kind": p.kind if p else None,
        "country": p.country if p else None,
        "lat": p.lat if p else None,
        "lon": p.lon if p else None,
        "precision_km": p.precision_km if p else None,
        "score": round(t.score, 4),
    }


def _roles(text: str) -> str:
    known = {"place", "demonym", "metonym", "embedded", "organisation", "all"}
    wrong = set(text.split(",")) - known
    if wrong:
        raise argparse.ArgumentTypeError(
            f"unknown role {', '.join(sorted(wrong))}; choose from {', '.join(sorted(known))}"
        )
    return text


def _switches(text: str) -> tuple[str, ...]:
    chosen = tuple(part for part in text.split(",") if part)
    wrong = set(chosen) - set(SWITCHES)
    if wrong:
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(wrong))}: choose from {', '.join(SWITCHES)}")
    return chosen
