"""The figures ledger: every number beside its speaker, and no total of what cannot be added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from geo.model import CURRENT, Displacement, Event, Figure, Place, Record
from geo.situation import words
from geo.situation.records import LedgerRow, Total, in_time


def entries(
    events: Sequence[Event],
    displacements: Sequence[Displacement],
    published: Mapping[str, date | None],
    told: Mapping[str, Sequence[Record]] | None = None,
) -> tuple[LedgerRow, ...]:
    """Return a row for every figure, newest first; background and denied figures are marked, never counted.

    Of what several articles tell (``told``, by id) each figure stands with the voice that gave it.
    """
    rows = []
    both: list[Event | Displacement] = [*events, *displacements]
    for record in sorted(both, key=lambda r: in_time(r, published), reverse=True):
        for report in (told or {}).get(record.id, (record,)):
            if isinstance(report, Event | Displacement):
                figures = report.figures if isinstance(report, Event) else (report.figure,) if report.figure else ()
                rows += [replace(_row(report, figure), record=record.id) for figure in figures]
    # Of repeats the one with a period says most.
    joint = frozenset(told or ())
    fullest = {_said(row, joint): row for row in sorted(rows, key=lambda r: r.figure.period is not None)}
    return tuple(fullest[key] for key in dict.fromkeys(_said(row, joint) for row in rows))


def _said(row: LedgerRow, joint: Collection[str]) -> tuple[object, ...]:
    """What makes two rows one: who repeats a speaker's figure, in one article or of one thing, gives no second figure."""
    f = row.figure
    said = (f.metric, f.value, f.max, f.qualifier, f.unit, f.measure, f.observed)
    if row.record in joint:
        return (row.record, row.speaker or row.article, *said[:5])
    return (row.article, row.speaker, row.status, row.scope.id if row.scope else None, *said)


def totals(rows: Sequence[LedgerRow]) -> tuple[Total, ...]:
    """Return the sum, or its refusal with the reason, for every metric with several current figures.

    Figures add up only when they count the same thing in the same unit over places that do not overlap, in the same
    measure, said by the same speaker, observed, and not vague.
    """
    by_metric: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if not row.background and row.status != "denied":
            by_metric[row.figure.metric].append(row)
    out = []
    for metric, found in sorted(by_metric.items()):
        if len(found) < 2:
            continue
        records = tuple(dict.fromkeys(r.record for r in found))
        reasons = _reasons(found)
        if reasons:
            reason = "; ".join(reasons)
            text = (
                f"No total of people {metric}: {reason}."
                if metric == "displaced"
                else f"No total ({metric}): {reason}."
            )
            out.append(Total(metric=metric, refused=True, reason=reason, text=text, records=records))
        else:
            first = found[0].figure
            total = Figure(
                metric=metric,
                value=sum(r.figure.value for r in found),
                qualifier="approx" if any(r.figure.qualifier != "exact" for r in found) else "exact",
                unit=first.unit,
            )
            where = words.listed(r.scope.name for r in found if r.scope)
            text = f"{words.figure_text(total)} in {where}" + (f" · {found[0].speaker}" if found[0].speaker else "")
            out.append(Total(metric=metric, refused=False, reason="", text=text, records=records))
    return tuple(out)


def _row(record: Event | Displacement, figure: Figure) -> LedgerRow:
    evidence = record.evidence[0]
    said_by = words.speaker(record)
    forecast = record.status == "forecast"
    text = words.figure_text(figure, forecast=forecast)
    return LedgerRow(
        record=record.id,
        article=evidence.article_id,
        figure=figure,
        text=text,
        status=record.status,
        speaker=said_by,
        grade=evidence.source_grade + evidence.info_grade,
        scope=figure.scope or _scope(record),
        background=record.status == "historical",
    )


def _scope(record: Event | Displacement) -> Place | None:
    places = record.places if isinstance(record, Event) else record.origins or record.destinations
    return places[0] if len(places) == 1 else None


def _reasons(rows: Sequence[LedgerRow]) -> list[str]:
    """Why these figures cannot be added, in words; empty when they can."""
    figures = [r.figure for r in rows]
    reasons = []
    if len({f.measure for f in figures if f.measure}) > 1:
        reasons.append("some count people at a moment (stock), others over a period (flow)")
    if len({f.unit for f in figures}) > 1:
        reasons.append(f"units differ ({words.listed(sorted({f.unit for f in figures}))})")
    if len({r.speaker for r in rows}) > 1:
        said_by = sorted({r.speaker or "the article itself" for r in rows})
        reasons.append(f"speakers differ ({words.listed(said_by)})")
    if any(r.status not in CURRENT or not r.figure.observed for r in rows):
        reasons.append("a forecast stands beside what was observed")
    if len({f.period.iso for f in figures if f.period}) > 1:
        reasons.append("periods differ")
    overlap = next((pair for pair in combinations(rows, 2) if _overlap(pair[0].scope, pair[1].scope)), None)
    if overlap:
        names = [r.scope.name if r.scope else "an area not stated" for r in overlap]
        same = names[0] == names[1]
        reasons.append(f"both count {names[0]}" if same else f"{names[0]} and {names[1]} may overlap")
    if any(f.qualifier == "order" for f in figures):
        reasons.append("one is only a rough size, like “thousands”")
    return reasons


def _overlap(a: Place | None, b: Place | None) -> bool:
    """Whether two scopes may count the same people; unless both are separate settlements they may."""
    if a is None or b is None or a.id == b.id:
        return True
    if a.country and b.country and a.country != b.country:
        return False
    if a.kind == b.kind and a.kind in ("settlement", "country", "admin1", "camp"):
        return False
    if "admin1" in (a.kind, b.kind) and a.admin1 and b.admin1 and "country" not in (a.kind, b.kind):
        return a.admin1 == b.admin1
    return True
