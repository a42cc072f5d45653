"""The conformance matrix: what the document does with each norm of the Law, with a reason; silence is never a pass."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks.compare import Comparison, Verdict
from pipeline.checks.conflicting_copy import placed_quantities
from pipeline.checks.conflicting_quantity import judge_quantity, norms_by_id
from pipeline.checks.reading import Reading
from pipeline.checks.recognise import excepted, load_recognition, recognise
from pipeline.law.copied import READ_FROM_COPY
from pipeline.records import ConformanceRow, Finding, Kind, LawNorm, Provision, Setting, Status

_BY_KIND = {
    Kind.CONFLICTING_NORM: Status.CONTRADICTED,
    Kind.NARROWED_RIGHT: Status.NARROWED,
    Kind.MISSING_PROVISION: Status.OMITTED,
}


def conformance_rows(reading: Reading, findings: Sequence[Finding]) -> tuple[ConformanceRow, ...]:
    """One row for each norm in force on the review date.

    Reasons: ``outside-scope``, ``document-reports-facts``, ``own-term-ended``, ``other-setting``, ``unrelated-document``,
    ``finding:<id>``, ``sector-law-prevails``, ``needs-a-person:<code>``, ``equal`` and the like from the comparison,
    ``all-items`` or ``items-not-found:4,6`` (clauses of the list's article that no provision aligns with),
    ``not-mentioned`` (an older or partial document need not repeat the norm), ``no-rule`` (nothing here can check it yet).
    """
    by_norm = {f.norm_id: f for f in reversed(findings) if f.norm_id}
    judged = _judged_norms(reading)
    settings = _settings(reading)
    checkable = {t.norm for t in load_recognition().topics} | {w.norm for w in load_recognition().wordings}
    rows = []
    for norm in reading.case.law.norms:
        status, provision, reason = _status(reading, norm, by_norm, judged, settings, checkable)
        rows.append(ConformanceRow(reading.document.path, norm.id, norm.unit, status, provision, reason))
    return tuple(rows)


def _status(
    reading: Reading,
    norm: LawNorm,
    by_norm: dict[str, Finding],
    judged: dict[str, tuple[Provision, Comparison | None]],
    settings: frozenset[Setting],
    checkable: set[str | None],
) -> tuple[Status, str | None, str]:
    read = norm.source == READ_FROM_COPY  # of another law: scope and relevance are those of Law 10/2022/QH15
    if reading.outside_scope and not read:
        return Status.NOT_APPLICABLE, None, "outside-scope"
    if reading.factual:
        return Status.NOT_CHECKED, None, "document-reports-facts"
    if reading.lapsed:
        return Status.NOT_APPLICABLE, None, "own-term-ended"
    finding = by_norm.get(norm.id)
    if finding is not None:
        return _BY_KIND.get(finding.kind, finding.status), finding.path, f"finding:{finding.id}"
    if norm.id in judged:
        provision, comparison = judged[norm.id]
        if comparison is None:
            return Status.NOT_CHECKED, provision.path, "sector-law-prevails"
        match comparison.verdict:
            case Verdict.CONFORMS:
                return Status.IMPLEMENTED, provision.path, comparison.reason
            case Verdict.MORE_FAVOURABLE:
                return Status.EXCEEDED, provision.path, comparison.reason
            case _:
                return Status.NOT_CHECKED, provision.path, f"needs-a-person:{comparison.reason}"
    if read:
        return Status.NOT_CHECKED, None, "not-mentioned"
    if reading.relevance == "none":
        return Status.NOT_APPLICABLE, None, "unrelated-document"
    if norm.setting is not Setting.GENERAL and norm.setting not in settings:
        return Status.NOT_APPLICABLE, None, "other-setting"
    if norm.direction == "list" and (listed := _listed(reading, norm)) is not None:
        return listed
    if norm.id not in checkable:
        return Status.NOT_CHECKED, None, "no-rule"
    return Status.NOT_CHECKED, None, "not-mentioned"


def _listed(reading: Reading, norm: LawNorm) -> tuple[Status, str | None, str] | None:
    """Coverage of a mandatory list whose items are the clauses of one article, by what the matcher aligned with each clause.

    None where the list is no article of clauses, or the document covers too little of it to have meant to list it.
    """
    article = reading.case.law.article(norm.unit.article or "", norm.unit.law)
    if article is None or norm.unit.clause is not None or len(article.clauses) != len(norm.items):
        return None
    covered: dict[str, str] = {}
    for provision in reading.judged():
        alignment = reading.alignment(provision)
        for candidate in alignment.candidates[:2] if alignment else ():
            unit = candidate.unit
            if (
                (unit.law, unit.article) == (norm.unit.law, norm.unit.article)
                and unit.clause
                and candidate.probability >= _ALIGNED
            ):
                covered.setdefault(unit.clause, provision.path)
    missing = [clause.number for clause in article.clauses if clause.number and clause.number not in covered]
    if len(covered) < max(2, 0.25 * len(norm.items)):
        return None
    first = next(iter(covered.values()))
    if not missing:
        return Status.IMPLEMENTED, first, "all-items"
    # The matcher may miss an item that is there: a person decides whether it is omitted.
    return Status.NOT_CHECKED, first, f"items-not-found:{','.join(missing)}"


_ALIGNED = 0.4  # probability from which an aligned clause counts as covered


def _judged_norms(reading: Reading) -> dict[str, tuple[Provision, Comparison | None]]:
    """The first provision that speaks of each norm, with the comparison; None for it where sector law prevails."""
    found: dict[str, tuple[Provision, Comparison | None]] = {}
    for placed in placed_quantities(reading):
        found.setdefault(placed.norm.id, (placed.provision, placed.comparison))
    if reading.relevance == "none":
        return found
    norms = norms_by_id(reading)
    recognition = load_recognition()
    for provision in reading.judged():
        for item in recognise(reading, provision):
            norm = norms.get(item.topic.norm or "")
            if norm is None or norm.id in found:
                continue
            prevails = excepted(item.sentence, recognition)
            found[norm.id] = (provision, None if prevails else judge_quantity(item, norm))
    return found


def _settings(reading: Reading) -> frozenset[Setting]:
    """Settings the document speaks of: its own, and those of its headings."""
    found = {reading.document_setting, *(reading.setting(p) for p in reading.judged())}
    return frozenset(s for s in found if s is not None)
