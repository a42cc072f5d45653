"""`narrowed-right`: provisions that take a right away from some people, or leave out what must be disclosed or heard."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.contradict import breach_findings
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.records import Finding, Kind, Severity

NAME = "narrowed-right"


@check(NAME, Kind.NARROWED_RIGHT, severity=Severity.HIGH)
def check_narrowed_right(reading: Reading) -> Iterable[Finding]:
    """Provisions that take a right away from some people, or leave out what must be disclosed or heard."""
    return breach_findings(reading, NAME, Kind.NARROWED_RIGHT)
