"""Operator, unit and denominator: one table a policy."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.compare import Verdict, compare, unit_class
from pipeline.records import Aspect, Norm, Operator

GE, GT, LE, LT, EQ, RANGE = Operator.GE, Operator.GT, Operator.LE, Operator.LT, Operator.EQ, Operator.RANGE


def norm(operator: Operator, value: str | int, unit: str, upper: int | None = None, of: str | None = None) -> Norm:
    return Norm(Aspect.DURATION, operator, Fraction(value), unit, Fraction(upper) if upper else None, denominator=of)


POSTING = norm(GE, 30, "day")
PUBLISHING = norm(LE, 5, "working-day")
ANSWER = norm(LE, 15, "day")


@pytest.mark.parametrize(
    ("local", "words", "verdict"),
    [
        (norm(EQ, 15, "day"), "trong 15 ngày", Verdict.CONFLICT),
        (norm(EQ, 30, "day"), "trong 30 ngày", Verdict.CONFORMS),
        (norm(LE, 30, "day"), "trong 30 ngày", Verdict.CONFORMS),
        (norm(LE, 30, "day"), "không quá 30 ngày", Verdict.CONFLICT),
        (norm(LE, 45, "day"), "không quá 45 ngày", Verdict.CONFLICT),
        (norm(GE, 15, "day"), "ít nhất 15 ngày", Verdict.CONFLICT),
        (norm(GE, 45, "day"), "ít nhất 45 ngày", Verdict.MORE_FAVOURABLE),
        (norm(EQ, 1, "month"), "01 tháng", Verdict.CONFORMS),
        (norm(EQ, 3, "week"), "03 tuần", Verdict.CONFLICT),
        (norm(RANGE, 20, "day", 30), "từ 20 đến 30 ngày", Verdict.CONFLICT),
        (norm(EQ, 20, "working-day"), "20 ngày làm việc", Verdict.CONFLICT),  # 26 to 28 days
        (norm(EQ, 21, "working-day"), "21 ngày làm việc", Verdict.UNSURE),
        (norm(EQ, 15, "working-day"), "15 ngày làm việc", Verdict.CONFLICT),
        (norm(EQ, 22, "working-day"), "22 ngày làm việc", Verdict.CONFORMS),  # 30 to 32 days
        (norm(EQ, 25, "working-day"), "25 ngày làm việc", Verdict.MORE_FAVOURABLE),
    ],
)
def test_minimum_duration(local: Norm, words: str, verdict: Verdict) -> None:
    assert compare(local, POSTING, "floor", words, (), ()).verdict is verdict


@pytest.mark.parametrize(
    ("local", "law", "verdict"),
    [
        (norm(LE, 3, "working-day"), PUBLISHING, Verdict.MORE_FAVOURABLE),
        (norm(LE, 5, "working-day"), PUBLISHING, Verdict.CONFORMS),
        (norm(LE, 10, "working-day"), PUBLISHING, Verdict.CONFLICT),
        (norm(LE, 2, "day"), PUBLISHING, Verdict.MORE_FAVOURABLE),
        (norm(LE, 7, "day"), PUBLISHING, Verdict.UNSURE),
        (norm(LE, 15, "day"), PUBLISHING, Verdict.CONFLICT),
        (norm(LE, 1, "month"), PUBLISHING, Verdict.CONFLICT),
        (norm(EQ, 24, "hour"), PUBLISHING, Verdict.MORE_FAVOURABLE),
        (norm(LE, 15, "day"), ANSWER, Verdict.CONFORMS),
        (norm(LE, 8, "day"), PUBLISHING, Verdict.CONFLICT),
        (norm(LE, 5, "day"), PUBLISHING, Verdict.CONFORMS),
        (norm(RANGE, 3, "working-day", 7), PUBLISHING, Verdict.CONFLICT),
        (norm(LE, 10, "working-day"), ANSWER, Verdict.MORE_FAVOURABLE),
        (norm(LE, 11, "working-day"), ANSWER, Verdict.UNSURE),
        (norm(LE, 15, "working-day"), ANSWER, Verdict.CONFLICT),
        (norm(LE, 30, "day"), ANSWER, Verdict.CONFLICT),
    ],
)
def test_deadline(local: Norm, law: Norm, verdict: Verdict) -> None:
    assert compare(local, law, "ceiling", "", (), ()).verdict is verdict


REPRESENTATIVES = {"household-representatives", "households"}


@pytest.mark.parametrize(
    ("local", "law", "verdict", "reason"),
    [
        (norm(GT, "1/2", "share", of="households"), norm(GT, "1/2", "share"), Verdict.CONFORMS, "equal"),
        (norm(GE, "1/2", "share"), norm(GT, "1/2", "share"), Verdict.CONFLICT, "at-least-is-not-more-than"),
        (norm(GT, "1/2", "share", of="attendees"), norm(GT, "1/2", "share"), Verdict.CONFLICT, "wrong-denominator"),
        (norm(GE, "2/3", "share", of="attendees"), norm(GT, "1/2", "share"), Verdict.CONFLICT, "value-and-denominator"),
        (norm(GE, "2/3", "share"), norm(GT, "1/2", "share"), Verdict.CONFLICT, "above-threshold"),
        (norm(GE, "51/100", "share"), norm(GT, "1/2", "share"), Verdict.UNSURE, "about-equal"),
        (norm(GE, "667/1000", "share"), norm(GE, "2/3", "share"), Verdict.CONFORMS, "equal"),
        (norm(GE, "3/4", "share"), norm(GE, "2/3", "share"), Verdict.CONFLICT, "above-threshold"),
        (norm(GT, "1/2", "share"), norm(GE, "2/3", "share"), Verdict.CONFLICT, "below-threshold"),
        (norm(GT, "2/3", "share"), norm(GE, "2/3", "share"), Verdict.UNSURE, "more-than-is-not-at-least"),
    ],
)
def test_voting_threshold_is_bound_both_ways(local: Norm, law: Norm, verdict: Verdict, reason: str) -> None:
    found = compare(local, law, "vote", "", REPRESENTATIVES, {"attendees"})
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("local", "policy", "law", "verdict"),
    [
        (norm(EQ, 2, "person"), "span", norm(RANGE, 3, "person", 9), Verdict.CONFLICT),
        (norm(EQ, 5, "person"), "span", norm(RANGE, 3, "person", 9), Verdict.CONFORMS),
        (norm(RANGE, 3, "person", 11), "span", norm(RANGE, 3, "person", 9), Verdict.CONFLICT),
        (norm(EQ, 3, "person"), "floor", norm(GE, 5, "person"), Verdict.CONFLICT),
        (norm(EQ, 9, "person"), "floor", norm(GE, 5, "person"), Verdict.MORE_FAVOURABLE),
        (norm(EQ, "1/2", "times/year"), "floor", norm(GE, 1, "times/year"), Verdict.CONFLICT),
        (norm(EQ, 2, "times/year"), "floor", norm(GE, 1, "times/year"), Verdict.MORE_FAVOURABLE),
        (norm(EQ, 2, "times/year"), "exact", norm(EQ, 1, "times/year"), Verdict.CONFLICT),
        (norm(EQ, 2, "year"), "fixed-term", norm(EQ, 0, "hamlet-head-term"), Verdict.CONFLICT),
        (norm(EQ, 30, "month"), "fixed-term", norm(EQ, 0, "hamlet-head-term"), Verdict.UNSURE),
        (norm(EQ, 24, "month"), "exact", norm(EQ, 2, "year"), Verdict.CONFORMS),
        (norm(EQ, 20, "day"), "floor", norm(GE, "2/3", "share"), Verdict.INCOMPARABLE),
    ],
)
def test_counts_terms_and_frequencies(local: Norm, policy: str, law: Norm, verdict: Verdict) -> None:
    assert compare(local, law, policy, "", (), ()).verdict is verdict


def test_lead_time_in_calendar_days_against_working_days() -> None:
    plan = norm(GE, 5, "working-day")
    verdicts = [compare(norm(GE, days, "day"), plan, "floor", "", (), ()).verdict for days in (3, 6, 7)]
    assert verdicts == [Verdict.CONFLICT, Verdict.UNSURE, Verdict.CONFORMS]


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from(["day", "working-day"]))
def test_more_days_never_turn_a_conforming_minimum_into_a_conflict(days: int, more: int, unit: str) -> None:
    first = compare(norm(EQ, days, unit), POSTING, "floor", "", (), ()).verdict
    longer = compare(norm(EQ, days + more, unit), POSTING, "floor", "", (), ()).verdict
    if first in (Verdict.CONFORMS, Verdict.MORE_FAVOURABLE):
        assert longer in (Verdict.CONFORMS, Verdict.MORE_FAVOURABLE)


@given(st.integers(1, 60), st.sampled_from([PUBLISHING, ANSWER]), st.sampled_from(["day", "working-day", "week"]))
def test_a_value_is_not_both_too_long_and_within(value: int, law: Norm, unit: str) -> None:
    assert unit_class(unit) == "time"
    shorter = compare(norm(LE, value, unit), law, "ceiling", "", (), ()).verdict
    longer = compare(norm(LE, value + 1, unit), law, "ceiling", "", (), ()).verdict
    assert not (shorter is Verdict.CONFLICT and longer is not Verdict.CONFLICT)
