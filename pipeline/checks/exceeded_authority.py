"""`exceeds-authority`: matters that the issuer may not regulate: fines and coercion by a village or a commune regulation."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.contradict import breach_findings
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.records import Finding, Kind, Severity

NAME = "exceeds-authority"


@check(NAME, Kind.EXCEEDS_AUTHORITY, severity=Severity.HIGH)
def check_exceeded_authority(reading: Reading) -> Iterable[Finding]:
    """Matters that the issuer may not regulate: fines and coercion by a village or a commune regulation."""
    return breach_findings(reading, NAME, Kind.EXCEEDS_AUTHORITY)
