"""Reviews → rows, and rows → the same reviews."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from pipeline.records import (
    Alignment,
    ConformanceRow,
    Document,
    Explanation,
    Finding,
    Provision,
    ReadStatus,
    Review,
    Severity,
    SourceText,
)
from pipeline.store.codec import from_plain, to_plain
from pipeline.store.tables import DocumentRow, FindingRow, FindingText, ProvisionRow

_RANKS = tuple(Severity)
_REFUSED = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a review comes from. ``file_sha256``/``file_suffix``: the stored file, empty for imported results."""

    unit_id: int
    as_of: date
    versions: Mapping[str, str]
    file_sha256: str | None = None
    file_suffix: str = ""


def keep_review(session: Session, review: Review, origin: Origin) -> DocumentRow:
    """Add a review with everything in it; the machine's findings begin as ``open``."""
    document, source = review.document, review.source
    head = _plain(replace(document, provisions=(), tables=(), leftovers=())) if document else None
    shown: dict[str, Any] = head or {}
    row = DocumentRow(
        unit_id=origin.unit_id,
        path=storable(review.path),
        status=review.status.value,
        reason=_plain(review.reason),
        type=shown.get("type"),
        number=shown.get("number"),
        title=shown.get("title"),
        issuer=shown.get("issuer"),
        issuer_level=shown.get("issuer_level"),
        sha256=source.sha256 if source else None,
        file_sha256=origin.file_sha256,
        file_suffix=origin.file_suffix,
        as_of=origin.as_of,
        versions=dict(origin.versions),
        head=head,
        source=_plain(_without_text(source)) if source else None,
        conformance=[_plain(one) for one in review.conformance],
        findings=len(review.findings),
        provisions=len(document.provisions) if document else 0,
    )
    session.add(row)
    session.flush()
    aligned = {alignment.path: alignment for alignment in review.alignments}
    session.add_all(
        ProvisionRow(
            document_id=row.id,
            position=position,
            path=provision.path,
            record=_plain(provision),
            alignment=_plain(aligned.get(provision.path)),
        )
        for position, provision in enumerate(document.provisions if document else ())
    )
    for finding in review.findings:
        add_finding_row(session, row, finding)
    return row


def add_finding_row(session: Session, document: DocumentRow, finding: Finding, origin: str = "machine") -> FindingRow:
    """Add a finding nobody has decided on yet, with what a search finds it by."""
    row = _finding_row(document, finding, origin)
    session.add(row)
    session.flush()
    words = (finding.text, finding.label, document.number, document.title, document.path)
    session.add(FindingText(finding_id=row.id, text=fold(storable(" ".join(filter(None, words))))))
    return row


def _finding_row(document: DocumentRow, finding: Finding, origin: str) -> FindingRow:
    record = _plain(finding)
    finding = from_plain(Finding, record)  # without what a database refuses
    unit = finding.law
    return FindingRow(
        document_id=document.id,
        unit_id=document.unit_id,
        document_type=document.type,
        path=finding.path,
        label=finding.label,
        quote=finding.quote,
        rank=_RANKS.index(finding.severity),
        confidence=finding.confidence,
        kind=finding.kind.value,
        action=finding.action.value,
        law=unit.law if unit else None,
        article=unit.article if unit else None,
        clause=unit.clause if unit else None,
        point=unit.point if unit else None,
        alike=alike(finding),
        origin=origin,
        record=record,
    )


def alike(finding: Finding) -> str:
    """Equal for findings that say the same (kind, place in the law, action, norm) of the same words."""
    unit = finding.law
    words = finding.text[finding.start : finding.end] or finding.quote
    place = (unit.law, unit.article, unit.clause, unit.point) if unit else ()
    parts = (finding.kind, finding.action, finding.norm_id, *place)
    return sha256("\0".join([*(str(part or "") for part in parts), fold(words)]).encode()).hexdigest()[:16]


def read_finding(row: FindingRow) -> Finding:
    """The finding as the machine or the person first stated it."""
    return from_plain(Finding, row.record)


def read_provisions(session: Session, document_id: int) -> list[tuple[Provision, Alignment | None]]:
    """The document's provisions in reading order, each with what the matcher said."""
    rows = session.scalars(
        select(ProvisionRow).where(ProvisionRow.document_id == document_id).order_by(ProvisionRow.position)
    ).all()
    return [
        (from_plain(Provision, row.record), from_plain(Alignment, row.alignment) if row.alignment else None) for row in rows
    ]


def read_conformance(row: DocumentRow) -> tuple[ConformanceRow, ...]:
    return tuple(from_plain(ConformanceRow, one) for one in row.conformance)


def read_review(session: Session, document_id: int, findings: tuple[Finding, ...] | None = None) -> Review:
    """The review that was kept, with ``findings`` in place of the machine's where they are given.

    What is not kept (physical lines, tables, annotations, leftovers) is empty in it: the reports do not print it.
    """
    query = select(DocumentRow).where(DocumentRow.id == document_id)
    row = session.scalars(
        query.options(undefer(DocumentRow.head), undefer(DocumentRow.source), undefer(DocumentRow.conformance))
    ).one()
    provisions = read_provisions(session, document_id)
    if findings is None:
        rows = session.scalars(
            select(FindingRow)
            .where(FindingRow.document_id == document_id, FindingRow.origin == "machine")
            .order_by(FindingRow.id)
            .options(undefer(FindingRow.record))
        )
        findings = tuple(read_finding(one) for one in rows)
    document = from_plain(Document, row.head | {"provisions": []}) if row.head is not None else None
    return Review(
        path=row.path,
        status=ReadStatus(row.status),
        reason=from_plain(Explanation, row.reason) if row.reason else None,
        source=_source(row.source) if row.source is not None else None,
        document=replace(document, provisions=tuple(one for one, _ in provisions)) if document else None,
        alignments=tuple(alignment for _, alignment in provisions if alignment),
        findings=findings,
        conformance=read_conformance(row),
    )


def fold(text: str) -> str:
    """Lower case without diacritics, single spaces: ``Niêm Yết  Đủ`` → ``niem yet du``. What searches compare."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def _without_text(source: SourceText) -> SourceText:
    return replace(source, text="", lines=(), tables=(), notes=())


def _source(value: dict[str, Any]) -> SourceText:
    return from_plain(SourceText, {"text": "", "lines": [], "pages": []} | value)


def _plain(value: object) -> Any:
    return storable(to_plain(value))


def storable(value: Any) -> Any:
    """Without what PostgreSQL refuses in text and JSON: NUL and lone surrogates (file names that are not UTF-8)."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8") if _unclean(value) else value
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def _unclean(text: str) -> bool:
    return _REFUSED.search(text) is not None
