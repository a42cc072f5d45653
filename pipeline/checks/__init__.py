"""Alignment + norms + status → ``Finding``: one module per kind of check."""

from pipeline.checks.case import Case, Outcome, Settings
from pipeline.checks.register import CheckSpec, check, registered_checks
from pipeline.checks.run import run_checks

__all__ = [
    "Case",
    "CheckSpec",
    "Outcome",
    "Settings",
    "check",
    "registered_checks",
    "run_checks",
]
