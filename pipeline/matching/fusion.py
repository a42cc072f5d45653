"""Fusion: a conditional logit over the articles of a law, its coefficients readable in ``models/matcher/fusion.json``.

P(article | provision aligns) = softmax(w · features). Fitted by maximum likelihood with an L2 penalty; several right articles share
the likelihood. Small enough to explain to an official: each coefficient says how much one kind of evidence counts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

from pipeline.errors import ModelError
from pipeline.matching.encoder import Floats


@dataclass(frozen=True, slots=True)
class Fusion:
    """``weights`` (features,) in the order of ``features``; ``temperature`` calibrates the probabilities."""

    features: tuple[str, ...]
    weights: Floats
    temperature: float = 1.0

    def scores(self, evidence: Floats) -> Floats:
        """(queries, articles, features) → (queries, articles) logits."""
        return np.asarray(evidence @ self.weights / self.temperature, dtype=np.float32)

    def probabilities(self, evidence: Floats) -> Floats:
        logits = self.scores(evidence)
        return np.asarray(np.exp(logits - logsumexp(logits, axis=1, keepdims=True)), dtype=np.float32)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        table = {f: round(float(w), 5) for f, w in zip(self.features, self.weights, strict=True)}
        path.write_text(json.dumps({"weights": table, "temperature": self.temperature}, indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path, features: Sequence[str]) -> Fusion:
        """Raises ModelError where the file is missing or was fitted on other features."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            weights = np.array([data["weights"][f] for f in features], np.float32)
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(
                f"{path}: thiếu hoặc sai trọng số ({error})", f"{path}: missing or unfit fusion weights ({error})"
            ) from error
        return Fusion(tuple(features), weights, float(data["temperature"]))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Stated probability of the first candidate → how often it is right: a logistic curve (Platt 1999), fitted on documents whose wording
    the matcher did not learn from. (1, 0) leaves everything as it is."""

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, probability: float) -> float:
        inside = min(max(probability, 1e-4), 1 - 1e-4)
        return float(1 / (1 + np.exp(-(self.slope * np.log(inside / (1 - inside)) + self.offset))))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps({"slope": round(self.slope, 4), "offset": round(self.offset, 4)}) + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Calibration:
        """Raises ModelError where the file is unfit."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return Calibration(float(data["slope"]), float(data["offset"]))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path}: thiếu hoặc sai ({error})", f"{path}: missing or unfit ({error})") from error


def fit(
    groups: Sequence[tuple[Floats, Floats]],
    features: Sequence[str],
    penalty: float | Floats = 1.0,
    weights: Sequence[float] | None = None,
    prior: Floats | None = None,
) -> Fusion:
    """Fit on groups of (evidence (articles, features), target (articles,) non-negative weights of the right articles).

    The penalty pulls towards ``prior`` (zero where not given): a small labelled set moves known weights, it does not replace them.
    A penalty by feature (features,) holds correlated evidence back and leaves rare, decisive evidence free.
    """
    centre = np.zeros(len(features)) if prior is None else np.asarray(prior, float)
    importance = np.ones(len(groups)) if weights is None else np.asarray(weights)
    pull = np.broadcast_to(np.asarray(penalty, float), (len(features),))
    longest = max(len(target) for _, target in groups)
    block = np.zeros((len(groups), longest, len(features)), np.float32)
    right = np.zeros((len(groups), longest), np.bool_)
    present = np.zeros_like(right)
    for row, (evidence, target) in enumerate(groups):
        block[row, : len(target)], right[row, : len(target)], present[row, : len(target)] = evidence, target > 0, True

    flat = block.reshape(-1, len(features))

    def objective(w: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        logits = np.where(present, (flat @ w.astype(np.float32)).reshape(right.shape), -np.inf).astype(np.float64)
        among = np.where(right, logits, -np.inf)
        whole, inside = logsumexp(logits, axis=1, keepdims=True), logsumexp(among, axis=1, keepdims=True)
        loss = 0.5 * float(pull @ (w - centre) ** 2) + float(importance @ (whole - inside)[:, 0])
        pushed = ((np.exp(logits - whole) - np.exp(among - inside)) * importance[:, None]).astype(np.float32)
        return loss, pull * (w - centre) + pushed.ravel() @ flat

    found = minimize(objective, centre, jac=True, method="L-BFGS-B")
    return Fusion(tuple(features), found.x.astype(np.float32))
