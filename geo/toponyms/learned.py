"""The committed model of place names: which words are one, and which place they mean.

``data/toponyms/model.npz`` is written by ``scripts/fit_toponyms.py``. It holds two forests, the digest of the articles
they were fitted on, the parameters and the figures of the five folds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from geo.errors import TableError
from geo.tables import DATA
from geo.toponyms import features, ranking
from geo.toponyms.trees import Trees

MODEL = DATA / "toponyms" / "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """Forests for recognition and resolution, and where they come from."""

    recognition: Trees
    resolution: Trees
    about: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write the model as one compressed file."""
        with path.open("wb") as out:
            np.savez_compressed(
                out,
                allow_pickle=False,
                about=np.frombuffer(json.dumps(self.about, sort_keys=True).encode(), dtype=np.uint8),
                **self.recognition.arrays("recognition"),
                **self.resolution.arrays("resolution"),
            )


@cache
def load(path: Path = MODEL) -> Model:
    """Return the model of a file, read once.

    Raises
    ------
    TableError
        If the file is missing, damaged, or was fitted on other features than this program computes.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays["about"].tobytes())
        model = Model(Trees.from_arrays(arrays, "recognition"), Trees.from_arrays(arrays, "resolution"), about)
    except FileNotFoundError:
        raise TableError(
            f"{path}: no model of place names; restore it or run: python scripts/fit_toponyms.py"
        ) from None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as e:
        raise TableError(f"{path}: not a model of place names ({e}); run: python scripts/fit_toponyms.py") from e
    if about.get("features") != [*features.NAMES] or about.get("ranking") != [*ranking.NAMES]:
        raise TableError(f"{path}: fitted on other features than these; run: python scripts/fit_toponyms.py")
    return model
