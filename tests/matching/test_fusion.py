"""The conditional logit: fits, saves, refuses what does not fit."""

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.matching.fusion import Fusion, fit


def _groups(seed=0, n=200):
    rng = np.random.default_rng(seed)
    groups = []
    for _ in range(n):
        evidence = rng.normal(size=(6, 3))
        right = int(np.argmax(2 * evidence[:, 0] + rng.gumbel(size=6)))
        groups.append((evidence, np.eye(6)[right]))
    return groups


def test_fit_recovers_which_evidence_counts():
    fusion = fit(_groups(), ("useful", "noise", "noise2"), penalty=0.1)
    assert fusion.weights[0] == pytest.approx(2, abs=0.5)
    assert abs(fusion.weights[1]) < 0.3


def test_probabilities_sum_to_one_and_follow_the_scores():
    fusion = fit(_groups(), ("a", "b", "c"))
    evidence = np.stack([g[0] for g in _groups(1, 5)]).astype(np.float32)
    shares = fusion.probabilities(evidence)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert (shares.argmax(1) == fusion.scores(evidence).argmax(1)).all()


def test_temperature_flattens_without_reordering():
    weights = np.array([1.0, 0.5], np.float32)
    sharp, flat = Fusion(("a", "b"), weights), Fusion(("a", "b"), weights, temperature=4.0)
    evidence = np.random.default_rng(3).normal(size=(4, 7, 2)).astype(np.float32)
    assert (sharp.probabilities(evidence).argmax(1) == flat.probabilities(evidence).argmax(1)).all()
    assert flat.probabilities(evidence).max() < sharp.probabilities(evidence).max()


def test_save_and_load_keep_the_weights(tmp_path):
    fusion = Fusion(("a", "b"), np.array([1.25, -0.5], np.float32), 1.5)
    fusion.save(tmp_path / "fusion.json")
    again = Fusion.load(tmp_path / "fusion.json", ("a", "b"))
    assert again.weights.tolist() == [1.25, -0.5]
    assert again.temperature == 1.5


@pytest.mark.parametrize("content", ["", "{}", '{"weights": {"a": 1}, "temperature": 1}'])
def test_load_refuses_a_file_of_other_features(tmp_path, content):
    (tmp_path / "fusion.json").write_text(content)
    with pytest.raises(ModelError, match="fusion"):
        Fusion.load(tmp_path / "fusion.json", ("a", "b"))
