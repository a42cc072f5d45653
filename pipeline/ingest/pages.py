"""Pages of lines with places → lines of the document: furniture, footnotes and their marks, paragraphs by indents and line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.ingest import wrap
from pipeline.ingest.compose import ANCHOR, Composer
from pipeline.ingest.furniture import find_furniture
from pipeline.ingest.layout import PdfLine, PdfPage, PdfTable
from pipeline.ingest.legacy import convert, encoding_of_font, repair_line
from pipeline.ingest.limits import Limits, check_characters
from pipeline.records import LineRole, SourcePage, TextOrigin

_LONGEST_WATERMARK = 120  # characters; more is text that someone wanted read
_GUESSED_SIZE = 0.4  # recognised lines: the size is a guess from the letters that happen to stand in them
_NOTE_START = re.compile(r"[\[(]?(\d{1,3}|[*†‡])[\])]?[.:]?\s*(?=\S)")


@dataclass
class ReadPage:
    """A page on its way to lines."""

    number: int
    width: float
    height: float
    layout: PdfPage
    origin: TextOrigin
    reader: str
    confidence: float | None = None


@dataclass
class _Note:
    mark: str
    page: int
    lines: list[PdfLine]
    anchor: int | None = None
    start: int = -1
    end: int = -1
    claimed: bool = field(default=False)


def texts_of(layout: PdfPage) -> Iterator[str]:
    for block in layout.blocks:
        if isinstance(block, PdfLine):
            yield _unicode(block)
        else:
            for cell in block.cells:
                for line in cell.lines:
                    yield _unicode(line)


def emit_pages(pages: Sequence[ReadPage], given: str, limits: Limits, composer: Composer) -> None:
    furniture = find_furniture([page.layout for page in pages], [page.height for page in pages])
    body_size = _body_size(pages)
    paragraphs = _Paragraphs(composer)
    notes: list[_Note] = []
    for page in pages:
        found = _footnotes(page, furniture, body_size)
        inside = {id(line): note for note in found for line in note.lines}
        waiting = {note.mark: note for note in found}
        texts = [block for block in page.layout.blocks if isinstance(block, PdfLine) and id(block) not in furniture]
        paragraphs.page([line for line in texts if id(line) not in inside], page.width)
        for block in page.layout.blocks:
            if isinstance(block, PdfTable):
                _emit_table(block, page, composer)
            elif id(block) in furniture:
                composer.line(_unicode(block), page=page.number, role=LineRole.PAGE_FURNITURE, box=block.box)
            elif id(block) in inside:
                note = inside[id(block)]
                start, end = composer.line(
                    _unicode(block),
                    page=page.number,
                    role=LineRole.FOOTNOTE,
                    box=block.box,
                    confidence=block.confidence,
                    words=block.words,
                )
                note.start = start if note.start < 0 else note.start
                note.end = end
            else:
                _emit_line(block, page, composer, waiting, paragraphs)
        notes.extend(found)
        if page.layout.line_numbers:
            composer.line(page.layout.line_numbers, page=page.number, role=LineRole.PAGE_FURNITURE)
        if page.layout.watermark:
            composer.line(page.layout.watermark, page=page.number, role=LineRole.PAGE_FURNITURE)
            if len(page.layout.watermark) > _LONGEST_WATERMARK:
                composer.warn(
                    "slanted-text",
                    f"Trang {page.number} có nhiều chữ nằm nghiêng hoặc xoay ngang; phần này không được rà soát. "
                    "Hãy xoay trang rồi lưu lại.",
                    f"Page {page.number} holds much slanted or sideways text, which is not reviewed. Turn the page and save again.",
                    page.number,
                )
        check_characters(given, composer.characters, limits)
    _tell_recognised(pages, composer)
    for note in notes:
        if note.start >= 0:
            composer.note(note.mark, note.start, note.end, note.anchor)


def _tell_recognised(pages: Sequence[ReadPage], composer: Composer) -> None:
    """One warning for all pages whose text came from images, with how sure recognition was."""
    sure = {page.number: page.confidence for page in pages if page.origin is TextOrigin.OCR}
    if not sure:
        return
    known = [value for value in sure.values() if value is not None]
    mean = sum(known) / len(known) if known else 0.0
    composer.warn(
        "recognised-pages",
        f"{len(sure)} trong {len(pages)} trang được đọc bằng nhận dạng ảnh (độ tin cậy trung bình {mean:.0%}); "
        "hãy đối chiếu số, ngày và tỷ lệ với bản gốc.",
        f"{len(sure)} of {len(pages)} pages were read by recognition (mean confidence {mean:.0%}); "
        "compare numbers, dates and shares with the original.",
    )


def _emit_line(line: PdfLine, page: ReadPage, composer: Composer, waiting: dict[str, _Note], paragraphs: _Paragraphs) -> None:
    """A body line; superscript marks of this page's footnotes leave the text and become anchors."""
    text = line.text
    claimed: list[_Note] = []
    for position, mark in reversed(line.marks):
        note = waiting.get(mark)
        if note is not None and not note.claimed:
            text = text[:position] + ANCHOR + text[position + len(mark) :]
            note.claimed = True
            claimed.insert(0, note)
    before = len(composer.anchors)
    number, centered = paragraphs.of(line)
    composer.line(
        _unicode(line, text),
        page=page.number,
        box=line.box,
        bold=line.bold,
        italic=line.italic,
        centered=centered,
        paragraph=number,
        confidence=line.confidence,
        words=line.words,
    )
    for note, anchor in zip(claimed, composer.anchors[before:], strict=False):
        note.anchor = anchor


