"""From bytes to stored text: decode, drop what no text holds, and say which language it is."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import py3langid
import simplemma
from markdown_it import MarkdownIt
from markdown_it.token import Token

from geo.errors import ArticleError

COVERED = {"en": "English"}
"""Languages that the tables under data/lexicon cover."""

NAMES = {
    **COVERED,
    "ar": "Arabic",
    "de": "German",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "my": "Burmese",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
}
"""Names of languages that conflict news is written in; others are named by their code."""

ENGLISH_SHARE = 0.5
"""Below this share of known words a text is not English. Measured: English news .9-1.0, French .30, German .33."""

WRAP_WIDEST = 110
"""Characters of the longest line of a text that is wrapped at a fixed width; e-mail and terminals wrap at 72 to 100."""
WRAP_SHARE = 0.7
"""Length of a full line over the longest: a word that did not fit leaves a gap."""

_BLANK = re.compile(r"\n[ \t]*\n")
_TAG = re.compile(r"<[^<>]*>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF file"),
)
_DROPPED = {c for c in range(0x20) if chr(c) not in "\n\t"} | set(range(0x7F, 0xA0))


def decode(raw: bytes, where: str) -> str:
    """Return the text of a file's bytes (UTF-8, or UTF-16 with its mark).

    Raises
    ------
    ArticleError
        If the bytes are another kind of file, or not in that encoding.
    """
    for magic, kind in _KINDS:
        if raw.startswith(magic):
            raise ArticleError(f"{where}: this is {kind}, not text; copy its text into a .txt file")
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in raw:
        raise ArticleError(f"{where}: holds NUL bytes, so it is binary and not text; expected UTF-8 text")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as e:
        raise ArticleError(
            f"{where}: not {encoding.removesuffix('-sig').upper()} at byte {e.start}; open it in an editor and save it as UTF-8"
        ) from e


def clean(text: str) -> str:
    """Return the text as it is stored: lines end in LF, no byte order mark, no control characters.

    Lone surrogates become U+FFFD. Everything else stays as it came: text is made harmless where it leaves.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").translate(dict.fromkeys(_DROPPED))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fingerprint(title: str, text: str) -> str:
    """Return an id for an article from its words alone (case, spaces and composition do not count)."""
    words = " ".join(unicodedata.normalize("NFC", f"{title}\n{text}").casefold().split())
    return "a-" + hashlib.sha256(words.encode()).hexdigest()[:12]


def language(text: str, declared: str = "") -> tuple[str, str]:
    """Return (ISO 639-1 code or ``"und"``, warning or ``""``) for a text.

    What a document declares (``"ar-SY"``) counts where its words do not say otherwise: pages of every language are
    marked as English.
    """
    stated = declared.replace("_", "-").partition("-")[0].lower()
    stated = stated if re.fullmatch("[a-z]{2}", stated) else ""
    sample = text[:20_000]
    words = re.findall(r"[^\W\d_]+", sample)
    if len(words) < 8:
        return _named(stated or "en")
    share = simplemma.in_target_language(sample, lang="en")
    if share >= ENGLISH_SHARE:
        return "en", ""
    if stated not in ("", "en"):
        return _named(stated)
    code, _ = py3langid.classify(sample)
    return _named(code)  # "en": neither judge is sure: a list, or names only


def _named(code: str) -> tuple[str, str]:
    if code in COVERED:
        return code, ""
    name = NAMES.get(code, f"a language with the code “{code}”")
    covered = " and ".join(COVERED.values())
    return code, f"reads as {name}; events are read in {covered} only, so little will be found"


def plain_markdown(source: str) -> tuple[str, str]:
    """Return (first heading or ``""``, plain text) of Markdown: words only, a block a line, no links or images."""
    tokens = MarkdownIt("commonmark").parse(source)
    title, lines = "", []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            line = _words(token)
            if before is not None and before.type == "heading_open" and before.tag == "h1" and not title:
                title = line
            elif line:
                lines.append(line)
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip())
        elif token.type == "html_block":
            lines += [line for raw in _TAG.sub(" ", token.content).splitlines() if (line := raw.strip())]
    return title, "\n".join(lines)


_ENDS = frozenset('.!?:”"')
_SENTENCE_LEAST = 25
"""Characters of a line that is more than an entry of a list."""
_GOES_ON = re.compile(r"[ \t]*[a-zß-öø-ÿа-яёіїєґ]+[ ,.;)]")
_JOIN = "\x00"
"""No text has it: what is stored is free of control characters."""


def unwrapped(text: str) -> str:
    """Return the text with lines that were broken at a fixed width joined again; other line breaks stay.

    A line break ends a paragraph, except in a text that is wrapped: then only an empty line does, and where a sentence
    plainly goes on in the next line.
    """
    blocks = [[line.strip() for line in block.split("\n") if line.strip()] for block in _BLANK.split(text)]
    inner = [line for block in blocks for line in block[:-1]]
    widest = max(map(len, inner), default=0)
    if len(inner) < 2 or widest > WRAP_WIDEST:
        return _gone_on(text)
    long = sum(len(line) >= WRAP_SHARE * widest for line in inner)
    broken = sum(line[-1] not in _ENDS for line in inner)
    if long < 0.7 * len(inner) or broken < 0.5 * len(inner):
        return _gone_on(text)
    return "\n\n".join(" ".join(block) for block in blocks if block)


def _gone_on(text: str) -> str:
    """Join a line with the next where that begins with a plain word in lower case ("to Chimoio"; "al-Bab" is a name)."""
    out: list[str] = []
    for line in text.split("\n"):
        last = out[-1].rstrip() if out else ""
        if len(last) >= _SENTENCE_LEAST and last[-1] not in _ENDS and _GOES_ON.match(line):
            out[-1] = last  # put together below: adding to a growing line each time would take long for a long text
            out.append(_JOIN + line.lstrip())
        else:
            out.append(line)
    return "\n".join(out).replace("\n" + _JOIN, " ")


def _words(token: Token) -> str:
    kept = {"text": True, "code_inline": True}
    parts = [
        " " if t.type in ("softbreak", "hardbreak") else t.content
        for t in token.children or ()
        if t.type in kept or "break" in t.type
    ]
    return "".join(parts).strip()
