"""Comparing a provision's quantity with the Law's: operator, unit and denominator, by a stated policy.

Pure functions. A comparison never says only yes or no: it gives a verdict with a reason code, and a certainty below one
where the two quantities are not measured alike (working days against calendar days) or the wording leaves room.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pipeline.checks.plain_quantities import COUNTED
from pipeline.records import Aspect, Norm, Operator


class Verdict(StrEnum):
    CONFORMS = "conforms"
    MORE_FAVOURABLE = "more-favourable"
    CONFLICT = "conflict"
    UNSURE = "unsure"  # worth a person's look, never a finding by itself
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``certainty`` is that of the verdict, 0 … 1; ``reason`` a stable code."""

    verdict: Verdict
    reason: str
    certainty: float = 1.0


_CEILING_WORDS = re.compile(
    r"không quá|tối đa|chậm nhất|không vượt quá|nhiều nhất|không (?:muộn|chậm|trễ) hơn|muộn nhất|\bdưới\b"
)
_NOT_LATER = re.compile(r"chậm nhất|muộn nhất|không (?:muộn|chậm|trễ) hơn")
_FLOOR_WORDS = re.compile(r"ít nhất|tối thiểu|trở lên|không dưới|không ít hơn|\btrên\b|\bhơn\b|\btừ\b")

# Units in days; working days are handled apart, since n of them are no fixed number of days.
_DAYS: dict[str, Fraction] = {
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction(30),
    "quarter": Fraction(90),
    "year": Fraction(365),
}
_MONTHS: dict[str, Fraction] = {"month": Fraction(1), "quarter": Fraction(3), "year": Fraction(12)}
_PER_YEAR: dict[str, Fraction] = {
    "times/year": Fraction(1),
    "times/half-year": Fraction(2),
    "times/quarter": Fraction(4),
    "times/month": Fraction(12),
    "times/week": Fraction(52),
    "times/day": Fraction(365),
}
_SHARE_TOLERANCE = Fraction(7, 1000)  # "66,7 %" and "2/3" are one value


def unit_class(unit: str | None) -> str:
    """ "time", "share", "frequency" or "count"."""
    if unit is None:
        return "count"
    if unit == "working-day" or unit in _DAYS:
        return "time"
    if unit == "share":
        return "share"
    if unit.startswith("times/"):
        return "frequency"
    return "count"


def compare(local: Norm, law: Norm, policy: str, words: str, right: Collection[str], wrong: Collection[str]) -> Comparison:
    """Compare under ``policy`` ("floor", "ceiling", "exact", "vote", "span", "fixed-term").

    ``words`` is the folded text of the quantity with what introduces it: "trong 30 ngày" and "không quá 30 ngày" may both
    come as "<=", but only the second caps a minimum. ``right`` and ``wrong`` are denominators (see recognition/).
    """
    if local.value is None:
        return Comparison(Verdict.INCOMPARABLE, "no-value")
    if policy == "fixed-term":
        return _fixed_term(local)
    if unit_class(local.unit) != unit_class(law.unit):
        return Comparison(Verdict.INCOMPARABLE, "unit-mismatch")
    if policy == "vote":
        return _vote(local, law, right, wrong)
    if law.value is None:
        return Comparison(Verdict.INCOMPARABLE, "law-value-is-not-a-number")
    sides = _common_scale(local, law)
    if sides is None:
        return Comparison(Verdict.INCOMPARABLE, "unit-mismatch")
    (low, high), (law_low, law_high), exact_units = sides
    sure = 1.0 if exact_units else 0.9
    says_at_most = local.operator in (Operator.LE, Operator.LT) and bool(_CEILING_WORDS.search(words))
    if policy == "floor" and law.aspect is Aspect.DEADLINE and _NOT_LATER.search(words):
        says_at_most = False  # "chậm nhất 10 ngày trước ngày bầu" is a lead time of at least ten days
    says_at_least = local.operator in (Operator.GE, Operator.GT) or bool(re.search("ít nhất|tối thiểu|trở lên", words))
    if policy == "floor":
        return _floor(low, high, law_low, law_high, sure, says_at_most, local)
    if policy == "ceiling":
        upper = _scaled_upper(local, law)
        return _ceiling(low, upper or high, law_low, law_high, sure, says_at_least, local)
    if policy == "span":
        return _span(local, law)
    return _exact(low, high, law_low, law_high, sure)


