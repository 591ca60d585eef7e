"""Read other people's event data into the records that articles yield."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from geo.errors import TableError
from geo.events.metadata import source_grade
from geo.events.roster import country_names
from geo.external import columns, sheet
from geo.external.cells import Days, Wrong
from geo.external.dataset import Dataset, about, article_id
from geo.external.places import Places
from geo.external.rows import Draft, Reader
from geo.gazetteer import Gazetteer
from geo.model import Article, Displacement, Event, Evidence, Extraction, record_id
from geo.settings import Settings

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def read(path: Path, gazetteer: Gazetteer, settings: Settings | None = None) -> Dataset:
    """Return the data set in a CSV, Excel or GeoJSON file; rows that cannot be used are refused one by one.

    Of a CSV file beyond ``settings.max_input_bytes`` the first part is read.

    Raises
    ------
    TableError
        If the file cannot be read as a table, or its columns are those of no data set that is known.
    """
    settings = settings or Settings()
    try:
        if not path.is_file() and path.exists():  # a pipe would be waited for
            raise TableError(f"{path}: is no file; check the path")
        with path.open("rb") as file:
            data = file.read(settings.max_input_bytes + 1)
    except OSError as e:
        raise TableError(f"{path}: {e.strerror or e}; check the path") from e
    notes = []
    if len(data) > settings.max_input_bytes:
        if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
            raise TableError(f"{path}: over {settings.max_input_bytes:,} bytes; split it by year or country")
        data = data[: data.rfind(b"\n", 0, settings.max_input_bytes) + 1]
        notes.append(f"only the first {len(data):,} bytes are read; split the file by year or country")
    return from_bytes(data, path.name, gazetteer, settings, notes=notes)


def from_bytes(
    data: bytes, name: str, gazetteer: Gazetteer, settings: Settings | None = None, *, notes: Sequence[str] = ()
) -> Dataset:
    """Return the data set in the bytes of a file called ``name``; as `read`."""
    settings = settings or Settings()
    found = sheet.read(data, name, settings)
    kind = columns.kind_of(found.columns)
    if not kind:
        raise TableError(f"{name}: {columns.expected(found.columns)}")
    known = about(kind)
    own = kind != "analyst" and any(columns.plain(c).startswith("x_") for c in found.columns)
    title = known.name if known.name and not own else Path(name).stem[:60] or "table"
    at = columns.mapped(found.columns, kind)
    reader = Reader(
        kind=kind,
        name=title,
        columns=at,
        places=Places(gazetteer, kind, title, known.terms),
        days=Days.of(row[at[f]] for f in ("date", "until") if f in at for _, row in found.rows),
    )
    drafts: list[Draft] = []
    refused = list(found.refused)
    seen: dict[str, int] = {}
    for number, row in found.rows:
        try:
            made = reader.drafts(number, row)
            for draft in made:
                first = seen.setdefault(draft.own_id, number) if draft.own_id else number
                if first != number:
                    raise Wrong(f"has the id {draft.own_id!r} of row {first}")
        except Wrong as e:
            refused.append((number, str(e)))
        else:
            drafts += made
    return Dataset(
        name=title,
        kind=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        extractions=_extractions(drafts, kind, title),
        refused=tuple(sorted(refused)),
        notes=(*notes, *found.notes),
        attribution=known.attribution,
        terms=known.terms,
    )


def _extractions(drafts: Sequence[Draft], kind: str, name: str) -> tuple[Extraction, ...]:
    """Return an extraction for each day and country: sides are those of a country, and days select what was known."""
    groups: dict[tuple[date, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[draft.day, draft.country or ""].append(draft)
    used: set[str] = set()
    return tuple(_extraction(groups[key], *key, kind, name, used) for key in sorted(groups))


def _extraction(drafts: Sequence[Draft], day: date, country: str, kind: str, name: str, used: set[str]) -> Extraction:
    text = "\n".join(d.quote for d in drafts)
    where = country_names().get(country, country)
    article = Article(
        id=article_id(kind, name, day, country, text),
        title=" · ".join(filter(None, [name, f"{day.day} {MONTHS[day.month - 1]} {day.year}", where])),
        text=text,
        published=day,
        published_inferred=True,
        source=name,
    )
    events: list[Event] = []
    displacements: list[Displacement] = []
    start = 0
    for d in drafts:
        # A row's own id holds from one edition of a data set to the next, its place in the file does not.
        carrier, extra = (f"{kind}:{name}", d.own_id) if d.own_id else (article.id, f"{d.type}|{d.quote}|{d.places}")
        n = 0
        while (ident := record_id(carrier, f"{d.list}:{d.type}", 0, 0, f"{extra}|{n or ''}")) in used:
            n += 1
        used.add(ident)
        grade = source_grade(d.speaker.name, d.speaker.kind) if d.speaker else "F"
        evidence = Evidence(
            article_id=article.id,
            field="text",
            start=start,
            end=start + len(d.quote),
            quote=d.quote,
            speaker=d.speaker,
            source_grade=grade,
        )
        start += len(d.quote) + 1
        trigger = f"{d.own_id or f'row {d.number}'}: {d.said}"
        if d.list == "event":
            events.append(
                Event(
                    id=ident,
                    type=d.type,
                    status="asserted",
                    trigger=trigger,
                    evidence=(evidence,),
                    places=d.places,
                    agents=d.agents,
                    targets=d.targets,
                    figures=d.figures,
                    time=d.time,
                    source=d.speaker,
                    unplaced=d.unplaced,
                )
            )
        else:
            displacements.append(
                Displacement(
                    id=ident,
                    kind=d.type,
                    status="asserted",
                    trigger=trigger,
                    evidence=(evidence,),
                    origins=d.origins,
                    destinations=d.destinations,
                    figure=d.figures[0] if d.figures else None,
                    time=d.time,
                    source=d.speaker,
                    unplaced=d.unplaced,
                )
            )
    return Extraction(
        article=article, events=tuple(events), displacements=tuple(displacements), theatre=country or _theatre(drafts)
    )


def _theatre(drafts: Sequence[Draft]) -> str | None:
    """The country that most rows without a column for it lie in."""
    found = [p.country for d in drafts for p in (*d.places, *d.origins, *d.destinations) if p.country]
    return max(sorted(set(found)), key=found.count) if found else None
