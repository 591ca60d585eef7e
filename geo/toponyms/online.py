"""Ask an online geocoder for the names that the place index leaves open: off unless the settings name one.

One door for all of them, `OnlineGeocoder`, by geopy's contract. One request at a time and no faster than the service
allows, for the whole process; answers are kept with their day. A service that fails is reported and left alone for a
while: an outage is never taken for "not found".
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from geopy.exc import GeocoderRateLimited, GeocoderServiceError, GeocoderUnavailable, GeopyError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from geo.gazetteer import name_key
from geo.model import Candidate, Place, Toponym
from geo.settings import Settings
from geo.toponyms.answers import Answers
from geo.toponyms.services import Service, on_earth, service

FILE = "geocoder-answers.sqlite"
_LONGEST = 120
_LONGEST_WAIT_S = 20.0
"""Longest pause that a service may ask for before its answer is given up for now."""
_REST_S = 120.0
"""How long a service that failed is left alone."""
_THEATRE_SHARE = 0.5
"""Share of an article's placed names that a country must have to be the one where an open name is looked for."""
SCORE = 0.5
"""Score of a place found online: taken for want of anything else."""


class _Pace:
    """Requests of this process to one service: one at a time, with a pause between."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.next = 0.0
        self.resting_until = 0.0
        self.fault = ""


_paces: dict[str, _Pace] = {}
_paces_lock = threading.Lock()


def _pace(label: str) -> _Pace:
    with _paces_lock:
        return _paces.setdefault(label, _Pace())


class OnlineGeocoder(Geocoder):
    """An online geocoder with memory and manners.

    Parameters
    ----------
    chosen : Service
        From `geo.toponyms.services.service`.
    answers : Answers
        What was asked before.
    """

    def __init__(self, chosen: Service, answers: Answers) -> None:
        super().__init__(user_agent=chosen.geocoder.headers["User-Agent"])
        self.service = chosen
        self._answers = answers
        self._pace = _pace(chosen.label)

    @classmethod
    def of(cls, settings: Settings) -> OnlineGeocoder | None:
        """Return the geocoder that the settings name, or None where it is off.

        Raises
        ------
        GeocoderSettingsError
            If the settings name an unknown one, or lack what it needs.
        """
        chosen = service(settings)
        return cls(chosen, Answers(settings.cache / FILE, settings.geocoder_keep_days)) if chosen else None

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, country: str | None = None
    ) -> Location | list[Location] | None:
        """Return the place of that name in a country, or None where the service knows none.

        Parameters
        ----------
        query : str
        exactly_one : bool
            The likeliest place only; otherwise all, likeliest first.
        timeout
            Accepted for geopy's contract; the settings' is used.
        country : str or None
            ISO 3166-1 alpha-2; answers elsewhere are left out.

        Raises
        ------
        geopy.exc.GeocoderServiceError
            If the service is out of reach, too slow, overloaded or answers what cannot be read.
        """
        del timeout
        name = " ".join(query.split())
        if not name or len(name) > _LONGEST:
            return None
        known = self._answers.get(self.service.label, name_key(name), country or "")
        if known is None:
            found = self._ask(name, country or "")
            known = found, self._answers.put(self.service.label, name_key(name), country or "", found)
        places = [self._location(p, known[1]) for p in known[0]]
        if not places:
            return None
        return places[0] if exactly_one else places

    def _ask(self, name: str, country: str) -> list[dict[str, Any]]:
        pace = self._pace
        with pace.lock:
            if time.monotonic() < pace.resting_until:
                raise GeocoderUnavailable(f"{self.service.label} is left alone for a while: {pace.fault}")
            for last in (False, True):
                time.sleep(max(0.0, pace.next - time.monotonic()))
                try:
                    found = self.service.ask(name, country)
                    read = [self.service.read(f) for f in found]
                    break
                except GeocoderRateLimited as e:
                    wait = e.retry_after if e.retry_after is not None else self.service.seconds_between + 1
                    if last or wait > _LONGEST_WAIT_S:
                        raise self._rest(f"asks to wait {wait:.0f} s (429)", wait) from e
                    pace.next = time.monotonic() + wait
                except GeopyError as e:
                    raise self._rest(f"{type(e).__name__}: {str(e)[:200]}") from e
                except (ValueError, TypeError, KeyError, AttributeError, IndexError) as e:
                    raise self._rest(f"answered what cannot be read ({type(e).__name__})") from e
                finally:
                    pace.next = max(pace.next, time.monotonic() + self.service.seconds_between)
        return [r for r in read if on_earth(r) and r["name"] and (not country or r["country"] == country)]

    def _rest(self, fault: str, wait: float = 0.0) -> GeocoderServiceError:
        """Leave the service alone for a while and return the error that says why."""
        self._pace.fault = fault
        self._pace.resting_until = time.monotonic() + max(_REST_S, wait)
        return GeocoderUnavailable(f"{self.service.label}: {fault}")

    def _location(self, p: dict[str, Any], day: str) -> Location:
        raw = {
            **p, "source": f"{self.service.label}, asked on {day}", "licence": self.service.licence,
            "attribution": self.service.attribution, "online": True,
        }  # fmt: skip
        return Location(f"{p['name']}, {p['country']}", (p["lat"], p["lon"]), raw)


@dataclass(frozen=True, slots=True)
class Filled:
    """Toponyms with what was found online, and what the page must say about it."""

    toponyms: list[Toponym]
    attribution: str = ""
    """To be shown where places of the service are."""
    notes: tuple[str, ...] = ()


def fill(toponyms: Sequence[Toponym], geocoder: OnlineGeocoder) -> Filled:
    """Place the names that the index does not have, by asking online within the country that is implied.

    A name with several candidates stays open: that is a matter of doubt, not of a missing place. So does a name
    whose country nothing tells.
    """
    countries = Counter(t.place.country for t in toponyms if t.place and t.place.country)
    most, count = countries.most_common(1)[0] if countries else (None, 0)
    theatre = most if count >= _THEATRE_SHARE * countries.total() else None
    result, found, unanswered, fault = [], 0, 0, ""
    for t in toponyms:
        country = t.mention.country or theatre
        if t.place or t.candidates or t.mention.role != "place" or not country:
            result.append(t)
            continue
        try:
            answer = geocoder.geocode(t.mention.text, country=country)
        except GeopyError as e:
            unanswered, fault = unanswered + 1, str(e)
            result.append(replace(t, reason=f"{t.reason}; the online geocoder did not answer".removeprefix("; ")))
            continue
        if isinstance(answer, Location):
            found += 1
            result.append(_placed(t, answer.raw, geocoder.service.label, country))
        else:
            more = f"{t.reason}; nor does {geocoder.service.label} know it in {country}".removeprefix("; ")
            result.append(replace(t, reason=more))
    notes = []
    if found:
        notes.append(
            f"{found} names were placed online. {geocoder.service.attribution}, through {geocoder.service.label}"
        )
    if unanswered:
        notes.append(f"{unanswered} names stay open because the online geocoder did not answer: {fault}")
    return Filled(result, geocoder.service.attribution if found else "", tuple(notes))


def ask(toponyms: Sequence[Toponym], settings: Settings) -> Filled:
    """Do as `fill` with the geocoder that the settings name; without one nothing changes and nothing leaves the machine.

    Raises
    ------
    GeocoderSettingsError
        If the settings name an unknown one, or lack what it needs.
    """
    geocoder = OnlineGeocoder.of(settings)
    return fill(toponyms, geocoder) if geocoder else Filled(list(toponyms))


def _placed(t: Toponym, raw: dict[str, Any], label: str, country: str) -> Toponym:
    place = Place(
        id=raw["id"], name=raw["name"], kind=raw["kind"], lat=raw["lat"], lon=raw["lon"], country=raw["country"] or country,
        precision_km=raw["precision_km"], source=raw["source"], licence=raw["licence"],
    )  # fmt: skip
    reasons = ("not in the place index", f"found online by {label} in {country}", raw["attribution"])
    return replace(
        t, place=place, score=SCORE, candidates=(Candidate(place=place, score=SCORE, reasons=reasons),), reason=""
    )
