"""Whose word a sentence is: one spelling for the names of outlets and organisations, and the party that somebody speaks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from urllib.parse import urlsplit

from geo.events import metadata, roster
from geo.model import Actor, Article
from geo.situation.theatres import NO_PARTY, split
from geo.tables import cells, table

NAMED = frozenset(
    ("igo", "ngo", "monitor", "media", "government", "army", "police", "armed_group", "coalition", "state")
)
"""Kinds of speaker that are organisations. A person, an official or a resident may be anybody's source."""
OF_STATE = frozenset(("official", "government", "army", "police", "state"))
"""Kinds that speak for the state of their country."""
HEAD = 300
"""Characters in which the dateline stands: "KYIV, Dec 5 (Reuters) - ..."."""
_SITE = frozenset(
    [
        "www",
        "m",
        "en",
        "english",
        "edition",
        "news",
        "com",
        "org",
        "net",
        "gov",
        "gob",
        "gouv",
        "co",
        "ac",
        "int",
        "info",
        "edu",
        "web",
        "amp",
    ]
)
"""Parts of a site's address that are not its name."""
_OF = frozenset(("of", "for", "in", "from", "with", "on", "at", "near", "across"))
_PARTS = re.compile(r"\s*[/|,;()\u2013\u2014]\s*|\s+(?:via|and|with|from|-)\s+", re.IGNORECASE)
_STAFF = re.compile(
    r"(?:['\u2019]s)?\s+(?:staff(?:\s+(?:writers?|reporters?|correspondents?))?|newsroom|news\s*desk|correspondents?|reporters?|editors?)$",
    re.IGNORECASE,
)
"""What a byline puts behind the name of a paper: the paper speaks."""
_EDITIONS = re.compile(
    r"(?:news|english|arabic|persian|russian|ukrainian|french|spanish|turkish|hausa|somali|burmese|swahili|service|world|international|online|live"
    r"|digital|africa|asia|europe|uk|us|usa|middleeast)$"
)
"""What stands behind the name of an outlet that the tables know and makes it no other: its languages and editions."""
_CREDIT = re.compile(
    r"(?:^|[.!?)\n]\s*)\(?(?:With\s+|Source:\s*)?([A-Z][\w-]+(?: [A-Z][\w-]+){0,2})(?:\s+contributed\b[^.]*)?\)?\.?\s*(?:$|\n)"
    r"|(?:^|[.!?)\n]\s*)\(?With\s+([A-Z][\w-]+(?: [A-Z][\w-]+){0,2})\)?\."
)
_DATELINE = re.compile(r"\(([^()\n]{2,40})\)\s*[-\u2013\u2014:]")


def folded(name: str) -> str:
    """Return a name without what is spelt in several ways: case, accents, spaces, dots, "the".

    >>> folded("The New York Times"), folded("Al-Jazeera")
    ('newyorktimes', 'aljazeera')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum() or c == " ")
    return plain.strip().removeprefix("the ").replace(" ", "")


@cache
def _canonical() -> Mapping[str, str]:
    """Canonical names by folded name and alias; who leads a group is none of its names."""
    out: dict[str, str] = {}
    for row in table("actors.csv", "name", "aliases"):
        for alias in (row["name"], *cells(row["aliases"])):
            out.setdefault(folded(alias), row["name"])
    for name in _rows():
        out.setdefault(folded(name), name)
    return out


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return {row["name"]: row for row in table("sources.csv", "name", "kind", "wire", "voice_of") if row["name"]}


@cache
def _outlets() -> frozenset[str]:
    known = {k.name for k in roster.known().values() if k.kind == "media"}
    return frozenset(known | {canonical(name) for name, row in _rows().items() if row["kind"] == "media"})


def canonical(name: str) -> str:
    """Return the name that the tables know somebody by, else the name as it is.

    >>> canonical("the AP"), canonical("Kharkiv Monitor")
    ('Associated Press', 'Kharkiv Monitor')
    """
    return _canonical().get(folded(name), name)


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Return what is the same for all who speak with one voice: agencies of the United Nations, of one government.

    >>> key("UNHCR") == key("the UN"), key("Reuters") == key("AFP")
    (True, False)
    """
    known = canonical(name)
    row = _rows().get(known)
    if known.startswith(("United Nations ", "UN ")):
        known = "United Nations"
    return folded(row["voice_of"] if row and row["voice_of"] else known)


def publishers(article: Article) -> tuple[str, ...]:
    """Return who published an article, by canonical names; empty where nobody knows.

    "Channel NewsAsia/AFP" and a dateline with "(AFP)" name the agency: it speaks, the paper prints. Without a name the
    article's address may have one.
    """
    stated = (article.source or "").strip() or _site(article.url or "")
    if "." in stated and " " not in stated:  # a site's address for a name
        stated = _site(f"https://{stated.partition('://')[2] or stated}") or stated
    parts = [_outlet(p) for p in _PARTS.split(stated) if p]
    named = [canonical(m) for m in _DATELINE.findall(article.text[:HEAD])]
    named += _credited(article.text)
    known = tuple(dict.fromkeys(n for n in (*named, *parts) if n in _outlets()))
    return known or ((_outlet(stated),) if stated else ())


