"""Findings → ``report.xlsx``: what a department sorts, filters and follows up.

Every text is written as a string cell, never as a formula or a link: a document's own words must not run in Excel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from pipeline.records import Finding, Severity, Status
from pipeline.report.limits import limit_sentences
from pipeline.report.naming import full_name
from pipeline.report.options import LawIndex, ReportOptions
from pipeline.report.passages import printable
from pipeline.report.summarize import SEVERITIES, Digest, Handling, Summary
from pipeline.report.wording import Wording, failure, load_wording

_CELL_LIMIT = 32_000  # characters; Excel's own limit is 32,767, beyond which a file does not open
_ROW_LIMIT = 1_048_000  # rows of a sheet, a little under Excel's own
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # marked as text, so that editing the cell does not make it a formula either
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

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: heading and width in characters; ``choices`` gives the cells a drop-down list."""

    title: str
    width: float
    choices: tuple[str, ...] = ()


def write_workbook(
    path: Path, kept: Sequence[Digest], batch: Sequence[Finding], summary: Summary, options: ReportOptions
) -> None:
    """Write the workbook: summary, documents, findings, conformance matrix and its list, files that could not be read."""
    words, index = load_wording(options.lang), LawIndex(options.laws)
    book = _Book(path, words, options)
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


class _Book:
    """The sheets' common look: frozen and filtered heads, wrapped cells, landscape A4, repeated head rows in print."""

    def __init__(self, path: Path, words: Wording, options: ReportOptions) -> None:
        self._book: Any = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": False}
        )
        self._book.set_properties(
            {
                "title": words.phrase("page-title"),
                "comments": words.phrase("draft"),
                "created": datetime.combine(options.as_of, time(), UTC),
            }
        )
        font = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        self._text = self._book.add_format({**font, "text_wrap": True, "border": 1, "border_color": "#C5CDD6"})
        self._quoted = self._book.add_format(
            {**font, "text_wrap": True, "border": 1, "border_color": "#C5CDD6", "num_format": "@", "quote_prefix": True}
        )
        self._date = self._book.add_format({**font, "border": 1, "border_color": "#C5CDD6", "num_format": "dd/mm/yyyy"})
        self._share = self._book.add_format({**font, "border": 1, "border_color": "#C5CDD6", "num_format": "0%"})
        self._head = self._book.add_format(
            {
                **font,
                "bold": True,
                "text_wrap": True,
                "border": 1,
                "bg_color": "#DCE8F4",
                "align": "center",
                "valign": "vcenter",
            }
        )
        self._title = self._book.add_format({**font, "bold": True, "font_size": 14})
        self._label = self._book.add_format({**font, "bold": True, "border": 1, "border_color": "#C5CDD6"})
        self._note = self._book.add_format({**font, "italic": True, "text_wrap": True})
        self._draft = words.phrase("draft")
        self._choices: list[tuple[str, ...]] = []
        self._choices_name = words.phrase("sheet-choices")

    def sheet(
        self,
        name: str,
        heads: Sequence[Head],
        rows: Sequence[Sequence[Value]],
        *,
        color: dict[str, str] | None = None,
        frozen: int = 2,
        printed: int | None = None,
        fit: bool = True,
    ) -> Any:
        """A list. ``printed``: the first so many columns go to paper (all by default); ``fit``: scaled to the page's width."""
        sheet = self._book.add_worksheet(name)
        last = max(len(rows), 1)
        self._print(sheet, landscape=True, fit=fit)
        sheet.set_row(0, _height([head.title for head in heads], heads, most=120))
        if printed:
            sheet.print_area(0, 0, last, printed - 1)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width)
            sheet.write_string(0, column, head.title, self._head)
        for number, row in enumerate(rows[:_ROW_LIMIT], start=1):
            sheet.set_row(number, _height(row, heads))
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, last, len(heads) - 1)
        for column, head in enumerate(heads):
            if head.choices:
                rule = {"validate": "list", "source": self._choices_range(head.choices), "ignore_blank": True}
                sheet.data_validation(1, column, last, column, rule)
        for text, fill in (color or {}).items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": self._book.add_format({"bg_color": fill})}
            sheet.conditional_format(1, 0, last, len(heads) - 1, rule)
        return sheet

    def totals(self, name: str, blocks: Sequence[tuple[str, Sequence[tuple[str, Value]]]]) -> None:
        sheet = self._book.add_worksheet(name)
        self._print(sheet, landscape=False)
        sheet.set_column(0, 0, 62)
        sheet.set_column(1, 1, 24)
        row = 0
        for number, (title, entries) in enumerate(blocks):
            sheet.write_string(row, 0, title, self._title if number == 0 else self._head)
            if number:
                sheet.write_blank(row, 1, None, self._head)
            row += 1
            for label, value in entries:
                if value is None:
                    sheet.merge_range(row, 0, row, 1, "", self._note)
                    sheet.write_string(row, 0, _fit(label), self._note)
                    sheet.set_row(row, 15 * (1 + len(label) // 85))
                else:
                    sheet.write_string(row, 0, _fit(label), self._text)
                    self._cell(sheet, row, 1, value)
                row += 1
            row += 1

    def close(self) -> None:
        """Write the hidden sheet of choices last, so that the visible ones come first, and close the file."""
        sheet = self._book.add_worksheet(self._choices_name)
        for column, choices in enumerate(self._choices):
            for row, choice in enumerate(choices):
                sheet.write_string(row, column, choice)
        sheet.hide()
        self._book.close()

    def _choices_range(self, choices: tuple[str, ...]) -> str:
        """Reference to a list of choices: written in a sheet, as a list in the rule itself would break at their commas."""
        if choices not in self._choices:
            self._choices.append(choices)
        letter = xl_col_to_name(self._choices.index(choices))
        return f"='{self._choices_name}'!${letter}$1:${letter}${len(choices)}"

    def _cell(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, self._text)
        elif isinstance(value, str):
            sheet.write_string(row, column, _fit(value), self._quoted if value.startswith(_ACTIVE) else self._text)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), self._date)
        else:
            sheet.write_number(row, column, value, self._share if isinstance(value, float) else self._text)

    def _print(self, sheet: Any, *, landscape: bool, fit: bool = True) -> None:
        sheet.set_paper(8 if landscape else 9)  # A3 for lists, A4 for the summary
        if landscape:
            sheet.set_landscape()
        if fit:
            sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L&8{self._draft[:180]}&R&8&P/&N")


def _height(row: Sequence[Value], heads: Sequence[Head], most: int = 210) -> float:
    """Row height in points for wrapped text: set by us, because LibreOffice and Excel estimate it differently."""
    lines = max(
        (
            sum(math.ceil(len(part) / head.width) or 1 for part in value.split("\n"))
            for value, head in zip(row, heads, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )
    return min(15.0 * max(lines, 1) + 2, most)


def _fit(text: str) -> str:
    """Text that Excel can hold: printable, within the limit of a cell."""
    clean = printable(text)
    return clean if len(clean) <= _CELL_LIMIT else clean[:_CELL_LIMIT] + " …"


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


def _matrix(book: _Book, kept: Sequence[Digest], words: Wording, index: LawIndex) -> None:
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
