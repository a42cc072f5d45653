"""Characters of a PDF page → lines in reading order: columns are kept apart, tables cell by cell, watermarks set aside."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.ingest.glyphs import Glyph, PageContent
from pipeline.ingest.grid import Grid, GridCell, find_grids
from pipeline.ingest.line_numbers import split_line_numbers
from pipeline.records import Box

_SAME_BASELINE = 0.45  # of the type size: superscripts stay on their line
_COLUMN_GAP = 2.0  # of the type size: wider gaps separate columns
_WORD_GAP = 0.22  # of the type size
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[a-zđ][.)]|[IVXLC]{1,5}\.|[-–+•*▪]|(?:Điều|Chương|Mục)\s+\w+[.:]?)$")


_BLANK_BEFORE = re.compile(r"(?:Số\s*:?|ngày|tháng|năm)$")
_BLANK_AFTER = re.compile(r"(?:/|-\S|tháng\b|năm\b)")
_TITLE = re.compile(r"\s*CỘNG\s*H[ÒO][AÀ]\s*XÃ")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of one column or cell. ``marks`` are superscript numbers: (position in ``text``, mark)."""

    text: str
    box: Box
    size: float
    bold: bool
    italic: bool
    base: float
    marks: tuple[tuple[int, str], ...] = ()
    fonts: tuple[str, ...] = ()
    column: int = 0  # 0: full width; 1, 2 …: a column of a block
    first_word: float = 0.0  # width of the first word
    confidence: float | None = None  # OCR
    words: tuple[float, ...] = ()  # OCR: confidence of each word


@dataclass(frozen=True, slots=True)
class CellLines:
    cell: GridCell
    lines: tuple[PdfLine, ...]


@dataclass(frozen=True, slots=True)
class PdfTable:
    box: Box
    cells: tuple[CellLines, ...]


@dataclass(frozen=True, slots=True)
class PdfPage:
    """Lines and tables in reading order, and the text that lies slanted across the page."""

    blocks: tuple[PdfLine | PdfTable, ...]
    watermark: str
    line_numbers: str = ""  # of the margin


def arrange(content: PageContent) -> PdfPage:
    """Lines and tables of a page in the order a reader takes them."""
    upright = [glyph for glyph in content.glyphs if glyph.upright]
    slanted = "".join(glyph.text for glyph in content.glyphs if not glyph.upright)
    numbers, counted = split_line_numbers(_rows(upright))
    if numbers:
        upright = [glyph for glyph in upright if glyph not in numbers]
    grids = find_grids(content.edges) if upright else []
    free, inside = _share_out(upright, grids)
    blocks: list[tuple[float, float, PdfLine | PdfTable]] = []
    for grid, cells in zip(grids, inside, strict=True):
        if not any(cells):
            continue
        filled = tuple(
            CellLines(cell, tuple(_line(row) for row in _rows(glyphs) if _visible(row)))
            for cell, glyphs in zip(grid.cells, cells, strict=True)
        )
        blocks.append((grid.box.top, grid.box.x0, PdfTable(grid.box, filled)))
    tops = sorted(block[0] for block in blocks)
    for order, line in enumerate(_columns(_rows(free), tops)):
        blocks.append((line[0], order * 1e-6, line[1]))
    blocks.sort(key=lambda block: (block[0], block[1]))
    return PdfPage(tuple(block[2] for block in blocks), " ".join(slanted.split()), counted)


