"""Floors on the evaluation fronts: raised when the work improves, never lowered in silence."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.render import basemap
from geo.settings import Settings
from geo.situation.fronts import Statement, infer

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[3] / "shared" / "eval"))
FLOORS = {"iou": 0.905, "cover80": 0.75}
CEILINGS = {"mean": 12.5, "viol": 0.02}


@pytest.mark.skipif(not (EVAL / "front").exists(), reason="evaluation data not here: set SITUATION_EVAL")
def test_fronts_of_a_hundred_statements_keep_their_floors():
    spec = importlib.util.spec_from_file_location("eval_front", EVAL / "eval_front.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    pack, settings, rows = scorer.Pack(EVAL / "front"), Settings(), []
    region = scorer.degrees(pack.region.simplify(500))
    water = basemap.rivers(region.bounds, rank=settings.front_river_rank)
    for day in list(pack.truth)[::2]:
        frame = scorer.draw(pack, day, 100, 7, 0, 0.0, 0.0)
        said = [
            Statement(lon=r.lon, lat=r.lat, side=r.actor, date=pd.Timestamp(r.date).date(), place=r.place)
            for r in frame.itertuples()
        ]
        found = infer(said, region, settings, water=water)
        rows.append(scorer.score(pack, day, frame, {**found.areas, "_band": found.band}))
    mean = {k: float(np.mean([r[k] for r in rows])) for k in (*FLOORS, *CEILINGS)}
    assert all(mean[k] >= v for k, v in FLOORS.items()), mean
    assert all(mean[k] <= v for k, v in CEILINGS.items()), mean
