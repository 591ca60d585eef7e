"""E-mail messages: the text of one as an article, what is attached as files of their own."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Any

from geo.articles.compose import YEARS
from geo.articles.formats import dates, pages
from geo.articles.formats.decoding import decoded
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

THIN = 0.5
"""A plain text shorter than this share of the HTML beside it says no more than "see this in a browser"."""

_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr)\s*(?:\[\d+\])?:\s*)+", re.I)
_WORDLESS = frozenset({"image", "audio", "video", "font"})
_ADDED = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/calendar",
        "text/vcard",
    }
)
"""What programs add to a message."""
_UNNAMED = {
    "text/html": ".html",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "application/json": ".json",
}


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the text of a message and what is attached to it."""
    limits = asked["limits"]
    message = email.message_from_bytes(data.lstrip(b"\r\n"), policy=policy.default)
    plain, markup = "", ""
    attached: list[tuple[str, Message]] = []
    for count, (part, nested) in enumerate(_leaves(message)):
        if count > limits["members"]:
            yield {"refused": f"has more than {limits['members']:,} attachments; the rest is not read"}, b""
            break
        name = _told(part.get_filename)
        kind = part.get_content_type()
        inside = not name and not nested and part.get_content_disposition() != "attachment"
        if inside and kind == "text/plain":
            plain = "\n\n".join(filter(None, [plain, _text(part, limits)]))
        elif inside and kind == "text/html" and not markup:
            markup = _text(part, limits)
        elif part.get_content_maintype() in _WORDLESS or kind in _ADDED:
            continue
        elif nested or name or part.get_content_disposition() == "attachment":
            attached.append((name or f"attachment {len(attached) + 1}{_UNNAMED.get(kind, '')}", part))
    if markup and (address := _told(lambda: message["snapshot-content-location"])):
        page = pages.article(markup)  # a page that a browser saved with its pictures: what it states of itself counts
        yield {"article": {**page, "url": page.get("url") or address}}, b""
        return
    found = _article(message, plain, markup)
    if found["text"].strip():
        yield {"article": found}, b""
    elif not attached:
        raise ArticleError("is a message without text; expected an article of at least a sentence")
    for name, part in attached:
        yield {"part": name, "encoding": part.get_content_charset("") or ""}, _bytes(part)


def _leaves(message: Message) -> Iterator[tuple[Any, bool]]:
    """Yield (part, whether it is a message of its own); what such a message holds stays in it."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        if part is not message and part.get_content_maintype() == "message":
            yield part, True
        elif part.is_multipart():
            waiting += [p for p in reversed(part.get_payload()) if isinstance(p, Message)]  # type: ignore[arg-type]
        else:
            yield part, False


def _text(part: Message, limits: dict[str, Any]) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return decoded(payload, part.get_content_charset("") or "", most=limits["text_bytes"])[0]


def _bytes(part: Message) -> bytes:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        return b"\n".join(p.as_bytes(policy=policy.compat32) for p in inner) if isinstance(inner, list) else b""  # type: ignore[union-attr]
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _article(message: EmailMessage, plain: str, markup: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if markup:
        try:
            found = pages.article(markup)
        except ArticleError:
            found = {}
    if plain.strip() and len(plain) >= THIN * len(found.get("text", "")):
        found = {"text": plain, "wrapped": True, "language": found.get("language", "")}
    day = dates.day(_told(lambda: message["date"]))
    sender = getaddresses([_told(lambda: message["from"])])
    subject = " ".join(_REPLY.sub("", _told(lambda: message["subject"])).split())
    return {
        "text": "",
        **found,
        "title": subject or found.get("title") or "",
        "published": day.isoformat() if day and day.year in YEARS else "",
        "inferred": False,
        "source": next((name or address.partition("@")[2] for name, address in sender), ""),
        "warnings": [],
    }


def _told(read: Any) -> str:
    """Return a header, or nothing where it is so faulty that the library stumbles over it."""
    try:
        value = read()
    except (ValueError, LookupError, AttributeError, TypeError, MessageError):
        return ""
    return str(value) if value else ""
