"""Bring a store to the newest schema: forward only, whole or not at all, after a copy of what was there."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from geo.errors import StoreError
from geo.store.copying import copy
from geo.store.engine import WRITES, log_writes, path_of, said
from geo.store.schema import REVISION

_SCRIPTS = Path(__file__).parent / "migrations"


def revision(conn: sa.Connection) -> str | None:
    """Return the migration that a store stands at; None for an empty file."""
    tables = set(sa.inspect(conn).get_table_names())
    if "alembic_version" in tables:
        return conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if tables:
        raise StoreError("this database holds other tables than ours; name another file with SITUATION_DB")
    return None


def migrate(engine: sa.Engine, *, keep: bool = True) -> Path | None:
    """Bring the store behind an engine to the newest schema; return the copy made of the old one, if there was one.

    Parameters
    ----------
    keep : bool
        Whether to copy an old store beside itself first.

    Raises
    ------
    StoreError
        If the store is newer than this program, or of another.
    """
    path = path_of(engine.url)
    with said(path):
        with engine.connect() as conn:
            found = _standing(conn, path)
        log_writes(engine)
        if found == REVISION:
            return None
        with engine.connect().execution_options(**{WRITES: True}) as conn, conn.begin():
            found = _standing(conn, path)  # another process may have been first
            if found == REVISION:
                return None
            kept = _copy(path, found) if found and keep else None
            try:
                upgrade_to(conn, REVISION)
            except (ValueError, TypeError, KeyError) as e:
                raise StoreError(
                    f"{path}: a row cannot be brought to the newest schema ({type(e).__name__}: {e}); the store is left as it "
                    "was; restore a backup, or use the older program"
                ) from e
            return kept


def upgrade_to(conn: sa.Connection, target: str) -> None:
    """Run migrations on a connection until ``target``, inside the transaction that it is in."""
    from alembic.config import Config  # a tenth of a second that an up-to-date store need not pay
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_SCRIPTS))
    with EnvironmentContext(Config(), scripts, fn=lambda at, _: scripts._upgrade_revs(target, at)) as environment:
        environment.configure(connection=conn, transactional_ddl=True)
        environment.run_migrations()


def _standing(conn: sa.Connection, path: Path) -> str | None:
    try:
        found = revision(conn)
    except StoreError as e:
        raise StoreError(f"{path}: {e}") from None
    if found is not None and found not in known():
        raise StoreError(
            f"{path}: written by a newer version of this program (schema {found!r:.20}, this one knows {REVISION}); "
            "update the program, or name another file with SITUATION_DB"
        )
    return found


def known() -> list[str]:
    """Return the names of all migrations, oldest first."""
    return sorted(p.name[:4] for p in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def _copy(path: Path, found: str) -> Path:
    """Copy the store beside itself before it is changed."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    kept = path.with_name(f"{path.name}.schema-{found}-{stamp}.bak")
    with closing(sqlite3.connect(path)) as source:
        copy(source, kept)
    return kept
