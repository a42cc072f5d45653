"""Findings → ``report.xlsx``: what a department sorts, filters and follows up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.records import Finding, Severity, Status
from pipeline.report.limits import limit_sentences
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.spreadsheet import Book, Head, Value
from pipeline.report.summarize import SEVERITIES, Digest, Handling, Summary
from pipeline.report.wording import Wording, failure, load_wording

_FILL = {
    Severity.HIGH: "#F8D3CF",
    Severity.MEDIUM: "#FDE7C3",
    Severity.LOW: "#D8E8F2",
    Severity.INFO: "#ECEFF3",
}
_STATUS_FILL = {
    Status.IMPLEMENTED: "#CFE8D6",
    Status.CONTRADICTED: "#F8D3CF",
    Status.NARROWED: "#FAD9C9",
    Status.EXCEEDED: "#D8E8F2",
    Status.OMITTED: "#FDE7C3",
    Status.OUTDATED: "#EADFC8",
    Status.NOT_CHECKED: "#E3E7EC",
}


def write_workbook(
    path: Path, kept: Sequence[Digest], batch: Sequence[Finding], summary: Summary, options: ReportOptions
) -> None:
    """Write the workbook: summary, documents, findings, conformance matrix and its list, files that could not be read."""
    words, index = load_wording(options.lang), LawIndex(options.laws)
    book = Book(path, words, options)
    book.totals(words.phrase("sheet-summary"), _summary_rows(kept, batch, summary, options, words))
    book.sheet(
        words.phrase("sheet-documents"),
        _document_heads(words),
        _document_rows(kept, words),
        color=_severity_colors(words),
        printed=14,
    )
    book.sheet(
        words.phrase("sheet-findings"),
        _finding_heads(words),
        _finding_rows(kept, batch, words, index),
        color=_severity_colors(words),
        frozen=3,
        printed=15,
    )
    _matrix(book, kept, words, index)
    book.sheet(
        words.phrase("sheet-conformance"),
        _norm_heads(words),
        _norm_rows(kept, words, index),
        color=_status_colors(words, "status"),
    )
    book.sheet(words.phrase("sheet-unread"), _unread_heads(words), _unread_rows(kept, words))
    book.close()


def _summary_rows(
    kept: Sequence[Digest], batch: Sequence[Finding], summary: Summary, options: ReportOptions, words: Wording
) -> list[tuple[str, list[tuple[str, Value]]]]:
    law = options.laws[0] if options.laws else None
    subject: list[tuple[str, Value]] = [(words.phrase("draft"), None)]
    if law:
        subject.append((words.phrase("page-subtitle", title=law.title, law=law.number, date=words.date(summary.as_of)), None))
    everything = [*(finding for one in kept for finding in one.findings), *batch]
    numbers: list[tuple[str, Value]] = [
        (words.phrase("sheet-as-of"), summary.as_of),
        (words.phrase("tile-documents"), summary.documents),
        (words.phrase("tile-reviewed"), summary.documents - summary.unread),
        (words.phrase("tile-unread"), summary.unread),
        (words.phrase("sheet-normative"), summary.normative),
        (words.phrase("tile-provisions"), summary.provisions),
        (words.phrase("tile-findings"), summary.findings),
    ]
    return [
        (words.phrase("page-title"), [*subject]),
        (words.phrase("results-total-plain"), numbers),
        (words.phrase("chart-kind"), [(words.of("kind", kind), count) for kind, count in summary.by_kind.items() if count]),
        (words.phrase("filter-severity"), [(words.of("severity", s), summary.by_severity.get(s, 0)) for s in SEVERITIES]),
        (
            words.phrase("col-handling"),
            [(words.of("handling", handling), count) for handling, count in summary.handling.items() if count],
        ),
        (
            words.phrase("chart-article"),
            [
                (f"{words.phrase('article', number=number)} ({law_})", count)
                for (law_, number), count in summary.by_article.items()
            ],
        ),
        (words.phrase("limits-title"), [(sentence, None) for sentence in limit_sentences(kept, everything, summary, words)]),
        (words.phrase("versions"), [(name, version) for name, version in summary.versions.items()]),
    ]


def _document_heads(words: Wording) -> list[Head]:
    handling = tuple(words.of("handling", h) for h in Handling)
    return [
        Head(words.phrase("col-number"), 6),
        Head(words.phrase("col-document"), 52),
        Head(words.phrase("col-symbol"), 20),
        Head(words.phrase("col-issued"), 12),
        Head(words.phrase("col-issuer"), 28),
        Head(words.phrase("col-status"), 18),
        Head(words.phrase("tile-findings"), 10),
        Head(words.phrase("tile-high"), 10),
        Head(words.phrase("col-worst"), 12),
        Head(words.phrase("col-handling"), 22),
        Head(words.phrase("track-decision"), 22, handling),
        Head(words.phrase("track-officer"), 20),
        Head(words.phrase("track-deadline"), 14),
        Head(words.phrase("track-progress"), 18, tuple(words.group("progress").values())),
        Head(words.phrase("col-level"), 14),
        Head(words.phrase("normative"), 10),
        Head(words.phrase("col-path"), 40),
    ]


def _document_rows(kept: Sequence[Digest], words: Wording) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for number, one in enumerate(kept, start=1):
        worst = one.worst
        rows.append(
            [
                number,
                full_name(one, words),
                one.symbol or one.number,
                one.issued_on,
                one.issuer,
                words.of("read_status", one.status),
                len(one.findings) if one.reviewed else None,
                sum(1 for finding in one.findings if finding.severity is Severity.HIGH) if one.reviewed else None,
                words.of("severity", worst) if worst else None,
                words.of("handling", one.handling),
                None,
                None,
                None,
                None,
                words.of("issuer_level", one.issuer_level) if one.reviewed else None,
                words.phrase("yes") if one.normative else None,
                one.path,
            ]
        )
    return rows


def _finding_heads(words: Wording) -> list[Head]:
    return [
        Head(words.phrase("col-number"), 6),
        Head(words.phrase("col-document"), 22),
        Head(words.phrase("col-place"), 16),
        Head(words.phrase("filter-kind"), 18),
        Head(words.phrase("filter-severity"), 11),
        Head(words.phrase("card-clause"), 46),
        Head(words.phrase("col-words"), 24),
        Head(words.phrase("card-law"), 24),
        Head(words.phrase("col-excerpt"), 36),
        Head(words.phrase("col-why"), 38),
        Head(words.phrase("card-action"), 14),
        Head(words.phrase("card-confidence"), 9),
        Head(words.phrase("card-cautions"), 22),
        Head(words.phrase("track-verdict"), 16, tuple(words.group("verdict").values())),
        Head(words.phrase("track-note"), 24),
        Head(words.phrase("card-status"), 18),
        Head(words.phrase("col-page"), 7),
        Head(words.phrase("col-id"), 12),
        Head(words.phrase("card-check"), 22),
        Head(words.phrase("col-path"), 34),
    ]


def _finding_rows(kept: Sequence[Digest], batch: Sequence[Finding], words: Wording, index: LawIndex) -> list[list[Value]]:
    names = {one.path: one.short_name for one in kept}
    paged = {one.path for one in kept if one.paged}
    rows: list[list[Value]] = []
    for number, one in enumerate([*(f for document in kept for f in document.findings), *batch], start=1):
        unit = one.law
        law = words.law_name(unit.law, index.title(unit.law)) if unit else ""
        rows.append(
            [
                number,
                names.get(one.document, one.document),
                one.label,
                words.of("kind", one.kind),
                words.of("severity", one.severity),
                one.quote or one.text,
                one.text[one.start : one.end],
                f"{words.place(unit)} {law}".strip() if unit else None,
                one.excerpt,
                words.explain(one.explanation),
                words.of("action", one.action),
                int(one.confidence * 100 + 1e-9) / 100,
                "; ".join(words.of("caution", code) for code in one.cautions),
                None,
                None,
                words.of("status", one.status),
                one.span.page if one.span and one.document in paged else None,
                one.id,
                one.check,
                one.document,
            ]
        )
    return rows


def _matrix(book: Book, kept: Sequence[Digest], words: Wording, index: LawIndex) -> None:
    """Documents down, norms across; a cell shows the worst status of the norm, in short, and the head row its gist."""
    norms = {row.norm_id: row.law for one in kept for row in one.conformance}
    ordered = sorted(norms, key=lambda norm_id: (len(norms[norm_id].article or ""), norms[norm_id].article or "", norm_id))
    heads = [Head(words.phrase("col-number"), 6), Head(words.phrase("col-document"), 40)]
    for norm_id in ordered:
        norm = index.norm(norm_id)
        gist = (norm.gist_vi if words.lang == "vi" else norm.gist_en) if norm else ""
        heads.append(Head("\n".join(part for part in (norm_id, words.place(norms[norm_id]), gist) if part), 13))
    rows: list[list[Value]] = []
    for number, one in enumerate((one for one in kept if one.reviewed), start=1):
        cells = {row.norm_id: words.of("status_short", row.status) for row in one.conformance}
        rows.append([number, full_name(one, words), *(cells.get(norm_id) for norm_id in ordered)])
    sheet = book.sheet(words.phrase("sheet-matrix"), heads, rows, color=_status_colors(words, "status_short"), fit=False)
    sheet.repeat_columns(0, 1)
    legend = "; ".join(f"{words.of('status_short', status)} = {words.of('status', status)}" for status in Status)
    sheet.write_comment("B1", legend, {"width": 320, "height": 160})


def _norm_heads(words: Wording) -> list[Head]:
    return [
        Head(words.phrase("col-document"), 30),
        Head(words.phrase("col-norm"), 12),
        Head(words.phrase("filter-article"), 26),
        Head(words.phrase("col-gist"), 50),
        Head(words.phrase("card-status"), 20),
        Head(words.phrase("col-place"), 26),
        Head(words.phrase("col-reason"), 44),
        Head(words.phrase("col-path"), 40),
    ]


def _norm_rows(kept: Sequence[Digest], words: Wording, index: LawIndex) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for one in kept:
        for row in one.conformance:
            norm = index.norm(row.norm_id)
            gist = (norm.gist_vi if words.lang == "vi" else norm.gist_en) if norm else None
            status, reason = words.of("status", row.status), words.reason(row.reason)
            rows.append([one.short_name, row.norm_id, words.place(row.law), gist, status, row.provision, reason, one.path])
    return rows


def _unread_heads(words: Wording) -> list[Head]:
    return [
        Head(words.phrase("col-number"), 6),
        Head(words.phrase("col-path"), 60),
        Head(words.phrase("col-status"), 28),
        Head(words.phrase("col-reason"), 80),
    ]


def _unread_rows(kept: Sequence[Digest], words: Wording) -> list[list[Value]]:
    unread = [(one, reason) for one in kept if (reason := failure(one.status, one.reason))]
    return [
        [number, one.path, words.of("read_status", one.status), words.explain(reason)]
        for number, (one, reason) in enumerate(unread, start=1)
    ]


def _severity_colors(words: Wording) -> dict[str, str]:
    return {words.of("severity", severity): fill for severity, fill in _FILL.items()}


def _status_colors(words: Wording, group: str) -> dict[str, str]:
    return {words.of(group, status): fill for status, fill in _STATUS_FILL.items()}
