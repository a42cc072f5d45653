"""Reviews → the output folder, in one pass over the reviews."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from pipeline.records import Finding, Review
from pipeline.report.lines import Line, alignment_lines, conformance_line, document_line, encode, finding_line, provision_lines
from pipeline.report.options import Format, ReportOptions
from pipeline.report.stage import staged
from pipeline.report.summarize import Digest, Summary, Tally, digest, summary_object

DOCUMENTS = "documents.jsonl"
PROVISIONS = "provisions.jsonl"
ALIGNMENTS = "alignments.jsonl"
FINDINGS = "findings.jsonl"
CONFORMANCE = "conformance.jsonl"
SUMMARY = "summary.json"
JSONL = (DOCUMENTS, PROVISIONS, ALIGNMENTS, FINDINGS, CONFORMANCE)

Painter = Callable[[Path, Sequence[Digest], Sequence[Finding], Summary, ReportOptions], None]


def write_reports(
    reviews: Iterable[Review], out: Path, options: ReportOptions, batch_findings: Iterable[Finding] = ()
) -> Summary:
    """Write every file of the output contract under ``out`` and return the totals.

    Reviews are consumed once, in order; their lines are written as they come, and only header, findings and conformance are
    kept until the end. ``batch_findings`` (``missing-document``) is read after the last review, so a generator may look back
    on all of them. All files are first written aside: if anything raises, the files of an earlier run stay as they were.
    Raises UsageError where ``out`` cannot be written.
    """
    painters = _painters(options)
    names = (*JSONL, *painters, SUMMARY)  # the summary last: its presence tells that the rest is complete
    with staged(out, names) as stage:
        tally, kept, batch = _write_lines(stage, reviews, batch_findings)
        summary = tally.close(options.as_of, options.versions, names)
        for name, paint in painters.items():
            paint(stage / name, kept, batch, summary, options)
        text = json.dumps(summary_object(summary), ensure_ascii=False, indent=2)
        (stage / SUMMARY).write_text(text + "\n", encoding="utf-8", newline="\n")
    return summary


def _write_lines(
    stage: Path, reviews: Iterable[Review], batch_findings: Iterable[Finding]
) -> tuple[Tally, tuple[Digest, ...], tuple[Finding, ...]]:
    tally = Tally()
    kept: list[Digest] = []
    with ExitStack() as stack:
        # backslashreplace: a file name that is not UTF-8 reaches us with lone surrogates; written \udcXX it stays valid JSON.
        opened: dict[str, TextIO] = {
            name: stack.enter_context((stage / name).open("w", encoding="utf-8", errors="backslashreplace", newline="\n"))
            for name in JSONL
        }

        def put(name: str, lines: Iterable[Line]) -> None:
            opened[name].writelines(encode(line) + "\n" for line in lines)

        for review in reviews:
            put(DOCUMENTS, (document_line(review),))
            put(PROVISIONS, provision_lines(review))
            put(ALIGNMENTS, alignment_lines(review))
            put(FINDINGS, map(finding_line, review.findings))
            put(CONFORMANCE, map(conformance_line, review.conformance))
            kept.append(digest(review))
            tally.add(review, kept[-1])
        batch = tuple(batch_findings)
        tally.add_findings(batch)
        put(FINDINGS, map(finding_line, batch))
    return tally, tuple(kept), batch


def _painters(options: ReportOptions) -> dict[str, Painter]:
    """File name → function, for the formats asked for. Imported late: a JSONL-only run needs no Word or Excel library."""
    painters: dict[str, Painter] = {}
    if Format.HTML in options.formats:
        from pipeline.report.page import write_page

        painters["report.html"] = write_page
    if Format.DOCX in options.formats:
        from pipeline.report.report_paper import write_report_paper

        painters["report.docx"] = write_report_paper
    if Format.XLSX in options.formats:
        from pipeline.report.workbook import write_workbook

        painters["report.xlsx"] = write_workbook
    return painters
