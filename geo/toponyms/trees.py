"""Evaluate boosted trees with numpy alone: the library that fitted them is not needed to run the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_HOPELESS = -4.0
"""Log-odds (p = 0.02) below which the first trees settle a row; the rest would cost time and change nothing."""
_FIRST = 50
"""Trees that are asked before the hopeless rows are left out."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest as flat arrays over all nodes; a leaf is its own child.

    Parameters
    ----------
    roots : array of int32
        First node of each tree.
    column : array of int16
        Column of the feature matrix that a node asks for.
    threshold : array of float32
        A row goes left where its value is at most this.
    child : array of int32, shape (2 * nodes,)
        Left and right child of each node.
    value : array of float32
        What a leaf adds to the log-odds.
    depth : int
        Questions on the longest way.
    """

    roots: NDArray[np.int32]
    column: NDArray[np.int16]
    threshold: NDArray[np.float32]
    child: NDArray[np.int32]
    value: NDArray[np.float32]
    depth: int

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the sum of the leaves that each row falls into."""
        total = self._sum(rows, self.roots[:_FIRST])
        if len(self.roots) > _FIRST:
            hopeful = np.flatnonzero(total > _HOPELESS)
            if len(hopeful):
                total[hopeful] += self._sum(rows[hopeful], self.roots[_FIRST:])
        return total

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each row."""
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-self.log_odds(rows).astype(float)))
        return result

    def _sum(self, rows: NDArray[np.float32], roots: NDArray[np.int32]) -> NDArray[np.float32]:
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        flat = np.ascontiguousarray(rows).ravel()
        start = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        node = np.broadcast_to(roots, (len(rows), len(roots)))
        for _ in range(self.depth):
            right = flat[start + self.column[node]] > self.threshold[node]
            node = self.child[2 * node + right]
        result: NDArray[np.float32] = self.value[node].sum(axis=1)
        return result

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return what a file needs to hold, by name."""
        return {
            f"{prefix}_roots": self.roots, f"{prefix}_column": self.column, f"{prefix}_threshold": self.threshold,
            f"{prefix}_child": self.child, f"{prefix}_value": self.value, f"{prefix}_depth": np.array(self.depth),
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> Trees:
        """Return the forest of a file."""
        return cls(
            arrays[f"{prefix}_roots"], arrays[f"{prefix}_column"], arrays[f"{prefix}_threshold"],
            arrays[f"{prefix}_child"], arrays[f"{prefix}_value"], int(arrays[f"{prefix}_depth"]),
        )  # fmt: skip

    @classmethod
    def from_nested(cls, trees: Sequence[Mapping[str, Any]]) -> Trees:
        """Return the forest of nested nodes as LightGBM dumps them (``tree_structure`` of each tree)."""
        roots: list[int] = []
        column: list[int] = []
        threshold: list[float] = []
        child: list[int] = []
        value: list[float] = []
        deepest = 0

        def add(node: Mapping[str, Any], depth: int) -> int:
            nonlocal deepest
            deepest = max(deepest, depth)
            n = len(column)
            leaf = "leaf_value" in node
            column.append(0 if leaf else node["split_feature"])
            threshold.append(np.inf if leaf else node["threshold"])
            value.append(node["leaf_value"] if leaf else 0.0)
            child.extend((n, n))
            if not leaf:
                child[2 * n] = add(node["left_child"], depth + 1)
                child[2 * n + 1] = add(node["right_child"], depth + 1)
            return n

        for tree in trees:
            roots.append(add(tree, 0))
        return cls(
            np.array(roots, np.int32), np.array(column, np.int16), np.array(threshold, np.float32),
            np.array(child, np.int32), np.array(value, np.float32), deepest,
        )  # fmt: skip
