"""``theo-doi.xlsx`` as people have filled it in → ledger. What cannot be understood is kept as it is and reported, never dropped."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.errors import UsageError
from pipeline.report.forms import SheetColumn, load_groups, load_sheet
from pipeline.report.tracking.entries import Entry, Ledger, Problem, Progress, SheetKind, Value, same_words, to_day
from pipeline.report.wording import LANGUAGES, Language, load_wording

MOST_BYTES = 200 * 2**20  # unpacked: a workbook of a province has some megabytes
MOST_ROWS = 200_000
_NEEDED = {SheetKind.DOCUMENTS: ("name", "progress"), SheetKind.TASKS: ("what", "lead"), SheetKind.FINDINGS: ("verdict",)}
# Headings that tell the kind of a sheet, most telling first.
_TELLING = ((SheetKind.TASKS, ("what", "lead")), (SheetKind.FINDINGS, ("verdict",)), (SheetKind.DOCUMENTS, ("outcome", "name")))


def read_ledger(path: Path, forms: Path | None = None) -> Ledger:
    """Read a workbook in either language, sheets and columns in any order, with rows and columns that people added.

    Raises UsageError where the file is no workbook or has no sheet of the ledger.
    """
    book = _open(path)
    entries: list[Entry] = []
    problems: list[Problem] = []
    found = False
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), values_only=True)
        known = _columns(tuple(next(rows, ())), forms)
        if known is None:
            continue
        found = True
        kind, columns, own = known
        group = _group(sheet.title, forms) if kind is SheetKind.DOCUMENTS else ""
        for number, row in enumerate(rows, start=2):
            if any(value not in (None, "") for value in row):
                entry = _entry(kind, columns, own, row, group, f"{sheet.title}!{{column}}{number}", problems)
                if entry:
                    entries.append(entry)
    if not found:
        raise UsageError(
            vi=f"{path}: không có trang tính nào của sổ theo dõi (cần cột “Tên gọi văn bản”, “Hình thức xử lý”). Hãy dùng tệp do lệnh "
            "“papers” ghi ra, giữ nguyên dòng tiêu đề ở dòng 1.",
            en=f"{path}: no sheet of a tracking workbook. Use the file that “papers” wrote, with its heads in row 1.",
        )
    return Ledger(tuple(_without_copies(entries, problems)), tuple(problems))


def _without_copies(entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    """The entries with each document once: of a row that was copied and not moved, the one further on counts."""
    last: dict[tuple[SheetKind, str], int] = {}
    for number, entry in enumerate(entries):
        key = entry.path if entry.kind is SheetKind.DOCUMENTS else entry.id
        if key:
            place = (entry.kind, key)
            old = last.get(place)
            if old is not None:
                nearer = old if _further(entries[old], entry) else number
                problems.append(
                    Problem(
                        key,
                        f"“{entries[old].text('name')}” có ở hai dòng; giữ dòng có tiến độ xa hơn. Hãy xóa dòng thừa.",
                        f"“{entries[old].text('name')}” stands in two rows; the one further on is kept. Delete the other.",
                    )
                )
                last[place] = nearer
            else:
                last[place] = number
    chosen = set(last.values())
    return [
        entry
        for number, entry in enumerate(entries)
        if number in chosen or not (entry.path if entry.kind is SheetKind.DOCUMENTS else entry.id)
    ]


def _further(one: Entry, other: Entry) -> bool:
    order = (Progress.OPEN, Progress.RUNNING, Progress.DONE)
    return order.index(one.progress) > order.index(other.progress)


def _open(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise UsageError(
                    vi=f"{path}: tệp giải nén quá lớn, không phải sổ theo dõi.",
                    en=f"{path}: unpacks to too much for a tracking workbook.",
                )
        return openpyxl.load_workbook(path, data_only=True)
    except FileNotFoundError as error:
        raise UsageError(
            vi=f"Không tìm thấy sổ theo dõi {path}. Hãy chạy “run_review.py papers” trước.",
            en=f'There is no tracking workbook {path}. Run "run_review.py papers" first.',
        ) from error
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UsageError(
            vi=f"{path}: không mở được như sổ tính Excel ({error}). Hãy đóng tệp trong Excel, lưu lại dạng .xlsx rồi chạy lại.",
            en=f"{path}: cannot be opened as an Excel workbook ({error}). Close it in Excel, save it as .xlsx and run again.",
        ) from error


_Place = tuple[int, SheetColumn]


def _columns(head: Sequence[Any], forms: Path | None) -> tuple[SheetKind, list[_Place], list[tuple[int, str]]] | None:
    """Kind of the sheet, place of each column of the form, and the columns that people added; None for another sheet."""
    headings = [same_words(str(value)) if value is not None else "" for value in head]
    for kind, telling in _TELLING:
        known = _headings(kind, forms)
        columns = [(place, known[heading]) for place, heading in enumerate(headings) if heading in known]
        keys = {column.key for _, column in columns}
        if keys.issuperset(telling) and keys.issuperset(_NEEDED[kind]):
            units = {same_words(load_wording(lang).phrase("tracking-unit")) for lang in LANGUAGES}
            own = [
                (place, str(head[place]).strip())
                for place, heading in enumerate(headings)
                if heading and heading not in known and heading not in units
            ]
            return kind, columns, own
    return None


def _headings(kind: SheetKind, forms: Path | None) -> Mapping[str, SheetColumn]:
    """Heading → column: those of the department's forms, and the program's own in both languages."""
    found: dict[str, SheetColumn] = {}
    for folder in dict.fromkeys((forms, None)):
        for lang in LANGUAGES:
            for column in load_sheet(kind, lang, folder):
                found.setdefault(same_words(column.heading), column)
    return found


def _group(title: str, forms: Path | None) -> str:
    """Name of the group of types that a sheet is for, as the form in use calls it; "" for any other sheet."""
    for lang in LANGUAGES:
        words = load_wording(lang)
        for group in load_groups(lang, forms):
            if title in {words.phrase(key, group=group.name)[:31] for key in ("tracking-open", "tracking-done")}:
                return group.name
    return ""


def _entry(
    kind: SheetKind,
    columns: Sequence[_Place],
    own: Sequence[tuple[int, str]],
    row: Sequence[Any],
    group: str,
    where: str,
    problems: list[Problem],
) -> Entry | None:
    """The row's entry; None where it holds nothing but a number in front."""
    cells: dict[str, Value] = {}
    for place, column in columns:
        raw = row[place] if place < len(row) else None
        at = where.format(column=get_column_letter(place + 1))
        if column.key != "number":
            cells[column.key] = _value(raw, column, at, problems)
    added = {heading: _plain(row[place]) for place, heading in own if place < len(row) and row[place] not in (None, "")}
    if not added and not any(value not in (None, "") for value in cells.values()):
        return None
    return Entry(kind, cells, added, group)


