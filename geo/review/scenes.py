"""What a briefing may hold, checked strictly: it comes from browsers and from files."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from geo import render, strings
from geo.errors import BriefingError

KINDS = ("view", "overview", "front", "displacement", "figures", "conflicts", "sources", "changes")
SCENES, LINES, RECORDS, SHAPES, POINTS = 200, 60, 500, 60, 400
TITLE, NOTE, LINE, QUERY = 300, 10_000, 600, 20_000
_ID = re.compile(r"s-[0-9a-f]{8}")
_RECORD = re.compile(r"[\w.:/-]{1,120}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def checked(body: Any) -> dict[str, Any]:
    """Return a briefing with known members only, its texts cleaned as those of articles are.

    Raises
    ------
    BriefingError
        With a sentence, when it does not fit.

    >>> checked({"title": "Monday", "scenes": []})
    {'title': 'Monday', 'scenes': []}
    """
    if not isinstance(body, Mapping):
        raise _misfit("the briefing is no object")
    scenes = body.get("scenes")
    if not isinstance(scenes, list) or len(scenes) > SCENES:
        raise _misfit(f"scenes must be a list of at most {SCENES}")
    made = [_scene(s, n) for n, s in enumerate(scenes, 1)]
    if len({s["id"] for s in made}) < len(made):
        raise _misfit("two scenes have one id")
    return {"title": _text(body.get("title", ""), TITLE, "title"), "scenes": made}


def _scene(given: Any, number: int) -> dict[str, Any]:
    where = f"scene {number}"
    if not isinstance(given, Mapping):
        raise _misfit(f"{where} is no object")
    id_, kind = given.get("id"), given.get("kind")
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise _misfit(f"{where}: its id does not look like s-1a2b3c4d")
    if kind not in KINDS:
        raise _misfit(f"{where}: its kind is none of {', '.join(KINDS)}")
    scene: dict[str, Any] = {
        "id": id_,
        "kind": kind,
        "query": _text(given.get("query", ""), QUERY, where),
        "records": _records(given.get("records", []), where),
    }
    for name, most in (("title", TITLE), ("note", NOTE), ("of", TITLE)):
        if given.get(name) is not None:
            scene[name] = _text(given[name], most, f"{where}, {name}")
    if given.get("lines") is not None:
        scene["lines"] = _lines(given["lines"], where)
    if given.get("box") is not None:
        scene["box"] = _numbers(given["box"], 4, where)
    if given.get("since") is not None:
        if not isinstance(given["since"], str) or not _DAY.fullmatch(given["since"]):
            raise _misfit(f"{where}: since is no day")
        scene["since"] = given["since"]
    if given.get("found") is not None:
        scene["found"] = _found(given["found"], where)
    return scene


def _found(given: Any, where: str) -> dict[str, Any]:
    """Return what had changed when a scene of changes was made."""
    if not isinstance(given, Mapping):
        raise _misfit(f"{where}: what was found is no object")
    shapes = given.get("shapes", [])
    if not isinstance(shapes, list) or len(shapes) > SHAPES or not all(isinstance(s, Mapping) for s in shapes):
        raise _misfit(f"{where}: shapes must be a list of at most {SHAPES}")
    around = {"around": _records(given["around"], where)} if given.get("around") is not None else {}
    return around | {
        "lines": _lines(given.get("lines", []), where),
        "note": _text(given.get("note", ""), NOTE, where),
        "records": _records(given.get("records", []), where),
        "shapes": [_shape(s, where) for s in shapes],
    }


def _shape(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    line = given.get("line")
    if not isinstance(line, list) or not 2 <= len(line) <= POINTS:
        raise _misfit(f"{where}: a stretch has between 2 and {POINTS} points")
    shape: dict[str, Any] = {"line": [_numbers(p, 2, where) for p in line]}
    if given.get("from") is not None and given.get("to") is not None:
        shape |= {"from": _numbers(given["from"], 2, where), "to": _numbers(given["to"], 2, where)}
    return shape


def _lines(given: Any, where: str) -> list[str]:
    if not isinstance(given, list) or len(given) > LINES:
        raise _misfit(f"{where}: lines must be a list of at most {LINES}")
    return [_text(line, LINE, f"{where}, line") for line in given]


def _records(given: Any, where: str) -> list[str]:
    if not isinstance(given, list) or len(given) > RECORDS:
        raise _misfit(f"{where}: records must be a list of at most {RECORDS}")
    if not all(isinstance(r, str) and _RECORD.fullmatch(r) for r in given):
        raise _misfit(f"{where}: one of its records is no id")
    return list(dict.fromkeys(given))


def _numbers(given: Any, count: int, where: str) -> list[float]:
    if not isinstance(given, list) or len(given) != count:
        raise _misfit(f"{where}: expected {count} numbers")
    if not all(
        isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) and abs(n) <= 540 for n in given
    ):
        raise _misfit(f"{where}: a coordinate is not on Earth")
    return [float(n) for n in given]


def _text(given: Any, most: int, where: str) -> str:
    if not isinstance(given, str):
        raise _misfit(f"{where} is no text")
    if len(given) > most:
        raise _misfit(f"{where} is longer than {most} characters")
    return render.clean(given)


def _misfit(why: str) -> BriefingError:
    return BriefingError(strings.say("briefing.misfit", why=why))
