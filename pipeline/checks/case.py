"""What a check is given: one document with everything read out of it, the Law and the registry as of a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.law.registry import Registry
from pipeline.law.statute import Law
from pipeline.law.terms import OutdatedTerm
from pipeline.records import (
    Alignment,
    Annotation,
    ConformanceRow,
    Document,
    Finding,
    Kind,
)

# Smallest confidence at which a finding is printed. Set by judgement from the evidence scores below (docs/checks.md);
# a kind whose mistakes cost an official more time asks for more.
THRESHOLDS: Mapping[Kind, float] = {
    Kind.REPEALED_BASIS: 0.50,
    Kind.CONFLICTING_NORM: 0.60,
    Kind.NARROWED_RIGHT: 0.60,
    Kind.ADDED_BURDEN: 0.60,
    Kind.EXCEEDS_AUTHORITY: 0.60,
    Kind.OUTDATED_TERM: 0.50,
    Kind.RESTATEMENT: 0.70,
    Kind.MISSING_PROVISION: 0.60,
    Kind.EXPIRED_DOCUMENT: 0.60,
    Kind.MISSING_DOCUMENT: 0.60,
    Kind.PROCEDURE_WITHOUT_DEADLINE: 0.55,
    Kind.PROCEDURE_OUTSIDE_ONE_STOP: 0.55,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """``thresholds`` replaces the built-in ones per kind; ``disabled`` names checks that are not run."""

    thresholds: Mapping[Kind, float] = field(default_factory=dict)
    disabled: frozenset[str] = frozenset()

    def threshold(self, kind: Kind) -> float:
        return self.thresholds.get(kind, THRESHOLDS.get(kind, 0.5))


@dataclass(frozen=True, slots=True)
class Case:
    """One document to judge on ``as_of``. ``annotations`` and ``alignments`` are joined to provisions by path.

    ``terms`` are the corpus's outdated terms (``pipeline.law.OutdatedTerm``). ``versions`` names the corpus and the matcher
    that produced the inputs and is copied onto each finding.
    """

    document: Document
    annotations: Sequence[Annotation]
    alignments: Sequence[Alignment]
    law: Law
    registry: Registry
    terms: Sequence[OutdatedTerm]
    as_of: date
    settings: Settings = field(default_factory=Settings)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``findings`` in reading order; ``conformance`` one row for each norm that the Law has on ``as_of``."""

    findings: tuple[Finding, ...]
    conformance: tuple[ConformanceRow, ...]
