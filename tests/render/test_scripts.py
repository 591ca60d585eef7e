"""The scripts: pure parts in Node where there is one, and nothing in them that could turn text into code."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from geo.render.serve import ASSETS_DIR, LEAFLET_DIR, SCRIPTS, script, style

HERE = Path(__file__).parent


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is for developing only; it is not installed")
def test_pure_parts_hold_in_node() -> None:
    done = subprocess.run(["node", "--test", str(HERE / "scripts")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", sorted(ASSETS_DIR.glob("*.js")), ids=lambda p: p.name)
def test_no_script_turns_text_into_markup_or_code(path: Path) -> None:
    code = path.read_text("utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|bindPopup|bindTooltip", code
    )
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", code)


def test_every_script_of_the_folder_is_loaded() -> None:
    assert {p.stem for p in ASSETS_DIR.glob("*.js")} == set(SCRIPTS)


def test_leaflet_is_there_and_the_joined_files_ask_for_nothing() -> None:
    assert (LEAFLET_DIR / "leaflet.js").is_file()
    assert "sourceMappingURL" not in script()
    assert "url(" not in style()
