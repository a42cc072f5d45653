"""Head and signature of a paper that leaves the office, as Nghị định 30/2020/NĐ-CP lays them out."""

from __future__ import annotations

from pipeline.report.options import ReportOptions
from pipeline.report.paper import Paper, Run
from pipeline.report.wording import Wording


def write_head(paper: Paper, words: Wording, options: ReportOptions, number: str) -> None:
    blank = "…" * 12
    paper.head(
        [Run((options.parent_office or blank).upper()), Run((options.office or blank).upper(), bold=True)],
        number,
        [Run(words.phrase("nation"), bold=True), Run(words.phrase("motto"), bold=True, larger=True)],
        words.phrase("place-date", place=options.place or "…………"),
    )


def write_signature(paper: Paper, words: Wording, *, recipients: bool = True) -> None:
    """Recipients and place of the signature; annexes that are signed have no recipients of their own."""
    lines = (words.phrase("recipient-blank"), words.phrase("recipient-file")) if recipients else ()
    paper.signature(words.phrase("recipients") if recipients else "", lines, words.phrase("signer"))
