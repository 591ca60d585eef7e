"""Numbers with their modifier and unit: "at least 24 civilians", "dozens", "approximately 1.5 million people"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from text_to_num import text2num

from geo.events.clauses import Sentence
from geo.events.words import words
from geo.model import Qualifier
from geo.tables import table

MAX_UNIT_WORDS = 3
"""Words between a number and its unit: "24 Turkish-backed Syrian militiamen"."""
MAX_VALUE = 9e9
"""More than all people alive is a misreading."""

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence, tokens ``i`` to ``j``; ``unit`` is persons, households, a thing's noun, or ""."""

    i: int
    j: int
    value: float
    max: float | None
    qualifier: Qualifier
    unit: str
    noun: str = ""
    per_day: bool = False

    @property
    def counts_people(self) -> bool:
        """Whether the number counts persons or households, or may (a bare number)."""
        return self.unit in ("persons", "households", "")


@cache
def _units() -> dict[str, str]:
    return {row["word"]: row["unit"] for row in table("lexicon/units.csv", "word", "unit")}


@cache
def _one_person() -> frozenset[str]:
    return words("one_person")


@cache
def _vague() -> dict[tuple[str, ...], tuple[float, float | None, Qualifier]]:
    found: dict[tuple[str, ...], tuple[float, float | None, Qualifier]] = {}
    for row in table("lexicon/vague.csv", "phrase", "value", "max", "qualifier"):
        top = float(row["max"]) if row["max"] else None
        found[tuple(row["phrase"].split())] = (float(row["value"]), top, row["qualifier"])  # type: ignore[assignment]
    return found


@cache
def _modifiers() -> list[tuple[tuple[str, ...], Qualifier]]:
    pairs = [
        (tuple(r["phrase"].split()), r["qualifier"]) for r in table("lexicon/modifiers.csv", "phrase", "qualifier")
    ]
    return sorted(pairs, key=lambda p: -len(p[0]))  # type: ignore[arg-type]


@cache
def _modifiers_by_last() -> dict[str, list[tuple[tuple[str, ...], Qualifier]]]:
    found: dict[str, list[tuple[tuple[str, ...], Qualifier]]] = {}
    for phrase, qualifier in _modifiers():
        found.setdefault(phrase[-1], []).append((phrase, qualifier))
    return found


_SCALE = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12.0, "lakh": 1e5, "m": 1e6}


@cache
def _in_words(text: str) -> float | None:
    try:
        return float(text2num(text, "en"))
    except ValueError:
        return None


@cache
def _number_starts() -> frozenset[str]:
    """Return the words that a number can begin with, digits aside."""
    return frozenset(phrase[0] for phrase in _vague()) | words("number_word") | {"a", "an", "the"}


def _number(lowers: list[str], k: int) -> tuple[int, float, float | None, Qualifier] | None:
    """Read a number at token ``k``: (next token, value, max, qualifier)."""
    if lowers[k] not in _number_starts() and not lowers[k][0].isdigit():
        return None
    for n in (4, 3, 2, 1):
        vague = _vague().get(tuple(lowers[k : k + n]))
        if vague is not None:
            return k + n, *vague
    word = lowers[k]
    value: float | None = None
    j = k + 1
    if _NUMBER.fullmatch(word):
        value = float(word.replace(",", ""))
        while re.fullmatch(r"\d{1,3}", lowers[j - 1]) and re.fullmatch(r"\d{3}", "".join(lowers[j : j + 1])):
            value = value * 1000 + float(lowers[j])
            j += 1
            if re.fullmatch(r"\d{3}", lowers[j - 1]) is None or value >= 1e9:
                break
    elif word in words("number_word"):
        while j < len(lowers) and (
            lowers[j] in words("number_word")
            or lowers[j] in ("hundred", "thousand", "million")
            or (
                lowers[j] == "and"
                and j + 1 < len(lowers)
                and lowers[j + 1] in words("number_word")
                and lowers[j - 1] in _SCALE
            )
        ):
            j += 1
        value = _in_words(" ".join(lowers[k:j]).replace("a hundred", "one hundred"))
        while value is None and j > k + 1:
            j -= 1
            value = _in_words(" ".join(lowers[k:j]))
    elif word in ("a", "an", "the") and k and lowers[k - 1] in words("harming"):
        unit = next((x for x in range(k + 1, min(k + 4, len(lowers))) if lowers[x] in _one_person()), None)
        return (k + 1, 1.0, None, "exact") if unit is not None else None
    elif word in ("a", "an") and k + 1 < len(lowers) and lowers[k + 1] in _SCALE and lowers[k + 1] != "m":
        return k + 2, _SCALE[lowers[k + 1]], None, "approx"
    if value is None:
        return None
    qualifier: Qualifier = "exact"
    while j < len(lowers) and lowers[j] in _SCALE and (word not in words("number_word") or lowers[j] == "dozen"):
        qualifier = "approx" if lowers[j] == "dozen" else qualifier
        value *= _SCALE[lowers[j]]
        j += 1
    return j, value, None, qualifier


