"""Read GeoNames' dump format: 19 columns with tabs between them, as text or in a zip, of any size."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geo.errors import GazetteerError
from geo.gazetteer.names import is_news_spelling, name_key

COLUMNS = 19
_LONGEST_LINE = 65_536
"""Bytes; alternate names are cut at 10,000 characters by GeoNames itself."""

# Feature code, or class where no code is told apart: our kind and how far the truth may lie from the point, km.
# A line's source and a lake's middle are points of large things; codes that are not here (wells, hotels, schools,
# shops) are names that articles use for other things.
_KINDS: dict[str, tuple[str, float]] = {
    "PCLI": ("country", 300), "PCLD": ("country", 50), "PCLS": ("country", 50), "PCLF": ("country", 50),
    "ADM1": ("admin1", 80), "ADM2": ("admin2", 25), "ADM3": ("district", 12), "ADM4": ("district", 6),
    "ADMD": ("district", 20), "ADM5": ("district", 4), "PPLX": ("district", 1.5),
    "STM": ("river", 30), "STMS": ("river", 30), "WAD": ("river", 20), "CNL": ("river", 20), "STMI": ("river", 30),
    "LK": ("region", 10), "LKS": ("region", 15), "LKI": ("region", 15), "RSV": ("region", 8), "SEA": ("region", 300),
    "BAY": ("region", 10), "GULF": ("region", 100), "STRT": ("region", 20), "HBR": ("facility", 2), "LGN": ("region", 8),
    "RGN": ("region", 40), "RGNE": ("region", 40), "RGNH": ("region", 80), "AREA": ("area", 10), "OILF": ("facility", 5),
    "MILB": ("facility", 2), "PRT": ("facility", 2), "PRK": ("area", 15), "RES": ("area", 15), "RESN": ("area", 15),
    "CTRB": ("area", 1.5), "OAS": ("area", 5), "FRST": ("area", 15),
    "AIRB": ("facility", 1.5), "AIRP": ("facility", 1.5), "AIRF": ("facility", 1.5), "AIRQ": ("facility", 1.5),
    "BDG": ("bridge", 0.5), "DAM": ("facility", 0.5), "CMP": ("camp", 1), "CMPRF": ("camp", 1), "CMPQ": ("camp", 1),
    "HSP": ("facility", 0.5), "INSM": ("facility", 1), "FT": ("facility", 1), "OILR": ("facility", 1.5),
    "OILP": ("facility", 3), "GASF": ("facility", 5), "PS": ("facility", 1), "PSN": ("facility", 1), "PRN": ("facility", 0.5),
    "PSTB": ("facility", 1), "PSTC": ("facility", 1), "PSTP": ("facility", 1), "CSTM": ("facility", 1), "SQR": ("facility", 0.5),
    "TNL": ("facility", 1), "NSY": ("facility", 1), "MN": ("facility", 2), "RSTN": ("facility", 0.5), "PP": ("facility", 1),
    "ISL": ("area", 5), "ISLS": ("region", 20), "PEN": ("region", 30), "CAPE": ("area", 3), "MT": ("area", 3),
    "MTS": ("region", 40), "HLL": ("area", 1.5), "HLLS": ("area", 8), "RDGE": ("area", 5), "PASS": ("area", 1.5),
    "VAL": ("area", 10), "PLN": ("region", 30), "PLAT": ("region", 30), "DSRT": ("region", 80), "UPLD": ("region", 20),
    "P": ("settlement", 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a dump; the first of ``names`` is its own."""

    geonameid: int
    kind: str
    names: tuple[str, ...]
    lat: float
    lon: float
    country: str
    admin1: str
    precision_km: float
    population: int


class BrokenLineError(ValueError):
    """A line is not of the format; the message says why."""


def parse(line: bytes) -> Row | None:
    """Return the place of one line, or None for a kind of feature that is left out.

    Raises
    ------
    BrokenLineError
        If the line is not of the format.
    """
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as e:
        raise BrokenLineError(f"not UTF-8 at byte {e.start}") from None
    if len(cells) != COLUMNS:
        raise BrokenLineError(f"{len(cells)} columns, expected {COLUMNS} with tabs between them")
    number, name, ascii_name, alternates, lat, lon, feature_class, code, country, _, admin1, *_ = cells
    if not (number.isascii() and number.isdigit() and len(number) <= 12):
        raise BrokenLineError(f"geonameid {number[:20]!r} is not a number")
    if not name_key(name):
        raise BrokenLineError("the name is empty")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        raise BrokenLineError(f"country code {country[:20]!r} is not two capitals")
    population = cells[14] or "0"
    if not (population.isascii() and population.isdigit() and len(population) <= 12):
        raise BrokenLineError(f"population {population[:20]!r} is not a number")
    at = _degrees(lat, "latitude", 90.0), _degrees(lon, "longitude", 180.0)
    found = _KINDS.get(code) or _KINDS.get(feature_class)
    if found is None:
        return None
    kind, precision = found
    kept = {name_key(n): n for n in (*filter(is_news_spelling, (ascii_name, *alternates.split(","))), name)}
    own = name_key(name)
    return Row(
        geonameid=int(number),
        kind=kind,
        names=(name, *(n for key, n in kept.items() if key and key != own)),
        lat=at[0],
        lon=at[1],
        country=country,
        admin1=f"{country}.{admin1}" if country and admin1 and admin1 != "00" else "",
        precision_km=precision,
        population=int(population),
    )


def _degrees(text: str, what: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= most:
        raise BrokenLineError(f"{what} {text[:20]!r} is not a number within ±{most:.0f}")
    return value


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Open a dump, plain or zipped, and return it with its size in bytes when unpacked.

    Raises
    ------
    GazetteerError
        If it cannot be read, or is a zip without a dump inside.
    """
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                yield file, path.stat().st_size
            return
        with zipfile.ZipFile(path) as archive:
            inside = [i for i in archive.infolist() if i.filename.lower().endswith(".txt")]
            inside = [i for i in inside if "readme" not in i.filename.lower()]
            if not inside:
                raise GazetteerError(f"{path}: no .txt inside; expected one of GeoNames' country files, such as SY.zip")
            largest = max(inside, key=lambda i: i.file_size)
            with archive.open(largest) as member:
                yield io.BufferedReader(member), largest.file_size  # type: ignore[type-var]
    except OSError as e:
        raise GazetteerError(f"{path}: cannot be read ({e.strerror or e}); check the path") from e
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as e:
        if isinstance(e, GazetteerError):
            raise
        raise GazetteerError(f"{path}: the zip cannot be unpacked ({e}); download it again") from e


def lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (line number, line), a line too long to be of the format cut and its rest skipped."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and len(rest) == _LONGEST_LINE:
            rest = file.readline(_LONGEST_LINE)
        if line.strip():
            yield number, line