def _share_out(glyphs: Iterable[Glyph], grids: Sequence[Grid]) -> tuple[list[Glyph], list[list[list[Glyph]]]]:
    """Characters outside tables, and those of each cell of each table."""
    if not grids:
        return list(glyphs), []
    free: list[Glyph] = []
    inside: list[list[list[Glyph]]] = [[[] for _ in grid.cells] for grid in grids]
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.3 * glyph.size
        for number, grid in enumerate(grids):
            if not _holds(grid.box, x, y):
                continue
            for index, cell in enumerate(grid.cells):
                if _holds(cell.box, x, y):
                    inside[number][index].append(glyph)
                    break
            else:
                continue
            break
        else:
            free.append(glyph)
    return free, inside


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _visible(glyphs: Sequence[Glyph]) -> bool:
    return any(not glyph.text.isspace() for glyph in glyphs)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that share a baseline, each row from left to right, rows from top to bottom."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda one: one.base):
        if rows and glyph.base - base <= _SAME_BASELINE * max(size, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > size:
                size = glyph.size
        else:
            rows.append([glyph])
            base, size = glyph.base, glyph.size
    rows = _with_marks([row for row in rows if _visible(row)])
    for row in rows:
        row.sort(key=lambda one: one.x0)
    return rows


def _with_marks(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows of nothing but raised marks (¹) put into the row below that they belong to: it touches them."""
    joined: list[list[Glyph]] = []
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else []
        size = max((glyph.size for glyph in below), default=0.0)
        marks = [glyph for glyph in row if not glyph.text.isspace()]
        if (
            below
            and len(marks) <= 3
            and all(glyph.size < 0.8 * size and (glyph.text.isdigit() or glyph.text in "*†‡") for glyph in marks)
            and below[0].base - marks[0].base < 0.8 * size
            and any(_touch(mark, glyph, size) for mark in marks for glyph in below)
        ):
            below.extend(row)
        else:
            joined.append(row)
    return joined


def _touch(mark: Glyph, glyph: Glyph, size: float) -> bool:
    return abs(mark.x0 - glyph.x1) < 0.6 * size or abs(mark.x1 - glyph.x0) < 0.6 * size


def _segments(rows: Sequence[Sequence[Glyph]]) -> list[list[list[Glyph]]]:
    """Each row cut at the gaps between columns.

    A wide gap cuts by itself, and so does any clear gap before the national title, which always stands right of the issuer's name.
    A row next to a cut one is also cut where its own widest gap meets the neighbour's: the columns of a head come close in places.
    """
    gaps = [_gaps(row) for row in rows]
    strong: list[set[int]] = []
    for row, found in zip(rows, gaps, strict=True):
        cuts = {at for at, _, _, size in found if _width(found, at) > _COLUMN_GAP * size}
        for at, _, _, size in found:
            if _width(found, at) > 0.6 * size and _TITLE.match("".join(glyph.text for glyph in row[at : at + 14])):
                cuts.add(at)
        strong.append(cuts)
    result = []
    for index, (row, found) in enumerate(zip(rows, gaps, strict=True)):
        cuts = set(strong[index])
        for other in (index - 1, index + 1):
            if cuts or not 0 <= other < len(rows) or len(strong[other]) != 1 or not found:
                continue
            if abs(rows[other][0].base - row[0].base) > 3.0 * row[0].size:
                continue
            _, left, right, _ = next(gap for gap in gaps[other] if gap[0] in strong[other])
            widths = sorted(gap[2] - gap[1] for gap in found)
            at, start, end, size = max(found, key=lambda gap: gap[2] - gap[1])
            if end - start > max(0.6 * size, 1.5 * widths[len(widths) // 2]) and min(end, right) - max(start, left) > 2:
                cuts.add(at)
        result.append(_cut(row, sorted(cuts)))
    return result


_Gap = tuple[int, float, float, float]  # index of the character after the gap, its two edges, the type size


def _gaps(row: Sequence[Glyph]) -> list[_Gap]:
    """White space between the visible characters of a row; blanks typed to fill a line count as white only if few."""
    found: list[_Gap] = []
    edge: float | None = None
    filled = 0
    for index, glyph in enumerate(row):
        if glyph.text.isspace():
            filled += 1
            continue
        if edge is not None and glyph.x0 - edge > 0.2 * glyph.size and filled <= 1:
            found.append((index, edge, glyph.x0, glyph.size))
        edge = max(edge, glyph.x1) if edge is not None else glyph.x1
        filled = 0
    return found


def _width(gaps: Sequence[_Gap], at: int) -> float:
    return next(end - start for index, start, end, _ in gaps if index == at)


def _cut(row: Sequence[Glyph], cuts: Sequence[int]) -> list[list[Glyph]]:
    bounds = [0, *cuts, len(row)]
    parts = [list(row[start:end]) for start, end in pairwise(bounds)]
    parts = [part for part in parts if _visible(part)]
    at = 0
    while at + 1 < len(parts):
        left, right = (("".join(glyph.text for glyph in part)).strip() for part in parts[at : at + 2])
        if (at == 0 and _LABEL.match(left)) or (_BLANK_BEFORE.search(left) and _BLANK_AFTER.match(right)):
            parts[at : at + 2] = [parts[at] + parts[at + 1]]  # a tab stop after a label, or a blank left to fill in
        else:
            at += 1
    return parts


def _bands(rows: list[list[Glyph]]) -> list[tuple[float, list[PdfLine]]]:
    """Baseline and lines of each band of the page: rows side by side whose baselines differ a little are one band."""
    bands: list[tuple[float, list[PdfLine]]] = []
    for row, parts in zip(rows, _segments(rows), strict=True):
        lines = [_line(part) for part in parts]
        if bands and len(bands[-1][1]) + len(lines) <= 3:
            before = bands[-1][1]
            beside = all(
                (one.box.x1 + 3 < other.box.x0 or other.box.x1 + 3 < one.box.x0)
                and min(one.base, other.base) > max(one.base - one.size, other.base - other.size) + 0.2 * one.size
                for one in lines
                for other in before
            )
            if beside:
                before.extend(lines)
                before.sort(key=lambda line: line.box.x0)
                continue
        bands.append((row[0].base, lines))
    return bands


def _columns(rows: list[list[Glyph]], breaks: Sequence[float]) -> list[tuple[float, PdfLine]]:
    """Lines with the height at which to place them: a block of two columns goes left first, at its top.

    ``breaks`` are tops of tables: no block runs across one.
    """
    out: list[tuple[float, PdfLine]] = []
    block: list[list[PdfLine]] = []
    gutter = (0.0, 0.0)

    def close() -> None:
        nonlocal block
        if not block:
            return
        top = block[0][0].box.top
        if max(len(lines) for lines in block) > 2:
            out.extend((line.box.top, line) for lines in block for line in lines)  # columns without rules: row by row
        else:
            middle = (gutter[0] + gutter[1]) / 2
            for column in (1, 2):
                for lines in block:
                    for line in lines:
                        if (1 if (line.box.x0 + line.box.x1) / 2 < middle else 2) == column:
                            out.append((top, _in_column(line, column)))
        block = []

    previous_base = 0.0
    for base, lines in _bands(rows):
        size = max(line.size for line in lines)
        far = block and (base - previous_base > 3.5 * size or _crosses(breaks, previous_base, base))
        close_by = base - previous_base <= 2.2 * size
        previous_base = base
        if far:
            close()
        if len(lines) == 2:
            gap = (lines[0].box.x1, lines[1].box.x0)
            shared = (max(gutter[0], gap[0]), min(gutter[1], gap[1])) if block else gap
            if shared[1] - shared[0] < 4:
                close()
                shared = gap
            gutter = shared
            block.append(lines)
        elif len(lines) > 2:
            gutter = (lines[0].box.x1, lines[1].box.x0)
            block.append(lines)
        elif block and close_by and _on_one_side(lines[0], gutter):
            block.append(lines)
        else:
            close()
            out.append((lines[0].box.top, lines[0]))
    close()
    return out


def _on_one_side(line: PdfLine, gutter: tuple[float, float]) -> bool:
    """Whether a line by itself goes on with one of the columns of the block above it."""
    middle = (gutter[0] + gutter[1]) / 2
    left = line.box.x0 < gutter[0] and line.box.x1 <= gutter[1] - 4
    return (left or line.box.x0 >= middle) and not line.text.startswith("Kính gửi")


def _crosses(breaks: Sequence[float], above: float, below: float) -> bool:
    index = bisect_left(breaks, above)
    return index < len(breaks) and breaks[index] < below


def _in_column(line: PdfLine, column: int) -> PdfLine:
    return replace(line, column=column)


def _line(glyphs: Sequence[Glyph]) -> PdfLine:
    """The text of one row of characters, with its look and its superscript marks."""
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    size = _dominant([glyph.size for glyph in inked])
    base = statistics.median_high([glyph.base for glyph in inked if glyph.size >= 0.85 * size] or [inked[0].base])
    text: list[str] = []
    marks: list[tuple[int, str]] = []
    length = 0
    last: Glyph | None = None
    last_mark: tuple[int, int] | None = None  # length after the mark, index in marks
    first_word: float | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            if text and text[-1] != " ":
                text.append(" ")
                length += 1
            continue
        if last is not None and text[-1] != " " and glyph.x0 - last.x1 > _WORD_GAP * min(glyph.size, last.size, size):
            text.append(" ")
            length += 1
        if last is not None and first_word is None and text[-1] == " ":
            first_word = last.x1 - inked[0].x0
        raised = glyph.size < 0.8 * size and base - glyph.base > 0.15 * size and (glyph.text.isdigit() or glyph.text in "*†‡")
        if raised:
            if last_mark is not None and last_mark[0] == length:
                position, mark = marks[last_mark[1]]
                marks[last_mark[1]] = (position, mark + glyph.text)
            else:
                marks.append((length, glyph.text))
            last_mark = (length + 1, len(marks) - 1)
        text.append(glyph.text)
        length += len(glyph.text)
        last = glyph
    letters = [glyph for glyph in inked if glyph.text.isalnum()]
    box = Box(
        round(min(g.x0 for g in inked), 2),
        round(min(g.top for g in inked), 2),
        round(max(g.x1 for g in inked), 2),
        round(max(g.bottom for g in inked), 2),
    )
    return PdfLine(
        "".join(text),
        box,
        size,
        bool(letters) and sum(g.bold for g in letters) >= 0.9 * len(letters),
        bool(letters) and sum(g.italic for g in letters) >= 0.9 * len(letters),
        base,
        tuple(marks),
        tuple(sorted({g.font for g in inked})),
        0,
        first_word if first_word is not None else box.x1 - box.x0,
        _confidence(inked),
        tuple(g.confidence for g in inked if g.confidence is not None),
    )


def _confidence(glyphs: Sequence[Glyph]) -> float | None:
    """Mean confidence of recognised words by their length; None for characters of a text layer."""
    known = [(glyph.confidence, len(glyph.text)) for glyph in glyphs if glyph.confidence is not None]
    total = sum(weight for _, weight in known)
    return round(sum(value * weight for value, weight in known) / total, 4) if total else None


def _dominant(sizes: Sequence[float]) -> float:
    counts: dict[float, int] = {}
    for size in sizes:
        key = round(size, 1)
        counts[key] = counts.get(key, 0) + 1
    return max(counts, key=lambda key: (counts[key], key))
