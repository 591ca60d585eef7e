"""Draw the pictures of docs/fronts.md from made-up statements: python scripts/draw_fronts.py"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.fronts import HALF_KM, PLANE, front_km, region, statements
from geo import geometry
from geo.geometry import BaseGeometry, Polygon
from geo.situation.fronts import Statement, infer
from geo.situation.update import update

DOCS = Path(__file__).resolve().parent.parent / "docs"
SIZE, OVER = 420, 3
PAPER, NORTH, SOUTH = "#ffffff", "#fbe3d3", "#d6e8f5"
BAND, UNKNOWN, LINE, TRUTH, SUSPECT = "#f4d58d", "#eeeeee", "#222222", "#777777", "#cc3311"
DOTS = {"north": "#d55e00", "south": "#0072b2"}


class Picture:
    """A square of the made-up war, drawn three times too large and shrunk."""

    def __init__(self, half_km: float, middle: tuple[float, float] = (0.0, 0.0)) -> None:
        self.image = Image.new("RGB", (SIZE * OVER, SIZE * OVER), PAPER)
        self.draw, self.half, self.middle = ImageDraw.Draw(self.image), half_km, middle

    def area(self, shape: BaseGeometry, colour: str) -> None:
        """Fill an area in degrees."""
        for part in geometry.parts(PLANE.to_plane(shape)):
            if isinstance(part, Polygon):
                mask = Image.new("1", self.image.size)
                ImageDraw.Draw(mask).polygon(self._at(np.array(part.exterior.coords)), fill=1)
                for hole in part.interiors:
                    ImageDraw.Draw(mask).polygon(self._at(np.array(hole.coords)), fill=0)
                self.image.paste(colour, mask=mask)

    def line(self, xy: np.ndarray, colour: str, width: int) -> None:
        """Draw a line in km."""
        self.draw.line(self._at(xy), fill=colour, width=width * OVER, joint="curve")

    def dot(self, x: Statement, *, ring: bool = False) -> None:
        """Draw a statement, ringed when it is suspect or new."""
        (px, py), r = self._at(PLANE.forward(np.array([x.lonlat])))[0], 3 * OVER
        self.draw.ellipse((px - r, py - r, px + r, py + r), fill=DOTS[x.side], outline=PAPER, width=OVER // 2)
        if ring:
            r *= 2
            self.draw.ellipse((px - r, py - r, px + r, py + r), outline=SUSPECT, width=OVER)

    def save(self, name: str) -> None:
        """Write the picture under docs/."""
        small = self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        small.quantize(64).save(DOCS / name, optimize=True)

    def _at(self, xy: np.ndarray) -> list[tuple[float, float]]:
        scale = SIZE * OVER / (2 * self.half)
        x = (xy[:, 0] - self.middle[0] + self.half) * scale
        y = (self.half - xy[:, 1] + self.middle[1]) * scale
        return list(zip(x.tolist(), y.tolist(), strict=True))


def inferred(n: int, name: str, *, wrong: int = 0) -> None:
    """Draw what ``n`` statements give, some of them turned to the wrong side, beside the true front."""
    said = statements(n, 1)
    deep = [i for i, x in enumerate(said) if geometry.distance_km(x.lonlat, PLANE.centre) < 160][:wrong]
    for i in deep:
        x = said[i]
        said[i] = Statement(lon=x.lon, lat=x.lat, side={"north": "south", "south": "north"}[x.side], date=x.date)
    found = infer(said, region())
    picture = Picture(HALF_KM)
    picture.area(found.areas["north"], NORTH)
    picture.area(found.areas["south"], SOUTH)
    picture.area(found.band, BAND)
    picture.area(found.unknown, UNKNOWN)
    x = np.linspace(-HALF_KM, HALF_KM, 800)
    picture.line(np.column_stack([x, front_km(x, 1)]), TRUTH, 1)
    for front in found.fronts:
        picture.line(geometry.sampled(PLANE.to_plane(front.line), 5.0), LINE, 2)
    for statement in said:
        picture.dot(statement, ring=statement in found.suspects)
    picture.save(name)


def updated(name: str) -> None:
    """Draw a previous map and what two captures and one agreeing statement make of it."""
    before = infer(statements(300, 1), region()).areas
    x = np.array([-30.0, -5.0, 60.0])
    y = front_km(x, 1) + np.array([-12.0, -16.0, 8.0])
    news = [
        Statement(lon=lon, lat=lat, side="north", date=date(2024, 12, 9))
        for lon, lat in PLANE.inverse(np.column_stack([x, y])).tolist()
    ]
    found = update(before, news, region(), since=date(2024, 12, 6))
    picture = Picture(90.0, (0.0, float(front_km(np.zeros(1), 1)[0])))
    picture.area(found.result.areas["north"], NORTH)
    picture.area(found.result.areas["south"], SOUTH)
    picture.area(found.result.band, BAND)
    picture.line(geometry.sampled(PLANE.to_plane(before["north"]).boundary, 2.0), TRUTH, 1)
    for front in found.result.fronts:
        picture.line(geometry.sampled(PLANE.to_plane(front.line), 2.0), LINE, 2)
    flipped = {x for x, _ in found.flipped}
    for statement in news:
        picture.dot(statement, ring=statement in flipped)
    picture.save(name)


if __name__ == "__main__":
    inferred(60, "fronts-60.png")
    inferred(300, "fronts-300.png")
    inferred(150, "fronts-wrong.png", wrong=3)
    updated("fronts-update.png")
