"""The commands: the same work as the page's, from a shell.

Exit 0 done, 1 some inputs failed (each named with its reason, the rest done), 2 wrong usage. Progress and
complaints go to stderr, free of control characters.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from geo import articles, events, files, pipeline, render, toponyms
from geo.errors import ArticleError, GeoError
from geo.export import geojson, html
from geo.gazetteer import Gazetteer
from geo.model import Article, Toponym
from geo.settings import Settings

APP = Path(__file__).resolve().parent.parent / "app.py"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except GeoError as e:
        _say(str(e))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        _say("stopped; nothing half-written was left behind")
        return 130
    except Exception as e:
        if os.environ.get("SITUATION_DEBUG"):
            raise
        _say(_fault(e))
        return 1


# ------------------------------------------------------------------------------------------ commands over JSON Lines


def _toponyms(options: argparse.Namespace) -> int:
    roles = None if options.roles == "all" else frozenset(options.roles.split(","))
    with _gazetteer() as gazetteer:

        def places(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
            article = _article(row, "doc")
            found = toponyms.run(article, gazetteer, spans=_spans(row, article))
            for t in found:
                if t.mention.field == "text" and (roles is None or t.mention.role in roles):
                    yield {"doc": row["doc"], **_toponym(t)}

        return _lines(options, places)


def _extract(options: argparse.Namespace) -> int:
    with _gazetteer() as gazetteer:

        def document(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
            yield events.prediction(pipeline.extract(_article(row, "doc_id"), gazetteer), row["doc_id"])

        return _lines(options, document)


def _lines(options: argparse.Namespace, work: Callable[[dict[str, Any]], Iterable[dict[str, Any]]]) -> int:
    """Apply ``work`` to every row of JSON Lines; a bad line is named and the rest goes on."""
    failed = 0
    with _reader(options.input) as source, _writer(options.out) as out:
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
                reason = _fault(e)  # one bad line must not cost the others
            else:
                out.writelines(r + "\n" for r in results)
                continue
            failed += 1
            _say(f"{options.input} line {n}: {reason}")
        if not lines:
            _say(f"{options.input}: no lines; expected JSON Lines, one article a line")
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


# ------------------------------------------------------------------------------------------ commands over articles


def _situation(options: argparse.Namespace) -> int:
    collection, failed = _collection(options)
    with _writer(options.out) as out:
        out.write(geojson.dumps(collection) + "\n")
    return failed


def _map(options: argparse.Namespace) -> int:
    collection, failed = _collection(options)
    with _gazetteer() as gazetteer:
        page = html.page(collection, gazetteer)
    with _writer(options.out) as out:
        out.write(page)
    _say(f"{options.out}: {len(page.encode()) / 1e6:.1f} MB, opens in any browser without a network")
    return failed


def _collection(options: argparse.Namespace) -> tuple[dict[str, Any], int]:
    reading = articles.read_all(
        options.inputs, progress=lambda p: tqdm(p, desc="reading", unit="file", file=sys.stderr, disable=None)
    )
    for failure in reading.failures:
        _say(f"{failure.where}: {failure.reason}")
    for article in reading.articles:
        for warning in article.warnings:
            _say(f"{article.path or article.id}: {warning}")
    if not reading.articles:
        raise ArticleError(
            "no article could be read; name a .txt or .md file, a folder of them, or - for standard input"
        )
    if options.as_of and all(a.published and a.published > options.as_of for a in reading.articles):
        first = min(a.published for a in reading.articles if a.published)
        raise ArticleError(f"no article was published by {options.as_of}; the first is of {first}")
    with _gazetteer() as gazetteer:
        collection = pipeline.features(
            reading.articles,
            gazetteer,
            as_of=options.as_of,
            notes=options.notes or reading.notes,
            progress=lambda a: tqdm(a, desc="articles", unit="article", file=sys.stderr, disable=None),
        )
    return collection, int(bool(reading.failures))


# ------------------------------------------------------------------------------------------ gazetteer and page


def _gazetteer_build(options: argparse.Namespace) -> int:
    with _gazetteer(rebuild=options.force) as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_info(_: argparse.Namespace) -> int:
    with _gazetteer() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_lookup(options: argparse.Namespace) -> int:
    with _gazetteer() as gazetteer:
        found = gazetteer.lookup(options.name, country=options.country)
    for p in found:
        print(
            f"{_plain(p.name)}\t{p.kind}\t{p.country or '-'}\t{p.admin1 or '-'}\t{p.lat:.5f}\t{p.lon:.5f}\t{p.population}\t{p.id}\t{p.source}"
        )
    if not found:
        _say(f"no place named {options.name!r}; other spellings are aliases in data/gazetteer/aliases.csv")
    return 0 if found else 1


def _print_info(gazetteer: Gazetteer) -> None:
    for key, value in gazetteer.info().items():
        print(f"{key}: {value}")


def _serve(options: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={options.port}"]
    command += ["--server.headless=true"] * options.headless
    command += [f"--server.address={options.address}"] * bool(options.address)
    inputs = [str(Path(i).resolve()) for i in options.inputs]  # Streamlit reads .streamlit/ of the folder it runs in
    return subprocess.call([*command, "--", *inputs], cwd=APP.parent)  # noqa: S603


@contextmanager
def _gazetteer(*, rebuild: bool = False) -> Iterator[Gazetteer]:
    """Open the place index; build it first, behind a progress bar, when it is missing or out of date."""
    with tqdm(total=100, desc="place index", unit="%", file=sys.stderr, disable=None, leave=False, delay=0.5) as bar:

        def progress(stage: str, share: float) -> None:
            bar.set_description(f"place index: {stage}", refresh=False)
            bar.update(max(0, int(share * 100) - bar.n))

        gazetteer = Gazetteer.open(Settings(), progress=progress, rebuild=rebuild)
    try:
        yield gazetteer
    finally:
        gazetteer.close()


# ------------------------------------------------------------------------------------------ words in, words out


def _plain(text: str) -> str:
    return render.clean(text).replace("\n", " ").replace("\t", " ")


def _say(text: str) -> None:
    print(f"geo: {_plain(text)}", file=sys.stderr)


@contextmanager
def _reader(name: str) -> Iterator[Iterable[str]]:
    if name == "-":
        yield (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
    except OSError as e:
        raise ArticleError(f"{name}: {e.strerror}; check the path") from e


@contextmanager
def _writer(name: str) -> Iterator[TextIO]:
    """Open ``name`` for writing; a file appears whole or not at all."""
    if name == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    with files.atomic(Path(name)) as file:
        yield file


def _fault(e: Exception) -> str:
    return f"{type(e).__name__}: {e}; this is a fault of ours: SITUATION_DEBUG=1 shows where, please report it"


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2024-12-06") from None


def _roles(text: str) -> str:
    known = {"place", "demonym", "metonym", "organisation", "all"}
    wrong = set(text.split(",")) - known
    if wrong:
        raise argparse.ArgumentTypeError(
            f"unknown role {', '.join(sorted(wrong))}; choose from {', '.join(sorted(known))}"
        )
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m geo", description="News articles in, situation map out. Works offline."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    for name, run, text in (
        ("toponyms", _toponyms, "JSON Lines {doc, text, title?, published?, spans?} to place names with coordinates"),
        (
            "extract",
            _extract,
            "JSON Lines {doc_id, text, title?, doc_date?} to events, displacements, movements and control",
        ),
    ):
        sub = command(name, run, text)
        sub.add_argument("--in", dest="input", default="-", metavar="F", help="default: standard input")
        sub.add_argument("--out", default="-", metavar="F", help="default: standard output")
        if name == "toponyms":
            sub.add_argument(
                "--roles", default="place,demonym,metonym", type=_roles, help="default: %(default)s; or all"
            )
    for name, run, text in (
        ("situation", _situation, "articles to the situation as GeoJSON"),
        ("map", _map, "articles to one HTML file that works without a network"),
    ):
        sub = command(name, run, text)
        sub.add_argument(
            "inputs", nargs="+", metavar="INPUT", help="text or Markdown file, folder, or - for standard input"
        )
        sub.add_argument(
            "--notes",
            type=Path,
            default=None,
            metavar="F",
            help="CSV with a column record; default: notes.csv of a folder",
        )
        sub.add_argument("--as-of", type=_day, default=None, metavar="DAY", help="default: the newest statement")
        sub.add_argument(
            "--out",
            default="-",
            required=name == "map",
            metavar="F",
            help="map.html" if name == "map" else "default: standard output",
        )
    gazetteer = command("gazetteer", _gazetteer_info, "the place index: build, info, lookup").add_subparsers(
        required=True, metavar="ACTION"
    )
    build = gazetteer.add_parser("build", help="build it if it is missing or out of date")
    build.add_argument("--force", action="store_true", help="build it anew in any case")
    build.set_defaults(run=_gazetteer_build)
    gazetteer.add_parser("info", help="what is in it and where it comes from").set_defaults(run=_gazetteer_info)
    lookup = gazetteer.add_parser("lookup", help="every place of a name")
    lookup.add_argument("name", metavar="NAME")
    lookup.add_argument("--country", type=str.upper, default=None, metavar="XX", help="ISO code of a country")
    lookup.set_defaults(run=_gazetteer_lookup)
    serve = command("serve", _serve, "open the app (same as streamlit run app.py)")
    serve.add_argument("inputs", nargs="*", metavar="INPUT", help="articles to open with; default: seeds/")
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument("--address", default=None, help="default: this machine alone; 0.0.0.0 shows it to the network")
    serve.add_argument("--headless", action="store_true", help="do not open a browser")
    return parser
