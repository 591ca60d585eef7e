"""Fit the model of place names on the development articles and write ``data/toponyms/model.npz``.

    python scripts/fit_toponyms.py            fit on all articles, write the model
    python scripts/fit_toponyms.py --folds    also fit on four fifths and score the fifth, five times, and note the figures
    python scripts/fit_toponyms.py --splits 4 the five folds for other splits too; writes nothing: how far chance moves the figures
    python scripts/fit_toponyms.py --cross    fit on one corpus, score the other; writes nothing

The articles and their scorer lie in ``SITUATION_EVAL`` (default ``../shared/eval``). Needs LightGBM, the program does not.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import lightgbm
import numpy as np

from geo import toponyms
from geo.gazetteer import Gazetteer, distance_km
from geo.model import Article
from geo.toponyms import features, learned, ranking
from geo.toponyms.candidates import candidates
from geo.toponyms.context import read
from geo.toponyms.lookups import Lookups, lookups
from geo.toponyms.resolve import open_mentions
from geo.toponyms.tokens import tokenise
from geo.toponyms.trees import Trees

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
CORPORA = {"gwn": "GWN.dev.xml", "trnews": "TR-News.dev.xml"}
FOLDS = 5
SEED = 1
NEAR_KM = 161.0
"""100 miles: the distance within which the scorer counts a place as right."""
AS_GOOD_KM = 60.0
"""A candidate this much farther than the nearest one is taught as right as well: a town and its district."""
ROLES = frozenset({"place", "demonym", "metonym", "embedded"})
"""What ``python -m geo toponyms`` writes by default."""

COMMON = {
    "objective": "binary", "bagging_freq": 1, "bagging_fraction": 0.8, "lambda_l2": 5.0, "verbose": -1, "seed": SEED,
    "deterministic": True, "force_row_wise": True, "num_threads": 1,
}  # fmt: skip
RECOGNITION: dict[str, Any] = {
    **COMMON, "learning_rate": 0.06, "num_leaves": 12, "max_depth": 7, "min_data_in_leaf": 20, "feature_fraction": 0.35,
    "bagging_fraction": 0.6, "lambda_l2": 20.0, "rounds": 220,
}  # fmt: skip
"""Chosen so that the fitted articles come out at most .05 better than the folds: larger trees learn them by heart."""
RESOLUTION: dict[str, Any] = {
    **COMMON, "learning_rate": 0.05, "num_leaves": 12, "max_depth": 6, "min_data_in_leaf": 15, "feature_fraction": 0.5,
    "rounds": 140,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its gold, and the rows that it teaches with."""

    corpus: str
    id: str
    text: str
    gold: list[dict[str, Any]]
    spans: np.ndarray
    is_place: np.ndarray
    places: np.ndarray
    is_right: np.ndarray


def scorer() -> ModuleType:
    """Return the scorer of the development articles as a module."""
    path = EVAL / "eval_geoparse.py"
    spec = importlib.util.spec_from_file_location("eval_geoparse", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"{path}: no scorer; set SITUATION_EVAL to the folder of the evaluation data")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def corpora_digest() -> str:
    """Return a digest of the corpora that the model is fitted on."""
    digest = hashlib.sha256()
    for file in CORPORA.values():
        digest.update((EVAL / "corpora" / file).read_bytes())
    return digest.hexdigest()


def documents(gazetteer: Gazetteer) -> list[Document]:
    """Return all articles of the corpora with their rows."""
    module, index = scorer(), lookups(gazetteer)
    found = []
    for corpus, file in CORPORA.items():
        texts, gold, _ = module.load(corpus, str(EVAL / "corpora" / file))
        for name, text in texts.items():
            spans, is_place = _recognition_rows(text, gold[name], index)
            places, is_right = _resolution_rows(name, text, gold[name], index)
            found.append(Document(corpus, name, text, gold[name], spans, is_place, places, is_right))
    return found


def _recognition_rows(text: str, gold: list[dict[str, Any]], index: Lookups) -> tuple[np.ndarray, np.ndarray]:
    context = read(tokenise(text))
    spans = candidates(context, index)
    rows = features.rows(context, spans, features.country_votes([context], [spans]))
    marked = {(g["start"], g["end"]) for g in gold}
    # "Ky." is marked with its full stop, which is no part of a word here.
    marked |= {(g["start"], g["end"] - 1) for g in gold if g["name"].endswith(".")}
    ends = [(context.tokens[s.first].start, context.tokens[s.end - 1].end) for s in spans]
    return rows, np.array([e in marked for e in ends], dtype=float)


def _resolution_rows(name: str, text: str, gold: list[dict[str, Any]], index: Lookups) -> tuple[np.ndarray, np.ndarray]:
    article = Article(id=name, title="", text=text)
    by_span = {(g["start"], g["end"]): g for g in gold}
    items = open_mentions(toponyms.recognise_spans(article, sorted(by_span)), index)
    ranking.containers_behind(article, items)
    table = ranking.table(items)
    rows, right = [np.zeros((0, len(ranking.NAMES)), dtype=np.float32)], [np.zeros(0)]
    for item in items:
        g = by_span[item.mention.start, item.mention.end]
        if g["lat"] is None or not item.places:
            continue
        km = np.array([distance_km(g["lat"], g["lon"], p.lat, p.lon) for p in item.places])
        if km.min() <= NEAR_KM:
            rows.append(table.rows[item.first : item.first + len(km)])
            right.append(((km <= NEAR_KM) & (km <= km.min() + AS_GOOD_KM)).astype(float))
    return np.vstack(rows), np.concatenate(right)


