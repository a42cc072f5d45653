"""Calibration: how far stated probabilities are from what happens, and the temperature that brings them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from pipeline.matching.fusion import Calibration

Values = npt.NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions between ``low`` and ``high``: how many, their mean confidence and the share that was right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """``error``: expected calibration error, the mean gap weighted by count (Naeini et al. 2015), equal-width bins."""

    error: float
    bins: tuple[Bin, ...]


def reliability(confidence: Values, right: Values, bins: int = BINS) -> Reliability:
    """``confidence`` and ``right`` (n,): the stated probability of the first choice, and 1 where it was right."""
    if not len(confidence):
        return Reliability(0.0, ())
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(confidence, edges[1:-1], right=True), 0, bins - 1)
    found, gap = [], 0.0
    for i in range(bins):
        inside = place == i
        if not inside.any():
            continue
        stated, happened = float(confidence[inside].mean()), float(right[inside].mean())
        gap += abs(stated - happened) * float(inside.mean())
        found.append(
            Bin(
                round(float(edges[i]), 3),
                round(float(edges[i + 1]), 3),
                int(inside.sum()),
                round(stated, 4),
                round(happened, 4),
            )
        )
    return Reliability(round(gap, 4), tuple(found))


def fit_temperature(logits: list[Values], targets: list[npt.NDArray[np.bool_]]) -> float:
    """The temperature with the highest likelihood of the right articles (Guo et al. 2017); it reorders nothing.

    ``logits`` and ``targets``: by query (articles,). Probabilities are softmax(logits / temperature).
    """

    def loss(log_temperature: float) -> float:
        scale = np.exp(-log_temperature)
        return float(
            sum(logsumexp(s * scale) - logsumexp(s[t] * scale) for s, t in zip(logits, targets, strict=True) if t.any())
        )

    return float(np.exp(minimize_scalar(loss, bounds=(-2.5, 2.5), method="bounded").x))


def fit_calibration(confidence: Values, right: Values) -> Calibration:
    """The logistic curve from stated to true probability, by likelihood."""
    inside = np.clip(confidence, 1e-4, 1 - 1e-4)
    logits = np.log(inside / (1 - inside))[:, None]
    model = LogisticRegression(C=10.0).fit(logits, right)
    return Calibration(float(model.coef_[0][0]), float(model.intercept_[0]))


def crossed_error(confidence: Values, right: Values, documents: Sequence[str], folds: int = 5, seed: int = 0) -> float:
    """Calibration error when the curve is fitted on other documents than it is measured on."""
    names = sorted(set(documents))
    order = np.random.default_rng(seed).permutation(len(names))
    owner = np.array(documents)
    out = np.zeros(len(confidence))
    for fold in range(min(folds, len(names))):
        tested = np.isin(owner, [names[i] for i in order[fold::folds]])
        curve = fit_calibration(confidence[~tested], right[~tested])
        out[tested] = [curve.apply(float(p)) for p in confidence[tested]]
    return reliability(out, right).error
