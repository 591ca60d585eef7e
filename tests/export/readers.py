"""Readers of exported files, and a situation of hostile texts, for the tests of files."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from functools import cache
from pathlib import Path

from lxml import etree

from geo import pipeline
from geo.export import Material
from tests.export import made

CELLS = [json.loads(x)["text"] for x in (Path(__file__).parent / "cells.jsonl").read_text("utf-8").splitlines()]
CSVS = ("csv", "acled", "idmc", "hxl")
KML = "{http://www.opengis.net/kml/2.2}"


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@cache
def hostile() -> Material:
    """Return a situation of one article a payload; each stands in title, publisher, speaker, actor, time and sentence."""
    base = made.extraction("PAYLOAD", ident="base")
    told = json.dumps(pipeline.assemble([base]))  # one for all: only the words differ
    found = [made.extraction(text, ident=f"a{n}") for n, text in enumerate(payloads())]
    one = []
    for n, (e, text) in enumerate(zip(found, payloads(), strict=True)):
        own = told.replace('"base"', f'"a{n}"').replace("PAYLOAD", json.dumps(text)[1:-1])
        for old, new in zip(base.records, e.records, strict=True):
            own = own.replace(old.id, new.id)
        one.append(json.loads(own))
    lists = {key: [x for c in one for x in c[key]] for key in ("records", "articles", "unplaced", "features")}
    rows = [x for c in one for x in c["ledger"]["rows"]]
    return Material({**one[0], **lists, "ledger": {"rows": rows, "totals": []}}, found)


@cache
def schema() -> etree.XMLSchema:
    """Return the OGC's schema of KML 2.2; fastkml carries it, its code is not run."""
    found = importlib.util.find_spec("fastkml")
    assert found and found.origin
    return etree.XMLSchema(etree.parse(Path(found.origin).parent / "schema" / "ogckml22.xsd"))


def payloads() -> list[str]:
    return [text for text in CELLS if text.strip()]
