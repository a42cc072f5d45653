"""Records → the objects of the JSONL files. Keys, their order and their meaning are documented in docs/outputs.md.

No time of day, duration or random value enters a line: the same input and versions give the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.records import (
    Alignment,
    Box,
    ConformanceRow,
    Explanation,
    Finding,
    LawUnit,
    Notice,
    Provision,
    Review,
    SourceText,
    Span,
)
from pipeline.report.wording import failure

Line = dict[str, Any]

UNALIGNED = "not-aligned"  # the matcher was not run, or said nothing of the provision


def encode(line: Line) -> str:
    """One line of JSON, keys in the given order, without the line break."""
    return json.dumps(line, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def document_line(review: Review) -> Line:
    """Line of ``documents.jsonl``. Header fields are null where the document could not be read or has them blank."""
    document, source = review.document, review.source
    identity = document.id if document else source.sha256[:16] if source else None
    warnings = dict.fromkeys([*(source.warnings if source else ()), *(document.warnings if document else ())])
    return {
        "id": identity,
        "path": review.path,
        "status": review.status.value,
        "reason": _explanation(failure(review.status, review.reason)),
        "type": document.type if document else None,
        "number": document.number if document else None,
        "symbol": document.symbol if document else None,
        "issuer": document.issuer if document else None,
        "issuer_level": document.issuer_level.value if document else None,
        "place": document.place if document else None,
        "issued_on": document.issued_on.isoformat() if document and document.issued_on else None,
        "title": document.title if document else None,
        "normative": document.normative if document else None,
        "format": source.format if source else None,
        "pages": len(source.pages) if source else None,
        "provenance": _provenance(source),
        "warnings": [_notice(warning) for warning in warnings],
        "counts": _counts(review),
    }


def provision_lines(review: Review) -> Iterator[Line]:
    """Lines of ``provisions.jsonl``, in reading order."""
    for provision in review.document.provisions if review.document else ():
        yield {
            "document": review.path,
            "path": provision.path,
            "label": provision.label,
            "kind": provision.kind.value,
            "number": provision.number,
            "title": provision.title,
            "text": provision.text,
            "page": provision.span.page,
            "span": _span(provision.span),
            "parent": provision.parent,
            "quoted": provision.quoted,
            "columns": list(provision.columns),
            "cells": list(provision.cells),
        }


def alignment_lines(review: Review) -> Iterator[Line]:
    """Lines of ``alignments.jsonl``: one for each provision, in reading order, then any alignment of another path."""
    provisions: tuple[Provision, ...] = review.document.provisions if review.document else ()
    aligned = {alignment.path: alignment for alignment in review.alignments}
    for provision in provisions:
        yield _alignment(review.path, provision.path, provision.text, aligned.pop(provision.path, None))
    for path, alignment in aligned.items():
        yield _alignment(review.path, path, "", alignment)


def finding_line(finding: Finding) -> Line:
    """Line of ``findings.jsonl``."""
    unit = finding.law
    return {
        "id": finding.id,
        "document": finding.document,
        "path": finding.path,
        "label": finding.label,
        "quote": finding.quote,
        "text": finding.text,
        "page": finding.span.page if finding.span else None,
        "span": _span(finding.span) if finding.span else None,
        "kind": finding.kind.value,
        "aspect": finding.aspect.value if finding.aspect else None,
        "status": finding.status.value,
        "action": finding.action.value,
        "severity": finding.severity.value,
        "confidence": _share(finding.confidence),
        "law": {**_unit(unit), "excerpt": finding.excerpt},
        "explanation": _explanation(finding.explanation),
        "check": finding.check,
        "versions": dict(sorted(finding.versions.items())),
        "quote_span": {"start": finding.start, "end": finding.end},
        "excerpt_span": {"start": finding.excerpt_start, "end": finding.excerpt_end},
        "cautions": list(finding.cautions),
        "norm": finding.norm_id,
    }


def conformance_line(row: ConformanceRow) -> Line:
    """Line of ``conformance.jsonl``."""
    return {
        "document": row.document,
        "norm": row.norm_id,
        "law": _unit(row.law),
        "status": row.status.value,
        "provision": row.provision,
        "reason": row.reason,
    }


def _alignment(document: str, path: str, text: str, alignment: Alignment | None) -> Line:
    candidates = alignment.candidates if alignment else ()
    return {
        "document": document,
        "path": path,
        "text": text,
        "articles": [
            {
                "law": candidate.unit.law,
                "article": candidate.unit.article,
                "clause": candidate.unit.clause,
                "point": candidate.unit.point,
                "probability": _share(candidate.probability),
            }
            for candidate in candidates
        ],
        "abstained": alignment.abstained if alignment else UNALIGNED,
    }


def _counts(review: Review) -> Line:
    abstained = sum(1 for alignment in review.alignments if alignment.abstained)
    return {
        "provisions": len(review.document.provisions) if review.document else 0,
        "aligned": len(review.alignments) - abstained,
        "abstained": abstained,
        "findings": len(review.findings),
        "kinds": dict(sorted(Counter(finding.kind.value for finding in review.findings).items())),
    }


def _provenance(source: SourceText | None) -> Line:
    return {
        "pages": [
            {
                "page": page.number,
                "origin": page.origin.value,
                "reader": page.reader,
                "confidence": None if page.confidence is None else _share(page.confidence),
            }
            for page in (source.pages if source else ())
        ],
        "steps": list(source.provenance) if source else [],
    }


def _unit(unit: LawUnit | None) -> Line:
    """Always an object, so that a reader needs no null check: all four are null for a finding without a place in the law."""
    return {
        "law": unit.law if unit else None,
        "article": unit.article if unit else None,
        "clause": unit.clause if unit else None,
        "point": unit.point if unit else None,
    }


def _span(span: Span) -> Line:
    return {"start": span.start, "end": span.end, "line": span.line, "box": _box(span.box)}


def _box(box: Box | None) -> list[float] | None:
    return [round(edge, 2) for edge in (box.x0, box.top, box.x1, box.bottom)] if box else None


def _notice(notice: Notice) -> Line:
    return {"code": notice.code, "vi": notice.vi, "en": notice.en, "page": notice.page}


def _explanation(explanation: Explanation | None) -> Line | None:
    return {"vi": explanation.vi, "en": explanation.en} if explanation else None


def _share(value: float) -> float:
    """Four decimals: below that, figures of a float computation may differ between processors."""
    return round(float(value), 4)