def _floor(
    low: Fraction, high: Fraction, law_low: Fraction, law_high: Fraction, sure: float, says_at_most: bool, local: Norm
) -> Comparison:
    if says_at_most:
        if low <= law_high:
            return Comparison(Verdict.CONFLICT, "caps-the-minimum", 0.9 * sure)
        kind = unit_class(local.unit)
        return (
            Comparison(Verdict.CONFLICT, "no-minimum", 0.65)
            if kind == "time"
            else Comparison(Verdict.UNSURE, "no-minimum", 0.4)
        )
    if high < law_low:
        return Comparison(Verdict.CONFLICT, "below-minimum", sure)
    if low < law_high:
        return Comparison(Verdict.UNSURE, "working-and-calendar-days", 0.5)
    return Comparison(Verdict.CONFORMS if low <= law_high else Verdict.MORE_FAVOURABLE, "at-least-the-minimum", sure)


def _ceiling(
    low: Fraction, high: Fraction, law_low: Fraction, law_high: Fraction, sure: float, says_at_least: bool, local: Norm
) -> Comparison:
    if low > law_high:
        return Comparison(Verdict.CONFLICT, "above-maximum", sure)
    if high > law_high and local.operator is Operator.RANGE:
        return Comparison(Verdict.CONFLICT, "above-maximum", 0.9 * sure)
    if high > law_low:
        # 5 working days take 5 to 7 days: "07 ngày" need not be longer, and is not surely as short.
        return Comparison(Verdict.UNSURE, "working-and-calendar-days", 0.5)
    if unit_class(local.unit) == "time" and says_at_least:
        return Comparison(Verdict.UNSURE, "no-maximum", 0.5)
    return Comparison(Verdict.CONFORMS if high == law_low else Verdict.MORE_FAVOURABLE, "within-the-maximum", sure)


def _exact(low: Fraction, high: Fraction, law_low: Fraction, law_high: Fraction, sure: float) -> Comparison:
    if high < law_low or low > law_high:
        return Comparison(Verdict.CONFLICT, "differs", sure)
    if low == law_low and high == law_high:
        return Comparison(Verdict.CONFORMS, "equal", sure)
    return Comparison(Verdict.UNSURE, "working-and-calendar-days", 0.5)


def _span(local: Norm, law: Norm) -> Comparison:
    """Counts that must lie between two bounds ("03 đến 09 người")."""
    assert local.value is not None
    lowest, highest = law.value, law.upper
    low = high = local.value
    if local.operator is Operator.RANGE and local.upper is not None:
        high = local.upper
    if lowest is not None and low < lowest and local.operator not in (Operator.LE, Operator.LT):
        return Comparison(Verdict.CONFLICT, "below-minimum", 1.0)
    if highest is not None and high > highest:
        return Comparison(Verdict.CONFLICT, "above-maximum", 0.95)
    if lowest is not None and high < lowest:
        return Comparison(Verdict.CONFLICT, "below-minimum", 0.95)
    return Comparison(Verdict.CONFORMS, "within-the-bounds")


