"""Inputs that want to cost too much, made as the rows of kind ``bomb`` in the evaluation data say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

from tests.articles import samples

SECRET = b"root:"
"""In the file that the external entities of `external_entities` name."""

Files = dict[str, bytes]

_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
_BILLION = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{_LAUGHS}]>'
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def laughs() -> Files:
    return {"a.rss": f"{_BILLION}<rss><channel><item><title>&l9;</title></item></channel></rss>".encode()}


def quadratic() -> Files:
    head = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]>'
    return {"a.rss": f"{head}<rss><channel><item><title>{'&a;' * 2000}</title></item></channel></rss>".encode()}


def external_entities() -> Files:
    item = "<channel><item><title>&x; port</title><description>&x; closed.</description></item></channel>"
    return {
        "a.rss": f'{_OUTSIDE}<rss version="2.0">{item}</rss>'.encode(),
        "a.kml": f"{_OUTSIDE}<kml><Placemark><name>&x;</name></Placemark></kml>".encode(),
        "a.xml": f"{_OUTSIDE}<kml><Placemark><name>&x;</name></Placemark></kml>".encode(),
        "a.html": f"{_OUTSIDE}<html><body><p>&x; The port is closed.</p></body></html>".encode(),
        "a.docx": changed(samples.docx(), "word/document.xml", lambda b: b.replace(b"?>", b"?>" + _OUTSIDE[21:].encode(), 1)),
        "a.xlsx": changed(samples.xlsx(), "xl/workbook.xml", lambda b: _OUTSIDE.encode() + b),
    }  # fmt: skip


@cache
def large_document() -> Files:
    filler = b"<w:p><w:r><w:t>" + b" " * 300_000_000 + b"</w:t></w:r></w:p>"
    return {
        "a.docx": changed(samples.docx(), "word/document.xml", lambda b: b.replace(b"<w:body>", b"<w:body>" + filler))
    }


def pdfs() -> Files:
    loop = samples.pdf().replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    return {
        "garbage.pdf": b"%PDF-1.7\n" + bytes(i * 7 % 256 for i in range(50_000)),
        "locked.pdf": samples.pdf(encrypted=True),
        "long.pdf": samples.pdf(pages=10_000, head="Weekly"),
        "loop.pdf": loop,
        "deep.pdf": b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    }


def tables() -> Files:
    rows = "title,text,date\nA,Обстріл порту Бердянська вночі.,2024-05-06\n" * 1
    return {
        "field.csv": b"title,text\nA," + b"x" * 50_000_000,
        "columns.csv": b",".join(b"c%d" % i for i in range(10_000)) + b"\n",
        "ragged.csv": b"title,text\nA,b\nC\nD,e,f,g\n",
        "utf16.csv": rows.encode("utf-16"),
        "utf16le.csv": rows.encode("utf-16-le"),
        "cp1251.csv": rows.encode("cp1251"),
        "headless.csv": b"A,Shelling hit the port.,2024-05-06\nB,Two towns fell.,2024-05-07\n",
        "quotes.csv": b'title,text\nA,"never closed\n' + b"x,y\n" * 1000,
    }


def truncated() -> Files:
    out: Files = {}
    for name, make in samples.SAMPLES.items():
        data = make()
        for part in range(10):
            out[f"{part}-{name}"] = data[: len(data) * part // 10]
    return out


def disguised() -> Files:
    return {
        "program.pdf": b"MZ\x90\x00\x03" + bytes(range(256)) * 20,
        "page.txt": samples.html(),
        "picture.docx": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "text.pdf": samples.text(),
        "message.csv": samples.eml(),
        "archive.html": samples.archive(),
        "noise.html": bytes((i * i) % 256 for i in range(20_000)),
    }


def nested_json() -> Files:
    return {"a.json": b"[" * 200_000 + b"]" * 200_000, "a.jsonl": b'{"text":"x"}\n' + b"[" * 200_000}


MAKERS: dict[str, Callable[[], Files]] = {
    "bomb-10": nested_json,
    "bomb-11": lambda: {"a.json": b"1" * 5_000_000, "b.json": b'{"text": "x", "id": ' + b"1" * 1_000_000 + b"}"},
    "bomb-13": laughs,
    "bomb-14": quadratic,
    "bomb-15": external_entities,
    "bomb-16": large_document,
    "bomb-22": pdfs,
    "bomb-23": tables,
    "bomb-24": truncated,
    "bomb-25": disguised,
}
"""By id; the others say in Python what they are."""


def changed(data: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a ZIP file with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return out.getvalue()


def files(row: dict[str, str]) -> Files:
    """Return the files of a row by name."""
    if row["id"] in MAKERS:
        return MAKERS[row["id"]]()
    made = eval(row["gen"], {"__builtins__": {"range": range}})  # the data are our own
    data = made.encode()
    kind = "html" if "<div>" in row["gen"] or "<html>" in row["gen"] else "rss" if "<rss>" in row["gen"] else "txt"
    return {
        f"a.{kind}": data,
        **({"a.md": data, "a.json": b'{"text": "%s"}' % data} if kind == "txt" and len(data) < 2_000_000 else {}),
    }