def fit(some: Sequence[Document], about: dict[str, Any]) -> learned.Model:
    """Return the model fitted on some articles."""
    return learned.Model(
        recognition=_forest([d.spans for d in some], [d.is_place for d in some], RECOGNITION),
        resolution=_forest([d.places for d in some], [d.is_right for d in some], RESOLUTION),
        about=about,
    )


def _forest(rows: list[np.ndarray], labels: list[np.ndarray], parameters: dict[str, Any]) -> Trees:
    given = {k: v for k, v in parameters.items() if k != "rounds"}
    data = lightgbm.Dataset(np.vstack(rows), np.concatenate(labels))
    booster = lightgbm.train(given, data, parameters["rounds"])
    return Trees.from_nested([t["tree_structure"] for t in booster.dump_model()["tree_info"]])


Predictions = dict[str, dict[str, list[dict[str, Any]]]]


def predict(
    some: Iterable[Document], gazetteer: Gazetteer, model: learned.Model | None
) -> tuple[Predictions, Predictions]:
    """Return what the program writes for articles, and what it writes with the gold spans given, by corpus."""
    found: Predictions = {c: {} for c in CORPORA}
    placed: Predictions = {c: {} for c in CORPORA}
    for d in some:
        article = Article(id=d.id, title="", text=d.text)
        free = toponyms.run(article, gazetteer, model=model)
        given = toponyms.run(article, gazetteer, spans=[(g["start"], g["end"]) for g in d.gold], model=model)
        found[d.corpus][d.id] = [_row(t) for t in free if t.mention.role in ROLES]
        placed[d.corpus][d.id] = [_row(t) for t in given]
    return found, placed


def _row(t: Any) -> dict[str, Any]:
    at = {"lat": t.place.lat, "lon": t.place.lon} if t.place else {"lat": None, "lon": None}
    return {"start": t.mention.start, "end": t.mention.end, **at}


def figures(some: Sequence[Document], predicted: tuple[Predictions, Predictions]) -> dict[str, dict[str, float]]:
    """Return end-to-end F1, strict F1 and the share placed with spans given, by corpus."""
    module = scorer()
    result = {}
    for corpus in CORPORA:
        gold = {d.id: d.gold for d in some if d.corpus == corpus}
        if gold:
            free, given = (module.evaluate(gold, p[corpus]) for p in predicted)
            result[corpus] = {
                "end_to_end": round(free["e2e161"]["f1"], 4), "strict": round(free["strict"]["f1"], 4),
                "spans_given": round(given["resolution"]["acc161_all"], 4),
            }  # fmt: skip
    return result


def in_folds(docs: Sequence[Document], gazetteer: Gazetteer, seed: int = SEED) -> dict[str, dict[str, float]]:
    """Return the figures over all articles, each scored by a model that has not seen it."""
    fold = np.empty(len(docs), dtype=int)
    fold[np.random.default_rng(seed).permutation(len(docs))] = np.arange(len(docs)) % FOLDS
    together: tuple[Predictions, Predictions] = ({c: {} for c in CORPORA}, {c: {} for c in CORPORA})
    for k in range(FOLDS):
        model = fit([d for d, f in zip(docs, fold, strict=True) if f != k], {})
        part = predict([d for d, f in zip(docs, fold, strict=True) if f == k], gazetteer, model)
        for whole, some in zip(together, part, strict=True):
            for corpus in CORPORA:
                whole[corpus].update(some[corpus])
    return figures(docs, together)


def main() -> None:
    """Fit and write the model, or print figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--splits", type=int, default=0)
    parser.add_argument("--out", type=Path, default=learned.MODEL)
    options = parser.parse_args()
    with Gazetteer.open() as gazetteer:
        docs = documents(gazetteer)
        if options.cross:
            for corpus in CORPORA:
                others = [d for d in docs if d.corpus != corpus]
                own = [d for d in docs if d.corpus == corpus]
                print(f"fitted without {corpus}:", figures(own, predict(own, gazetteer, fit(others, {}))))
            return
        if options.splits:
            for seed in range(SEED, SEED + options.splits):
                print(f"five folds, split {seed}:", in_folds(docs, gazetteer, seed), flush=True)
            return
        about: dict[str, Any] = {
            "corpora": corpora_digest(), "articles": len(docs), "features": [*features.NAMES], "ranking": [*ranking.NAMES],
            "recognition": RECOGNITION, "resolution": RESOLUTION, "seed": SEED, "lightgbm": lightgbm.__version__,
        }  # fmt: skip
        if options.folds:
            about["folds"] = in_folds(docs, gazetteer)
            print("five folds:     ", about["folds"])
        model = fit(docs, about)
        about["fitted"] = figures(docs, predict(docs, gazetteer, model))
        print("fitted articles:", about["fitted"])
        model.save(options.out)
        print(f"{options.out}: {options.out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
