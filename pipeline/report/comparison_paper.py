"""Bảng so sánh: the current provision, what is proposed in its place, and why; one paper for each document to be amended.

Findings on one provision share a row, so that the proposed text shows all of its changes at once. The program proposes wording only
where a check has drafted it; elsewhere the cell says what has to be done, and leaves the wording to the drafter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.records import Finding
from pipeline.report.amendments import Amendment, Source, propose_amendment
from pipeline.report.forms import load_form, load_title
from pipeline.report.letterhead import write_head, write_signature
from pipeline.report.list_rows import plain_reason
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.paper import WIDE_TABLE, Cell, Line, Paper, Run
from pipeline.report.passages import printable
from pipeline.report.stage import staged
from pipeline.report.summarize import Digest
from pipeline.report.tracking.decide import Decisions
from pipeline.report.tracking.ledger import basis_of
from pipeline.report.wording import Wording, load_wording


def amendments_of(one: Digest, decisions: Decisions) -> Mapping[str, tuple[Amendment, ...]]:
    """Provision path → its amendments, in reading order; empty where nothing is to be amended in its text."""
    found: dict[str, list[Amendment]] = {}
    for finding in one.findings:
        amendment = propose_amendment(finding, decisions)
        if amendment:
            found.setdefault(finding.path, []).append(amendment)
    return {path: tuple(of_path) for path, of_path in found.items()}


def write_comparison(one: Digest, path: Path, options: ReportOptions, decisions: Decisions) -> bool:
    """Write the table of one document, atomically; False, and no file, where nothing is to be amended."""
    amendments = amendments_of(one, decisions)
    if not amendments:
        return False
    words, index = load_wording(options.lang), LawIndex(options.laws)
    title = load_title("comparison", options.lang, options.forms)
    form = load_form("comparison", "provisions", options.lang, options.forms)
    paper = Paper(title, words.phrase("draft"), options.as_of, options.lang, landscape=True)
    write_head(paper, words, options, "")
    paper.title(title, full_name(one, words))
    rows = (
        form.row(
            {
                "number": [[Run(str(number))]],
                "current": _current(of_path, words),
                "proposed": _proposed(of_path, words),
                "grounds": list(_grounds(of_path, words, index)),
            }
        )
        for number, of_path in enumerate(amendments.values(), start=1)
    )
    paper.table(form.columns, rows, size=WIDE_TABLE)
    paper.text(Run(words.phrase("comparison-note"), italic=True))
    write_signature(paper, words, recipients=False)
    with staged(path.parent, (path.name,)) as stage:
        paper.save(stage / path.name)
    return True


def _current(amendments: Sequence[Amendment], words: Wording) -> Cell:
    finding = amendments[0].finding
    spans = [(one.finding.start, one.finding.end) for one in amendments]
    return [_label(finding), [Run("“"), *_pieces(finding.text, spans), Run("”")]]


def _label(finding: Finding) -> Line:
    return [Run(finding.label[:1].upper() + finding.label[1:], bold=True)]


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """The text with the spans marked; overlapping spans are marked together."""
    at = 0
    for start, end in _joined(spans, len(text)):
        if text[at:start]:
            yield Run(printable(text[at:start]))
        yield Run(printable(text[start:end]), mark=True)
        at = end
    if text[at:]:
        yield Run(printable(text[at:]))


def _joined(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if 0 <= span[0] < span[1] <= length):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _proposed(amendments: Sequence[Amendment], words: Wording) -> Cell:
    """The office's wording where there is one; else the provision with the drafted words in place, and directions for the rest."""
    finding = amendments[0].finding
    lines: list[Line] = [_label(finding)]
    office = list(dict.fromkeys(one.text for one in amendments if one.source is Source.OFFICE))
    if office:
        lines += [[Run(printable(line))] for text in office for line in text.split("\n")]
        return lines
    drafts = _apart([one for one in amendments if one.source is Source.DRAFT])
    if drafts:
        lines.append([Run("“"), *_redrafted(finding.text, drafts), Run("”")])
    for one in amendments:
        if one not in drafts:
            lines.append([Run(f"{words.of('action', one.finding.action)}: ", bold=True), Run(_direction(one.finding, words))])
    return lines


def _apart(drafts: Sequence[Amendment]) -> list[Amendment]:
    """Drafts whose words do not overlap, in order: two drafts cannot replace the same words."""
    apart: list[Amendment] = []
    for one in sorted(drafts, key=lambda draft: draft.finding.start):
        if not apart or one.finding.start >= apart[-1].finding.end:
            apart.append(one)
    return apart


def _redrafted(text: str, drafts: Sequence[Amendment]) -> Iterator[Run]:
    at = 0
    for one in drafts:
        if text[at : one.finding.start]:
            yield Run(printable(text[at : one.finding.start]))
        yield Run(printable(text[one.finding.start : one.finding.end]), struck=True)
        yield Run(" " + printable(one.text), mark=True)
        at = one.finding.end
    if text[at:]:
        yield Run(printable(text[at:]))


def _direction(finding: Finding, words: Wording) -> str:
    marked = finding.text[finding.start : finding.end].strip()
    key = f"direct-{finding.kind.value}"
    return words.phrase(key if words.has_phrase(key) else "direct-other", words=printable(marked))


def _grounds(amendments: Sequence[Amendment], words: Wording, index: LawIndex) -> Iterator[Line]:
    for one in amendments:
        basis = basis_of(one.finding, words, index)
        if basis:
            yield [Run(basis, bold=True)]
        yield [Run(printable(plain_reason(one.finding.explanation, words)))]
        for code in one.finding.cautions:
            yield [Run(f"{words.phrase('card-cautions')}: {words.of('caution', code)}.", italic=True)]
