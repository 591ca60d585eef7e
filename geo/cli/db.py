"""Commands of the store: make, check, copy, bring back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.common import Commands, command, plain, say
from geo.errors import OutputError
from geo.settings import Settings

if TYPE_CHECKING:
    from geo.store import Store


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    actions = command(
        commands, "db", _info, "the store: init, info, check, backup, restore, export, import, decisions, undo"
    ).add_subparsers(required=True, metavar="ACTION")
    for name, run, text in (
        ("init", _init, "make the store, or bring an older one to the newest schema"),
        ("info", _info, "where it is and what is in it"),
        ("check", _check, "look at every row; name what is not as it was written"),
    ):
        actions.add_parser(name, help=text, description=text).set_defaults(run=run)
    text = "list what people decided, the oldest first: when, batch, who, what, about what, why"
    listing = actions.add_parser("decisions", help=text, description=text)
    listing.set_defaults(run=_decisions)
    listing.add_argument("--undone", action="store_true", help="with what was taken back, and the steps that did it")
    text = "take back what was decided at once, by the name that “db decisions” lists it under; it stays listed"
    back = actions.add_parser("undo", help=text, description=text)
    back.set_defaults(run=_undo)
    back.add_argument("batch", metavar="BATCH")
    back.add_argument(
        "--author", default=Settings().author or "analyst", help="who takes it back; default: %(default)s"
    )
    back.add_argument("--reason", default="", help="why")
    for name, action, text in (
        ("backup", _backup, "copy the store to a file while it is in use"),
        ("restore", _restore, "put a backup, checked first, in the place of the store"),
        ("export", _export, "write everything to a ZIP of JSON Lines that needs no database"),
        ("import", _import, "read such a ZIP into an empty store"),
    ):
        sub = actions.add_parser(name, help=text, description=text)
        sub.set_defaults(run=action)
        sub.add_argument("file", type=Path, metavar="FILE")
        if name == "restore":
            sub.add_argument(
                "--force", action="store_true", help="replace a store that is there; it is kept beside the new one"
            )
        if name in ("backup", "export"):
            sub.add_argument("--force", action="store_true", help="replace a file that is there")


def _open() -> Store:
    from geo.store import Store  # a third of a second that the other commands need not pay

    store = Store.open()
    if store.migrated:
        say(f"{store.path}: brought to the newest schema; the old one is kept as {store.migrated.name}")
    return store


def _init(_: argparse.Namespace) -> int:
    with _open() as store:
        print(f"{plain(str(store.path))}: ready, {_counted(store)}")
    return 0


def _info(_: argparse.Namespace) -> int:
    with _open() as store:
        print(f"{plain(str(store.path))}: {_counted(store)}, {store.path.stat().st_size / 1e6:.1f} MB")
        for d in store.datasets():
            print(plain(f"dataset {d.name} ({d.kind}), {d.licence}"))
    return 0


def _counted(store: Store) -> str:
    n = store.count()
    waiting = sum(d.record is None for d in store.decisions())
    text = f"{n:,} article{'' if n == 1 else 's'}"
    return f"{text}, {waiting} decisions without their record" if waiting else text


def _check(_: argparse.Namespace) -> int:
    with _open() as store:
        damage = store.check()
        for d in damage:
            say(f"{store.path}: {d}")
        if not damage:
            print(f"{plain(str(store.path))}: every row is as it was written; {_counted(store)}")
    return int(bool(damage))


def _spare(options: argparse.Namespace) -> None:
    if options.file.exists() and not options.force:
        raise OutputError(f"{options.file}: is there already; give another name, or --force to replace it")


def _backup(options: argparse.Namespace) -> int:
    _spare(options)
    with _open() as store:
        store.backup(options.file)
    print(
        f"{plain(str(options.file))}: {options.file.stat().st_size / 1e6:.1f} MB; python -m geo db restore brings it back"
    )
    return 0


def _restore(options: argparse.Namespace) -> int:
    from geo.store import Store

    kept = Store.restore(options.file, force=options.force)
    if kept:
        say(f"the store that was there is kept as {kept}")
    with _open() as store:
        print(f"{plain(str(store.path))}: restored, {_counted(store)}")
    return 0


def _export(options: argparse.Namespace) -> int:
    _spare(options)
    with _open() as store:
        rows = store.dump(options.file)
    print(f"{plain(str(options.file))}: {rows:,} rows")
    return 0


def _decisions(options: argparse.Namespace) -> int:
    with _open() as store:
        for d in store.decisions(include_undone=options.undone):
            marks = " (taken back)" if d.undone else " (waits for its record)" if d.record is None else ""
            words = [f"{d.at:%Y-%m-%d %H:%M}", d.batch, d.author, d.kind + marks, d.target, d.quote, d.reason]
            print("\t".join(plain(w) for w in words))
    return 0


def _undo(options: argparse.Namespace) -> int:
    with _open() as store:
        steps = store.undo_all(options.batch, author=options.author, reason=options.reason)
    print(f"{plain(options.batch)}: taken back, {len(steps)} {'decision' if len(steps) == 1 else 'decisions'}")
    return 0


def _import(options: argparse.Namespace) -> int:
    with _open() as store:
        rows = store.load(options.file)
        print(f"{plain(str(store.path))}: {rows:,} rows read, {_counted(store)}")
    return 0
