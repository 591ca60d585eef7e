"""One wire story in several papers is one; an update of it, or another paper's report, is not."""

import subprocess
import sys
import time

import numpy as np
import pytest

from geo.articles.likeness import bands, likeness, near_identical

STORY = (
    "KOSTIV, Nov 3 (Agency) - At least 12 people were killed and 40 wounded when rockets hit a market in the eastern town of Kostiv "
    "on Monday, local officials said.\n\nThe governor, Petro Havryk, said that rescuers were still searching the rubble of the "
    "market hall and that the number of dead could rise. \"We heard three blasts, then people screamed,\" said Olha Dubenko, who "
    "sells vegetables there.\n\nThe army said the rockets had been fired from the other bank of the river Torets. The separatists "
    "denied that they had fired at the town, which lies 15 kilometers from the front.\n\nSome 2,300 people have left Kostiv since "
    "Saturday, most of them on buses to Dravno, the regional capital, the aid agency Help Now said. It runs a shelter in a school "
    "there and has asked for blankets, water and medicine. The road between the two towns has been under fire for a week and "
    "drivers take a detour through the hills.\n\nTalks on a truce are to resume in Brenn next week, a diplomat said."
)  # fmt: skip
CHINESE = (
    "周一，火箭弹击中东部城镇科斯季夫的一个市场，当地官员说，至少12人死亡，40人受伤。州长说，救援人员仍在市场废墟中搜寻，"
    "死亡人数可能上升。军方说火箭弹是从河对岸发射的。分离主义者否认向该镇开火。自周六以来，约2300人离开该镇，大多数人乘坐"
    "公共汽车前往地区首府。援助机构在那里的一所学校设立了避难所，并要求提供毯子、水和药品。"
)
ARABIC = (
    "قال مسؤولون محليون إن 12 شخصا على الأقل قتلوا وأصيب 40 آخرون عندما أصابت صواريخ سوقا في بلدة كوستيف شرق البلاد يوم الاثنين. "
    "وقال المحافظ إن عمال الإنقاذ ما زالوا يبحثون تحت أنقاض السوق وإن عدد القتلى قد يرتفع. وقال الجيش إن الصواريخ أطلقت من الضفة "
    "الأخرى للنهر. ونفى الانفصاليون أنهم أطلقوا النار على البلدة. وغادر نحو 2300 شخص البلدة منذ يوم السبت معظمهم في حافلات إلى "
    "العاصمة الإقليمية حيث تدير وكالة إغاثة ملجأ في مدرسة."
)


def alike(a, b):
    """Whether two texts are one story; asked both ways, and never against the bands."""
    one, other = likeness(a), likeness(b)
    found = near_identical(one, other)
    assert found == near_identical(other, one)
    assert not found or set(bands(one)) & set(bands(other))
    return found


def cut(share):
    return STORY[: int(len(STORY) * share)]


@pytest.mark.parametrize(
    "copy",
    [
        STORY.replace("KOSTIV, Nov 3 (Agency) - ", "Market attack in the east kills many, wounds dozens\n\nKostiv (Other Wire) — "),
        STORY.replace("KOSTIV, Nov 3 (Agency) - ", ""),
        STORY.replace("KOSTIV, Nov 3 (Agency) - ", "BRENN, Nov 4, 2026, 14:30 (Wire) — By Anna Lund and Per Holm\n"),
        "  " + STORY.replace("\n\n", "\n").replace(" ", "  ") + "\n",
        STORY.replace('"We', "“We").replace('screamed,"', "screamed,”").replace(" - ", " – "),
        STORY.upper(),
        cut(0.6),
        cut(0.85) + "...",
        STORY + "\n\nRelated stories: Five killed in blast at port of Selm. What we know about the talks in Brenn.",
        STORY.removesuffix(", a diplomat said.") + ".\n(Additional reporting by J. Doe)",
        STORY.replace("local officials said", "local officials told the Agency"),
        STORY.replace("rescuers were still searching", "rescue workers were still searching").replace("Some 2,300", "About 2300"),
        STORY.replace("15 kilometers from", "15 kilometers (9 miles) from"),
        STORY.replace("Havryk", "Havrik").replace("Dubenko", "Dubienko"),
    ],
    ids=(
        "headline", "dateline", "byline", "spaces", "quotes", "capitals", "cut", "cut more", "related", "credit", "source", "edits",
        "miles",
        "spelling",
    ),
)  # fmt: skip
def test_a_wire_copy_is_the_story(copy):
    assert alike(STORY, copy)


