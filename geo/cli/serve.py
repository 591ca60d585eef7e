"""The command that opens the app."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from geo.articles.walk import is_address
from geo.cli.common import DATABASE, Commands, command


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    serve = command(commands, "serve", _serve, "open the app (same as streamlit run app.py)")
    serve.add_argument(
        "inputs", nargs="*", metavar="INPUT", help="articles to open with, db: for the library; default: seeds/"
    )
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument("--address", default=None, help="default: this machine alone; 0.0.0.0 shows it to the network")
    serve.add_argument("--headless", action="store_true", help="do not open a browser")


APP = Path(__file__).resolve().parents[2] / "app.py"


def _serve(options: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={options.port}"]
    command += ["--server.headless=true"] * options.headless
    command += [f"--server.address={options.address}"] * bool(options.address)
    inputs = [
        i if i == DATABASE or is_address(i) else str(Path(i).resolve()) for i in options.inputs
    ]  # Streamlit reads .streamlit/ of the folder it runs in
    command += ["--", *inputs]
    if os.name != "nt":  # there the caller would be told that we have ended
        os.chdir(APP.parent)
        os.execv(sys.executable, command)  # noqa: S606  # who ends this process ends the app
    return subprocess.call(command, cwd=APP.parent)  # noqa: S603
