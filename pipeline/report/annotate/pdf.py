"""PDF + notes → the same PDF with highlights on the flagged words, each with its note.

The annotations are appended to the file (incremental update): the original's bytes stay the beginning of the new file, so nothing of
the document changes and a look at the earlier version is always possible.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pdfplumber
import pypdf
from pdfplumber.utils.exceptions import PdfminerException
from pypdf.annotations import Highlight, Text
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from pipeline.errors import UsageError
from pipeline.records import Box, Severity
from pipeline.report.annotate.anchor import Haystack
from pipeline.report.annotate.notes import Note

_COLOURS = {Severity.HIGH: "ff9d94", Severity.MEDIUM: "ffd27f", Severity.LOW: "a9d3ee", Severity.INFO: "d5dae0"}


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word and its rectangle on the page as displayed, points from the top left."""

    text: str
    box: Box


WordsOfScan = Callable[[int], Sequence[PlacedWord]]


@dataclass(frozen=True, slots=True)
class AnnotatedPdf:
    """The new file, the notes whose words were not found (they stand at the top of page 1), and those placed by their provision."""

    data: bytes
    unplaced: tuple[Note, ...]
    coarse: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Page:
    """Characters of a page in reading order, each with its rectangle; blanks between words have none."""

    number: int
    text: str = ""
    boxes: list[Box | None] = field(default_factory=list)


def annotate_pdf(
    data: bytes,
    notes: Sequence[Note],
    boxes: Mapping[str, Box],
    author: str,
    day: date,
    *,
    scanned: frozenset[int] = frozenset(),
    words_of_scan: WordsOfScan | None = None,
) -> AnnotatedPdf:
    """Put the notes into the PDF.

    ``boxes``: note id → rectangle of its whole provision, used where the words themselves are not found. ``scanned``: numbers of the
    pages without a text layer; ``words_of_scan`` gives their recognised words. Raises UsageError where the PDF cannot be written.
    """
    writer, geometry = _writer(data)
    try:
        pages = _read_pages(data, {note.page for note in notes if note.page}, scanned, words_of_scan)
    except PdfminerException as error:
        raise _unfit(error) from error
    unplaced, coarse = [], []
    stacked = 0
    for note in notes:
        place = _locate(note, pages) if note.wanted else None
        if place is not None:
            for number, rectangles in place:
                _highlight(writer, geometry[number - 1], number, rectangles, note, author, day)
        elif note.wanted and note.id in boxes and note.page and note.page <= len(geometry):
            coarse.append(note)
            _highlight(writer, geometry[note.page - 1], note.page, [boxes[note.id]], note, author, day)
        else:
            if note.wanted:
                unplaced.append(note)
            _sticky(writer, geometry[0], stacked, note, author, day)
            stacked += 1
    out = io.BytesIO()
    writer.write(out)
    return AnnotatedPdf(out.getvalue(), tuple(unplaced), tuple(coarse))


def _writer(data: bytes) -> tuple[Any, list[_Geometry]]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UsageError(
                vi="Tệp PDF có mật khẩu. Hãy gỡ mật khẩu rồi rà soát lại.",
                en="The PDF has a password. Remove it and review again.",
            )
        writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
        return writer, [_Geometry.of(page) for page in reader.pages]
    except UsageError:
        raise
    except Exception as error:  # pypdf's own errors and those of broken structures: KeyError, RecursionError …
        raise _unfit(error) from error


def _unfit(error: Exception) -> UsageError:
    return UsageError(
        vi=f"Không ghi thêm được vào tệp PDF này ({type(error).__name__}). Hãy in lại ra PDF mới rồi rà soát lại.",
        en=f"This PDF cannot be added to ({type(error).__name__}). Print it to a new PDF and review again.",
    )


