"""Comparing two runs over the same queries: paired bootstrap, gains and losses, per query.

A run is a list of ``Ranking``s; saved runs are JSON lines with ``folder``, ``query``, ``rank`` and ``top``. Resampling is by query, the same
draw for both runs, so that what both find hard cancels out (Efron & Tibshirani 1993, ch. 8; Sakai 2006 for retrieval).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.errors import UsageError
from pipeline.training.benchmark import Ranking

Gains = npt.NDArray[np.float64]
PER_QUERY: dict[str, Callable[[npt.NDArray[np.int64]], Gains]] = {
    "hit@1": lambda ranks: (ranks == 1).astype(np.float64),
    "hit@5": lambda ranks: (ranks <= 5).astype(np.float64),
    "mrr@10": lambda ranks: np.where(ranks <= 10, 1 / ranks, 0.0),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """``mean`` of the new run less the old one; 95 % interval ``low`` to ``high``; ``worse``: share of draws below zero."""

    mean: float
    low: float
    high: float
    worse: float

    @property
    def settled(self) -> bool:
        """The interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``gained`` and ``lost``: "folder/query" that reached, or left, rank 1."""

    compared: int
    differences: dict[str, Difference]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def intervals(rankings: Sequence[Ranking], draws: int = 2000, seed: int = 7) -> dict[str, tuple[float, float]]:
    """95 % intervals of each measure by resampling queries."""
    ranks = np.array([r.rank for r in rankings])
    picks = np.random.default_rng(seed).integers(0, len(ranks), (draws, len(ranks)))
    out = {}
    for name, gain in PER_QUERY.items():
        low, high = np.quantile(gain(ranks)[picks].mean(axis=1), (0.025, 0.975))
        out[name] = (round(float(low), 4), round(float(high), 4))
    return out


def compare(new: Sequence[Ranking], old: Sequence[Ranking], draws: int = 2000, seed: int = 7) -> Comparison:
    """Paired comparison over the queries that both runs have. Raises UsageError where there is none."""
    before = {(r.folder, r.query): r.rank for r in old}
    pairs = [(r, before[r.folder, r.query]) for r in new if (r.folder, r.query) in before]
    if not pairs:
        raise UsageError("Hai lần chạy không có câu hỏi chung", "The two runs have no query in common")
    ranks = np.array([r.rank for r, _ in pairs])
    others = np.array([b for _, b in pairs])
    picks = np.random.default_rng(seed).integers(0, len(pairs), (draws, len(pairs)))
    differences = {}
    for name, gain in PER_QUERY.items():
        each = gain(ranks) - gain(others)
        means = each[picks].mean(axis=1)
        low, high = np.quantile(means, (0.025, 0.975))
        differences[name] = Difference(
            round(float(each.mean()), 4), round(float(low), 4), round(float(high), 4), round(float((means < 0).mean()), 4)
        )
    return Comparison(
        len(pairs),
        differences,
        tuple(f"{r.folder}/{r.query}" for r, b in pairs if r.rank == 1 < b),
        tuple(f"{r.folder}/{r.query}" for r, b in pairs if b == 1 < r.rank),
    )


def save_run(rankings: Sequence[Ranking], path: Path) -> None:
    """One JSON line a query."""
    rows = ({"folder": r.folder, "query": r.query, "rank": r.rank, "recall5": r.recall5, "top": r.top} for r in rankings)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read_run(path: Path) -> list[Ranking]:
    """A saved run. Raises UsageError naming the line that is none."""
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            rank = Ranking(
                str(row["folder"]), str(row["query"]), int(row["rank"]), float(row.get("recall5", 0)), tuple(row["top"])
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(
                f"{path}:{number}: không phải kết quả đã ghi ({error})", f"{path}:{number}: no saved run ({error})"
            ) from error
        out.append(rank)
    return out
