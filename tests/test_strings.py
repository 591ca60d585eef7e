"""The tables of words: a translation is a file, falls back to English, and is refused with a reason where it cannot be right."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from geo import plurals, strings
from geo.errors import TableError

ROOT = Path(__file__).parents[1]
NAMES = re.compile(r"\{(\w+)\}")


def read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as f:
        return {row["key"]: row["text"] for row in csv.DictReader(f)}


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a table of a language, make it the interface's, and return how to speak it."""

    def speak(tag: str, **texts: str):
        path = tmp_path / f"{tag}.csv"
        lines = [f'{key.replace("__", ".")},"{text}"' for key, text in texts.items()]
        path.write_text("\n".join(["key,text", *lines]), "utf-8")
        monkeypatch.setenv("SITUATION_LANGUAGE", str(path))
        return strings.say

    return speak


def test_what_a_translation_lacks_stays_english(spoken) -> None:
    say = spoken("de", filters__name="Filter")
    assert say("filters.name") == "Filter"
    assert say("library.empty") == "Nothing is stored yet."
    assert strings.language() == "de"


def test_a_translation_of_no_string_or_with_another_placeholder_is_refused_with_its_line(spoken) -> None:
    say = spoken("de", filters__name="Filter", filters__nmae="Filter")
    with pytest.raises(TableError, match=r"de\.csv: line 3: no string 'filters.nmae'"):
        say("app.title")
    say = spoken("fr", days__since="depuis {jour}")
    with pytest.raises(TableError, match=r"line 2: 'days.since' must name \{day\}"):
        say("app.title")
    say = spoken("sv", days__since="sedan dess")
    with pytest.raises(TableError, match=r"must name \{day\}"):
        say("app.title")


def test_plurals_follow_the_language_and_need_no_number_in_words_that_say_it(spoken) -> None:
    say = spoken(
        "ru",
        count__events__one="{n} событие",
        count__events__few="{n} события",
        count__events__many="{n} событий",
        count__events__other="{n} события",
    )
    assert [say("count.events", n=n) for n in (1, 3, 5, 21, 112)] == [
        "1 событие",
        "3 события",
        "5 событий",
        "21 событие",
        "112 событий",
    ]
    say = spoken("ar", count__events__one="حدث واحد", count__events__two="حدثان", count__events__other="{n} حدث")
    assert [say("count.events", n=n) for n in (1, 2, 7)] == ["حدث واحد", "حدثان", "7 حدث"]
    say = spoken("ja", count__events__other="{n} 件")
    assert say("count.events", n=1) == "1 件", "the English form for one does not come through"


def test_values_are_filled_in_once_and_kept_from_turning_the_line(spoken) -> None:
    say = spoken("de")
    assert say("library.deleted", title="{title} {n}") == "“{title} {n}” is deleted."
    assert say("library.deleted", title="حمص") == "“\u2068حمص\u2069” is deleted."
    assert strings.joined(["SANA", "", "حمص"]) == "SANA · \u2068حمص\u2069"


def test_an_unknown_language_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for wanted in ("xx", "../../etc/passwd", "nowhere/de.csv", ""):
        monkeypatch.setenv("SITUATION_LANGUAGE", wanted)
        assert strings.language() == "en"
        assert strings.say("app.title") == "Situation map"


def test_every_translation_that_comes_along_is_whole() -> None:
    english = read(strings.FOLDER / "en.csv")
    others = [path for path in sorted(strings.FOLDER.glob("*.csv")) if path.stem != "en"]
    assert others, "there is a second language"
    for path in others:
        own = read(path)
        lacks = [key for key in english if key not in own and key.rpartition(".")[2] not in plurals.CATEGORIES]
        assert not lacks, (path.name, lacks)
        stems = {key.rpartition(".")[0] for key in english if key.endswith(".other")}
        assert not [stem for stem in stems if f"{stem}.other" not in own], path.name
        assert all(own.values()), path.name


