"""Provisions and findings → tasks of Label Studio, one a provision, the findings as predictions to accept or correct.

Offsets are UTF-16 units, which Label Studio counts in; the labels are the kinds of findings.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipeline.records import Finding, Kind, Provision
from pipeline.report.folder import ReviewFolder
from pipeline.report.wording import Wording

_COLOURS = (
    "#b3261e",
    "#c77700",
    "#3a7ca5",
    "#2e7d4f",
    "#8a6d3b",
    "#6a4c93",
    "#d65a31",
    "#14508c",
    "#7a4800",
    "#1f5575",
    "#5a6675",
    "#8592a3",
)


def tasks_of_review(review: ReviewFolder) -> list[dict[str, Any]]:
    """Every provision with text, those without findings too: what the program missed is what a labeller is for."""
    tasks = []
    for document in review.documents:
        found: dict[str, list[Finding]] = {}
        for finding in document.digest.findings:
            found.setdefault(finding.path, []).append(finding)
        for provision in review.provisions.get(document.path, ()):
            if provision.text.strip():
                tasks.append(_task(document.path, provision, found.get(provision.path, []), review))
    return tasks


def labelling_config(words: Wording) -> str:
    """The project's labelling interface as XML."""
    view = etree.Element("View")
    labels = etree.SubElement(view, "Labels", name="label", toName="text")
    for kind, colour in zip(Kind, _COLOURS, strict=True):
        etree.SubElement(labels, "Label", value=kind.value, alias=kind.value, hint=words.of("kind", kind), background=colour)
    etree.SubElement(view, "Header", value="$document – $label")
    etree.SubElement(view, "Text", name="text", value="$text")
    return str(etree.tostring(view, encoding="unicode", pretty_print=True))


def _task(document: str, provision: Provision, findings: list[Finding], review: ReviewFolder) -> dict[str, Any]:
    results = [
        {
            "id": finding.id,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "score": round(finding.confidence, 4),
            "value": {
                "start": utf16(provision.text, finding.start),
                "end": utf16(provision.text, finding.end),
                "text": provision.text[finding.start : finding.end],
                "labels": [finding.kind.value],
            },
        }
        for finding in findings
        if finding.text == provision.text and 0 <= finding.start < finding.end <= len(provision.text)
    ]
    model = " ".join(f"{name} {version}" for name, version in review.summary.versions.items())
    task: dict[str, Any] = {
        "data": {"text": provision.text, "document": document, "path": provision.path, "label": provision.label}
    }
    if results:
        score = max(result["score"] for result in results if isinstance(result["score"], float))
        task["predictions"] = [{"model_version": model, "score": score, "result": results}]
    return task


def utf16(text: str, offset: int) -> int:
    """UTF-16 units before the code point at ``offset``."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
