"""Ledger → ``theo-doi.xlsx``: a summary by unit that counts anew as cells change, and the sheets that people work on.

The only formulas are those of the summary, made of sheet names, column letters and fixed words; text of documents and of people
is always a text cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipeline.report.forms import SheetColumn, load_groups, load_sheet
from pipeline.report.options import ReportOptions
from pipeline.report.spreadsheet import Book, Head, Value
from pipeline.report.stage import staged
from pipeline.report.tracking.entries import Entry, Ledger, Progress, SheetKind
from pipeline.report.wording import Wording, load_wording

FILE = "theo-doi.xlsx"
SPARE_ROWS = 200  # rows under the last one that have choices and date checks too, for what people add
_UNIT = "unit"
_RED, _AMBER, _GREEN, _GREY = "#F8D3CF", "#FDE7C3", "#CFE8D6", "#ECEFF3"


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    kind: SheetKind
    entries: tuple[Entry, ...]


def write_ledger(ledger: Ledger, path: Path, options: ReportOptions) -> None:
    """Write the workbook atomically. Raises UsageError where the folder cannot be written or the file is open elsewhere."""
    words = load_wording(options.lang)
    sheets = list(_sheets(ledger, words, options))
    with staged(path.parent, (path.name,)) as stage:
        book = Book(stage / path.name, words, options, title=words.phrase("tracking-title"))
        overview = book.page(words.phrase("tracking-overview"))
        written = [(sheet, _write_sheet(book, sheet, words, options)) for sheet in sheets]
        _write_overview(book, overview, written, words, options)
        book.close()


def _sheets(ledger: Ledger, words: Wording, options: ReportOptions) -> Iterator[_Sheet]:
    documents = ledger.of(SheetKind.DOCUMENTS)
    groups = load_groups(options.lang, options.forms)
    names = {group.name for group in groups}
    rest = next((group.name for group in groups if not group.types), groups[-1].name)
    for group in groups:
        mine = [entry for entry in documents if (entry.group if entry.group in names else rest) == group.name]
        for key, done in (("tracking-open", False), ("tracking-done", True)):
            rows = tuple(one for one in mine if _is_tracked(one) and (one.progress is Progress.DONE) is done)
            if mine:
                yield _Sheet(words.phrase(key, group=group.name)[:31], SheetKind.DOCUMENTS, rows)
    yield _Sheet(
        words.phrase("tracking-confirm"), SheetKind.DOCUMENTS, tuple(entry for entry in documents if not _is_tracked(entry))
    )
    yield _Sheet(words.phrase("tracking-tasks"), SheetKind.TASKS, ledger.of(SheetKind.TASKS))
    yield _Sheet(words.phrase("tracking-findings"), SheetKind.FINDINGS, ledger.of(SheetKind.FINDINGS))


def _is_tracked(entry: Entry) -> bool:
    """Whether the row stands on the sheets of its type: someone has to handle it, or has decided about it."""
    return bool(entry.text("outcome"))


def _write_sheet(book: Book, sheet: _Sheet, words: Wording, options: ReportOptions) -> dict[str, int]:
    """Write a sheet and return the place of each column; the last is the unit that the summary counts by."""
    columns = load_sheet(sheet.kind, options.lang, options.forms)
    own = tuple(dict.fromkeys(heading for entry in sheet.entries for heading in entry.own))
    heads = [*(_head(column, words) for column in columns), *(Head(heading, 18) for heading in own)]
    heads.append(Head(words.phrase("tracking-unit"), 20, hidden=True))
    rows = [
        [*_cells(entry, number, columns, words), *(entry.own.get(heading) for heading in own), entry.unit]
        for number, entry in enumerate(sheet.entries, start=1)
    ]
    printed = next((place for place, column in enumerate(columns) if column.key in ("path", "id")), None)
    written = book.sheet(sheet.name, heads, rows, frozen=2, spare=SPARE_ROWS, printed=printed)
    places = {column.key: place for place, column in enumerate(columns)} | {_UNIT: len(heads) - 1}
    _write_units(book, written, places, sheet.entries)
    _colour(book, written, places, len(rows) + SPARE_ROWS, len(heads) - 1, words)
    return places


def _head(column: SheetColumn, words: Wording) -> Head:
    choices = tuple(words.group(column.choices).values()) if column.choices else ()
    return Head(column.heading, column.width, choices, hidden=column.hidden, is_date=column.is_date, filled=column.by_office)


def _cells(entry: Entry, number: int, columns: Sequence[SheetColumn], words: Wording) -> Iterable[Value]:
    for column in columns:
        value = entry.cells.get(column.key)
        if column.key == "number":
            yield number
        elif column.key == "proposal" and entry.gone:
            yield words.phrase("tracking-gone")
        elif column.choices and isinstance(value, str) and value:
            yield words.of(column.choices, value)
        else:
            yield value


def _write_units(book: Book, sheet: Any, places: dict[str, int], entries: Sequence[Entry]) -> None:
    """The unit as a formula over its row, so that the summary follows when people name another."""
    for row in range(1, len(entries) + SPARE_ROWS + 1):
        named = [f"{xl_col_to_name(places[key])}{row + 1}" for key in ("lead", "drafter", "issuer") if key in places]
        if not named:
            return
        formula = f'={named[0]}&""' if len(named) == 1 else f'=IF({named[0]}<>"",{named[0]},{named[1]}&"")'
        book.formula(sheet, row, places[_UNIT], formula, entries[row - 1].unit if row <= len(entries) else "")


def _colour(book: Book, sheet: Any, places: dict[str, int], last: int, width: int, words: Wording) -> None:
    """Rows: done green, late red, due within two weeks amber; rejected findings grey."""
    if "verdict" in places:
        rejected = f'=${xl_col_to_name(places["verdict"])}2="{words.of("verdict", "reject")}"'
        book.colour_rows(sheet, last, width, rejected, _GREY)
    if not {"deadline", "progress"} <= places.keys():
        return
    due, progress = (f"${xl_col_to_name(places[key])}2" for key in ("deadline", "progress"))
    done = words.of("progress", "done")
    book.colour_rows(sheet, last, width, f'={progress}="{done}"', _GREEN)
    book.colour_rows(sheet, last, width, f"=AND(ISNUMBER({due}),{due}<TODAY())", _RED)
    book.colour_rows(sheet, last, width, f"=AND(ISNUMBER({due}),{due}<=TODAY()+14)", _AMBER)


def _write_overview(
    book: Book,
    overview: Any,
    written: Sequence[tuple[_Sheet, dict[str, int]]],
    words: Wording,
    options: ReportOptions,
) -> None:
    """Counts by unit and by handling, as formulas over the sheets: they follow what people enter."""
    confirm = words.phrase("tracking-confirm")
    lists = [(sheet, places) for sheet, places in written if sheet.kind is not SheetKind.FINDINGS and sheet.name != confirm]
    units = sorted({entry.unit for sheet, _ in lists for entry in sheet.entries if entry.unit})
    heads = [words.phrase(key) for key in ("tracking-unit", "track-total", "track-done", "track-running", "track-late")]
    rows = []
    for number, unit in enumerate(units):
        cell = ("unit", f"$A{number + _FIRST_ROW}", unit)
        counts = (_Count((cell,)), _Count((cell,), "done"), _Count((cell,), "running"), _Count((cell,), late=True))
        rows.append((unit, [_counted(count, lists, words, options.as_of) for count in counts]))
    intro = words.phrase("tracking-intro", date=words.date(options.as_of))
    top = book.counts(overview, words.phrase("tracking-title"), intro, heads, rows, words.phrase("track-sum"))
    documents = [(sheet, places) for sheet, places in lists if sheet.kind is SheetKind.DOCUMENTS]
    outcomes = []
    for number, (code, label) in enumerate(words.group("outcome").items()):
        count = _Count((("outcome", f"$A{top + 2 + number}", code),))
        outcomes.append((label, [_counted(count, documents, words, options.as_of)]))
    book.counts_below(overview, top, [words.phrase("track-outcome"), words.phrase("tile-documents")], outcomes)


_FIRST_ROW = 4  # of the labels on the summary, 1-based


@dataclass(frozen=True, slots=True)
class _Count:
    """What a cell of the summary counts. ``equal``: column, cell of the summary to compare it with, and the value that stands there."""

    equal: tuple[tuple[str, str, str], ...]
    progress: str | None = None
    late: bool = False


def _counted(count: _Count, lists: Sequence[tuple[_Sheet, dict[str, int]]], words: Wording, today: date) -> tuple[str, int]:
    """Sum of COUNTIFS over the sheets, and its value now, which programs show that do not compute when they open a file."""
    rules = [(column, cell) for column, cell, _ in count.equal]
    if count.progress:
        rules.append(("progress", f'"{words.of("progress", count.progress)}"'))
    if count.late:
        rules += [("deadline", '"<"&TODAY()'), ("progress", f'"<>{words.of("progress", "done")}"')]
    parts, value = [], 0
    for sheet, places in lists:
        if all(key in places for key, _ in rules):
            ranges = ",".join(f"{_range(sheet, places[key], len(sheet.entries))},{cell}" for key, cell in rules)
            parts.append(f"COUNTIFS({ranges})")
            value += sum(1 for entry in sheet.entries if _matches(entry, count, today))
    return "=" + ("+".join(parts) or "0"), value


def _matches(entry: Entry, count: _Count, today: date) -> bool:
    equal = all((entry.unit if column == _UNIT else entry.text(column)) == value for column, _, value in count.equal)
    progress = count.progress is None or entry.text("progress") == count.progress
    late = not count.late or (
        entry.deadline is not None and entry.deadline < today and entry.text("progress") != Progress.DONE.value
    )
    return equal and progress and late


def _range(sheet: _Sheet, column: int, rows: int) -> str:
    letter = xl_col_to_name(column)
    name = sheet.name.replace("'", "''")
    return f"'{name}'!${letter}$2:${letter}${rows + SPARE_ROWS + 1}"
