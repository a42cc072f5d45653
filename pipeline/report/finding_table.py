"""A finding as a row of the papers: provision, basis, assessment, proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.records import Finding
from pipeline.report.forms import Form
from pipeline.report.options import LawIndex
from pipeline.report.paper import Cell, Line, Run, marked
from pipeline.report.passages import passage
from pipeline.report.wording import Wording

_QUOTE = 700
_EXCERPT = 500


def finding_rows(
    findings: Iterable[Finding], form: Form, words: Wording, index: LawIndex, *, paged: bool
) -> Iterator[Sequence[Cell]]:
    """Rows in the order given, numbered from 1; with page numbers where the document has pages of its own."""
    for number, finding in enumerate(findings, start=1):
        yield form.row(
            {
                "number": [[Run(str(number))]],
                "content": _content(finding, words, paged),
                "basis": _basis(finding, words, index),
                "assessment": _assessment(finding, words),
                "proposal": _proposal(finding, words),
            }
        )


def _content(finding: Finding, words: Wording, paged: bool) -> Cell:
    page = f" ({words.phrase('page-number', page=finding.span.page)})" if finding.span and paged else ""
    label = finding.label[:1].upper() + finding.label[1:]
    lines: list[Line] = [[Run(label, bold=True), Run(page)]]
    if finding.text:
        shown = passage(finding.text, finding.start, finding.end, _QUOTE)
        lines.append([Run("“"), *marked(shown), Run("”")])
    else:
        lines.append([Run(words.phrase("card-no-text"))])
    return lines


def _basis(finding: Finding, words: Wording, index: LawIndex) -> Cell:
    unit = finding.law
    lines: list[Line] = []
    if unit:
        title = index.article_title(unit.law, unit.article or "")
        place = words.place(unit)
        name = words.law_name(unit.law, index.title(unit.law))
        lines.append([Run(f"{place} {name}".strip(), bold=True)])
        if title:
            lines.append([Run(f"({title})")])
    if finding.excerpt:
        key = "card-official" if index.is_official(unit, finding.excerpt) else "card-gist"
        shown = passage(finding.excerpt, finding.excerpt_start, finding.excerpt_end, _EXCERPT)
        lines.append([Run(words.phrase(key) + ": ", italic=True), *marked(shown)])
    return lines or [[Run(words.phrase("card-no-law"))]]


def _assessment(finding: Finding, words: Wording) -> Cell:
    aspect = f" ({words.of('aspect', finding.aspect)})" if finding.aspect else ""
    lines: list[Line] = [
        [Run(words.of("kind", finding.kind) + aspect, bold=True)],
        [Run(words.explain(finding.explanation))],
    ]
    lines += [[Run(f"{words.phrase('card-cautions')}: {words.of('caution', code)}.", italic=True)] for code in finding.cautions]
    return lines


def _proposal(finding: Finding, words: Wording) -> Cell:
    return [
        [Run(words.of("action", finding.action), bold=True)],
        [Run(f"{words.phrase('filter-severity')}: {words.of('severity', finding.severity).lower()}")],
        [Run(f"{words.phrase('card-confidence')}: {words.percent(finding.confidence)}")],
    ]
