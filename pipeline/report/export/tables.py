"""A review as CSV for spreadsheets: UTF-8 with a mark so that Excel reads it, and no cell that a spreadsheet would run.

A cell that begins with a character that starts a formula gets an apostrophe in front, as OWASP advises; numbers are left alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from pipeline.records import Finding
from pipeline.report.folder import ReviewFolder
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex
from pipeline.report.passages import printable
from pipeline.report.tracking.ledger import basis_of
from pipeline.report.wording import Wording

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


def tables_of(review: ReviewFolder, words: Wording, index: LawIndex) -> dict[str, bytes]:
    """File name → content: documents, findings and conformance."""
    return {
        "documents.csv": _csv(_DOCUMENTS, _documents(review, words)),
        "findings.csv": _csv(_FINDINGS, _findings(review, words, index)),
        "conformance.csv": _csv(_CONFORMANCE, _conformance(review)),
    }


_DOCUMENTS = ("path", "name", "type", "number", "issuer", "issued_on", "normative", "status", "findings", "handling")
_FINDINGS = (
    "id",
    "document",
    "path",
    "label",
    "kind",
    "severity",
    "confidence",
    "action",
    "text",
    "words",
    "basis",
    "explanation",
    "cautions",
    "page",
)
_CONFORMANCE = ("document", "norm", "law", "article", "clause", "point", "status", "provision", "reason")


def _documents(review: ReviewFolder, words: Wording) -> Iterable[Sequence[Cell]]:
    for one in review.kept:
        issued_on = one.issued_on.isoformat() if one.issued_on else None
        name, normative = full_name(one, words), int(one.normative)
        head: tuple[Cell, ...] = (one.path, name, one.type, one.number or one.symbol, one.issuer, issued_on, normative)
        yield *head, one.status.value, len(one.findings), one.handling.value


def _findings(review: ReviewFolder, words: Wording, index: LawIndex) -> Iterable[Sequence[Cell]]:
    everything: list[Finding] = [*(finding for one in review.kept for finding in one.findings), *review.batch]
    for one in everything:
        yield (
            one.id,
            one.document,
            one.path,
            one.label,
            one.kind.value,
            one.severity.value,
            one.confidence,
            one.action.value,
            one.text or one.quote,
            one.text[one.start : one.end],
            basis_of(one, words, index),
            words.explain(one.explanation),
            " ".join(one.cautions),
            one.span.page if one.span else None,
        )


def _conformance(review: ReviewFolder) -> Iterable[Sequence[Cell]]:
    for one in review.kept:
        for row in one.conformance:
            unit = row.law
            place = (unit.law, unit.article, unit.clause, unit.point)
            yield row.document, row.norm_id, *place, row.status.value, row.provision, row.reason


def _csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def inert(cell: Cell) -> Cell:
    """The cell as text that no spreadsheet runs; an apostrophe in front where it would."""
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_ACTIVE) or text.startswith(_ACTIVE) else text
