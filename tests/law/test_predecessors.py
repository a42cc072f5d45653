"""The table "old → new": every entry points at norms of today and at a known instrument, and says how sure it is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.law import load_law, load_predecessors, load_registry
from pipeline.records import Confidence


def test_entries_point_at_norms_of_the_same_subject() -> None:
    law = load_law()
    for entry in load_predecessors():
        for id in entry.norm_ids:
            norm = law.norm(id)
            assert norm is not None, (entry.subject, id)
            assert entry.setting in (None, norm.setting), (entry.subject, id)
        if entry.norm_ids:
            subjects = {norm.norm.subject for id in entry.norm_ids if (norm := law.norm(id))}
            assert entry.subject in subjects or entry.subject == "voting-unit", entry.subject


def test_instruments_are_in_the_registry() -> None:
    registry = load_registry()
    unknown = {entry.instrument for entry in load_predecessors() if registry.find(entry.instrument) is None}
    assert unknown == set()


@pytest.mark.parametrize(
    ("subject", "norm", "operator", "value", "confidence"),
    [
        ("contribution-threshold-hamlet", "N21.1a", ">", Fraction(1, 2), Confidence.HIGH),
        ("inspection-board-term", "N36.2", "=", Fraction(2), Confidence.HIGH),
        ("publication-deadline", "N12.3", "<=", Fraction(2), Confidence.MEDIUM),
    ],
)
def test_old_values_are_comparable(subject: str, norm: str, operator: str, value: Fraction, confidence: Confidence) -> None:
    entry = next(entry for entry in load_predecessors() if entry.subject == subject and norm in entry.norm_ids)
    assert entry.norm is not None
    assert (entry.norm.operator, entry.norm.value, entry.confidence) == (operator, value, confidence)


def test_nothing_new_carries_an_old_value() -> None:
    assert not [entry.subject for entry in load_predecessors() if entry.change == "new" and entry.norm]


def test_an_unchanged_rule_has_the_same_value_today() -> None:
    law = load_law()
    for entry in load_predecessors():
        if entry.change == "unchanged":
            assert entry.norm is not None
            for id in entry.norm_ids:
                norm = law.norm(id)
                assert norm is not None
                assert (norm.norm.value, norm.norm.unit) == (entry.norm.value, entry.norm.unit)