def test_every_key_that_the_code_names_is_in_the_table() -> None:
    english = read(strings.FOLDER / "en.csv")
    scripts = [p for p in (ROOT / "geo").rglob("*") if p.suffix in {".js", ".py"}]
    missing = []
    for path in scripts:
        code = path.read_text("utf-8")
        for key in re.findall(r"""(?:geo\.say|strings\.say)\(\s*['"]([\w.]+)['"]""", code):
            if key not in english and f"{key}.other" not in english:
                missing.append((path.name, key))
    assert not missing


def test_every_key_of_the_table_is_said_somewhere() -> None:
    english = read(strings.FOLDER / "en.csv")
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "geo").rglob("*") if p.suffix in {".js", ".py"})
    tables = "\n".join(
        p.read_text("utf-8") for p in strings.FOLDER.parent.glob("**/*.csv") if p.parent != strings.FOLDER
    )
    quoted = set(re.findall(r"""['"`]([\w.]+)['"`]""", code))
    # What may stand for a part of a key: values that the code or a table names, members of objects, numbers.
    values = quoted | set(re.findall(r"\b(\w+):", code)) | set(re.findall(r"\w+", tables))
    values |= {str(n) for n in range(13)}
    hole = r"""\$?\{(?:[^{}`"]|\{[^{}]*\})*\}"""
    templates = re.findall(rf"""[`"]([\w.]+(?:{hole}[\w.]*)+)[`"]""", code)
    made = [
        re.compile(r"([\w.]+)".join(map(re.escape, parts)))
        for parts in (re.split(hole, t) for t in sorted(set(templates)))
    ]
    listed = re.findall(r"table\('(\w+)', \[([^]]*)\]", code)  # words.js
    said = quoted | {f"{area}.{value}" for area, these in listed for value in re.findall(r"\w+", these)}

    def known(key: str, depth: int = 2) -> bool:
        if key in (said if depth == 2 else values):
            return True
        found = filter(None, (pattern.fullmatch(key) for pattern in made))
        return depth > 0 and any(all(known(value, depth - 1) for value in match.groups()) for match in found)

    stems = {key: key.rpartition(".")[0] for key in english if key.rpartition(".")[2] in plurals.CATEGORIES}
    unsaid = [key for key in english if not known(key) and not (key in stems and known(stems[key]))]
    assert not unsaid, " ".join(unsaid)


def test_plural_forms_come_in_pairs_and_name_the_same_things() -> None:
    english = read(strings.FOLDER / "en.csv")
    for key, text in english.items():
        if key.endswith(".one"):
            other = english[f"{key.removesuffix('.one')}.other"]
            assert set(NAMES.findall(text)) <= set(NAMES.findall(other)), key


TONGUES = [
    "en", "de", "nl", "sv", "it", "fr", "pt", "es", "ca", "ru", "uk", "be", "pl", "cs", "sk", "sl", "lt", "lv", "ro", "ar", "he", "hi", "ja",
    "ko", "zh", "tr", "id", "vi", "hr", "sr", "bs", "el", "da", "fi", "hu", "bg", "nb", "et", "sw", "ur", "so", "am", "ka", "is",
]  # fmt: skip


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is for developing only; it is not installed")
def test_plurals_and_thousands_are_those_of_the_browsers() -> None:
    numbers = [*range(131), 1000, 1111, 20082, 1_000_000, 1_234_567]
    script = (
        "const [l, n] = JSON.parse(process.argv[1]); console.log(JSON.stringify(l.map((t) => { const r = new Intl.PluralRules(t), f = new Intl.NumberFormat(t);"
        " return n.map((v) => [r.select(v), v < 1e6 ? f.format(v) : '']); })))"
    )
    done = subprocess.run(
        ["node", "-e", script, json.dumps([TONGUES, numbers])], capture_output=True, text=True, timeout=60, check=True
    )
    for tongue, answers in zip(TONGUES, json.loads(done.stdout), strict=True):
        for n, (category, grouped) in zip(numbers, answers, strict=True):
            assert plurals.category(tongue, n) == category, (tongue, n)
            assert n >= 1e6 or plurals.grouped(tongue, n) == grouped, (tongue, n)
