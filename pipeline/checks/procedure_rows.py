"""Procedures in tables: which column names them, which says how long, which says where dossiers are received."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.checks import procedure_wording as words
from pipeline.checks.reading import Reading
from pipeline.checks.wording import fold
from pipeline.records import Provision, ProvisionKind

_STEPS = 0.25  # share of a table's rows; fewer may be procedures whose names begin like a step ("Thẩm định nhu cầu …")
_LONGEST_NAME = 160  # characters: longer cells describe, they do not name
_STEP_COLUMN = re.compile(  # tables of steps, and of a plan's tasks
    r"bước|trình tự|chức danh|người thực hiện|trách nhiệm|vị trí|quy trình|nhiệm vụ|chủ trì|phối hợp|sản phẩm|lộ trình"
    r"|chỉ tiêu|mục tiêu"
)
_NOTICE_COLUMN = re.compile(r"niêm yết|nội dung công khai|hình thức (?:công khai|khác)")  # notices of what is published
_STEP_NAME = re.compile(
    r"(?:bước|b\d|tiếp nhận|thẩm định|kiểm tra|trình |ký |phê duyệt kết quả|xem xét|vào sổ|chuyển hồ sơ|chuyển kết quả"
    r"|trả kết quả|gửi |lãnh đạo|-|khi nhận|trên cơ sở|phiếu |đơn |kết quả|tờ trình|"
    r"tổng thời gian|thời (?:hạn|gian)|điều kiện|cơ quan|thành phần|cấp (?:tỉnh|xã|huyện)$|lĩnh vực|tổng số)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One procedure's row. Spans are of ``provision.text``; ``open_ended`` is None where the row has a limit or need not."""

    provision: Provision
    name: str
    start: int
    end: int
    open_ended: tuple[int, int] | None
    outside: tuple[int, int] | None
    denied: bool


def find_rows(reading: Reading) -> Iterator[Row]:
    """The rows that describe a procedure each, by table."""
    found: dict[str, list[Row]] = {}
    heads: dict[str, tuple[str, ...]] = {}
    named: Counter[str] = Counter()
    steps: Counter[str] = Counter()  # rows that name a step; a table of many is that of the steps of one procedure
    for provision in reading.document.provisions:
        if provision.kind is not ProvisionKind.ROW or not provision.cells:
            continue
        table = provision.path.rsplit("/", 1)[0]
        columns = [fold(c) for c in reading.columns(provision) or heads.get(table, ())]
        if not columns and table not in heads:
            heads[table] = _heads(provision)
            continue
        if len(provision.cells) != len(columns) or any(_STEP_COLUMN.search(c) or _NOTICE_COLUMN.search(c) for c in columns):
            continue
        limit_at = _column(columns, words.DEADLINE_COLUMN)
        place_at = _column(columns, words.RECEIVING_COLUMN, limit_at)
        name_at = _column(columns, words.NAME_COLUMN, limit_at, place_at)
        if name_at is None or (limit_at is None and place_at is None):
            continue  # a mere list of names describes no procedure
        name = provision.cells[name_at].strip()
        named[table] += 1
        steps[table] += bool(_STEP_NAME.match(fold(name)))
        filled = sum(not words.EMPTY_CELL.match(cell) for cell in provision.cells)
        if filled < max(2, len(columns) - 2) or not 6 <= len(name) <= _LONGEST_NAME:
            continue
        if not words.ROW_NAME.search(fold(name)):
            continue
        found.setdefault(table, []).append(_row(provision, name, limit_at, place_at))
    for table, rows in found.items():
        if steps[table] > _STEPS * named[table]:
            continue
        # A column that is blank nearly throughout was lost in conversion, or is filled elsewhere: it shows nothing.
        lost = len(rows) >= 6 and sum(r.open_ended is not None for r in rows) > 0.6 * len(rows)
        yield from (replace(r, open_ended=None) if lost else r for r in rows)


def _heads(first: Provision) -> tuple[str, ...]:
    """The cells of a table's first row where they read like heads that nobody set apart."""
    cells = [fold(cell) for cell in first.cells]
    wanted = (words.NAME_COLUMN, words.DEADLINE_COLUMN, words.RECEIVING_COLUMN)
    named = sum(any(pattern.search(cell) for cell in cells) for pattern in wanted)
    return first.cells if named >= 2 and all(len(cell) < 40 for cell in cells) else ()


def _column(columns: list[str], wanted: re.Pattern[str], *taken: int | None) -> int | None:
    return next((i for i, c in enumerate(columns) if i not in taken and wanted.search(c)), None)


def _row(provision: Provision, name: str, limit_at: int | None, place_at: int | None) -> Row:
    start = max(provision.text.find(name), 0)
    own = start, start + len(name)
    whole = fold(provision.text)
    return Row(
        provision,
        name,
        *own,
        open_ended=_without_limit(provision, limit_at, whole, own),
        outside=_elsewhere(provision, place_at, whole, own),
        denied=bool(words.NOT_ONE_STOP.search(whole)),
    )


def _without_limit(provision: Provision, at: int | None, whole: str, own: tuple[int, int]) -> tuple[int, int] | None:
    if at is None:  # a table without a column for it says nothing of limits, unless a row says that there is none
        none = words.OPEN_ENDED.search(whole)
        return none.span() if none else None
    cell = provision.cells[at]
    folded = fold(cell)
    says_none = (
        words.EMPTY_CELL.match(cell)
        or words.OPEN_ENDED.search(folded)
        or (words.VAGUE_CELL.search(folded) and not re.search(words.AMOUNT, folded))
        or not words.SOME_LIMIT.search(folded)
    )
    return _span(provision, cell, own) if says_none else None


def _elsewhere(provision: Provision, at: int | None, whole: str, own: tuple[int, int]) -> tuple[int, int] | None:
    said = provision.cells[at] if at is not None else provision.text
    if words.NOT_ONE_STOP.search(whole):
        return _span(provision, said, own)
    if words.ONE_STOP.search(whole):
        return None
    if at is None:
        brought = words.BROUGHT_TO.search(whole)
        return brought.span() if brought else None
    named = not words.EMPTY_CELL.match(said) and not words.PLAIN_SEAT.match(fold(said).strip())
    return _span(provision, said, own) if named else None


def _span(provision: Provision, part: str, own: tuple[int, int]) -> tuple[int, int]:
    at = provision.text.find(part) if part.strip() else -1
    return (at, at + len(part)) if at >= 0 else own
