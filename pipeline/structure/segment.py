"""Lines → paragraphs and tables in reading order: the units on which the grammar works.

Takes a ``SourceText``; gives ``Paragraph``s (wrapped lines joined) and ``Grid``s (content tables). Lines that are no text of
the document (page furniture, portal chrome, rules, stamps) come out as leftovers, footnotes apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.records import LineRole, SourceCell, SourceLine, SourceTable, SourceText
from pipeline.structure.label import Label, Style, read_label

_RULE = re.compile(r"^[\s\-–—_=*.~•|#>…]+$")
_STAMP = re.compile(
    r"^(?:Ký bởi|Người ký|Được ký bởi|Ký số bởi|Thời gian ký|Ngày ký|Chữ ký số)\s*:|^Digitally signed|^Signature (?:valid|Not)"
    r"|^(?:Email|Cơ quan|Tổ chức)\s*:.*(?:@|Thời gian ký)",
    re.IGNORECASE,
)
_STAMP_MORE = re.compile(r"^(?:Email|Cơ quan|Thời gian|Tổ chức|Chức vụ|Date|Đơn vị)\s*:|\+07:00", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^(?:[-–—]\s*)?(?:Trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?$")
_CLOSED = re.compile(r"""(?:[;:.!?…]|\./\.?)["”’»)\]]*$""")
_EXPECTS = re.compile(
    r"(?:\b(?:Điều|(?<!số )điều|khoản|Khoản|điểm|mục|Mục|Chương|chương|số|Số|ngày|tháng|năm|và|hoặc|tại|theo|của|các|từ|đến|là"
    r"|với|Phụ lục"
    r"|Luật|định|cho|do|về|trong|bởi|bằng)|,)$"
)
_SYMBOL_BREAK = re.compile(r"(?:[A-ZĐƯ0-9]/|/\d{4}/|[A-ZĐƯ]{1,6}-)$")
_BASIS_OPEN = re.compile(r"^(?:Căn cứ|Theo đề nghị|Xét)\s")
_ISSUES = re.compile(r"(?:Ủy ban|Uỷ ban|UBND|Hội đồng|HĐND|Chủ tịch)\b")
_HALF_NAME = re.compile(r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|HĐND|Hội đồng nhân dân)$")
_COMPOUND_LEFT = re.compile(r"(?:chính trị|kinh tế|tài chính|văn hóa|văn hoá|khoa học)$", re.IGNORECASE)
_COMPOUND_RIGHT = re.compile(
    r"[-–]\s*(?:xã hội|kỹ thuật|nghề nghiệp|thông tin|thể thao|công nghệ|du lịch|ngân sách)\b", re.IGNORECASE
)
_BODY_HINT = re.compile(r"^(?:Điều\s+\d+\s*[.:]|Căn cứ\s|Chương\s+[IVX]+\b|CHƯƠNG\s+[IVX]+\b|[IVX]{1,4}\.\s+\S)")
_HEAD_HINT = re.compile(
    r"CỘNG\s+H[OÒ][AÀ]\s+XÃ|Độc\s+lập\s*[-–]|ĐẢNG\s+CỘNG\s+SẢN|^Số\s*:|^Kính\s+gửi|Nơi\s+nhận\s*:", re.MULTILINE
)
_SIGN_HINT = re.compile(r"^(?:TM\.|T/M|KT\.|TL\.|TUQ\.|\(Đã ký\)|(?:PHÓ )?CHỦ TỊCH$|(?:PHÓ )?GIÁM ĐỐC$)", re.MULTILINE)
_HALF_LEFT = re.compile(r"(?<![^\W_])([^\W\d_]{1,6})-$")
_HALF_RIGHT = re.compile(r"[^\W\d_]{1,6}(?![^\W_])")
_VOWEL = re.compile(r"[aeiouy]")  # after NFD
_SERIAL = re.compile(r"^(?:S?\s*T\s*T|Số\s+TT)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: ``text[at:]`` of the paragraph stands at ``[start, end)`` of the source."""

    at: int
    start: int
    end: int
    line: int  # index of the source line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined as a reader sees them."""

    text: str
    pieces: tuple[Piece, ...]
    bold: bool = False
    italic: bool = False
    centered: bool = False
    heading_level: int | None = None
    table: int | None = None  # layout table it stands in
    cell: tuple[int, int] | None = None

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    def split(self, at: int) -> tuple[Paragraph | None, Paragraph | None]:
        """The paragraph before and from offset ``at`` of its text."""
        before: list[Piece] = []
        after: list[Piece] = []
        for piece in self.pieces:
            size = piece.end - piece.start
            cut = min(max(at - piece.at, 0), size)
            if cut > 0:
                before.append(Piece(piece.at, piece.start, piece.start + cut, piece.line))
            if cut < size:
                after.append(Piece(max(0, piece.at - at), piece.start + cut, piece.end, piece.line))
        return self._part(self.text[:at], before), self._part(self.text[at:], after)

    def _part(self, text: str, pieces: list[Piece]) -> Paragraph | None:
        if not text.strip() or not pieces:
            return None
        return Paragraph(text, tuple(pieces), self.bold, self.italic, self.centered, self.heading_level, self.table, self.cell)


@dataclass(frozen=True, slots=True)
class Grid:
    """A content table: its rows as lists of cells."""

    table: SourceTable
    rows: tuple[tuple[SourceCell, ...], ...]
    start: int
    end: int


Unit = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Segments:
    """Everything on the paper, in order. ``dropped`` are ``(reason, start, end)`` ranges that are no text of the document."""

    units: tuple[Unit, ...]
    dropped: tuple[tuple[str, int, int], ...]
    footnotes: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    index: int
    line: SourceLine
    text: str
    table: int | None
    cell: tuple[int, int] | None


def segment(source: SourceText) -> Segments:
    """Sort the lines of ``source`` into paragraphs, content tables, footnotes and what is no text."""
    notes = sorted((note.start, note.end, note.mark) for note in source.notes if note.start < note.end)
    grids, homes = _tables(source)
    dropped: list[tuple[str, int, int]] = []
    footnotes: list[tuple[str, int, int]] = [(mark, start, end) for start, end, mark in notes]
    units: list[Unit] = list(grids)
    run: list[_Placed] = []
    many_pages = len(source.pages) > 1
    stamp_before = -9
    for index, line in enumerate(source.lines):
        start, end = line.start, line.end
        text = source.text[start:end]
        if not text.strip() or any(a <= start < b for a, b, _ in notes):
            continue
        home = homes.find(start)
        if home is not None and home.grid:
            continue
        reason = _no_text(text, line, source.lines, index, many_pages=many_pages)
        if reason is None and index - stamp_before <= 4 and _STAMP_MORE.search(text.strip()):
            reason = "stamp"
        if reason == "stamp":
            stamp_before = index
        if reason is not None:
            dropped.append((reason, start, end))
        elif line.role is LineRole.FOOTNOTE:
            footnotes.append(("", start, end))
        else:
            run.append(_Placed(index, line, text, home.table if home else None, home.cell if home else None))
    units.extend(_paragraphs(run, source, sorted(grid.start for grid in grids)))
    units.sort(key=lambda unit: unit.start)
    return Segments(tuple(units), tuple(dropped), tuple(_merge_notes(footnotes, source)))


def _no_text(text: str, line: SourceLine, lines: Sequence[SourceLine], index: int, *, many_pages: bool) -> str | None:
    if line.role is LineRole.PAGE_FURNITURE:
        return "page-furniture"
    if line.role is LineRole.BOILERPLATE:
        return "boilerplate"
    if _RULE.match(text):
        return "rule"
    if len(text) < 160 and _STAMP.match(text.strip()):
        return "stamp"
    if many_pages and line.role is LineRole.BODY and _PAGE_NUMBER.match(text.strip()):
        first = index == 0 or lines[index - 1].page != line.page
        last = index + 1 == len(lines) or lines[index + 1].page != line.page
        if first or last:
            return "page-furniture"
    return None


def _merge_notes(notes: list[tuple[str, int, int]], source: SourceText) -> Iterable[tuple[str, int, int]]:
    """Footnote lines without a note record: a line that does not begin with a mark goes on with the note before."""
    merged: list[tuple[str, int, int]] = []
    for mark, start, end in sorted(notes, key=lambda note: note[1]):
        begins = re.match(r"\s*(?:\[?\d{1,3}\]?|[¹²³⁴-⁹*]+)", source.text[start:end])
        if merged and not mark and not begins and not source.text[merged[-1][2] : start].strip():
            merged[-1] = (merged[-1][0], merged[-1][1], end)
        else:
            merged.append((mark or (begins[0].strip(" []") if begins else ""), start, end))
    return merged


@dataclass(frozen=True, slots=True)
class _Home:
    start: int
    end: int
    table: int
    cell: tuple[int, int]
    grid: bool


class _Homes:
    """Innermost cell of an offset."""

    def __init__(self, homes: list[_Home]) -> None:
        self._homes = sorted(homes, key=lambda home: (home.start, -home.end))
        self._starts = [home.start for home in self._homes]

    def find(self, offset: int) -> _Home | None:
        position = bisect_right(self._starts, offset) - 1
        while position >= 0:
            home = self._homes[position]
            if home.end > offset:
                return home
            if offset - home.start > 200_000:
                return None
            position -= 1
        return None


def _tables(source: SourceText) -> tuple[list[Grid], _Homes]:
    """Content tables, and for every cell where its lines belong."""
    grids: list[Grid] = []
    homes: list[_Home] = []
    size = len(source.text)
    taken: list[tuple[int, int]] = []
    ordered = sorted(source.tables, key=lambda table: (table.start, -table.end))
    for table in ordered:
        cells = [c for c in table.cells if 0 <= c.start < c.end <= size and source.text[c.start : c.end].strip()]
        if not cells:
            continue
        start, end = min(c.start for c in cells), max(c.end for c in cells)
        inside = any(a <= start < b for a, b in taken)
        if inside:
            continue
        nested = any(other is not table and start <= other.start and other.end <= end and other.cells for other in ordered)
        grid = _grid(table, cells, source, grids[-1] if grids else None) if not nested else None
        if grid is not None:
            grids.append(grid)
            taken.append((start, end))
        homes.extend(_Home(c.start, c.end, table.index, (c.row, c.column), grid is not None) for c in cells)
    return grids, _Homes(homes)


def _grid(table: SourceTable, cells: list[SourceCell], source: SourceText, above: Grid | None) -> Grid | None:
    """``table`` as rows, or None where it only serves the layout (two-column head, signature, whole text in one cell).

    One that has the columns of the table ``above`` on the page before is the rest of it, however little it holds.
    """
    for before, after in pairwise(cells):
        if after.start < before.end or after.row < before.row:
            return None
    columns = {c.column for c in cells}
    rows: dict[int, list[SourceCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    whole = source.text[cells[0].start : cells[-1].end]
    rest = above is not None and above.table.page + 1 == table.page and width_of(above.table) == width_of(table) > 2
    serial = rest or any(_SERIAL.match(" ".join(source.text[c.start : c.end].split())) for c in cells[:12])
    if not serial:
        if len(columns) < 2 or (len(rows) == 1 and len(cells) < 2):
            return None
        if len(rows) <= 6 and (_HEAD_HINT.search(whole) or _SIGN_HINT.search(whole)):
            return None
        if sum(bool(_BODY_HINT.match(line)) for line in whole.split("\n")) >= 3 and len(rows) <= 3:
            return None
    roles = {line.role for line in source.lines if cells[0].start <= line.start < cells[-1].end}
    if roles & {LineRole.BOILERPLATE, LineRole.PAGE_FURNITURE}:
        return None
    return Grid(table, tuple(tuple(row) for _, row in sorted(rows.items())), cells[0].start, cells[-1].end)


def width_of(table: SourceTable) -> int:
    """How many columns a table has, empty ones included."""
    return max(cell.column + max(1, cell.column_span) for cell in table.cells)


def _paragraphs(run: list[_Placed], source: SourceText, breaks: list[int]) -> list[Paragraph]:
    margins = _margins(run)
    groups: list[list[_Placed]] = []
    for placed in run:
        if groups and not _crosses(groups[-1][-1], placed, breaks) and _goes_on(groups[-1], placed, margins):
            groups[-1].append(placed)
        else:
            groups.append([placed])
    return [_join(group) for group in groups]


def _crosses(before: _Placed, after: _Placed, breaks: list[int]) -> bool:
    """Whether a content table stands between the two lines, or they stand in different cells."""
    if before.table != after.table or before.cell != after.cell:
        return True
    return bisect_right(breaks, before.line.start) != bisect_right(breaks, after.line.start)


@dataclass(frozen=True, slots=True)
class _Margins:
    right: float  # x1 that full lines reach, 0 when no boxes
    wrapped_at: int  # characters in full lines, 0 when the text is not hard-wrapped


def _margins(run: list[_Placed]) -> _Margins:
    free = [placed for placed in run if placed.table is None] or run
    edges = sorted(placed.line.box.x1 for placed in free if placed.line.box)
    lengths = sorted(len(placed.text) for placed in free)
    right = edges[int(len(edges) * 0.9)] if len(edges) >= 0.8 * len(free) and edges else 0.0
    longest = lengths[min(len(lengths) - 1, int(len(lengths) * 0.95))] if lengths else 0
    return _Margins(right, longest if 30 <= longest <= 160 else 0)


def _room(before: _Placed, after: _Placed, margins: _Margins) -> bool:
    """Whether the first word of ``after`` would have fitted at the end of ``before``: then the line was ended on purpose."""
    word = len(after.text.split(maxsplit=1)[0]) + 1
    box = before.line.box
    if margins.right and box and box.x1 > box.x0:
        return box.x1 + word * (box.x1 - box.x0) / max(1, len(before.text)) < margins.right - 4
    if not margins.wrapped_at:
        return True
    return len(before.text) + word <= margins.wrapped_at - 2


def _goes_on(group: list[_Placed], after: _Placed, margins: _Margins) -> bool:
    """Whether ``after`` continues the paragraph of ``group``."""
    before = group[-1]
    a, b = before.text.rstrip(), after.text.lstrip()
    closed = bool(_CLOSED.search(a)) or (a.startswith("(") and a.endswith(")"))
    lower = first_letter_is_lower(b)
    label = read_label(b)
    if label is None and _is_label_only(a):
        return True
    numbers = before.line.paragraph, after.line.paragraph
    if None not in numbers:
        if numbers[0] != numbers[1]:
            return not closed and len(a) > 20 and before.table is None and _was_cut(before, a, b, label, lower=lower)
        if not closed and _splits_compound(a, b):
            return True
        if label is None:
            # Broken bold marks: the title of an article and its text came as one paragraph, but in two looks.
            return lower or before.line.bold == after.line.bold or not _is_article(group[0].text) or bool(_EXPECTS.search(a))
        return label.style > Style.LETTER or not _ends_here(group, after, a, label, closed=closed)
    if before.line.heading_level != after.line.heading_level:
        return False
    expects = bool(_EXPECTS.search(a)) and not closed
    if not closed and _splits_compound(a, b):
        return True
    if label is not None and label.style in (Style.DASH, Style.PLUS, Style.STAR, Style.DOT):
        # A dash before a small letter at the start of a full line's continuation joins two words.
        return label.style is Style.DASH and not closed and lower and not _room(before, after, margins)
    if label is not None:
        if closed:
            return False
        if label.style is Style.ARTICLE or label.style <= Style.SUBSECTION:
            return expects or not (_room(before, after, margins) or after.line.bold or is_capitals(a))
        return expects or not (_room(before, after, margins) or before.line.bold != after.line.bold or is_capitals(a))
    if lower:
        return True
    if b.startswith("Kính gửi"):
        return False
    if re.match(r"(?:Căn cứ|Theo đề nghị|Xét|Nơi nhận|Kính gửi|PHỤ LỤC|Phụ lục)\b", b) and (
        closed or _room(before, after, margins)
    ):
        return False
    if before.line.bold != after.line.bold or before.line.centered != after.line.centered:
        return False
    if is_capitals(a) != is_capitals(b):
        return False
    room = _room(before, after, margins)
    if closed:
        if after.line.box and before.line.box and after.line.box.x0 > before.line.box.x0 + 12 and len(group) > 1:
            return False
        return not room
    if is_capitals(a):
        return not room
    return expects or not room


def _is_label_only(text: str) -> bool:
    """A label that stands alone on its line ("a)", "1.", "-"): its text is the next line."""
    label = read_label(text) if len(text) < 12 else None
    return label is not None and label.style >= Style.UPPER and label.end >= len(text)


def _was_cut(before: _Placed, a: str, b: str, label: Label | None, *, lower: bool) -> bool:
    """Whether a paragraph of the web copy is only the rest of the one before, whose sentence is still open."""
    if _splits_compound(a, b):
        return True
    if label is not None or before.line.bold or is_capitals(a):
        return False
    if lower or (b[0].isdigit() and read_label(a) is None) or _SYMBOL_BREAK.search(a):
        return True
    if _BASIS_OPEN.match(a) and not a.endswith(",") and not is_capitals(b):
        return bool(_EXPECTS.search(a)) or not _ISSUES.match(b)
    return bool(_HALF_NAME.search(a) and re.match(r"(?:Thành phố|Tỉnh)\b", b))


def _splits_compound(a: str, b: str) -> bool:
    """ "chính trị" + "- xã hội": the dash is part of a compound, not of a list."""
    return bool(_COMPOUND_LEFT.search(a) and _COMPOUND_RIGHT.match(b))


def _ends_here(group: list[_Placed], after: _Placed, text: str, label: Label, *, closed: bool) -> bool:
    """Whether a labelled line inside one paragraph of the format still begins a unit: a soft line break, or broken markup."""
    if closed:
        return True
    if _EXPECTS.search(text):
        return False
    before = group[-1].line
    looks = before.bold != after.line.bold or before.italic != after.line.italic
    return looks or text.endswith(")") or label.style is Style.ARTICLE or (label.order == 1 and _is_article(group[0].text))


def _is_article(text: str) -> bool:
    label = read_label(text)
    return label is not None and label.style is Style.ARTICLE


def first_letter_is_lower(text: str) -> bool:
    for ch in text:
        if ch.isalpha():
            return ch.islower()
        if ch.isdigit():
            return False
    return False


def is_capitals(text: str) -> bool:
    """Whether the text is set in capitals (nine in ten of its cased letters, at least three)."""
    upper = sum(ch.isupper() for ch in text)
    lower = sum(ch.islower() for ch in text)
    return upper >= 3 and upper >= 9 * lower


def join_text(a: str, b: str) -> str:
    """Two wrapped lines as one: a symbol cut at its hyphen or slash ("QĐ-" + "UBND") is closed up, else a blank."""
    if _SYMBOL_BREAK.search(a) and re.match(r"[A-ZĐƯ0-9]", b):
        return ""
    return " "


def _is_hyphenated(a: str, b: str) -> bool:
    """Whether a hyphen only cuts a syllable at the line end ("ngh-" / "iêm"): one of the halves has no vowel.

    Other hyphens at a line end stay: in Vietnamese they are nearly always part of a compound or a symbol.
    """
    left, right = _HALF_LEFT.search(a), _HALF_RIGHT.match(b)
    if left is None or right is None or not (left[1].islower() and right[0].islower()):
        return False
    return not all(_VOWEL.search(unicodedata.normalize("NFD", half)) for half in (left[1], right[0]))


def _join(group: list[_Placed]) -> Paragraph:
    text = ""
    pieces: list[Piece] = []
    for placed in group:
        stripped = placed.text.strip()
        lead = len(placed.text) - len(placed.text.lstrip())
        if text and _is_hyphenated(text, stripped):
            text, last = text[:-1], pieces[-1]
            pieces[-1] = Piece(last.at, last.start, last.end - 1, last.line)
        elif text:
            text += join_text(text, stripped)
        start = placed.line.start + lead
        pieces.append(Piece(len(text), start, start + len(stripped), placed.index))
        text += stripped
    letters = sum(len(p.text) for p in group)
    first = group[0]
    return Paragraph(
        text,
        tuple(pieces),
        bold=sum(len(p.text) for p in group if p.line.bold) >= 0.9 * letters,
        italic=sum(len(p.text) for p in group if p.line.italic) >= 0.9 * letters,
        centered=all(p.line.centered for p in group),
        heading_level=first.line.heading_level,
        table=first.table,
        cell=first.cell,
    )