def _unit(lowers: list[str], j: int) -> tuple[int, str, str]:
    """Find the unit within a few words: (next token, unit, noun)."""
    stops = words("unit_stop")
    for k in range(j, min(len(lowers), j + MAX_UNIT_WORDS + 2)):
        word = lowers[k]
        if word in _units():
            following = lowers[k + 1] if k + 1 < len(lowers) else ""
            if following in _units() and _units()[following] != "none" and k + 1 <= j + MAX_UNIT_WORDS:
                continue
            return k + 1, _units()[word], word
        if word in stops and not (word == "of" and k == j):
            break
        if not word[0].isalnum():
            break
    return j, "", ""


def _people_name(sentence: Sentence, j: int) -> bool:
    """Whether the name of a people follows a number: "12,000 Masalits"."""
    if j >= len(sentence.tokens):
        return False
    t = sentence.tokens[j]
    plain = t.capitalised and t.lower.endswith("s") and t.text[1:].isalpha() and not t.text.isupper()
    return plain and len(t.text) > 3 and t.lower not in words("month", "weekday") and not sentence.headline


def _modifier(lowers: list[str], i: int) -> tuple[int, Qualifier | None]:
    for phrase, qualifier in _modifiers_by_last().get(lowers[i - 1], ()) if i else ():
        n = len(phrase)
        if i >= n and tuple(lowers[i - n : i]) == phrase:
            return i - n, qualifier
    return i, None


def quantities(sentence: Sentence) -> list[Quantity]:
    """Return the counts of a sentence in order; distances, money, ages, dates and shares are left out.

    Examples
    --------
    >>> from geo.events.clauses import sentences
    >>> [q] = quantities(sentences("At least 24 civilians died 5 km from there in 2016.")[0])
    >>> q.value, q.qualifier, q.unit
    (24.0, 'at_least', 'persons')
    """
    lowers = sentence.lowers
    found: list[Quantity] = []
    starts = _number_starts()
    done = 0
    for k in [k for k, w in enumerate(lowers) if w in starts or w[0].isdigit()]:
        read = _number(lowers, k) if k >= done else None
        if read is None:
            continue
        j, value, top, qualifier = read
        after = lowers[j] if j < len(lowers) else ""
        before = lowers[k - 1] if k else ""
        start, modifier = _modifier(lowers, k)
        if modifier and not (qualifier == "order" and modifier != "at_least"):
            qualifier = modifier
        if after in ("to", "-", "–", "and") and j + 1 < len(lowers) and (after != "and" or before == "between"):
            upper = _number(lowers, j + 1)
            if upper and upper[1] > value and upper[3] == "exact" and qualifier != "order":
                if value < 1000 <= upper[1] and upper[0] - j > 2:
                    value *= 10 ** (3 if upper[1] < 1e6 else 6)
                j, top, qualifier = upper[0], upper[1], "approx"
        if after == "or" and lowers[j : j + 2] == ["or", "so"]:
            j, qualifier = j + 2, "approx"
        end, unit, noun = _unit(lowers, j)
        if not unit and _people_name(sentence, j):
            end, unit, noun = j + 1, "persons", lowers[j]
        bare_year = 1900 <= value <= 2100 and re.fullmatch(r"\d{4}", lowers[k]) is not None
        bare_year = bare_year and (not noun or before in ("in", "since", "of", "until", "by", "from", "during"))
        money = before in ("$", "€", "£", "¥") or after in ("%", "percent", "$")
        age = after in (",", ")") and before in (",", "(") and value < 110 and not noun
        date_like = before in words("month") or after in words("month") or before in words("not_before_number")
        if (
            unit != "none"
            and not (bare_year or money or age or date_like)
            and value <= MAX_VALUE
            and not lowers[k].endswith(("st", "nd", "rd", "th"))
        ):
            rest = lowers[end : end + 5]
            per_day = any(
                rest[x : x + 2] in (["a", "day"], ["per", "day"], ["each", "day"], ["every", "day"]) for x in range(4)
            )
            per_day = per_day or rest[:1] == ["daily"]
            found.append(Quantity(start, end, value, top, qualifier, unit, noun, per_day))
        done = max(end if noun else j, k + 1)
    return found
