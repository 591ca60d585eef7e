"""Evaluate boosted trees with numpy alone: the library that fitted them is not needed to run the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

_HOPELESS = -4.0
"""Log-odds (p = 0.02) below which the first trees settle a row; the rest would cost time and change nothing."""
_FIRST = 50
"""Trees that are asked before the hopeless rows are left out."""
_ROWS = 256
"""Rows judged at once: what they need stays in the processor's memory."""


@dataclass(frozen=True, slots=True)
class _Questions:
    """Every question of a forest, asked of all rows whether or not their way leads there: no step waits for another.

    A tree's leaves are bits from left to right. Whoever goes right strikes out the leaves on the left; of those that
    remain the lowest is the row's (QuickScorer, Lucchese and others, SIGIR 2015).

    Parameters
    ----------
    column, threshold, struck : array, shape (trees, questions)
        ``struck`` has the bits of the leaves that are out of reach for those who go right.
    value : array of float32, shape (trees, leaves)
    """

    column: NDArray[np.intp]
    threshold: NDArray[np.float32]
    struck: NDArray[np.unsignedinteger[Any]]
    value: NDArray[np.float32]

    @classmethod
    def of(cls, trees: Trees) -> _Questions:
        """Return the questions of a forest whose nodes stand before their children, the left before the right."""
        nodes, roots = len(trees.column), trees.roots.astype(np.intp)
        left, right = trees.child.reshape(-1, 2).T.astype(np.intp)
        leaf = left == np.arange(nodes)
        tree = np.repeat(np.arange(len(roots)), np.diff(np.append(roots, nodes)))
        leaves = np.concatenate([[0], np.cumsum(leaf)])
        questions = np.arange(nodes + 1) - leaves
        most = int(np.diff(np.append(leaves[roots], leaves[-1])).max())
        if most > 64:
            raise ValueError(f"a tree has {most} leaves; 64 is the most")
        bits = np.uint16 if most <= 16 else np.uint64
        size = (len(roots), max(most - 1, 1))
        column, threshold = np.zeros(size, np.intp), np.full(size, np.inf, np.float32)
        struck, value = np.zeros(size, bits), np.zeros((len(roots), most), np.float32)
        asks = np.flatnonzero(~leaf)
        at = tree[asks], (questions[asks] - questions[roots[tree[asks]]])
        column[at], threshold[at] = trees.column[asks], trees.threshold[asks]
        first, behind = ((leaves[side[asks]] - leaves[roots[tree[asks]]]).astype(np.uint64) for side in (left, right))
        struck[at] = (np.uint64(1) << behind) - (np.uint64(1) << first)
        ends = np.flatnonzero(leaf)
        value[tree[ends], leaves[ends] - leaves[roots[tree[ends]]]] = trees.value[ends]
        return cls(column, threshold, struck, value)

    def sum(self, rows: NDArray[np.float32], trees: slice) -> NDArray[np.float32]:
        """Return the sum of the leaves that each row falls into."""
        column, struck, value = self.column[trees], self.struck[trees], self.value[trees]
        threshold, offset = self.threshold[trees].reshape(-1, 1), (np.arange(len(column)) * value.shape[1])[:, None]
        result = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _ROWS):
            part = np.ascontiguousarray(rows[start : start + _ROWS].T)
            right = part.take(column.ravel(), axis=0) > threshold
            out = (right * struck.reshape(-1, 1)).reshape(*column.shape, -1)
            remaining = ~np.bitwise_or.reduce(out, axis=1)
            lowest = np.frexp(remaining & -remaining)[1] - 1
            # Each row's leaves side by side: floats add up to the same in whatever company a row comes.
            result[start : start + _ROWS] = np.ascontiguousarray(value.ravel().take(lowest + offset).T).sum(axis=1)
        return result


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
    _questions: _Questions = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_questions", _Questions.of(self))

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the sum of the leaves that each row falls into."""
        total = self._questions.sum(rows, slice(_FIRST))
        if len(self.roots) > _FIRST:
            hopeful = np.flatnonzero(total > _HOPELESS)
            if len(hopeful):
                total[hopeful] += self._questions.sum(rows[hopeful], slice(_FIRST, None))
        return total

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each row."""
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-self.log_odds(rows).astype(float)))
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
