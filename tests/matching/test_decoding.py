"""A document's provisions vote for its setting."""

import numpy as np
import pytest

from pipeline.matching.decoding import chapters_of, sway, votes_of
from pipeline.records import Setting

SETTINGS = [Setting.COMMUNE, Setting.AGENCY, Setting.GENERAL]
CHAPTERS = chapters_of(SETTINGS)


def decode(logits, related=None):
    logits = np.array(logits, np.float32)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return sway(logits, votes_of(shares, np.ones(len(logits)) if related is None else np.array(related), CHAPTERS), CHAPTERS)


def test_the_rest_of_the_document_decides_between_equals():
    moved = decode([[1.0, 1.1, 0.0], [5.0, 0.0, 0.0], [5.0, 0.0, 0.0]])
    assert moved[0].argmax() == 0


def test_clear_evidence_stands_against_the_document():
    moved = decode([[0.0, 9.0, 0.0], [5.0, 0.0, 0.0], [5.0, 0.0, 0.0]])
    assert moved[0].argmax() == 1


def test_a_single_provision_keeps_its_scores():
    assert decode([[1.0, 1.1, 0.3]])[0] == pytest.approx([1.0, 1.1, 0.3], abs=1e-6)


def test_general_articles_are_never_moved():
    moved = decode([[1.0, 1.1, 0.7], [5.0, 0.0, 0.0]])
    assert moved[0, 2] == pytest.approx(0.7)


def test_provisions_that_align_with_nothing_have_no_vote():
    moved = decode([[1.0, 1.1, 0.0], [5.0, 0.0, 0.0]], related=[1.0, 0.0])
    assert moved[0] == pytest.approx([1.0, 1.1, 0.0], abs=1e-6)


def test_the_order_of_provisions_does_not_matter():
    rows = np.random.default_rng(0).normal(size=(5, 3))
    assert decode(rows[::-1])[::-1] == pytest.approx(decode(rows), abs=1e-5)
