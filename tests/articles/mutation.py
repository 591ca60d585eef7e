"""Spoil files at random, as transport, disks and people who look for holes do."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.articles.bombs import changed

NASTY = (
    b"\0", b"\xff", b"\x80" * 5, b"<", b"&#x110000;", b"<!DOCTYPE x [", b"]]>", b'"', b"{{", b"[" * 500, b"%s%n", b"../" * 9, b"\r",
    b"99999999999999999999", b"-1", b"1e999", b"NaN", b"\xed\xa0\x80", "\u202e\ufeff\u0301".encode(), b"endstream endobj ", b"PK\x03\x04",
)  # fmt: skip
"""What parsers have stumbled over."""


INSIDE = {"a.docx": "word/document.xml", "a.xlsx": "xl/worksheets/sheet1.xml"}
"""What is spoilt in every other copy of such files: else their checksums end the matter."""


def spoilt(name: str, data: bytes, times: int, seed: int) -> Iterator[bytes]:
    """Yield a file of a kind spoilt in so many ways, Office files from inside too."""
    if name not in INSIDE:
        yield from mutated(data, times, seed)
        return
    yield from mutated(data, times // 2, seed)
    for number in range(times - times // 2):
        yield changed(data, INSIDE[name], lambda body, n=number: next(mutated(body, 1, seed + n)))  # type: ignore[misc]


def mutated(data: bytes, times: int, seed: int) -> Iterator[bytes]:
    """Yield a file spoilt in so many ways: bytes changed, cut out, doubled, put in, and the end cut off."""
    dice = random.Random(seed)
    for _ in range(times):
        out = bytearray(data)
        for _ in range(dice.choice((1, 1, 2, 5, 20))):
            at = dice.randrange(len(out) + 1)
            size = dice.choice((1, 1, 4, 50, 1000))
            match dice.randrange(6):
                case 0 if out:
                    out[min(at, len(out) - 1)] ^= 1 << dice.randrange(8)
                case 1:
                    out[at : at + size] = dice.randbytes(min(size, 50))
                case 2:
                    del out[at : at + size]
                case 3:
                    out[at:at] = out[at : at + size] * dice.choice((1, 3))
                case 4:
                    out[at:at] = dice.choice(NASTY)
                case _ if dice.random() < 0.2:
                    del out[at:]
        yield bytes(out)
