"""Film a briefing for the README: a place put right by keyboard, then the starter briefing presented, scene by scene.

    python scripts/animation.py [--out docs/briefing.gif]

The app runs on the seed article with a library of its own and no network. A change of scene is stopped at each of its moments and
photographed, so the film is the same however busy the machine is.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Frame, Page, sync_playwright
from screenshots import MAP, ROOT, SEED, chromium, own, serving

sys.path.insert(0, str(ROOT))
from geo.export import pdf

WIDTH, HEIGHT, STRIP = 960, 540, 36
WINDOW = {"width": 1120, "height": 630}
"""The page as it is photographed, twice as fine as the film: narrower, its panels would be sheets."""
MOVE_MS = (130, 225, 295, 390)
"""Moments of a change of scene (520 ms): more where it is fastest."""
FRAME_MS = 110
COLOURS = 36
OFTEN = 30
"""Pixels of a colour from which it counts for the palette: rarer ones are edges of letters."""
MOST_BYTES = 2_000_000


class Step(NamedTuple):
    """A key, what it does, and how long its result stands."""

    key: str
    words: str
    seconds: float


DESK = (
    Step("", "News articles in, a situation map out", 1.5),
    Step("r", "the most doubtful record, at its sentence", 1.9),
    Step("2", "put it at the second candidate", 2.0),
    Step("B", "present", 1.8),
)
SCENES = (Step("→", "next scene", 1.7), Step("→", "next scene", 1.7), Step("→", "next scene", 2.1))

STOP = """(at) => document.getAnimations().forEach((a) => { a.pause(); a.currentTime = at; })"""
NEXT = """() => {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    document.getAnimations().forEach((a) => a.pause());
}"""
END = "() => document.getAnimations().forEach((a) => a.finish())"


def main(arguments: Sequence[str]) -> None:
    """Film it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "briefing.gif")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        film = played({**os.environ, "SITUATION_DATA": folder, "SITUATION_AUTHOR": "M. Keller"})
    saved(film, options.out)
    size = options.out.stat().st_size
    print(f"{options.out}: {len(film)} frames, {sum(ms for _, ms in film) / 1000:.1f} s, {size / 1e6:.2f} MB")
    if size > MOST_BYTES:
        raise SystemExit("too large for a README")


def played(environment: dict[str, str]) -> list[tuple[Image.Image, int]]:
    """Go through the steps and return the frames with how long each stands, in milliseconds."""
    film: list[tuple[Image.Image, int]] = []
    with sync_playwright() as playwright, serving([str(SEED)], environment) as address:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport=WINDOW, device_scale_factor=2)  # type: ignore[arg-type]
        context.route("**/*", lambda r: r.continue_() if own(r.request.url) else r.abort())
        page = context.new_page()
        page.goto(address)
        handle = page.wait_for_selector(MAP, timeout=60_000)
        frame = handle and handle.content_frame()
        if not frame:
            raise SystemExit("no map")
        frame.wait_for_function("() => window.geo && geo.drawn === true", timeout=60_000)
        page.wait_for_timeout(1000)
        frame.locator("body").focus()
        for step in DESK:
            if step.key:
                page.keyboard.press(step.key)
                page.wait_for_timeout(1500)
            if step.key == "2":  # its answer has come and the words about it have gone
                frame.wait_for_function("() => !geo.acts.waiting().length")
                page.wait_for_timeout(1500)
            film.append((taken(page, step), int(step.seconds * 1000)))
        for step in SCENES:
            film += [*moved(page, frame, step), (taken(page, step), int(step.seconds * 1000))]
        browser.close()
    return film


def moved(page: Page, frame: Frame, step: Step) -> list[tuple[Image.Image, int]]:
    """Return the moments of a change of scene."""
    frame.evaluate(NEXT)
    film = []
    for at in MOVE_MS:
        frame.evaluate(STOP, at)
        film.append((taken(page, step), FRAME_MS))
    frame.evaluate(END)
    frame.wait_for_function("() => !document.querySelector('.gm-last')")
    page.wait_for_timeout(300)
    return film


def taken(page: Page, step: Step) -> Image.Image:
    """Photograph the page, and write the key below."""
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        seen = shot.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    image = Image.new("RGB", (WIDTH, HEIGHT + STRIP), "#15191D")
    image.paste(seen, (0, 0))
    draw = ImageDraw.Draw(image)
    regular, bold = (ImageFont.truetype(pdf.fonts()[style], 16) for style in ("", "B"))
    x, middle = 14.0, HEIGHT + STRIP / 2
    if step.key:
        wide = max(draw.textlength(step.key, bold), 12) + 16
        draw.rounded_rectangle((x, HEIGHT + 5, x + wide, HEIGHT + STRIP - 5), 5, fill="#FFFFFF")
        draw.text((x + wide / 2, middle), step.key, "#15191D", bold, anchor="mm")
        x += wide + 10
    draw.text((x, middle), step.words, "#FFFFFF", regular, anchor="lm")
    return image


def saved(film: Sequence[tuple[Image.Image, int]], path: Path) -> None:
    """Write a GIF with one palette for all frames, so that what stays the same costs nothing."""
    palette = colours([image for image, ms in film if ms > FRAME_MS])
    frames = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in film]
    durations = [ms for _, ms in film]
    frames[0].save(
        path, save_all=True, append_images=frames[1:], duration=durations, loop=0, disposal=1, optimize=False
    )


def colours(images: Sequence[Image.Image]) -> Image.Image:
    """Return a palette for all images; a colour counts by the root of its area, or paper and sea would leave none for the marks."""
    pixels = np.concatenate([np.asarray(i).reshape(-1, 3) for i in images]) >> 2 << 2
    found, areas = np.unique(pixels, axis=0, return_counts=True)
    often = areas >= OFTEN
    rows = np.repeat(found[often], np.sqrt(areas[often]).astype(int), axis=0)
    return Image.fromarray(rows[None].astype(np.uint8)).quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=4)


if __name__ == "__main__":
    main(sys.argv[1:])
