"""A finding → the note that stands beside the flagged words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Finding, Severity
from pipeline.report.annotate.anchor import Wanted
from pipeline.report.options import LawIndex
from pipeline.report.passages import printable
from pipeline.report.tracking.ledger import basis_of
from pipeline.report.wording import Wording


@dataclass(frozen=True, slots=True)
class Note:
    """``wanted`` is None where the finding singles out no words: the note then stands at the document's title.

    ``lines``: heading, basis, explanation, proposal. ``page``: 1-based, where the format has pages.
    """

    id: str
    severity: Severity
    lines: tuple[str, ...]
    wanted: Wanted | None
    page: int | None


def author_of(words: Wording) -> str:
    """Who signs the notes: the program, and that it is one."""
    return words.phrase("note-author")


def notes_of(findings: Sequence[Finding], words: Wording, index: LawIndex, length: int) -> tuple[Note, ...]:
    """A note for each finding, in order. ``length``: of the text that the findings' spans index, to tell how far down they are."""
    return tuple(_note(finding, words, index, length) for finding in findings)


def _note(finding: Finding, words: Wording, index: LawIndex, length: int) -> Note:
    severity = words.of("severity", finding.severity).lower()
    share = words.percent(finding.confidence)
    head = words.phrase("note-head", kind=words.of("kind", finding.kind), severity=severity, confidence=share)
    basis = basis_of(finding, words, index)
    lines = [
        head,
        words.phrase("note-basis", basis=basis) if basis else "",
        words.explain(finding.explanation),
        words.phrase("note-action", action=words.of("action", finding.action)),
        *(f"{words.phrase('card-cautions')}: {words.of('caution', code)}." for code in finding.cautions),
        words.phrase("note-id", id=finding.id),
    ]
    depth = finding.span.start / length if finding.span and length else 0.0
    has_words = 0 <= finding.start < finding.end <= len(finding.text)
    wanted = Wanted(finding.text, finding.start, finding.end, depth) if has_words else None
    page = finding.span.page if finding.span else None
    return Note(finding.id, finding.severity, tuple(printable(line) for line in lines if line), wanted, page)
