"""Files of every kind that is read, made anew for each test, in words of our own."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage

TITLE = "Shelling closes the port of Berdiansk"
FIRST = "Shelling hit the port of Berdiansk overnight and closed it, the regional governor said on Monday."
SECOND = "Two dock workers were killed and 300 residents left for Zaporizhzhia, according to the mayor."
THIRD = "Ukrainian forces hold the town of Orikhiv, while Russian troops advanced toward Huliaipole from the south."
TEXT = "\n".join((FIRST, SECOND, THIRD))
DAY = "2024-05-06"


def text() -> bytes:
    return f"---\ntitle: {TITLE}\ndate: {DAY}\nsource: Coast Wire\n---\n{TEXT}\n".encode()


def markdown() -> bytes:
    return f"---\ndate: {DAY}\n---\n# {TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n".encode()


def html() -> bytes:
    linked = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": TITLE,
            "datePublished": f"{DAY}T21:30:00+03:00",
            "publisher": {"@type": "Organization", "name": "Coast Wire"},
        }
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Coast Wire</title>
<link rel="canonical" href="https://coast-wire.example/port"><script type="application/ld+json">{linked}</script>
<style>p {{ color: red }}</style></head><body><nav><a href="/">Home</a> <a href="/war">War</a></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>
<footer>All rights reserved. Subscribe to our newsletter.</footer><script>alert("x")</script></body></html>""".encode()


def pdf(pages: int = 1, *, encrypted: bool = False, text: bool = True, head: str = "") -> bytes:
    """Return a PDF written by hand: on each page four lines, or below a running head what no other page says."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i in range(pages):
        lines = [TITLE, FIRST, SECOND, THIRD] if not head else [head, *_numbered(i), f"page {i}"]
        words = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines) if text else ""
        content = f"BT /F1 10 Tf 40 800 Td\n{words}ET".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * i} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects.append(f"<< /Title ({TITLE}) /CreationDate (D:20240507081500+03'00') >>".encode())
    info = len(objects)
    if encrypted:
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32),
        )
    out, at = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in at)
    lock = b" /Encrypt %d 0 R /ID [<41> <41>]" % len(objects) if encrypted else b""
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, info, lock, start,
    )  # fmt: skip
    return bytes(out)


def _numbered(page: int) -> list[str]:
    places = ("Kherson", "Kyiv", "Odesa", "Lviv", "Sumy", "Poltava", "Dnipro")
    said = (f"{places[(page + k) % 7]} has been quiet for {chr(97 + page % 26) * k} days." for k in range(1, 4))
    return list(said)


def docx() -> bytes:
    import docx as word

    document = word.Document()
    document.add_heading(TITLE, level=0)
    for line in (FIRST, SECOND):
        document.add_paragraph(line)
    document.add_table(rows=1, cols=1).cell(0, 0).text = THIRD
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def eml(*, attach: bool = False) -> bytes:
    message = EmailMessage()
    message["From"] = "Coast Wire <desk@coast-wire.example>"
    message["To"] = "reader@example.org"
    message["Date"] = "Mon, 06 May 2024 23:30:00 +0300"
    message["Subject"] = f"Fwd: {TITLE}"
    message.set_content("\n".join((FIRST, "", SECOND, "", THIRD)))
    message.add_alternative(f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>", subtype="html")
    if attach:
        message.add_attachment(html(), maintype="text", subtype="html", filename="../../port.html")
        message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="map.png")
    return message.as_bytes()


def rows() -> list[dict[str, str]]:
    return [
        {"title": TITLE, "body": FIRST, "publishedAt": f"{DAY}T10:00:00Z", "source": "Coast Wire", "url": "https://a.example/1"},
        {"title": "Army holds Orikhiv", "body": THIRD, "publishedAt": "2024-05-07", "source": "Hill Post", "url": ""},
    ]  # fmt: skip


def json_list() -> bytes:
    return json.dumps({"status": "ok", "articles": rows()}).encode()


def jsonl() -> bytes:
    return "\n".join(json.dumps(row) for row in rows()).encode()


def csv() -> bytes:
    lines = [",".join(rows()[0]), *(",".join(f'"{v}"' for v in row.values()) for row in rows())]
    return "\r\n".join(lines).encode()


def xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(rows()[0]))
    for row in rows():
        sheet.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rss() -> bytes:
    items = "".join(
        f"<item><title>{row['title']}</title><link>{row['url'] or 'https://a.example/2'}</link>"
        f"<description>&lt;p&gt;{row['body']}&lt;/p&gt;</description><pubDate>Mon, 06 May 2024 23:30:00 +0300</pubDate></item>"
        for row in rows()
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Coast Wire</title>{items}</channel></rss>'
    ).encode()


def atom() -> bytes:
    return f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Hill Post</title><entry>
<title>{TITLE}</title><link href="https://b.example/1"/><published>{DAY}T23:30:00+03:00</published>
<content type="html">&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</content></entry></feed>""".encode()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../a.txt", text())
        file.writestr("in/b.html", html().replace(b"Berdiansk", b"Mariupol"))
        file.writestr("c.json", json.dumps({"title": "Third", "text": THIRD}))
    return out.getvalue()


SAMPLES = {
    "a.txt": text,
    "a.md": markdown,
    "a.html": html,
    "a.pdf": pdf,
    "a.docx": docx,
    "a.eml": eml,
    "a.json": json_list,
    "a.jsonl": jsonl,
    "a.csv": csv,
    "a.xlsx": xlsx,
    "a.rss": rss,
    "a.atom": atom,
    "a.zip": archive,
}
"""A file name of each kind and what makes it."""
