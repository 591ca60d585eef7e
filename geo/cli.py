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

from geo import articles, events, files, geometry, pipeline, render, toponyms
from geo.errors import ArticleError, GeoError, TableError
from geo.export import geojson, html
from geo.gazetteer import Gazetteer
from geo.gazetteer import add as gazetteer_add
from geo.gazetteer import remove as gazetteer_remove
from geo.model import Article, Toponym
from geo.render import basemap
from geo.settings import Settings
from geo.situation import Overlay, front_features, fronts, ground, overlay, statement_table
from geo.situation.statements import Statement
from geo.situation.update import Update, update
from geo.toponyms.roles import SWITCHES, counts

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
    leave_out = options.leave_out or Settings().toponyms_leave_out
    if not set(leave_out) <= set(SWITCHES):
        raise GeoError(f"SITUATION_TOPONYMS_LEAVE_OUT: {', '.join(leave_out)}: choose from {', '.join(SWITCHES)}")
    with _gazetteer() as gazetteer:

        def places(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
            article = _article(row, "doc")
            found = toponyms.run(article, gazetteer, spans=_spans(row, article))
            for t in found:
                wanted = (roles is None or t.mention.role in roles) and counts(t, leave_out)
                if t.mention.field == "text" and wanted:
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
    if (
        options.as_of
        and options.by != "time"
        and all(a.published and a.published > options.as_of for a in reading.articles)
    ):
        first = min(a.published for a in reading.articles if a.published)
        raise ArticleError(f"no article was published by {options.as_of}; the first is of {first}")
    overlays = [Overlay(source=p.name, map=_control_map(p)) for p in options.overlay]
    previous = _control_map(options.previous) if options.previous else None
    with _gazetteer() as gazetteer:
        collection = pipeline.features(
            reading.articles,
            gazetteer,
            as_of=options.as_of,
            by=options.by or "time",
            hindsight=options.by == "time",
            since=options.since,
            notes=options.notes or reading.notes,
            overlays=overlays,
            previous=previous,
            progress=lambda a: tqdm(a, desc="articles", unit="article", file=sys.stderr, disable=None),
        )
    return collection, int(bool(reading.failures))


# ------------------------------------------------------------------------------------------ statements to fronts


def _fronts(options: argparse.Namespace) -> int:
    table = statement_table.read_statements(options.statements)
    for number, reason in table.refused:
        _say(f"{options.statements} line {number}: {reason}")
    said = [x for x in table.statements if options.as_of is None or x.day <= options.as_of]
    if len(said) < len(table.statements):
        _say(f"{len(table.statements) - len(said)} statements are newer than {options.as_of} and left out")
    if not said:
        raise TableError(f"{options.statements}: no statement to draw a front from")
    region = None
    if options.region:
        region = overlay.read_region(options.region)
        _concerned(said, region, options.region)
    day = options.as_of or max(x.day for x in said)
    collection = _updated(options.previous, said, region, day) if options.previous else _inferred(said, region, day)
    if not any(f["properties"]["layer"] == "front" for f in collection["features"]):
        _say("no front: the statements put no two holders beside each other on known ground")
    with _writer(options.out) as out:
        out.write(geojson.dumps(collection) + "\n")
    return int(bool(table.refused))


def _concerned(said: list[Statement], ground: geometry.BaseGeometry, path: Path) -> None:
    """Refuse statements none of which is near the ground of a file: nothing could be said of it."""
    reach = Settings().front_unknown_km
    if all(geometry.distance_km(x.lonlat, geometry.nearest_point(ground, x.lonlat)) > reach for x in said):
        raise TableError(
            f"{path}: no statement lies in it or within {reach:.0f} km; check that both are of one theatre"
        )


def _inferred(said: list[Statement], region: geometry.BaseGeometry | None, day: date) -> dict[str, Any]:
    settings = Settings()
    if region is None:
        region = ground.region([x.lonlat for x in said], settings)
    result = fronts.infer(
        said,
        region,
        settings,
        as_of=day,
        water=basemap.rivers(region.bounds, rank=settings.front_river_rank),
        segment_km=settings.front_segment_km,
    )
    if not result.areas:
        raise TableError("no statement says who holds a place; expected at least one of kind control")
    return front_features.collection(result, as_of=day, known=len(said))


def _updated(path: Path, said: list[Statement], region: geometry.BaseGeometry | None, day: date) -> dict[str, Any]:
    settings, before = Settings(), _control_map(path)
    held, named = before.held(), {x.side for x in said if x.kind != "contested"}
    if held and named and not held.keys() & named:
        raise TableError(
            f"{path} knows {', '.join(sorted(held))}, the statements {', '.join(sorted(named))};"
            " write the same actors the same way"
        )
    if held:
        _concerned(said, geometry.union(held.values()), path)
    if region is None:
        region = geometry.union(held[k] for k in sorted(held))
        if named - held.keys():
            region = geometry.union([region, ground.region([x.lonlat for x in said], settings)])
    changed: Update = update(
        held,
        said,
        region,
        settings,
        since=before.day,
        as_of=day,
        unknown=before.unknown(),
        segment_km=settings.front_segment_km,
    )
    return front_features.collection(changed.result, as_of=day, known=len(said), changed=changed, since=before.day)


def _control_map(path: Path) -> overlay.ControlMap:
    found = overlay.read_control(path)
    for number, reason in found.refused:
        _say(f"{path}: feature {number} is left out: {reason}")
    for area in found.areas:
        if area.repaired:
            _say(f"{path}: an area of {area.actor or 'nobody'} was repaired: {area.repaired}")
    return found


# ------------------------------------------------------------------------------------------ gazetteer and page


def _gazetteer_build(options: argparse.Namespace) -> int:
    with _gazetteer(rebuild=options.force) as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_info(_: argparse.Namespace) -> int:
    with _gazetteer() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_add(options: argparse.Namespace) -> int:
    settings = Settings()
    for path in options.files:
        with tqdm(
            desc=f"reading {_plain(path.name)}", total=100, unit="%", file=sys.stderr, disable=None, leave=False
        ) as bar:

            def progress(share: float, bar: tqdm[Any] = bar) -> None:
                bar.update(max(0, int(share * 100) - bar.n))

            result = gazetteer_add(settings, path, progress)
        _say(
            f"{path}: {result.kept:,} places of {result.lines:,} lines added;"
            f" {result.left_out:,} of kinds that news do not name are left out, {result.broken:,} could not be read"
        )
        for line in result.examples:
            _say(f"{path}: line {line.number}: {line.reason}")
        if result.broken > len(result.examples):
            _say(f"{path}: and {result.broken - len(result.examples):,} more broken lines")
    with _gazetteer() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_remove(options: argparse.Namespace) -> int:
    gazetteer_remove(Settings(), options.name)
    with _gazetteer() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_lookup(options: argparse.Namespace) -> int:
    with _gazetteer() as gazetteer:
        how: str
        how, found = gazetteer.found([options.name], romanised=True).get(options.name, ("name", []))
        found = [p for p in found if options.country in {None, p.country}]
        if not found and options.country:
            how, found = "spelling", [p for _, p in gazetteer.similar(options.name, options.country)]
    for p in found:
        print(
            f"{_plain(p.name)}\t{p.kind}\t{p.country or '-'}\t{p.admin1 or '-'}\t{p.lat:.5f}\t{p.lon:.5f}\t{p.population}\t{p.id}\t{p.source}"
        )
    if found and how != "name":
        _say(f"{options.name!r} is not in the index as it stands; found by its {_FORMS[how]}")
    if not found:
        _say(f"no place named {options.name!r}; other spellings are aliases in data/gazetteer/aliases.csv")
    return 0 if found else 1


_FORMS = {
    "article": "form without the article",
    "prefix": "form without the words written onto it",
    "case": "nominative",
    "romanisation": "sound, in another romanisation",
    "spelling": "sound or a letter less or more, in that country",
}


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
                "--roles", default="place,demonym,metonym,embedded", type=_roles, help="default: %(default)s; or all"
            )
            sub.add_argument(
                "--leave-out", default=(), type=_switches, metavar="WHAT",
                help=f"one or more of {','.join(SWITCHES)}; default: SITUATION_TOPONYMS_LEAVE_OUT, else nothing",
            )  # fmt: skip
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
            "--since", type=_day, default=None, metavar="DAY", help="say what changed after this day (member changes)"
        )
        sub.add_argument(
            "--by",
            choices=("time", "published"),
            default=None,
            help="what days select: time, what was true by then, as articles of any day tell it; published, what was "
            "known by then; default: what was true by then, as articles published until --as-of tell it",
        )
        sub.add_argument(
            "--overlay",
            type=Path,
            action="append",
            default=[],
            metavar="F",
            help="GeoJSON of control areas that somebody drew, laid over from their day on; may be given again",
        )
        sub.add_argument(
            "--previous",
            type=Path,
            default=None,
            metavar="F",
            help="GeoJSON of control areas that the fronts start from, from their day on",
        )
        sub.add_argument(
            "--out",
            default="-",
            required=name == "map",
            metavar="F",
            help="map.html" if name == "map" else "default: standard output",
        )
    sub = command("fronts", _fronts, "statements about places to control areas and front lines as GeoJSON")
    sub.add_argument(
        "--statements",
        type=Path,
        required=True,
        metavar="CSV",
        help="columns lon, lat, actor, date; maybe weight, kind (control, within, contested), within_km, place",
    )
    sub.add_argument("--region", type=Path, default=None, metavar="F", help="GeoJSON; default: what statements span")
    sub.add_argument("--as-of", type=_day, default=None, metavar="DAY", help="default: the newest statement")
    sub.add_argument(
        "--previous", type=Path, default=None, metavar="F", help="GeoJSON of control areas, brought up to date"
    )
    sub.add_argument("--out", default="-", metavar="F", help="default: standard output")
    gazetteer = command(
        "gazetteer", _gazetteer_info, "the place index: build, info, add, remove, lookup"
    ).add_subparsers(required=True, metavar="ACTION")
    build = gazetteer.add_parser("build", help="build it if it is missing or out of date")
    build.add_argument("--force", action="store_true", help="build it anew in any case")
    build.set_defaults(run=_gazetteer_build)
    gazetteer.add_parser("info", help="what is in it and where it comes from").set_defaults(run=_gazetteer_info)
    add = gazetteer.add_parser("add", help="add the places of GeoNames files (SY.txt, SY.zip, allCountries.zip)")
    add.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="in GeoNames' dump format; same name: replaced"
    )
    add.set_defaults(run=_gazetteer_add)
    remove = gazetteer.add_parser("remove", help="take out what a file added")
    remove.add_argument("name", metavar="NAME", help="the file's name, as info lists it")
    remove.set_defaults(run=_gazetteer_remove)
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
