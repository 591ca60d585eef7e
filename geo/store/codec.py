"""Records to JSON and back, exactly. A place is written once, geometry and all; bodies point to it by its digest."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import re
import types
import typing
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any, Literal

import msgspec

from geo.errors import StoreError
from geo.model import Article, Control, Displacement, Event, Movement, Place, Record, Toponym

KINDS: dict[str, Any] = {
    "event": Event,
    "displacement": Displacement,
    "movement": Movement,
    "control": Control,
}
"""Kinds of record by the name under which they are stored."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_Step = Callable[[Any, Any], Any]


class Places:
    """Places met while encoding (``rows``), or known while decoding; each is kept once.

    ``seen`` remembers digests between articles: the geometry of a country takes a millisecond to hash.
    """

    def __init__(self, seen: dict[tuple[Any, ...], tuple[Place, str]] | None = None) -> None:
        self.rows: dict[str, Place] = {}
        self._seen = {} if seen is None else seen

    def put(self, place: Place) -> str:
        """Return the digest of a place and remember it."""
        key = (place, id(place.geometry))
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) > 20_000:
                self._seen.clear()
            known = self._seen[key] = (place, hashlib.sha256(encode_json(place)).hexdigest()[:20])
        self.rows[known[1]] = place
        return known[1]

    def get(self, digest: str) -> Place:
        """Return the place of a digest."""
        try:
            return self.rows[digest]
        except KeyError:
            raise StoreError(f"place {digest} is missing from the store; run: python -m geo db check") from None


def encode_json(value: Any) -> bytes:
    """Return JSON in UTF-8; lone surrogates become U+FFFD one for one, so that offsets hold."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":"))
        return _SURROGATE.sub("\ufffd", text).encode()


def storable(text: str) -> str:
    """Return text as every database takes it: no NUL, no lone surrogate."""
    return _SURROGATE.sub("\ufffd", text).replace("\0", "\ufffd")


def encode_article(article: Article) -> str:
    """Return an article as JSON."""
    return encode_json(article).decode()


def decode_article(body: str) -> Article:
    """Return the article in JSON."""
    return _read(lambda: msgspec.json.decode(body, type=Article), "article")


def encode_record(record: Record, places: Places) -> str:
    """Return a record as JSON that points to ``places``."""
    return encode_json(_step(_encoder, type(record))(record, places)).decode()


def decode_record(kind: str, body: str, places: Places) -> Record:
    """Return the record of a kind (``"event"``) in JSON."""
    record: Record = _read(lambda: _step(_decoder, KINDS[kind])(msgspec.json.decode(body), places), kind)
    return record


def encode_toponyms(toponyms: Iterable[Toponym], places: Places) -> str:
    """Return toponyms as JSON that points to ``places``."""
    step = _step(_encoder, Toponym)
    return encode_json([step(t, places) for t in toponyms]).decode()


def decode_toponyms(body: str, places: Places) -> tuple[Toponym, ...]:
    """Return the toponyms in JSON."""
    step = _step(_decoder, Toponym)
    return _read(lambda: tuple(step(t, places) for t in msgspec.json.decode(body)), "toponyms")


def encode_place(place: Place) -> str:
    """Return a place as JSON, its geometry with it."""
    return encode_json(place).decode()


def decode_place(body: str) -> Place:
    """Return the place in JSON."""
    return _read(lambda: msgspec.json.decode(body, type=Place), "place")


def kind_of(record: Record) -> str:
    """Return the kind of a record as it is stored."""
    return next(k for k, cls in KINDS.items() if isinstance(record, cls))


def convert_plain(value: Any, cls: Any) -> Any:
    """Return an object from plain values in which places are written out; wrong ones are refused with a sentence."""
    try:
        return msgspec.convert(value, cls)
    except (msgspec.ValidationError, ValueError) as e:
        raise StoreError(str(e)) from e


def _step(way: Callable[[Any], _Step | None], cls: Any) -> _Step:
    """Return the step for a class that holds places: there always is one."""
    step = way(cls)
    assert step is not None
    return step


def _read(step: Callable[[], Any], what: str) -> Any:
    try:
        return step()
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, ValueError) as e:
        raise StoreError(f"a stored {what} cannot be read ({e}); run: python -m geo db check") from e


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


@cache
def _holds_places(hint: Any) -> bool:
    """Whether values of a type hold a Place anywhere."""
    if hint is Place:
        return True
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return any(_holds_places(h) for h in _hints(hint).values())
    return any(_holds_places(h) for h in typing.get_args(hint) if typing.get_origin(hint) is not Literal)


def _parts(hint: Any) -> tuple[Any, bool]:
    """Return what a hint is about, and whether it is a tuple of these; ``X | None`` is about X."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return next(a for a in args if a is not type(None)), False
    if origin is tuple:
        return args[0], True
    return hint, False


@cache
def _encoder(hint: Any) -> _Step | None:
    """Return what turns a value into plain ones; None where it may stay as it is."""
    if hint is Place:
        return lambda value, places: places.put(value)
    if hint is float:
        return _finite
    inner, many = _parts(hint)
    if inner is not hint:
        return _inside(_encoder(inner), many, list)
    if not _holds_places(hint):
        return None
    fields = [(n, _encoder(h)) for n, h in _hints(hint).items()]

    def plain(value: Any, places: Places) -> dict[str, Any]:
        return {n: getattr(value, n) if step is None else step(getattr(value, n), places) for n, step in fields}

    return plain


@cache
def _decoder(hint: Any) -> _Step | None:
    """Return what turns plain values into a value; None where JSON has it already."""
    if hint is Place:
        return lambda value, places: places.get(value)
    if hint is date:
        return lambda value, _: date.fromisoformat(value)
    inner, many = _parts(hint)
    if inner is not hint:
        return _inside(_decoder(inner), many, tuple)
    if not dataclasses.is_dataclass(hint):
        return None
    cls: Any = hint
    steps = {n: step for n, h in _hints(cls).items() if (step := _decoder(h)) is not None}

    def build(value: Any, places: Places) -> Any:
        if not isinstance(value, dict):
            raise TypeError(f"expected an object, found {type(value).__name__}")
        for n, step in steps.items():
            if n in value:
                value[n] = step(value[n], places)
        return cls(**value)

    return build


def _inside(one: _Step | None, many: bool, made: type[Any]) -> _Step | None:
    """Return the step for a tuple, or for what may be None, from the step for what it holds."""
    if many:
        return (lambda value, _: made(value)) if one is None else (lambda value, p: made([one(v, p) for v in value]))
    return None if one is None else (lambda value, p: None if value is None else one(value, p))


def _finite(value: float, _: Places) -> float:
    if not math.isfinite(value):
        raise StoreError(f"the number {value} cannot be stored; expected a finite one")
    return value
