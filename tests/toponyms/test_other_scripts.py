"""Names in Arabic, Ukrainian and Hebrew sentences of our own: found in their written form, shown by a name."""

import pytest

from geo import toponyms
from geo.model import Article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("У Харкові вночі пролунали вибухи.", [("Харкові", "Kharkiv")]),
        ("У Дніпропетровській області евакуювали людей до Києва.",
         [("Дніпропетровській області", "Dnipropetrovsk"), ("Києва", "Kyiv")]),
        ("Бої тривають біля Часового Яру.", [("Часового Яру", "Chasiv Yar")]),
        ("قصفت الطائرات مواقع بحمص أمس.", [("بحمص", "Homs")]),
        ("وانسحبت القوات من الرستن إلى حلب.", [("الرستن", "الرستن"), ("حلب", "حلب")]),
        ("פיצוץ נשמע בחומס הלילה, וכוחות נסוגו לדמשק.", [("בחומס", "Homs"), ("לדמשק", "Damascus")]),
    ],
)  # fmt: skip
def test_a_name_is_found_in_its_written_form_and_shown_as_a_name(gazetteer, text, expected):
    found = toponyms.run(Article(id="t", title="", text=text), gazetteer)
    assert [(t.mention.text, t.place and t.place.name) for t in found] == expected
