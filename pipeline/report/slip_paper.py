"""One review → a review slip (Phiếu rà soát) as DOCX: the document's identity, then its findings as the form's table."""

from __future__ import annotations

from pathlib import Path

from pipeline.records import Review
from pipeline.report.finding_table import finding_rows
from pipeline.report.forms import load_form
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.paper import WIDE_TABLE, Paper, Run
from pipeline.report.passages import printable
from pipeline.report.stage import staged
from pipeline.report.summarize import Digest, digest
from pipeline.report.wording import Wording, failure, load_wording


def write_slip(review: Review, path: Path, options: ReportOptions) -> None:
    """Write the slip of one document to ``path``, atomically.

    A document that could not be read gets a slip that says so, with the reason: the file of a review then has no gap.
    Raises UsageError where the folder cannot be written.
    """
    write_digest_slip(digest(review), path, options)


def write_digest_slip(one: Digest, path: Path, options: ReportOptions) -> None:
    """The same for what is kept of a review, for papers made later."""
    words, index = load_wording(options.lang), LawIndex(options.laws)
    paper = Paper(words.phrase("slip-title"), words.phrase("draft"), options.as_of, options.lang, landscape=True)
    paper.title(words.phrase("slip-title"), full_name(one, words))
    for label, value in _identity(one, words, options):
        paper.text(Run(f"{label}: ", bold=True), Run(printable(value)))
    form = load_form("slip", "findings", options.lang, options.forms)
    reason = failure(one.status, one.reason)
    if reason:
        paper.text(Run(f"{words.of('read_status', one.status)}. ", bold=True), Run(words.explain(reason)))
    elif one.findings:
        paper.table(form.columns, finding_rows(one.findings, form, words, index, paged=one.paged), size=WIDE_TABLE)
    else:
        paper.text(Run(words.phrase("slip-none")))
    paper.text(Run(f"{words.phrase('col-handling')}: ", bold=True), Run(words.of("handling", one.handling)))
    paper.text(Run(words.phrase("results-handling-note"), italic=True))
    if one.reviewed and not one.normative:
        paper.text(Run(words.phrase("results-normative-note"), italic=True))
    paper.signature(words.phrase("slip-reviewer"), (words.phrase("slip-reviewer-blank"),), words.phrase("signer"))
    with staged(path.parent, (path.name,)) as stage:
        paper.save(stage / path.name)


def _identity(one: Digest, words: Wording, options: ReportOptions) -> list[tuple[str, str]]:
    """What the head of the form asks for; blanks stay visible as dots, to be filled in by hand."""
    blank = "…" * 10
    return [
        (words.phrase("col-symbol"), one.number or one.symbol or blank),
        (words.phrase("col-issued"), words.date(one.issued_on) or blank),
        (words.phrase("col-issuer"), one.issuer or blank),
        (words.phrase("slip-subject"), one.title or blank),
        (words.phrase("slip-office"), options.office or blank),
        (words.phrase("sheet-as-of"), words.date(options.as_of)),
    ]
