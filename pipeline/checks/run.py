"""Running all registered checks over one case: thresholds, duplicates, order, and the conformance matrix."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks import legible
from pipeline.checks.case import Case, Outcome
from pipeline.checks.conformance import conformance_rows
from pipeline.checks.reading import Reading
from pipeline.checks.register import registered_checks
from pipeline.records import Finding, Kind


def run_checks(case: Case) -> Outcome:
    """Judge one document. The same case gives the same findings with the same ids, in reading order."""
    reading = Reading(case)
    found: list[Finding] = []
    for spec in registered_checks():
        if spec.name not in case.settings.disabled:
            found.extend(spec.run(reading))
    kept = [f for f in found if f.confidence >= case.settings.threshold(f.kind)]
    # After the thresholds: words hard to read make a judgement less sure, but must not make it disappear.
    findings = _in_reading_order(reading, legible.lower(_without_duplicates(kept), case.document))
    return Outcome(findings, conformance_rows(reading, findings))


def _without_duplicates(findings: Iterable[Finding]) -> list[Finding]:
    """Two checks may see one flaw: the same kind on overlapping words, or against one norm in one sentence, keeps the surer."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.kind is Kind.ADDED_BURDEN, -f.confidence, f.id)):
        overlaps = any(
            k.path == finding.path
            and _same_flaw(k.kind, finding.kind)
            and (
                (k.start < finding.end and finding.start < k.end)
                or (k.norm_id and (k.norm_id, k.quote) == (finding.norm_id, finding.quote))
            )
            for k in kept
        )
        if not overlaps and all(k.id != finding.id for k in kept):
            kept.append(finding)
    return kept


def _same_flaw(one: Kind, other: Kind) -> bool:
    """A sanction of a village code is told once, as an excess of authority, though it is a burden too."""
    return one is other or {one, other} == {Kind.ADDED_BURDEN, Kind.EXCEEDS_AUTHORITY}


def _in_reading_order(reading: Reading, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    order = {p.path: i for i, p in enumerate(reading.document.provisions)}
    return tuple(sorted(findings, key=lambda f: (order.get(f.path, -1), f.start, f.end, f.kind.value, f.id)))
