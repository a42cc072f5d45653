"""Score a matcher, and its rivals, over BEIR-format folders in one run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipeline.matching.encoder import Encoder, Floats
from pipeline.matching.features import FEATURES, Collector
from pipeline.matching.fusion import Fusion
from pipeline.matching.index import build_index
from pipeline.matching.lexical import Lexicon
from pipeline.training.benchmark import Ranking, benchmark_query, rank, read_folder
from pipeline.training.calibration import Reliability, reliability
from pipeline.training.rivals import Rival

FUSION = "fusion"
ALONE = {"encoder": "pooled", "encoder-late-interaction": "late"}  # the encoder's scores by themselves


@dataclass(slots=True)
class Run:
    """``rankings`` over all folders; ``seconds`` of computing; first choices' probabilities and whether they were right."""

    rankings: list[Ranking] = field(default_factory=list)
    seconds: float = 0.0
    confidence: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    @property
    def reliability(self) -> Reliability:
        return reliability(np.array(self.confidence), np.array(self.right))


def score_folders(
    paths: Sequence[Path],
    masked: bool,
    lexicon: Lexicon,
    fusion: Fusion,
    encoder: Encoder | None,
    feature: str | None = None,
    rivals: Mapping[str, Rival] | None = None,
) -> dict[str, Run]:
    """By name, "fusion" first; ``feature`` ranks by one kind of evidence instead of all. Folders without judgements are passed over."""
    alone = ALONE if rivals and encoder is not None else {}
    runs = {FUSION: Run()} | {name: Run() for name in (*alone, *(rivals or {}))}
    weights = fusion.weights[: len(FEATURES)]
    for path in paths:
        folder = read_folder(path)
        if not folder.queries:
            continue
        queries = [benchmark_query(folder, q, masked) for q in folder.queries]
        started = time.perf_counter()
        evidence = Collector(build_index(folder.articles, encoder), lexicon, encoder).collect(queries).articles
        scores = evidence[:, :, FEATURES.index(feature)] if feature else evidence @ weights
        runs[FUSION].seconds += time.perf_counter() - started
        runs[FUSION].rankings += rank(folder, np.asarray(scores).tolist())
        if not feature:
            _add_confidence(
                runs[FUSION], Fusion(FEATURES, weights, fusion.temperature).probabilities(evidence), runs[FUSION].rankings
            )
        for name, column in alone.items():
            runs[name].rankings += rank(folder, evidence[:, :, FEATURES.index(column)].tolist())
        for name, rival in (rivals or {}).items():
            started = time.perf_counter()
            scores = rival(folder, queries)
            runs[name].seconds += time.perf_counter() - started
            runs[name].rankings += rank(folder, scores.tolist())
    return runs


def _add_confidence(run: Run, shares: Floats, rankings: Sequence[Ranking]) -> None:
    for row, ranking in zip(shares, rankings[-len(shares) :], strict=True):
        run.confidence.append(float(row.max()))
        run.right.append(float(ranking.rank == 1))