def _value(raw: Any, column: SheetColumn, where: str, problems: list[Problem]) -> Value:
    value = _plain(raw)
    if value in (None, ""):
        return None
    if column.is_date:
        day = to_day(value)
        if day is None:
            problems.append(
                Problem(
                    where,
                    f"“{value}” không phải ngày; hãy nhập dạng 30/6/2026. Ô được giữ nguyên nhưng không tính vào thời hạn.",
                    f"“{value}” is no date; enter one such as 30/6/2026. The cell is kept but does not count.",
                )
            )
        return day or value
    if column.choices:
        return _code(str(value), column.choices, where, problems)
    return value


def _code(text: str, group: str, where: str, problems: list[Problem]) -> str:
    choices: dict[str, str] = {}
    shown: dict[Language, list[str]] = {}
    for lang in LANGUAGES:
        words = load_wording(lang).group(group)
        shown[lang] = list(words.values())
        choices |= {same_words(word): code for code, word in words.items()}
    code = choices.get(same_words(text))
    if code is None:
        problems.append(
            Problem(
                where,
                f"“{text}” không có trong danh mục chọn ({', '.join(shown['vi'])}). Ô được giữ nguyên.",
                f"“{text}” is not one of the choices ({', '.join(shown['en'])}). The cell is kept.",
            )
        )
    return code or text


def _plain(raw: Any) -> Value:
    if raw is None or isinstance(raw, str | int | float | date):
        # Excel gives a datetime for every day.
        return to_day(raw) if isinstance(raw, date) else raw.strip() if isinstance(raw, str) else raw
    return str(raw)