@dataclass(frozen=True, slots=True)
class _Geometry:
    """A page's box in its own coordinates, and the degrees it is turned clockwise for display."""

    x0: float
    y0: float
    x1: float
    y1: float
    turned: int

    @classmethod
    def of(cls, page: Any) -> _Geometry:
        box = page.mediabox
        return cls(float(box.left), float(box.bottom), float(box.right), float(box.top), int(page.rotation) % 360)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the displayed page (from its top left) in the page's own coordinates."""
        if self.turned == 90:
            return self.x0 + y, self.y0 + x
        if self.turned == 180:
            return self.x1 - x, self.y0 + y
        if self.turned == 270:
            return self.x1 - y, self.y1 - x
        return self.x0 + x, self.y1 - y

    def corners(self, box: Box) -> tuple[float, float, float, float]:
        a, b = self.point(box.x0, box.top), self.point(box.x1, box.bottom)
        return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _read_pages(data: bytes, flagged: set[int], scanned: frozenset[int], words_of_scan: WordsOfScan | None) -> dict[int, _Page]:
    """The pages with findings and those after them, onto which a provision may run on."""
    pages: dict[int, _Page] = {}
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        wanted = {number for page in flagged for number in (page, page + 1) if 1 <= number <= len(pdf.pages)}
        for number in sorted(wanted):
            page = _Page(number)
            if number in scanned:
                for word in words_of_scan(number) if words_of_scan else ():
                    _add_scanned(page, word)
            else:
                for word in pdf.pages[number - 1].extract_words(return_chars=True, use_text_flow=False, x_tolerance=1.5):
                    for char in word["chars"]:
                        box = Box(char["x0"], char["top"], char["x1"], char["bottom"])
                        page.text += char["text"]
                        page.boxes += [box] * len(char["text"])
                    page.text += " "
                    page.boxes.append(None)
            pages[number] = page
    return pages


def _add_scanned(page: _Page, word: PlacedWord) -> None:
    """A recognised word; its letters share its width evenly, which is exact enough for a highlight."""
    step = (word.box.x1 - word.box.x0) / max(1, len(word.text))
    for place, char in enumerate(word.text):
        page.text += char
        page.boxes.append(Box(word.box.x0 + place * step, word.box.top, word.box.x0 + (place + 1) * step, word.box.bottom))
    page.text += " "
    page.boxes.append(None)


def _locate(note: Note, pages: Mapping[int, _Page]) -> list[tuple[int, list[Box]]] | None:
    """Page → rectangles, one for each line, of the note's words; looked for on its page and the next."""
    assert note.wanted is not None
    near = [pages[number] for number in ((note.page or 1), (note.page or 1) + 1) if number in pages]
    place = Haystack("".join(page.text for page in near)).find(note.wanted)
    if place is None:
        return None
    found, offset = [], 0
    for page in near:
        start, end = max(0, place[0] - offset), min(len(page.text), place[1] - offset)
        if start < end:
            found.append((page.number, _lines([box for box in page.boxes[start:end] if box])))
        offset += len(page.text)
    return found


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Rectangles of characters joined line by line."""
    lines: list[Box] = []
    for box in boxes:
        if lines and box.top < lines[-1].bottom and box.bottom > lines[-1].top and box.x0 >= lines[-1].x0 - 1:
            last = lines[-1]
            lines[-1] = Box(last.x0, min(last.top, box.top), max(last.x1, box.x1), max(last.bottom, box.bottom))
        else:
            lines.append(box)
    return lines


def _highlight(
    writer: Any, geometry: _Geometry, number: int, rectangles: Sequence[Box], note: Note, author: str, day: date
) -> None:
    corners = [geometry.corners(box) for box in rectangles]
    points: list[FloatObject] = []
    for x0, y0, x1, y1 in corners:
        points += [FloatObject(round(value, 2)) for value in (x0, y1, x1, y1, x0, y0, x1, y0)]
    around = (
        min(corner[0] for corner in corners),
        min(corner[1] for corner in corners),
        max(corner[2] for corner in corners),
        max(corner[3] for corner in corners),
    )
    mark = Highlight(rect=around, quad_points=ArrayObject(points), highlight_color=_COLOURS[note.severity], printing=True)
    _add(writer, number, mark, note, author, day)


def _sticky(writer: Any, geometry: _Geometry, stacked: int, note: Note, author: str, day: date) -> None:
    """A note without words of its own: an icon at the top of the first page, one under the other."""
    box = Box(12, 20 + 26 * stacked, 32, 40 + 26 * stacked)
    _add(writer, 1, Text(rect=geometry.corners(box), text="", open=False), note, author, day)


def _add(writer: Any, number: int, mark: Any, note: Note, author: str, day: date) -> None:
    mark[NameObject("/Contents")] = TextStringObject("\n".join(note.lines))
    mark[NameObject("/T")] = TextStringObject(author)
    mark[NameObject("/NM")] = TextStringObject(note.id)
    mark[NameObject("/M")] = TextStringObject(f"D:{day:%Y%m%d}000000Z")
    writer.add_annotation(page_number=number - 1, annotation=mark)
