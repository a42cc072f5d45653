"""`conflicting-norm` for what is no number: who recognises or sets up, in which form a vote is held, who sits on a board."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.contradict import breach_findings
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.records import Finding, Kind, Severity

NAME = "conflicting-wording"


@check(NAME, Kind.CONFLICTING_NORM, severity=Severity.HIGH)
def check_wordings(reading: Reading) -> Iterable[Finding]:
    """Authority, form and composition contrary to the Law."""
    return breach_findings(reading, NAME, Kind.CONFLICTING_NORM)
