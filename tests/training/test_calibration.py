"""Calibration error, the curve and the temperature that lower it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.training.calibration import crossed_error, fit_calibration, fit_temperature, reliability


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([0.95] * 20, [1] * 19 + [0], 0.0),
        ([0.95] * 20, [0] * 20, 0.95),
        ([0.15] * 10 + [0.85] * 10, [0] * 10 + [1] * 10, 0.15),
        ([], [], 0.0),
    ],
)
def test_error_is_the_mean_gap(confidence, right, error):
    assert reliability(np.array(confidence), np.array(right, float)).error == pytest.approx(error, abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_bins_hold_every_prediction_once(rows):
    found = reliability(np.array([c for c, _ in rows]), np.array([float(r) for _, r in rows]))
    assert sum(b.count for b in found.bins) == len(rows)
    assert 0 <= found.error <= 1
    assert all(b.low - 1e-3 <= b.confidence <= b.high + 1e-3 for b in found.bins)


def _timid(n=600, seed=0):
    """Right far more often than stated."""
    rng = np.random.default_rng(seed)
    truth = rng.uniform(0.05, 0.98, n)
    stated = truth**2.5
    return stated, (rng.uniform(size=n) < truth).astype(float)


def test_the_curve_mends_timid_probabilities():
    stated, right = _timid()
    curve = fit_calibration(stated, right)
    mended = np.array([curve.apply(float(p)) for p in stated])
    assert reliability(stated, right).error > 0.15
    assert reliability(mended, right).error < 0.05
    assert (np.diff(mended[np.argsort(stated)]) >= 0).all()


def test_crossed_error_is_measured_on_other_documents():
    stated, right = _timid()
    owners = [str(i % 20) for i in range(len(stated))]
    assert crossed_error(stated, right, owners) < 0.06


def test_temperature_finds_what_blew_the_scores_up():
    rng = np.random.default_rng(1)
    logits = [rng.normal(size=8) * 2 for _ in range(800)]
    targets = [np.arange(8) == int(np.argmax(row + rng.gumbel(size=8))) for row in logits]
    assert fit_temperature([3 * row for row in logits], targets) == pytest.approx(3, rel=0.2)
