"""Findings → W3C Web Annotations (JSON-LD): https://www.w3.org/TR/annotation-model/.

A target is a document by its content hash; the selector is the range of the provision in the text that was read (Unicode code points,
as the model asks), refined by the flagged words with what stands before and after them.
"""

from __future__ import annotations

from typing import Any

from pipeline.records import Finding
from pipeline.report.folder import ReviewFolder
from pipeline.report.passages import printable

_CONTEXT = 32  # code points before and after the flagged words


def annotation_collection(review: ReviewFolder) -> dict[str, Any]:
    """An AnnotationCollection with one page that holds every finding on a document."""
    items = [
        _annotation(finding, review, document.id or "") for document in review.documents for finding in document.digest.findings
    ]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:rasoat:review",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"id": "urn:rasoat:review:page-1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _annotation(finding: Finding, review: ReviewFolder, document_id: str) -> dict[str, Any]:
    return {
        "id": f"urn:rasoat:finding:{finding.id}",
        "type": "Annotation",
        "motivation": "assessing",
        "created": f"{review.as_of.isoformat()}T00:00:00Z",
        "creator": {"type": "Software", "name": f"rasoat {review.summary.versions.get('program', '')}".strip()},
        "body": [
            {
                "type": "TextualBody",
                "purpose": "commenting",
                "language": lang,
                "format": "text/plain",
                "value": printable(value),
            }
            for lang, value in (("vi", finding.explanation.vi), ("en", finding.explanation.en))
        ]
        + [
            {"type": "TextualBody", "purpose": "tagging", "value": value}
            for value in (finding.kind.value, finding.severity.value, finding.action.value)
        ],
        "target": {"source": f"urn:rasoat:document:{document_id}", **_selector(finding)},
    }


def _selector(finding: Finding) -> dict[str, Any]:
    """Nothing for a finding on the whole document that quotes nothing."""
    text, start, end = finding.text, finding.start, finding.end
    quote = None
    if 0 <= start < end <= len(text):
        quote = {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - _CONTEXT) : start],
            "suffix": text[end : end + _CONTEXT],
        }
    if finding.span is None:
        return {"selector": quote} if quote else {}
    position: dict[str, Any] = {"type": "TextPositionSelector", "start": finding.span.start, "end": finding.span.end}
    return {"selector": {**position, "refinedBy": quote} if quote else position}