@pytest.mark.parametrize(
    "update",
    [
        STORY.replace("At least 12", "At least 15"),
        STORY.replace("12 people", "fifteen people"),
        STORY.replace("on Monday", "on Tuesday").replace("Nov 3", "Nov 4"),
        STORY.replace("Kostiv", "Selmany").replace("KOSTIV", "SELMANY"),
        STORY.replace("to Dravno", "to Ostrava"),
        STORY.replace("2,300", "4,100"),
        STORY.replace("\n\nThe army", "\n\nThe toll rose to 19 in the night, the hospital in Dravno said.\n\nThe army"),
        STORY.replace("At least 12 people were killed", "Deadly attack, 19 dead\n\nNineteen people were killed"),
        STORY.replace("15 kilometers from the front", "15 kilometers from the front and had been quiet until the siege of Selmany began"),
    ],
    ids=["toll", "toll in words", "day", "place", "other place", "displaced", "new paragraph", "new head", "new fact"],
)  # fmt: skip
def test_an_update_is_not_the_story(update):
    assert not alike(STORY, update)


def test_two_reports_of_one_event_are_not_one_story():
    other = (
        "Rockets fired on a crowded market in Kostiv killed at least 12 people on Monday, officials said, in the deadliest attack on "
        "the town this year. Another 40 people were wounded, the governor, Petro Havryk, said. The army blamed separatists, who "
        "denied it. Thousands have left Kostiv since Saturday."
    )
    assert not alike(STORY, other)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [(CHINESE, "12人死亡", "15人死亡"), (CHINESE, "科斯季夫", "塞尔马尼"), (ARABIC, "12 شخصا", "15 شخصا"), (ARABIC, "كوستيف", "سلماني")],
    ids=["Chinese toll", "Chinese place", "Arabic toll", "Arabic place"],
)  # fmt: skip
def test_scripts_without_spaces_or_capitals_are_compared_too(text, old, new):
    assert alike(text, "  " + text.replace(" ", "\n") + "\n")
    assert alike(text, text[: int(len(text) * 0.7)])
    assert not alike(text, text.replace(old, new))


def test_digits_of_any_script_and_strokes_inside_words_do_not_tell_texts_apart():
    assert alike(ARABIC, ARABIC.replace("12", "١٢").replace("قال", "قـال"))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Rebels took Kostiv.", "rebels took  Kostiv", True),
        ("Rebels took Kostiv.", "Rebels took Dravno.", False),
        ("Rebels took Kostiv.", "", False),
        ("", "", False),
        ("...", "!", False),
        ("12", "13", False),
    ],
)
def test_short_texts_are_compared_whole(a, b, same):
    assert alike(a, b) is same


def test_unrelated_texts_share_no_band():
    assert not set(bands(likeness(STORY))) & set(bands(likeness(CHINESE + ARABIC)))
    assert bands(likeness("")) == ()


def test_half_of_a_story_is_found_by_its_bands_nearly_always():
    rng = np.random.default_rng(0)
    words = np.array(likeness(STORY).plain)
    found = 0
    for _ in range(200):
        text = " ".join(rng.permutation(words))
        found += bool(set(bands(likeness(text))) & set(bands(likeness(text[: int(0.6 * len(text))]))))
    assert found >= 190


def test_hashes_are_the_same_in_every_process():
    code = "import sys; from geo.articles.likeness import *; print(*bands(likeness(sys.stdin.read())))"
    ran = subprocess.run([sys.executable, "-c", code], input=STORY, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [str(b) for b in bands(likeness(STORY))]
    assert bands(likeness(STORY))[0] < 2**63
    assert int(likeness("Rebels took Kostiv.").hashes[0]) == 2553249109406263117


def test_a_megabyte_is_compared_within_seconds():
    rng = np.random.default_rng(0)
    long = " ".join(f"w{n}" for n in rng.integers(0, 20_000, 160_000))
    start = time.process_time()
    whole = likeness(long)
    assert set(bands(whole)) & set(bands(likeness(long[:700_000])))
    assert near_identical(whole, likeness(long[:700_000]))
    assert not near_identical(whole, likeness(long.replace("w7 ", "8 ")))
    repeated = "shell " * 170_000
    assert not near_identical(likeness(repeated), likeness(repeated + "Kostiv"))
    assert time.process_time() - start < 10
