"""Measure the model of a folder, on the benchmark and on a labelled split, as promotion needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from pipeline.language import Annotator
from pipeline.law import load_law, load_registry
from pipeline.matching.cache import CachedEncoder
from pipeline.matching.encoder import Encoder, OnnxEncoder
from pipeline.matching.fusion import Fusion
from pipeline.matching.matcher import LAW_FEATURES, load_lexicon, load_matcher
from pipeline.training.benchmark import Ranking
from pipeline.training.calibration import reliability
from pipeline.training.domain import label_documents
from pipeline.training.judging import read_gold
from pipeline.training.scoring import FUSION, score_folders

LAW = "10/2022/QH15"


def _encoder(model: Path, cache: Path | None) -> Encoder:
    plain = OnnxEncoder(model / "encoder")
    return CachedEncoder(plain, cache) if cache else plain


def run_model(model: Path, paths: Sequence[Path], masked: bool, cache: Path | None = None) -> list[Ranking]:
    """Rankings of the model in ``model`` over BEIR-format folders."""
    fusion = Fusion.load(model / "matcher" / "fusion.json", LAW_FEATURES)
    return score_folders(paths, masked, load_lexicon(model), fusion, _encoder(model, cache))[FUSION].rankings


def gold_calibration(model: Path, gold: Path, cache: Path | None = None) -> float:
    """Expected calibration error of the stated probabilities over the labelled provisions of a split, aligned or not."""
    law = load_law(LAW, date(2026, 11, 1))
    matcher = load_matcher(law, model, _encoder(model, cache))
    confidence, right = [], []
    for rows in label_documents(gold, read_gold(gold, LAW)[0], Annotator(load_registry()), LAW):
        for row, one in zip(rows, matcher.decide([r.query for r in rows], {rows[0].document}), strict=True):
            first = int(one.shares.argmax())
            confidence.append(matcher.calibration.apply(float(one.shares[first]) * one.related))
            right.append(float(matcher.collector.index.ids[first] in row.articles))
    return reliability(np.array(confidence), np.array(right)).error
