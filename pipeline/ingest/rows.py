"""Rows and columns of tables whose cells are only separated by bars, one bar a line.

A row is ``| cell | cell |`` and the next row begins with a bar of its own, so a row break shows as an empty gap between two bars.
So does an empty cell. And the text between two tables looks like one more cell. The most regular reading wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BODY = re.compile(
    r"^(?:Điều\s+\d+[.:]?\s|Căn cứ\s|QUYẾT ĐỊNH|NGHỊ QUYẾT|KẾ HOẠCH|CHỈ THỊ|THÔNG BÁO|CHƯƠNG TRÌNH|QUY CHẾ|QUY ĐỊNH|PHỤ LỤC"
    r"|Phụ lục|CÔNG ĐIỆN|BÁO CÁO|TỜ TRÌNH|ĐỀ ÁN|Kính gửi|Chương\s+[IVX]+|CHƯƠNG\s+[IVX]+|DANH MỤC|HƯỚNG DẪN|NỘI DUNG\b|PHẦN\b"
    r"|[IVX]+\.\s)",
    re.MULTILINE,
)
_SERIAL_HEAD = re.compile(r"^(?:STT|TT|Số\s+TT|Stt|S\s*TT)\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"^(?:TM\.|KT\.|TL\.|TUQ\.|Q\.|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG)", re.MULTILINE)
_RECIPIENTS = re.compile(r"^Nơi nhận")
_MOTTO = re.compile(r"CỘNG\s+H[ÒO][ÀAÒ]?\s+XÃ", re.IGNORECASE)
_BARE_LABEL = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,4}|[A-ZĐ]|[a-zđ])[.)]?\W*$")
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Block:
    """Either one gap that is text outside tables (``rows`` None), or a table: for each row the indices of its gaps."""

    start: int
    end: int
    rows: tuple[tuple[int, ...], ...] | None


def split_rows(gaps: Sequence[Sequence[str]]) -> list[Block]:
    """Read the gaps between consecutive bars (each a list of stripped lines) as tables and text between them.

    Every gap with text lands in exactly one block, in order.
    """
    empty = [not any(gap) for gap in gaps]
    blocks: list[Block] = []
    position = 0
    for stop in [*_outside(gaps, empty), None]:
        end = len(gaps) if stop is None else stop
        if end > position:
            blocks.extend(_tables(gaps, empty, position, end))
        if stop is not None:
            blocks.append(Block(stop, stop + 1, None))
            position = stop + 1
    return blocks


def _outside(gaps: Sequence[Sequence[str]], empty: Sequence[bool]) -> list[int]:
    """Gaps that are the document's running text."""
    found = []
    for index, gap in enumerate(gaps):
        if empty[index] or (index > 0 and empty[index - 1] and index + 1 < len(gaps) and not empty[index + 1]):
            continue
        text = "\n".join(gap)
        surrounded = not gap[0] and not gap[-1] and len(gap) > 2
        before_serial = index + 1 < len(gaps) and _starts(_SERIAL_HEAD, gaps[index + 1])
        before_recipients = index + 1 < len(gaps) and _starts(_RECIPIENTS, gaps[index + 1])
        after_signature = index > 0 and len(gaps[index - 1]) < 15 and bool(_SIGNATURE.search("\n".join(gaps[index - 1])))
        after_head = index > 1 and any(_MOTTO.search(" ".join(gaps[back])) for back in range(max(0, index - 5), index - 1))
        marks = len(_BODY.findall(text))
        if (
            surrounded
            or before_serial
            or before_recipients
            or (after_signature and not (_SIGNATURE.search(text) or _MOTTO.search(text) or _starts(_RECIPIENTS, gap)))
            or (after_head and marks and not text.startswith("Số"))
            or marks >= 3
        ):
            found.append(index)
    return found


def _starts(pattern: re.Pattern[str], gap: Sequence[str]) -> bool:
    return any(pattern.match(line) for line in gap[:1]) or bool(gap and not gap[0] and len(gap) > 1 and pattern.match(gap[1]))


def _tables(gaps: Sequence[Sequence[str]], empty: Sequence[bool], start: int, end: int) -> list[Block]:
    while start < end and empty[start]:
        start += 1
    stop = end
    while stop > start and empty[stop - 1]:
        stop -= 1
    if start == stop:
        return []
    labels = [bool(_BARE_LABEL.match(" ".join(gap).strip())) for gap in gaps]
    rows = _most_regular(empty, labels, start, stop)
    return [Block(start, stop, tuple(rows))]


def _most_regular(empty: Sequence[bool], labels: Sequence[bool], start: int, stop: int) -> list[tuple[int, ...]]:
    """Rows of ``[start, stop)`` for the column count that explains the bars best."""
    first = start
    while first < stop and not empty[first]:
        first += 1
    likely = max(1, first - start)
    best: tuple[float, list[int]] | None = None
    for columns in sorted({likely, *range(max(1, likely - 1), min(_WIDEST, likely + 8))}):
        cost, breaks = _cost(empty, labels, start, stop, columns)
        cost += 0.4 * abs(columns - likely)
        if best is None or cost < best[0] - 1e-9:
            best = (cost, breaks)
    assert best is not None
    rows = []
    position = start
    for stop_at in [*best[1], stop]:
        rows.append(tuple(range(position, stop_at)))
        position = stop_at + 1
    return [row for row in rows if row]


def _cost(empty: Sequence[bool], labels: Sequence[bool], start: int, stop: int, columns: int) -> tuple[float, list[int]]:
    """Cheapest choice of row breaks among the empty gaps, when full rows have ``columns`` cells."""
    size = stop - start
    infinite = float("inf")
    cost = [infinite] * (size + 2)
    came = [-1] * (size + 2)
    cost[0] = 0.0  # a row may begin at offset 0
    longest = max(columns + 4, 8)
    run = 0  # cells since the last empty gap, for rows longer than expected
    forced = [0] * (size + 1)
    for offset in range(size):
        run = 0 if empty[start + offset] else run + 1
        forced[offset] = run
    for begin in range(size):
        if cost[begin] == infinite:
            continue
        blanks = 0
        inner = 0.0
        opening = -0.4 if labels[start + begin] else 0.3 if empty[start + begin] else 0.0
        for finish in range(begin + 1, size + 1):  # the row holds [begin, finish)
            here = start + finish - 1
            if empty[here]:
                blanks += 1
                inner += 0.5
            elif labels[here] and finish - begin > 1 and empty[here - 1]:
                inner += 0.4  # a serial number after an empty gap opens a row as a rule
            count = finish - begin
            if count > longest and forced[finish - 1] < count:
                break
            if finish < size and not empty[start + finish]:
                continue
            if count == columns:
                step = 0.0
            elif count < columns:
                step = 0.3 + 0.05 * (columns - count)
            else:
                step = 1.5 + 0.3 * (count - columns)
            step += opening + inner + (1.0 if blanks == count else 0.0)
            after = finish + 1 if finish < size else size + 1
            if cost[begin] + step < cost[after]:
                cost[after] = cost[begin] + step
                came[after] = begin
    breaks: list[int] = []
    position = size + 1
    if cost[position] == infinite:
        return infinite, [start + offset for offset in range(size) if empty[start + offset]]
    while position > 0:
        begin = came[position]
        if begin > 0:
            breaks.append(start + begin - 1)
        position = begin
    return cost[size + 1], sorted(breaks)