def _emit_table(table: PdfTable, page: ReadPage, composer: Composer) -> None:
    with composer.table(page.number):
        for part in table.cells:
            cell = part.cell
            with composer.cell(cell.row, cell.column, cell.row_span, cell.column_span):
                right = max((line.box.x1 for line in part.lines), default=0.0)
                previous: PdfLine | None = None
                number = composer.paragraph()
                for line in part.lines:
                    if previous is not None and not _goes_on(previous, line, right):
                        number = composer.paragraph()
                    previous = line
                    composer.line(
                        _unicode(line),
                        page=page.number,
                        box=line.box,
                        bold=line.bold,
                        italic=line.italic,
                        paragraph=number,
                        confidence=line.confidence,
                        words=line.words,
                    )


def _unicode(line: PdfLine, text: str | None = None) -> str:
    """The line's text, out of a legacy encoding where its fonts or its spelling prove one."""
    text = line.text if text is None else text
    proofs = {encoding_of_font(font) for font in line.fonts}
    if len(proofs) == 1 and (proof := next(iter(proofs))) is not None:
        return convert(text, proof[0], capitals=proof[1])
    if line.confidence is not None:
        return text  # recognised: Unicode already
    return repair_line(text)[0]


def _body_size(pages: Sequence[ReadPage]) -> float:
    """The type size most of the document's characters have."""
    counts: dict[float, int] = {}
    for page in pages:
        for block in page.layout.blocks:
            if isinstance(block, PdfLine):
                counts[block.size] = counts.get(block.size, 0) + len(block.text)
    return max(counts, key=lambda size: counts[size]) if counts else 0.0


def _footnotes(page: ReadPage, furniture: set[int], body_size: float) -> list[_Note]:
    """Notes at the foot of a page: smaller type, opened by a mark that also stands raised in the text above."""
    lines = [block for block in page.layout.blocks if isinstance(block, PdfLine) and id(block) not in furniture]
    last = page.layout.blocks[-1] if page.layout.blocks else None
    tail = len(lines)
    while tail > 0 and lines[tail - 1].size <= 0.93 * body_size and lines[tail - 1].column == 0:
        tail -= 1
    if tail == len(lines) or isinstance(last, PdfTable):
        return []
    raised = {mark for line in lines[:tail] for _, mark in line.marks}
    notes: list[_Note] = []
    for line in lines[tail:]:
        opening = _NOTE_START.match(line.text)
        if opening and opening[1] in raised and opening[1] not in {note.mark for note in notes}:
            notes.append(_Note(opening[1], page.number, [line]))
        elif notes:
            notes[-1].lines.append(line)
    return notes


def _goes_on(above: PdfLine, below: PdfLine, right: float) -> bool:
    """Whether ``below`` goes on with the paragraph of ``above``: its first word had no room left in the line above."""
    if wrap.opens(below.text, above.text):
        return False
    room = right - above.box.x1
    return room < below.first_word + 0.25 * above.size and below.base - above.base < 2.2 * above.size


class _Paragraphs:
    """Numbers the paragraphs of running text by the room at line ends and the indents; columns stay unknown."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.previous: PdfLine | None = None
        self.number = 0
        self.left = self.right = self.middle = 0.0

    def page(self, lines: Sequence[PdfLine], width: float) -> None:
        """Measure the margins of the next page."""
        full = [line for line in lines if line.column == 0]
        if full:
            rights = sorted(line.box.x1 for line in full)
            self.right = rights[min(len(rights) - 1, int(len(rights) * 0.9))]
            lefts = sorted(line.box.x0 for line in full)
            self.left = lefts[int(len(lefts) * 0.1)]
            self.middle = (self.left + self.right) / 2

    def of(self, line: PdfLine) -> tuple[int | None, bool]:
        """``(paragraph, centred)`` of the next line."""
        width = line.box.x1 - line.box.x0
        off = abs((line.box.x0 + line.box.x1) / 2 - self.middle)
        centered = line.column == 0 and off < 8 and line.box.x0 - self.left > 15 and width < 0.92 * (self.right - self.left)
        if line.column:
            self.previous = None
            return None, False
        above, self.previous = self.previous, line
        if above is None or not self._same(above, line):
            self.number = self.composer.paragraph()
        return self.number, centered

    def _same(self, above: PdfLine, below: PdfLine) -> bool:
        if (
            wrap.opens(below.text, above.text)
            or abs(above.size - below.size) > (0.6 if below.confidence is None else _GUESSED_SIZE * above.size)
            or (above.bold != below.bold and (above.bold or below.text.isupper()))
        ):
            return False
        gap = below.base - above.base
        if gap > 2.4 * above.size:
            return False
        if self.right - above.box.x1 >= below.first_word + 0.3 * above.size:
            return False
        if below.box.x0 > self.left + 8 and below.box.x0 > above.box.x0 - 4 and not wrap.opens(above.text, ""):
            return below.text[:1].islower()
        return True


def describe(pages: Sequence[ReadPage]) -> list[SourcePage]:
    """The records of the pages."""
    return [SourcePage(p.number, p.origin, round(p.width, 2), round(p.height, 2), p.confidence, p.reader) for p in pages]
