"""Reviews → the output folder, in one pass over the reviews and with the memory of one part of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from pipeline.records import Finding, Review
from pipeline.report.changes import write_changes
from pipeline.report.lines import Line, alignment_lines, conformance_line, document_line, encode, finding_line, provision_lines
from pipeline.report.options import Format, ReportOptions
from pipeline.report.spool import Spool
from pipeline.report.stage import staged
from pipeline.report.summarize import Digest, Summary, Tally, digest, summary_object

DOCUMENTS = "documents.jsonl"
PROVISIONS = "provisions.jsonl"
ALIGNMENTS = "alignments.jsonl"
FINDINGS = "findings.jsonl"
CONFORMANCE = "conformance.jsonl"
SUMMARY = "summary.json"
CHANGES = "changes.json"
CONTENTS = "report.html"  # of a report in parts
REPORT = re.compile(r"report(?:-\d{3,})?\.(?:html|docx|xlsx)")  # the whole, and its parts
JSONL = (DOCUMENTS, PROVISIONS, ALIGNMENTS, FINDINGS, CONFORMANCE)

Painter = Callable[[Path, Sequence[Digest], Sequence[Finding], Summary, ReportOptions], None]


def write_reports(
    reviews: Iterable[Review], out: Path, options: ReportOptions, batch_findings: Iterable[Finding] = ()
) -> Summary:
    """Write every file of the output contract under ``out`` and return the totals.

    Reviews are consumed once, in order; their lines are written as they come, and header, findings and conformance are kept in a
    file until the reports are drawn, part by part. ``batch_findings`` (``missing-document``) is read after the last review, so a
    generator may look back on all of them. All files are first written aside: if anything raises, the files of an earlier run stay
    as they were. ``changes.json`` compares with that run, where there is one. Raises UsageError where ``out`` cannot be written.
    """
    names: list[str] = [*JSONL]
    with Spool(options.part_documents, options.part_findings) as spool, staged(out, names) as stage:
        tally, batch = _write_lines(stage, spool, reviews, batch_findings)
        if write_changes(stage / CHANGES, out, stage):
            names.append(CHANGES)
        files = _part_files(spool, options)
        names += [name for part in files for name in part.values()]
        if len(files) > 1:
            names.append(CONTENTS)
        names.append(SUMMARY)  # last: its presence tells that the rest is complete
        summary = tally.close(options.as_of, options.versions, tuple(names))
        _paint(stage, spool, files, batch, summary, options)
        text = json.dumps(summary_object(summary), ensure_ascii=False, indent=2)
        (stage / SUMMARY).write_text(text + "\n", encoding="utf-8", newline="\n")
    for old in out.iterdir():
        if (REPORT.fullmatch(old.name) or old.name == CHANGES) and old.name not in names:
            old.unlink()  # of an earlier run that had other parts or formats: it would contradict the data
    return summary


def _part_files(spool: Spool, options: ReportOptions) -> list[dict[Format, str]]:
    """File names of each part by format; a report in one part has no number in its name."""
    formats = [format for format in Format if format in options.formats]
    if len(spool.parts) <= 1:
        return [{format: f"report.{format}" for format in formats}]
    return [{format: f"report-{number:03d}.{format}" for format in formats} for number in range(1, len(spool.parts) + 1)]


def _paint(
    stage: Path,
    spool: Spool,
    files: Sequence[dict[Format, str]],
    batch: Sequence[Finding],
    summary: Summary,
    options: ReportOptions,
) -> None:
    painters = _painters(options)
    if len(files) == 1:
        kept = spool.read(spool.parts[0]) if spool.parts else ()
        for format, name in files[0].items():
            painters[format](stage / name, kept, batch, summary, options)
        return
    from pipeline.report.contents import PartEntry, write_contents

    entries = []
    for number, (part, named) in enumerate(zip(spool.parts, files, strict=True), start=1):
        totals = part.totals.close(options.as_of, options.versions, tuple(named.values()))
        kept = spool.read(part)
        for format, name in named.items():
            painters[format](stage / name, kept, (), totals, options)
        entries.append(PartEntry(number, part.first, part.last, totals, named))
    write_contents(stage / CONTENTS, entries, batch, summary, options)


def _write_lines(
    stage: Path, spool: Spool, reviews: Iterable[Review], batch_findings: Iterable[Finding]
) -> tuple[Tally, tuple[Finding, ...]]:
    tally = Tally()
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
            kept = digest(review)
            tally.add(review, kept)
            spool.add(review, kept)
        batch = tuple(batch_findings)
        tally.add_findings(batch)
        put(FINDINGS, map(finding_line, batch))
    return tally, batch


def _painters(options: ReportOptions) -> dict[Format, Painter]:
    """Format → function, for the formats asked for. Imported late: a JSONL-only run needs no Word or Excel library."""
    painters: dict[Format, Painter] = {}
    if Format.HTML in options.formats:
        from pipeline.report.page import write_page

        painters[Format.HTML] = write_page
    if Format.DOCX in options.formats:
        from pipeline.report.report_paper import write_report_paper

        painters[Format.DOCX] = write_report_paper
    if Format.XLSX in options.formats:
        from pipeline.report.workbook import write_workbook

        painters[Format.XLSX] = write_workbook
    return painters