def _outlet(name: str) -> str:
    """Return the canonical name of an outlet, its staff and its editions without a name of their own.

    >>> _outlet("Reuters Staff"), _outlet("BBC News Arabic"), _outlet("theguardian"), _outlet("Kharkiv News")
    ('Reuters', 'BBC', 'The Guardian', 'Kharkiv News')
    """
    name = _STAFF.sub("", name)
    short = folded(name)
    if short in _canonical():
        return _canonical()[short]
    short = short.removeprefix("the")
    for _ in range(3):
        known = _canonical().get(short)
        if known in _outlets():
            return str(known)
        short = _EDITIONS.sub("", short)
    return name


def _credited(text: str) -> list[str]:
    """Return the agencies that a credit at the end or the beginning of an article names: "With AFP.", "(Reuters)", "AP contributed".

    >>> _credited("It fell. With AFP."), _credited("It fell. (Editing by A. Smith) Reuters"), _credited("It fell, a man told AFP.")
    (['Agence France-Presse'], ['Reuters'], [])
    """
    found = [m for part in (text[:HEAD], text[-HEAD:].rstrip()) for pair in _CREDIT.findall(part) for m in pair if m]
    return list(dict.fromkeys(name for name in map(canonical, found) if key(name) in _wires()))


def _site(url: str) -> str:
    """Return the name in the address of an article's site.

    >>> _site("https://edition.cnn.com/2024/12/05/x"), _site("https://www.bbc.co.uk/news"), _site("file")
    ('cnn', 'bbc', '')
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return next((n for n in reversed(host.split(".")[:-1]) if n and n not in _SITE), "")


@cache
def _wires() -> frozenset[str]:
    return frozenset(key(name) for name, row in _rows().items() if row["wire"])


@cache
def _told_of() -> re.Pattern[str]:
    """Names of those whom an article quotes and never reports on as fighting: agencies, monitors, relief."""
    names = {name for name, row in _rows().items() if row["wire"]}
    for row in table("actors.csv", "name", "aliases", "kind"):
        if row["kind"] in ("monitor", "ngo") or row["name"] in names or key(row["name"]) == key("United Nations"):
            names.update((row["name"], *cells(row["aliases"])))
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names), key=lambda n: (-len(n), n)))})\b")


@lru_cache(maxsize=4096)
def mentioned(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of news agencies, monitors and relief organisations that a sentence names, and of the agencies among them.

    "A resident told Reuters", "Doctors Without Borders counted 6,000": the sentence has it from there.
    """
    named = frozenset(map(key, _told_of().findall(text)))
    return named, named & _wires()


@cache
def _unnamed() -> Mapping[str, str]:
    return {row["noun"]: row["who"] for row in table("lexicon/unnamed_speakers.csv", "noun", "who")}


@lru_cache(maxsize=4096)
def unnamed(name: str) -> str:
    """Return what somebody without a name may be: ``people``, ``watchers`` (a monitor, a group), else ``officials``.

    >>> unnamed("two aid workers"), unnamed("war monitor"), unnamed("mayor of Derna")
    ('people', 'watchers', 'officials')
    """
    words = name.lower().split()
    head = next((words[n - 1] for n, w in enumerate(words) if n and w in _OF), words[-1] if words else "")
    return _unnamed().get(head, "officials")


def is_named(actor: Actor) -> bool:
    """Whether a speaker is an organisation with a name; "residents", "a monitor" and a person are none."""
    return actor.name in roster.known() or (actor.kind in NAMED and actor.name[:1].isupper())


def war(theatre: str | None, sides: Iterable[str]) -> str | None:
    """Return the theatre that an article with these sides tells of; None where it tells of several, or nobody knows.

    Parameters
    ----------
    theatre : str or None
        The main one of the map.
    """
    found = {split(s)[0] or theatre for s in sides} or {theatre}
    return found.pop() if len(found) == 1 else None


def party(actor: Actor, own_war: str | None, theatre: str | None) -> str | None:
    """Return the side that somebody speaks for in a war, or None; ``theatre`` is the main one of the map."""
    if actor.side:
        return None if actor.side == NO_PARTY else actor.side
    side = None if own_war is None else _side(actor, own_war)
    return side if side is None or own_war == theatre else f"{own_war}:{side}"


@lru_cache(maxsize=65_536)
def _side(actor: Actor, theatre: str) -> str | None:
    there = metadata.sides(theatre)
    state = next((s.id for s in there.values() if s.state), None)
    row = _rows().get(actor.name)
    if row and row["voice_of"]:
        speaks_for = row["voice_of"]
        return roster.from_row(speaks_for, theatre).side if speaks_for in roster.known() else None
    if actor.kind not in OF_STATE:
        return None
    if actor.country:
        return state if actor.country == theatre else roster.state(actor.country, theatre).side
    first = next(iter(actor.name.lower().split()), "")
    group = roster.groups().get(first.removesuffix("s"), {}).get("side", "")
    if first == "army" or group == "government":
        return state
    return group if group in there else None
