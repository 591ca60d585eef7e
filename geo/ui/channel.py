"""The frame with the map, and what goes to it and comes back: commands there, reports here.

The frame is the same in every run, whatever it shows, so it is never mounted anew and never blank. Data go to it as a
command, and again only when it reports that it holds another version. The state of the reader goes both ways whole; each
session has its own.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo import render, strings
from geo.export.veil import Veil
from geo.ui import state as states
from geo.ui.state import State

KEY = f"situation-{render.VERSION}"
"""Holds the version of the scripts' message: with another one the frame must be another."""
SHOW = "status-shown"
"""Key of the widget that chooses by status, with a number: one whose value was changed here is another widget, so that what
the browser still says of the one before cannot change it back."""
ALL = "all"
STATUS = {ALL: (), "stated": ("asserted",), "claimed": ("claimed",)}
"""What the widget chooses between by status; by whose word see `Made.claims`."""
OTHERWISE = "otherwise"
STALE_S = 1.0
"""Seconds in which the browser's address may still be the one before the last that was written."""


@dataclass(frozen=True)
class Made:
    """A situation ready to be shown: the packed message, its version, and the collection as packed JSON.

    Packed, because Streamlit collects garbage after every run: the millions of objects of a large collection would cost each
    rerun a third of a second.
    """

    payload: str
    version: str
    packed: bytes
    doubts: list[bytes] = field(default_factory=list)
    """The queue of the review desk, once somebody has asked for it."""
    theatre: str | None = None
    sides: tuple[tuple[str, str], ...] = ()
    blurred: frozenset[str] = frozenset()
    veil: Veil | None = field(default=None, compare=False, repr=False)
    """What knows the names and sentences that are hidden in it."""
    claims: Mapping[str, str] = field(default_factory=dict)
    """Positions of the claims switch that let something through, as the state spells them, with the party's name."""

    @classmethod
    def of(cls, collection: Mapping[str, Any], payload: str, queue: Sequence[Mapping[str, Any]] | None = None) -> Made:
        """Keep a collection, the payload made from it, and the queue where it was asked for."""
        return cls(
            payload,
            render.version(payload),
            _packed(collection),
            [] if queue is None else [_packed(queue)],
            collection.get("theatre"),
            tuple((s["id"], s["label"]) for s in collection.get("sides", ())),
            frozenset((collection.get("blur") or {}).get("records", ())),
            claims=_claims(collection),
        )

    def collection(self) -> dict[str, Any]:
        """Return the collection, unpacked anew."""
        made: dict[str, Any] = json.loads(gzip.decompress(self.packed))
        return made

    def queue(self, make: Callable[[], Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """Return the queue of the review desk, unpacked anew; ``make`` is called the first time."""
        if not self.doubts:
            self.doubts.append(_packed(make()))
        made: list[dict[str, Any]] = json.loads(gzip.decompress(self.doubts[0]))
        return made


def _packed(content: Any) -> bytes:
    return gzip.compress(json.dumps(content).encode(), 1)


def _claims(collection: Mapping[str, Any]) -> dict[str, str]:
    records = [r for r in collection.get("records") or () if not r.get("background")]
    speaking = {side for r in records for side in r.get("parties") or ()}
    named = {f"party:{s['id']}": s["label"] for s in collection.get("sides") or () if s["id"] in speaking}
    two = {"two": ""} if any((r.get("independent") or 0) > 1 for r in records) else {}
    return {**two, **{key: label for key, label in named.items() if states.is_claim(key)}}


@dataclass
class Link:
    """What a session knows of its frame."""

    state: State = field(default_factory=State)
    number: int = 1
    widget: int = 0
    held: str | None = None
    shown: str | None = None
    choice: str | None = None
    desk: str | None = None
    wants: frozenset[str] = frozenset()
    done: dict[str, int] = field(default_factory=dict)
    """The last act of each frame that was done."""
    answers: dict[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)
    """Answers that a frame has not taken in yet, by frame and number of the act."""
    written: dict[str, list[str]] | None = None
    written_at: float = 0.0


def link() -> Link:
    """Return the link of this session; the first time its state is what the page's address says."""
    if "link" not in st.session_state:
        st.session_state["link"] = Link(state=states.decode(_address()))
    return st.session_state["link"]


def follow_address() -> None:
    """Obey an address that somebody changed: with the browser's buttons, or by hand."""
    known = link()
    now = _address()
    if known.written is None or now == known.written or monotonic() - known.written_at < STALE_S:
        return
    known.state = states.decode(now)
    known.number += 1
    known.written = now
    known.widget += 1


def choose_status(made: Made) -> None:
    """Draw the widget that shows everything, stated facts, claims, or by whose word; it follows the map's own filters."""
    known = link()
    choice = _choice(known.state)
    offered = [*STATUS, *made.claims]
    options = [*offered, *([] if choice in offered else [choice if choice == "two" else OTHERWISE])]
    key = f"{SHOW}-{known.widget}"

    def words(option: str) -> str:
        if option.startswith("party:"):
            return strings.say("show.party", party=render.clean(made.claims[option]))
        return strings.say(f"show.{option}")

    st.selectbox(
        strings.say("show.name"),
        options,
        index=options.index(choice) if choice in options else len(options) - 1,
        format_func=words,
        key=key,
        label_visibility="collapsed",
        placeholder=strings.say("show.name"),
        on_change=_status_chosen,
        args=(key,),
        width=214,
    )


def draw(
    made: Made,
    script_url: str,
    extra: Mapping[str, str],
    *,
    choice: str,
    desk: Mapping[str, Any] | None,
    act: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> None:
    """Draw the frame and tell it what to show.

    Parameters
    ----------
    made : Made
    script_url : str
        Of the map's script as served.
    extra : mapping
        What else stands in the page's address.
    choice : str
        What is shown, by the name that it keeps while its data change.
    desk : mapping or None
        What is kept beside the situation (``docs/message.md``, "The desk"); None: nothing is known of it yet.
    act : callable
        Does what the analyst did in the frame and returns the answer; called before the next run of the page.
    """
    known = link()
    same = known.choice == choice and known.held is not None
    if known.shown != made.version:
        if known.shown is not None and not same:
            known.state = known.state.elsewhere()
            known.number += 1
        known.shown = made.version
    known.choice = choice
    _write_address(known, extra)
    st_folium(
        render.frame(script_url=script_url),
        key=KEY,
        height=700,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=[
            render.Command(
                made.version,
                known.number,
                known.state.query(),
                None if known.held == made.version else made.payload,
                same=same,
                more=_more(known, desk),
            )
        ],
        on_change=partial(_heard, act),
    )


def _more(known: Link, desk: Mapping[str, Any] | None) -> str:
    """Return what the frame lacks of the desk, and the answers that it waits for, packed."""
    more: dict[str, Any] = {}
    if desk is not None and desk["version"] != known.desk:
        more["desk"] = desk
    if known.answers:
        more["answers"] = [{"f": frame, "k": k, "result": result} for (frame, k), result in known.answers.items()]
    return render.encode(more) if more else ""


def _heard(act: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Take in what the frame reports, and do what the analyst did there: each act once, however often it is reported."""
    known = link()
    said = states.report(st.session_state.get(KEY))
    if said is None:
        return
    known.held, known.desk, known.wants = said.version, said.desk, said.wants
    open_ = {(said.frame, one["k"]) for one in said.acts}
    known.answers = {key: answer for key, answer in known.answers.items() if key in open_}
    for one in said.acts:
        if said.frame and one["k"] > known.done.get(said.frame, 0):
            known.done[said.frame] = one["k"]
            known.answers[said.frame, one["k"]] = act(one)
    # A frame that outlived a restart of the server has obeyed more than this session has commanded.
    known.number = max(known.number, said.number)
    # What it shows counts once it has obeyed the last command, and of this situation only.
    if said.number == known.number and said.version == known.shown:
        known.widget += _choice(said.state) != _choice(known.state)
        known.state = said.state


def _status_chosen(key: str) -> None:
    known = link()
    if key != f"{SHOW}-{known.widget}":
        return  # a late word of the widget before
    chosen = st.session_state[key]
    if chosen != OTHERWISE:
        claims = () if chosen in STATUS else (chosen,)
        known.state = replace(
            known.state, filters={**known.state.filters, "status": STATUS.get(chosen, ()), "claims": claims}
        )
        known.number += 1


def _choice(state: State) -> str:
    status, claims = tuple(state.filters.get("status", ())), tuple(state.filters.get("claims", ()))
    if claims:
        return claims[0] if len(claims) == 1 and not status else OTHERWISE
    return next((name for name, values in STATUS.items() if values == status), OTHERWISE)


def _address() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _write_address(known: Link, extra: Mapping[str, str]) -> None:
    wanted = {**{key: [value] for key, value in extra.items()}, **known.state.params()}
    if wanted != known.written:
        if wanted != _address():
            st.query_params.from_dict(wanted)
        known.written = wanted
        known.written_at = monotonic()
