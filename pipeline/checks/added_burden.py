"""`added-burden`: fees, consents and papers demanded before a right of the Law may be used."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.contradict import breach_findings
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.records import Finding, Kind, Severity

NAME = "added-burden"


@check(NAME, Kind.ADDED_BURDEN, severity=Severity.HIGH)
def check_added_burden(reading: Reading) -> Iterable[Finding]:
    """Fees, consents and papers demanded before a right of the Law may be used."""
    return breach_findings(reading, NAME, Kind.ADDED_BURDEN)
