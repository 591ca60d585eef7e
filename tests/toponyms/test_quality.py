"""Floors of the place names on the development articles; raised when the work improves, never lowered in silence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo import toponyms
from geo.model import Article

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[3] / "shared" / "eval"))
ROLES = {"place", "demonym", "metonym", "embedded"}
FLOORS = {"gwn": ("GWN.dev.xml", 0.905, 0.88), "trnews": ("TR-News.dev.xml", 0.885, 0.885)}
"""Corpus: (file, strict recognition F1, end-to-end F1 within 161 km)."""


@pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation data are not here (SITUATION_EVAL)")
@pytest.mark.parametrize("corpus", FLOORS)
def test_development_articles_stay_above_the_floor(gazetteer, corpus, tmp_path):
    file, strict, end_to_end = FLOORS[corpus]
    scorer = [sys.executable, str(EVAL / "eval_geoparse.py"), "--corpus", corpus, "--xml", str(EVAL / "corpora" / file)]
    docs, predicted, scores = (tmp_path / name for name in ("docs.jsonl", "pred.jsonl", "scores.json"))
    subprocess.run([*scorer, "--dump-text", str(docs)], check=True, capture_output=True)
    with predicted.open("w", encoding="utf-8") as out:
        for line in docs.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for t in toponyms.run(Article(id=row["doc"], title="", text=row["text"]), gazetteer):
                if t.mention.role in ROLES:
                    place = {"lat": t.place.lat, "lon": t.place.lon} if t.place else {"lat": None, "lon": None}
                    out.write(
                        json.dumps({"doc": row["doc"], "start": t.mention.start, "end": t.mention.end, **place}) + "\n"
                    )
    done = subprocess.run(
        [*scorer, "--pred", str(predicted), "--json", str(scores)], check=True, capture_output=True, text=True
    )
    f1 = {line.split()[0]: float(line.split()[-1]) for line in done.stdout.splitlines() if " F1 " in line}
    assert f1["strict"] >= strict
    assert f1["e2e@161"] >= end_to_end