def _vote(local: Norm, law: Norm, right: Collection[str], wrong: Collection[str]) -> Comparison:
    """A voting threshold is bound both ways: a higher one is no wider democracy, "ít nhất 50 %" is not "trên 50 %"."""
    assert local.value is not None
    bad_base = local.denominator in wrong
    if local.condition == COUNTED and law.value is not None and not bad_base:
        reached = local.value > law.value or (local.value == law.value and law.operator is Operator.GE)
        return Comparison(Verdict.CONFORMS, "equal") if reached else Comparison(Verdict.CONFLICT, "below-threshold", 0.9)
    if law.value is None:
        return Comparison(Verdict.INCOMPARABLE, "law-value-is-not-a-number")
    same = abs(local.value - law.value) <= _SHARE_TOLERANCE
    if not same:
        near = law.operator is Operator.GT and Fraction(50, 100) < local.value <= Fraction(51, 100)
        if near and not bad_base:
            return Comparison(Verdict.UNSURE, "about-equal", 0.45)
        reason = "value-and-denominator" if bad_base else ("below-threshold" if local.value < law.value else "above-threshold")
        return Comparison(Verdict.CONFLICT, reason, 1.0)
    if bad_base:
        return Comparison(Verdict.CONFLICT, "wrong-denominator", 0.9 if local.denominator == "attendees" else 0.75)
    if law.operator is Operator.GT and local.operator is not Operator.GT:
        at_least = local.operator in (Operator.GE, Operator.RANGE)
        return Comparison(Verdict.CONFLICT, "at-least-is-not-more-than", 0.85 if at_least else 0.7)
    if law.operator is Operator.GE and local.operator is Operator.GT:
        return Comparison(Verdict.UNSURE, "more-than-is-not-at-least", 0.45)
    known = local.denominator is None or not right or local.denominator in right
    return Comparison(Verdict.CONFORMS, "equal", 1.0 if known else 0.8)


def _fixed_term(local: Norm) -> Comparison:
    """A term in years where the Law ties it to the hamlet head's, which is five years or two and a half, never less."""
    if unit_class(local.unit) != "time" or local.value is None:
        return Comparison(Verdict.INCOMPARABLE, "unit-mismatch")
    months = local.value * _MONTHS.get(local.unit or "", Fraction(0))
    if months in (Fraction(30), Fraction(60)):
        return Comparison(Verdict.UNSURE, "may-equal-the-hamlet-head-term", 0.5)
    if months == 0:
        return Comparison(Verdict.INCOMPARABLE, "unit-mismatch")
    return Comparison(Verdict.CONFLICT, "own-term", 0.95)


def _common_scale(local: Norm, law: Norm) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], bool] | None:
    """Both values as (low, high) on one scale, and whether the units are the same kind (no working-day conversion)."""
    assert local.value is not None
    assert law.value is not None
    kind = unit_class(local.unit)
    if kind == "frequency":
        ours, theirs = _PER_YEAR.get(local.unit or ""), _PER_YEAR.get(law.unit or "")
        if ours is None or theirs is None:
            return None
        return (local.value * ours, local.value * ours), (law.value * theirs, law.value * theirs), True
    if kind != "time" or local.unit == law.unit:
        return (local.value, local.value), (law.value, law.value), True
    if local.unit in _MONTHS and law.unit in _MONTHS:
        a, b = local.value * _MONTHS[local.unit], law.value * _MONTHS[law.unit]
        return (a, a), (b, b), True
    return _in_days(local.value, local.unit), _in_days(law.value, law.unit), "working-day" not in (local.unit, law.unit)


def _scaled_upper(local: Norm, law: Norm) -> Fraction | None:
    if local.operator is not Operator.RANGE or local.upper is None or local.unit != law.unit:
        return None
    return local.upper


def _in_days(value: Fraction, unit: str | None) -> tuple[Fraction, Fraction]:
    """Calendar days that ``value`` units take at least and at most, holidays aside: 5 working days take 5 to 7."""
    if unit != "working-day":
        days = value * _DAYS[unit or "day"]
        return days, days
    weeks, rest = divmod(value, 5)
    return weeks * 7 + rest - (2 if rest == 0 and weeks else 0), weeks * 7 + rest + (2 if rest else 0)
