"""Cases for the check tests: small documents through the real rooms, or records made by hand where a test is about one rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pytest

from pipeline.checks import Case
from pipeline.law.load import load_law
from pipeline.law.registry import load_registry
from pipeline.law.terms import load_terms
from pipeline.records import (
    Annotation,
    Aspect,
    Citation,
    Document,
    IssuerLevel,
    Norm,
    Operator,
    Provision,
    ProvisionKind,
    Span,
)

AS_OF = date(2026, 11, 1)


@dataclass(frozen=True)
class Quantity:
    """A quantity by its words in the text: ``Quantity("15 ngày", 15, "day")``."""

    words: str
    value: str
    unit: str
    operator: Operator = Operator.EQ
    denominator: str | None = None
    upper: str | None = None

    def norm(self, text: str) -> Norm:
        start = text.index(self.words)
        return Norm(
            aspect=Aspect.DURATION,
            operator=self.operator,
            value=Fraction(self.value),
            unit=self.unit,
            upper=Fraction(self.upper) if self.upper else None,
            denominator=self.denominator,
            start=start,
            end=start + len(self.words),
        )


def hand_made(
    text: str,
    quantities: Sequence[Quantity] = (),
    citations: Sequence[Citation] = (),
    *,
    title: str = "Quy chế thực hiện dân chủ ở xã",
    level: IssuerLevel = IssuerLevel.COMMUNE,
    kind: ProvisionKind = ProvisionKind.CLAUSE,
    type: str = "quy chế",
    as_of: date = AS_OF,
) -> Case:
    """A case of one provision with the quantities and citations given, against the shipped corpus."""
    provision = Provision("dieu-1/khoan-1", "khoản 1 Điều 1", kind, "1", None, text, Span(0, len(text)), None)
    document = Document("0" * 16, "vi-du.txt", type, None, None, level, None, title, (provision,))
    annotation = Annotation(provision.path, tuple(citations), tuple(q.norm(text) for q in quantities), None)
    return Case(document, (annotation,), (), load_law(as_of=as_of), load_registry(), load_terms(), as_of)


@pytest.fixture
def case_of() -> Callable[..., Case]:
    return hand_made


@pytest.fixture
def at_date() -> Callable[[Case, date], Case]:
    return lambda case, day: replace(case, as_of=day)
