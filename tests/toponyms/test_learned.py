"""The committed model: what it was fitted on, and that nothing has moved under it."""

import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from geo.errors import TableError
from geo.toponyms import features, learned, ranking
from geo.toponyms.trees import Trees

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[3] / "shared" / "eval"))
SCRIPT = Path(__file__).parents[2] / "scripts" / "fit_toponyms.py"
FLOORS = {
    "gwn": {"end_to_end": 0.855, "strict": 0.863, "spans_given": 0.91},
    "trnews": {"end_to_end": 0.85, "strict": 0.867, "spans_given": 0.945},
}
"""Of the five folds; raised when the work improves, never lowered in silence."""
MOST_ABOVE_FOLDS = 0.05
"""More than this above the folds on the fitted articles is learning them by heart."""


@pytest.fixture(scope="module")
def model():
    return learned.load()


def test_the_folds_of_the_committed_model_stay_above_their_floors(model):
    for corpus, floors in FLOORS.items():
        for name, floor in floors.items():
            assert model.about["folds"][corpus][name] >= floor, (corpus, name)


def test_the_committed_model_has_not_learned_its_articles_by_heart(model):
    for corpus, folds in model.about["folds"].items():
        for name, value in folds.items():
            assert model.about["fitted"][corpus][name] - value <= MOST_ABOVE_FOLDS, (corpus, name)


def test_the_model_fits_the_features_that_the_program_computes(model):
    assert model.about["features"] == [*features.NAMES]
    assert model.about["ranking"] == [*ranking.NAMES]
    assert int(model.recognition.column.max()) < len(features.NAMES)
    assert int(model.resolution.column.max()) < len(ranking.NAMES)


@pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation data are not here (SITUATION_EVAL)")
@pytest.mark.skipif(importlib.util.find_spec("lightgbm") is None, reason="lightgbm is not installed")
def test_the_model_was_fitted_on_these_corpora_with_these_parameters(model):
    spec = importlib.util.spec_from_file_location("fit_toponyms", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    sys.modules["fit_toponyms"] = script
    try:
        spec.loader.exec_module(script)
        assert model.about["corpora"] == script.corpora_digest()
        assert model.about["recognition"] == script.RECOGNITION
        assert model.about["resolution"] == script.RESOLUTION
    finally:
        del sys.modules["fit_toponyms"]


def test_a_missing_or_damaged_model_says_what_to_do(tmp_path):
    with pytest.raises(TableError, match="fit_toponyms"):
        learned.load(tmp_path / "none.npz")
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 nonsense")
    with pytest.raises(TableError, match="fit_toponyms"):
        learned.load(tmp_path / "broken.npz")


def test_a_model_of_other_features_is_refused(model, tmp_path):
    path = tmp_path / "other.npz"
    learned.Model(model.recognition, model.resolution, {**model.about, "features": ["one"]}).save(path)
    with pytest.raises(TableError, match="other features"):
        learned.load(path)


def test_a_saved_model_gives_the_same_probabilities(model, tmp_path):
    path = tmp_path / "copy.npz"
    model.save(path)
    rows = np.random.default_rng(0).random((50, len(features.NAMES)), dtype=np.float32)
    np.testing.assert_array_equal(learned.load(path).recognition.probability(rows), model.recognition.probability(rows))


def test_trees_ask_their_questions_in_order():
    leaf = [{"leaf_value": v} for v in (0.5, -0.25, 2.0)]
    inner = {"split_feature": 1, "threshold": 0.0, "left_child": leaf[1], "right_child": leaf[2]}
    first = {"split_feature": 0, "threshold": 1.0, "left_child": leaf[0], "right_child": inner}
    trees = Trees.from_nested([first, {"leaf_value": 0.125}])
    rows = np.array([[1.0, 9.0], [1.5, 0.0], [1.5, 0.1]], dtype=np.float32)
    assert trees.log_odds(rows).tolist() == [0.625, -0.125, 2.125]
    assert trees.log_odds(rows[:0]).tolist() == []


@pytest.mark.parametrize("forest", ["recognition", "resolution"])
def test_all_questions_at_once_lead_to_the_leaves_that_a_walk_from_the_root_leads_to(model, forest):
    trees = getattr(model, forest)
    columns = int(trees.column.max()) + 1
    rows = (np.random.default_rng(1).random((300, columns), dtype=np.float32) - 0.2) * 8
    rows[:, ::3] = np.rint(rows[:, ::3])
    for row, told in zip(rows[::20], trees.log_odds(rows)[::20], strict=True):
        leaves = []
        for node in trees.roots.tolist():
            while trees.child[2 * node] != node:
                node = int(trees.child[2 * node + (row[trees.column[node]] > trees.threshold[node])])
            leaves.append(float(trees.value[node]))
        first = sum(leaves[:50])
        assert told == pytest.approx(sum(leaves) if first > -4.0 else first, abs=1e-4)


def test_a_tree_of_one_leaf_and_one_of_many_are_asked_alike():
    deep = {"leaf_value": 40.0}
    for k in range(39, 0, -1):
        deep = {"split_feature": 0, "threshold": float(k), "left_child": {"leaf_value": float(k)}, "right_child": deep}
    trees = Trees.from_nested([{"leaf_value": 0.5}, deep])
    rows = np.array([[0.5], [1.0], [17.5], [100.0]], dtype=np.float32)
    assert trees.log_odds(rows).tolist() == [1.5, 1.5, 18.5, 40.5]
    assert trees.log_odds(rows[:0]).tolist() == []
