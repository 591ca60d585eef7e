"""ZIP files, and the Word and Excel files that are ZIP files: declared sizes first, then what lies inside."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from geo.articles.formats import markup
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

SMALL = 100_000
"""Bytes that a file may unpack to whatever the ratio: a page of blanks is no bomb."""

_OTHERS = {
    "ppt/presentation.xml": "a PowerPoint file",
    "META-INF/container.xml": "an e-book",
    "META-INF/MANIFEST.MF": "a Java program",
    "AndroidManifest.xml": "an Android program",
}
_NESTED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_OFFICE = ("word/", "xl/", "content.xml")


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield what lies in an archive, file by file, or the text of the Office file that it is."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        _refuse_bomb(members, len(data), asked["limits"])
        names = {member.filename for member in members}
        if "word/document.xml" in names:
            yield from _word(archive, members, data)
        elif "xl/workbook.xml" in names:
            yield from _excel(archive, members, data, asked)
        elif other := next((kind for name, kind in _OTHERS.items() if name in names), ""):
            raise ArticleError(f"is {other}, which is not read; save its text as PDF")
        elif "mimetype" in names and "content.xml" in names:
            raise ArticleError("is an OpenDocument file, which is not read; save it as DOCX or PDF")
        else:
            yield from _members(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as e:
        raise ArticleError("is a damaged ZIP or Office file that cannot be unpacked") from e


def checked(data: bytes, limits: dict[str, Any]) -> None:
    """Raise where an Office file would unpack to too much, or declares what its parts may stand for."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    _refuse_bomb(members, len(data), limits)
    _refuse_doctypes(archive, members)


def _word(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], data: bytes) -> Iterator[Frame]:
    from geo.articles.formats import word

    _refuse_doctypes(archive, members)
    yield {"kind": "docx"}, b""
    yield {"article": word.article(data)}, b""


def _excel(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], data: bytes, asked: dict[str, Any]
) -> Iterator[Frame]:
    from geo.articles.formats import tables

    _refuse_doctypes(archive, members)
    yield {"kind": "xlsx"}, b""
    yield from tables.parse_workbook(data, asked)


def _refuse_bomb(members: list[zipfile.ZipInfo], size: int, limits: dict[str, Any]) -> None:
    if len(members) > limits["members"]:
        raise ArticleError(f"holds {len(members):,} files; more than {limits['members']:,} are not unpacked")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits["unpacked_bytes"]:
        raise ArticleError(f"would unpack to {unpacked:,} bytes; more than {limits['unpacked_bytes']:,} are refused")
    if unpacked > SMALL and unpacked > limits["ratio"] * size:
        raise ArticleError(
            f"would unpack to {unpacked / size:,.0f} times its size; more than {limits['ratio']:g} is refused"
        )


def _refuse_doctypes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            markup.refuse_doctype(_unpacked(archive, member))


def _members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Frame]:
    read = 0
    for member in members:
        name = member.filename
        if (
            member.is_dir()
            or name.startswith("__MACOSX/")
            or any(p.startswith(".") for p in name.split("/") if p not in ("..", "."))
        ):
            continue
        read += 1
        if member.flag_bits & 1:
            yield {"refused": "is locked with a password; unpack it yourself", "at": name}, b""
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            yield {"refused": "is a link and not a file; put the file itself into the archive", "at": name}, b""
            continue
        try:
            body = _unpacked(archive, member)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as e:
            del e
            yield {"refused": "is damaged and cannot be unpacked", "at": name}, b""
            continue
        if body.startswith(_NESTED) and not _is_office(body):
            yield {"refused": "is an archive inside an archive; unpack the outer one", "at": name}, b""
        else:
            yield {"part": name}, body
    if not read:
        raise ArticleError("is a ZIP file without files in it")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes; not one more than it declares is unpacked, whatever is in it."""
    with archive.open(member) as file:
        data = file.read(member.file_size + 1)
    if len(data) > member.file_size:
        raise zipfile.BadZipFile("holds more than it declares")
    return data


def _is_office(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as inner:
            return any(name.startswith(_OFFICE) for name in inner.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
