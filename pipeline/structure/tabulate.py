"""Content tables: which rows are the head, and what each row says in each column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.records import SourceCell
from pipeline.structure.segment import Grid, width_of

_HEAD_WORD = re.compile(
    r"^(?:S?\s*T\s*T|Số TT|Số thứ tự|Nội dung|Tên|Đơn vị|Tiêu chí|Điểm|Ghi chú|Thời gian|Cơ quan|Chỉ tiêu|Mức"
    r"|Danh mục|Thủ tục|Mã|Nhiệm vụ"
    r"|Họ và tên|Địa chỉ|Số lượng|Kết quả|Sản phẩm|Lĩnh vực|Căn cứ|Loại|Hạng mục|Trách nhiệm|Hình thức|Địa điểm|Phí"
    r"|Cách thức|Trình tự|Bước)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[-+•*]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]{1,4}\.|\d{1,3}$)\s*")
_OPEN_END = re.compile(r"(?:,|\b(?:của|và|hoặc|tại|theo|các|từ|đến|là|với|số|Số|ngày|Điều|khoản|cho|do|về|bởi|bằng|trong))$")
_SERIAL_WIDTH = 12  # characters; a first cell that short is a number, not a sentence that may go on
_COUNTER = re.compile(r"^[\[(]?(?:\d{1,2}|[A-Z]|\d\s*=.*)[\])]?$")


def cell_text(cell: SourceCell, text: str) -> str:
    return " ".join(text[cell.start : cell.end].split())


def head_rows(grid: Grid, text: str) -> tuple[int, tuple[str, ...]]:
    """``(number of head rows, column heads)``; ``(0, ())`` for a table without a head.

    The head is the first row when it names a serial number column or two usual column names, with the rows below it that
    complete merged heads or only count the columns (1, 2, 3 …).
    """
    first = [cell_text(cell, text) for cell in grid.rows[0]]
    if any(len(value) > 160 for value in first):
        return 0, ()
    named = sum(bool(_HEAD_WORD.match(value)) for value in first)
    serial = bool(re.match(r"(?:S?\s*T\s*T|Số TT|Số thứ tự|Thứ tự)\b", first[0], re.IGNORECASE))
    alone = len(grid.rows) == 1  # a head that a page break cut off its table
    if (not serial and named < 2) or (alone and (not serial or named < 3)):
        return 0, ()
    rows = 1
    depth = max((cell.row_span for cell in grid.rows[0]), default=1)
    while rows < min(len(grid.rows) - 1, 4):
        values = [cell_text(cell, text) for cell in grid.rows[rows]]
        counts = len(values) > 1 and all(_COUNTER.match(value) for value in values) and _ascending(values)
        if not (rows < depth or counts):
            break
        rows += 1
    return rows, _column_heads(grid, rows, text)


def _ascending(values: list[str]) -> bool:
    """Whether the values count the columns: "1 2 3", "(1) (2)", "A B 1 2", but not the first content row "1 A"."""
    digits = [int(m[0]) for value in values if (m := re.search(r"\d+", value))]
    return len(digits) >= 2 and digits == sorted(set(digits))


def _column_heads(grid: Grid, rows: int, text: str) -> tuple[str, ...]:
    """The head of each column, merged heads joined from the top ("Mức chi – Tỉnh")."""
    heads: dict[int, list[str]] = {}
    for row in grid.rows[:rows]:
        values = [cell_text(cell, text) for cell in row]
        if len(values) > 1 and all(_COUNTER.match(value) for value in values):
            continue
        for cell, value in zip(row, values, strict=True):
            for column in range(cell.column, cell.column + max(1, min(cell.column_span, 50))):
                if value and value not in heads.setdefault(column, []):
                    heads[column].append(value)
    width = max(heads, default=-1) + 1
    return tuple(" – ".join(heads.get(column, [])) for column in range(width))


def row_texts(grid: Grid, row: int, text: str) -> dict[int, str]:
    """The texts of a row's own cells by column."""
    return {cell.column: cell_text(cell, text) for cell in grid.rows[row]}


def row_cells(grid: Grid, row: int, width: int, text: str) -> tuple[str, ...]:
    """The cells of a row by column; a cell merged over several rows counts in each of them."""
    values: dict[int, str] = {}
    number = grid.rows[row][0].row
    for above in grid.rows[: row + 1]:
        for cell in above:
            if cell.row <= number < cell.row + max(1, cell.row_span):
                values[cell.column] = cell_text(cell, text)
    size = max([width, *(column + 1 for column in values)])
    return tuple(values.get(column, "") for column in range(min(size, 200)))


def continues_table(before: Grid, grid: Grid, text: str) -> bool:
    """Whether ``grid`` is the rest of ``before`` on the next page: as many columns, and no head of its own but the same one."""
    if grid.table.page <= before.table.page or width_of(grid.table) != width_of(before.table):
        return False
    rows, columns = head_rows(grid, text)
    return rows == 0 or columns == head_rows(before, text)[1]


def is_cut(last: Mapping[int, str], first: Mapping[int, str], *, numbered: bool) -> bool:
    """Whether the row ``first`` at the top of a page is the rest of the row ``last`` above the page break (texts by column).

    The rest of a row has no serial number of its own, goes on only in cells that held text before, and at least one of them goes
    on in the middle of a sentence; or every row before was ``numbered``.
    """
    serial = min(last, default=0)
    if not first or (serial in first and (len(last[serial]) <= _SERIAL_WIDTH or not first[serial][:1].islower())):
        return False
    if any(not last.get(column) for column in first):
        return False
    if numbered and serial not in first:
        return True
    return any(_goes_on(last[column], text) for column, text in first.items())


def _goes_on(above: str, below: str) -> bool:
    if _ITEM.match(below):
        return False
    letter = next((ch for ch in below if ch.isalpha()), "")
    return letter.islower() or bool(_OPEN_END.search(above))
