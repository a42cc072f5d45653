"""The workbook's look: lists with frozen, filtered and repeated heads, wrapped text cells, choices, colours, print set-up.

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

from pipeline.report.options import ReportOptions
from pipeline.report.passages import printable
from pipeline.report.wording import Wording

CELL_LIMIT = 32_000  # characters; Excel's own limit is 32,767, beyond which a file does not open
ROW_LIMIT = 1_048_000  # rows of a sheet, a little under Excel's own
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # marked as text, so that editing the cell does not make it a formula either

Value = str | int | float | date | None
Formula = tuple[str, int]  # and its value now


@dataclass(frozen=True, slots=True)
class Head:
    """A column: heading and width in characters; ``choices`` gives the cells a drop-down list.

    ``is_date``: cells take days only. ``filled``: people fill the column in, which its head's colour shows.
    """

    title: str
    width: float
    choices: tuple[str, ...] = ()
    hidden: bool = False
    is_date: bool = False
    filled: bool = False


class Book:
    """The sheets' common look: frozen and filtered heads, wrapped cells, landscape A4, repeated head rows in print."""

    def __init__(self, path: Path, words: Wording, options: ReportOptions, title: str | None = None) -> None:
        self._book: Any = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": False}
        )
        self._book.set_properties(
            {
                "title": title or words.phrase("page-title"),
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
        self._filled_head = self._book.add_format(
            {
                **font,
                "bold": True,
                "text_wrap": True,
                "border": 1,
                "bg_color": "#FFF2CC",
                "align": "center",
                "valign": "vcenter",
            }
        )
        self._title = self._book.add_format({**font, "bold": True, "font_size": 14})
        self._label = self._book.add_format({**font, "bold": True, "border": 1, "border_color": "#C5CDD6"})
        self._note = self._book.add_format({**font, "italic": True, "text_wrap": True})
        self._words, self._draft = words, words.phrase("draft")
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
        spare: int = 0,
    ) -> Any:
        """A list. ``printed``: the first so many columns go to paper (all by default); ``fit``: scaled to the page's width.

        ``spare``: rows under the last one that have the columns' choices and date checks too.
        """
        sheet = self._book.add_worksheet(name)
        last = max(len(rows), 1)
        self._print(sheet, landscape=True, fit=fit)
        sheet.set_row(0, _height([head.title for head in heads], heads, most=120))
        if printed:
            sheet.print_area(0, 0, last, printed - 1)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width, None, {"hidden": head.hidden})
            sheet.write_string(0, column, head.title, self._filled_head if head.filled else self._head)
        left_out = len(rows) - ROW_LIMIT
        if left_out > 0:
            rows = rows[:ROW_LIMIT]
            sheet.write_string(ROW_LIMIT + 1, 1, self._left_out(left_out), self._note)
        for number, row in enumerate(rows, start=1):
            sheet.set_row(number, _height(row, heads))
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, last, len(heads) - 1)
        for column, head in enumerate(heads):
            if head.choices:
                rule = {"validate": "list", "source": self._choices_range(head.choices), "ignore_blank": True}
                sheet.data_validation(1, column, last + spare, column, rule)
            if head.is_date:
                sheet.data_validation(1, column, last + spare, column, self._date_rule())
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

    def page(self, name: str) -> Any:
        """An empty sheet on A4, to be filled with ``counts``; its place among the sheets is where it is asked for."""
        sheet = self._book.add_worksheet(name)
        self._print(sheet, landscape=False)
        return sheet

    def counts(
        self,
        sheet: Any,
        title: str,
        intro: str,
        heads: Sequence[str],
        rows: Sequence[tuple[str, Sequence[Formula]]],
        total: str,
    ) -> int:
        """A title and a table of formulas with a total under it; returns the first free row (0-based) two below.

        Row labels stand in column A from row 4 on (1-based).
        """
        sheet.set_column(0, 0, 56)
        sheet.set_column(1, max(len(heads) - 1, 1), 13)
        sheet.write_string(0, 0, title, self._title)
        sheet.merge_range(1, 0, 1, len(heads) - 1, "", self._note)
        sheet.write_string(1, 0, intro, self._note)
        sheet.set_row(1, 48)
        row = self._formulas(sheet, 2, heads, rows)
        sheet.write_string(row, 0, total, self._label)
        for column in range(1, len(heads)):
            letter = xl_col_to_name(column)
            formula = f"=SUM({letter}4:{letter}{row})" if rows else "=0"
            sheet.write_formula(row, column, formula, self._label, sum(formulas[column - 1][1] for _, formulas in rows))
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        return row + 3

    def counts_below(self, sheet: Any, row: int, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Formula]]]) -> None:
        """Another table of formulas from the (0-based) row on."""
        self._formulas(sheet, row, heads, rows)

    def _formulas(self, sheet: Any, row: int, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Formula]]]) -> int:
        for column, head in enumerate(heads):
            sheet.write_string(row, column, head, self._head)
        for label, formulas in rows:
            row += 1
            self._cell(sheet, row, 0, label)
            sheet.set_row(row, 15.0 * math.ceil(len(label) / 58) + 2)
            for column, (formula, value) in enumerate(formulas, start=1):
                sheet.write_formula(row, column, formula, self._text, value)
        return row + 1

    def formula(self, sheet: Any, row: int, column: int, formula: str, value: str) -> None:
        """A formula of our own making, with the value that it has now."""
        sheet.write_formula(row, column, formula, self._text, _fit(value))

    def colour_rows(self, sheet: Any, last: int, width: int, condition: str, fill: str) -> None:
        """Fill the rows for which the condition holds; it is written for row 2. The first rule that holds wins."""
        rule = {"type": "formula", "criteria": condition, "stop_if_true": True}
        sheet.conditional_format(1, 0, last, width, {**rule, "format": self._book.add_format({"bg_color": fill})})

    def close(self) -> None:
        """Write the hidden sheet of choices last, so that the visible ones come first, and close the file."""
        sheet = self._book.add_worksheet(self._choices_name)
        for column, choices in enumerate(self._choices):
            for row, choice in enumerate(choices):
                sheet.write_string(row, column, choice)
        sheet.hide()
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:  # wraps what the system said
            raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))) from error

    def _date_rule(self) -> dict[str, Any]:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": date(1945, 9, 2),
            "ignore_blank": True,
            "error_type": "warning",
            "error_title": self._words.phrase("track-day-title"),
            "error_message": self._words.phrase("track-day"),
        }

    def _left_out(self, count: int) -> str:
        return self._words.phrase("sheet-left-out", count=self._words.number(count))

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
        sheet.set_header('&C&"Times New Roman,Bold"&12&A')
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
    return clean if len(clean) <= CELL_LIMIT else clean[:CELL_LIMIT] + " …"
