"""The one registry of checks: built-in modules and third-party entry points of group ``rasoat.checks``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from pipeline.checks.reading import Reading
from pipeline.errors import UsageError
from pipeline.records import Finding, Kind, Severity

CheckFunction = Callable[[Reading], Iterable[Finding]]

GROUP = "rasoat.checks"
BUILT_IN = (
    "repealed_basis",
    "conflicting_quantity",
    "conflicting_wording",
    "conflicting_copy",
    "outdated_term",
    "expired_document",
    "procedure_deadline",
    "procedure_reception",
    "narrowed_right",
    "added_burden",
    "exceeded_authority",
    "missing_provision",
    "restatement",
)


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """A registered check. ``needs`` names what it reads: "citations", "norms", "alignments", "tables", "terms"."""

    name: str
    kind: Kind
    needs: tuple[str, ...]
    severity: Severity
    run: CheckFunction


_specs: dict[str, CheckSpec] = {}


def check(
    name: str, kind: Kind, *, needs: Iterable[str] = (), severity: Severity = Severity.MEDIUM
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a pure function ``Reading → findings`` under ``name``. Raises ``UsageError`` on a name taken twice."""

    def register(function: CheckFunction) -> CheckFunction:
        taken = _specs.get(name)
        if taken is not None and (taken.run.__module__, taken.run.__qualname__) != (function.__module__, function.__qualname__):
            raise UsageError(f"Tên phép kiểm “{name}” đã được dùng.", f"The check name “{name}” is already taken.")
        _specs[name] = CheckSpec(name, kind, tuple(needs), severity, function)
        return function

    return register


@cache
def _load_all() -> None:
    for module in BUILT_IN:
        import_module(f"pipeline.checks.{module}")
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        point.load()


def registered_checks() -> tuple[CheckSpec, ...]:
    """All checks by name, third-party ones included."""
    _load_all()
    return tuple(_specs[name] for name in sorted(_specs))
