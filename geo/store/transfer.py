"""Everything in one file that needs no database engine: a ZIP with a file of JSON Lines a table."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from geo.errors import StoreError
from geo.store import checking, schema

FORMAT = "situation-map store"
LONGEST = 200_000_000
"""Bytes of one row; an article has at most some hundred thousand characters, a country's outline less."""
BATCH = 500


def dump(conn: sa.Connection, path: Path) -> int:
    """Write every row of one moment; return how many."""
    if path.is_dir() or not path.parent.is_dir():
        raise StoreError(f"{path}: cannot be written; name a file in a folder that is there")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    counts: dict[str, int] = {}
    try:
        handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
                for table in schema.ORDER:
                    with pack.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
                        counts[str(table.name)] = _write(conn, table, out)
                writes = conn.scalar(sa.select(schema.changes.c.count)) or 0
                about = {"format": FORMAT, "schema": schema.REVISION, "writes": writes, "rows": counts}
                pack.writestr("about.json", json.dumps(about, indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return sum(counts.values())


def _write(conn: sa.Connection, table: sa.Table, out: Any) -> int:
    n = 0
    asked = sa.select(table).order_by(*table.primary_key.columns)
    for row in conn.execution_options(yield_per=200).execute(asked).mappings():
        if "sha256" in row and checking.wrong(table, row):
            raise StoreError(f"{table.name} {checking.named(table, row)} is damaged; run: python -m geo db check")
        out.write(msgspec.json.encode({str(k): v for k, v in row.items()}) + b"\n")
        n += 1
    return n


def load(conn: sa.Connection, path: Path) -> int:
    """Read such a file into an empty store, all of it or nothing; return the number of rows.

    Raises
    ------
    StoreError
        If the store is not empty, or the file is no export, is of a newer program, or a row of it is damaged.
    """
    for table in schema.ORDER:
        if conn.scalar(sa.select(sa.func.count()).select_from(table)):
            raise StoreError("the store is not empty; name a new file with SITUATION_DB, then import into it")
    try:
        with zipfile.ZipFile(path) as pack:
            about = _about(pack, path)
            total = 0
            for table in schema.ORDER:
                got = _fill(conn, table, pack, path)
                if got != about["rows"].get(table.name, 0):
                    raise StoreError(
                        f"{path}: {table.name} has {got} rows, {about['rows'].get(table.name)} were written"
                    )
                total += got
    except FileNotFoundError:
        raise StoreError(f"{path}: no such file; check the path") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as e:
        if isinstance(e, StoreError):
            raise
        raise StoreError(f"{path}: no whole export ({e}); write it again with “db export”") from e
    c = schema.changes
    conn.execute(sa.update(c).where(c.c.count <= about["writes"]).values(count=about["writes"] + 1))
    return total


def _about(pack: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        with pack.open("about.json") as file:
            about: dict[str, Any] = json.loads(file.read(100_000))
        right = about["format"] == FORMAT and isinstance(about["rows"], dict) and isinstance(about["writes"], int)
    except (KeyError, ValueError, TypeError):
        right = False
    if not right:
        raise StoreError(f"{path}: no export of a store; name a file that “db export” wrote")
    if about["schema"] > schema.REVISION:
        raise StoreError(f"{path}: written by a newer version of this program; update it first")
    return about


def _fill(conn: sa.Connection, table: sa.Table, pack: zipfile.ZipFile, path: Path) -> int:
    name = f"{table.name}.jsonl"
    if name not in pack.namelist():
        return 0
    n, batch = 0, []
    columns = {str(c.name) for c in table.columns}
    with pack.open(name) as file:
        for number, line in enumerate(_lines(file), 1):
            where = f"{path}: {name} line {number}"
            try:
                row = msgspec.json.decode(line, type=dict[str, str | int | float | None])
            except msgspec.MsgspecError as e:
                raise StoreError(f"{where}: not readable ({e})") from e
            if not set(row) <= columns or ("sha256" in columns and ("sha256" not in row or checking.wrong(table, row))):
                raise StoreError(f"{where}: not as it was written; use another export")
            batch.append({c: row.get(c) for c in columns})
            if len(batch) >= BATCH:
                conn.execute(sa.insert(table), batch)
                batch = []
            n += 1
        if batch:
            conn.execute(sa.insert(table), batch)
    return n


def _lines(file: Any) -> Iterator[bytes]:
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise StoreError("a line of this export is longer than any row; use another one")
        yield line
