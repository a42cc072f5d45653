"""What pdfium knows about a page: its characters with place and look, its ruled lines, and how much of it is pictures."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium

_ITALIC_FLAG = 1 << 6
_FORCE_BOLD_FLAG = 1 << 18
_DEEPEST_FORM = 8
_MOST_SEGMENTS = 60_000


class Glyph(NamedTuple):
    """One character. Points from the top left of the page as shown; ``base`` is the baseline's distance from the top."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: bool
    italic: bool
    font: str
    upright: bool
    confidence: float | None = None  # of a recognised word, 0 … 1; OCR gives words, not single characters


class Edge(NamedTuple):
    """A straight horizontal or vertical line of a drawing."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """Everything read from one page."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    edges: tuple[Edge, ...]
    pictures: float  # share of the page that images cover, 0 … 1
    unmapped: int  # characters whose font gives them no Unicode value
    invisible: float = 0.0  # share of the characters that are drawn with no ink: a text layer laid under a scan


class _Frame:
    """Turns pdfium's page space (origin bottom left, unrotated) into points from the top left of the page as shown."""

    def __init__(self, page: pdfium.FPDF_PAGE) -> None:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        found = pdfium.FPDFPage_GetCropBox(page, left, bottom, right, top) or pdfium.FPDFPage_GetMediaBox(
            page, left, bottom, right, top
        )
        self.rotation = pdfium.FPDFPage_GetRotation(page)
        self.width = float(pdfium.FPDF_GetPageWidthF(page))
        self.height = float(pdfium.FPDF_GetPageHeightF(page))
        turned = self.rotation % 2 == 1
        self.left = left.value if found else 0.0
        self.bottom = bottom.value if found else 0.0
        self.raw_width = self.height if turned else self.width
        self.raw_height = self.width if turned else self.height

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.rotation == 1:
            return y, x
        if self.rotation == 2:
            return self.raw_width - x, y
        if self.rotation == 3:
            return self.raw_height - y, self.raw_width - x
        return x, self.raw_height - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_page(page: pdfium.FPDF_PAGE, most: int) -> PageContent:
    """The content of an open page; at most ``most`` characters are read."""
    frame = _Frame(page)
    glyphs, unmapped = _glyphs(page, frame, most)
    edges, pictures, invisible = _drawing(page, frame)
    return PageContent(frame.width, frame.height, glyphs, edges, pictures, unmapped, invisible)


def _glyphs(page: pdfium.FPDF_PAGE, frame: _Frame, most: int) -> tuple[tuple[Glyph, ...], int]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return (), 0
    try:
        return _characters(text_page, frame, most)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _characters(text_page: pdfium.FPDF_TEXTPAGE, frame: _Frame, most: int) -> tuple[tuple[Glyph, ...], int]:
    count = min(pdfium.FPDFText_CountChars(text_page), most)
    glyphs: list[Glyph] = []
    unmapped = 0
    looks: dict[int, tuple[float, bool, bool, str, bool]] = {}
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    quarter = frame.rotation * math.pi / 2
    get_code, get_box, get_origin = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    get_object = pdfium.FPDFText_GetTextObject
    high = 0
    plain = frame.rotation == 0
    left, floor = frame.left, frame.raw_height + frame.bottom
    for index in range(count):
        code = get_code(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code in (0x02, 0xFFFE):
            code = 0x2D  # pdfium's signs for a hyphen at the end of a line
        elif code in (0, 13, 10, 0xFFFF) or code > 0x10FFFF:
            unmapped += code in (0, 0xFFFF)
            continue
        handle = get_object(text_page, index)
        key = ctypes.cast(handle, ctypes.c_void_p).value or 0
        look = looks.get(key)
        if look is None:
            look = looks[key] = _look(text_page, index, handle, quarter)
        if not get_box(text_page, index, rect) or not get_origin(text_page, index, x, y):
            continue
        size, bold, italic, font, upright = look
        if plain:
            glyphs.append(
                Glyph(
                    chr(code), rect.left - left, floor - rect.top, rect.right - left, floor - rect.bottom, floor - y.value,
                    size, bold, italic, font, upright,
                )
            )  # fmt: skip
        else:
            x0, top, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
            glyphs.append(
                Glyph(chr(code), x0, top, x1, bottom, frame.point(x.value, y.value)[1], size, bold, italic, font, upright)
            )
    return tuple(glyphs), unmapped


def _look(
    text_page: pdfium.FPDF_TEXTPAGE, index: int, handle: pdfium.FPDF_PAGEOBJECT, quarter: float
) -> tuple[float, bool, bool, str, bool]:
    """``(size, bold, italic, font, upright)`` of a text object, taken at one of its characters."""
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(256)
    length = pdfium.FPDFText_GetFontInfo(text_page, index, buffer, 256, flags)
    name = buffer.value.decode("utf-8", errors="replace") if 0 < length <= 256 else ""
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    upright = True
    if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
        size = size * scale if scale else size
        angle = math.atan2(matrix.b, matrix.a) - quarter  # /Rotate turns the page clockwise
        upright = abs(math.sin(angle)) < 0.1 and math.cos(angle) > 0
    lowered = name.lower()
    weight = pdfium.FPDFText_GetFontWeight(text_page, index)
    stroked = bool(handle) and pdfium.FPDFTextObj_GetTextRenderMode(handle) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
    bold = weight >= 600 or any(word in lowered for word in ("bold", "black", "heavy", "demi")) or stroked
    bold = bold or bool(flags.value & _FORCE_BOLD_FLAG)
    italic = "italic" in lowered or "oblique" in lowered or bool(flags.value & _ITALIC_FLAG)
    return max(0.1, float(size)), bold, italic, name, upright


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _matrix(handle: pdfium.FPDF_PAGEOBJECT) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


class _Sketch:
    """Collects the straight lines and the picture area of a page."""

    def __init__(self, frame: _Frame) -> None:
        self.frame = frame
        self.edges: list[Edge] = []
        self.area = 0.0
        self.segments = 0

    def visit(self, handle: pdfium.FPDF_PAGEOBJECT, outer: _Matrix, depth: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self.path(handle, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, e, f = _times(_matrix(handle), outer)
            corners = [self.frame.point(e + x * a + y * c, f + x * b + y * d) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            width = min(self.frame.width, max(p[0] for p in corners)) - max(0.0, min(p[0] for p in corners))
            height = min(self.frame.height, max(p[1] for p in corners)) - max(0.0, min(p[1] for p in corners))
            self.area += max(0.0, width) * max(0.0, height)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            matrix = _times(_matrix(handle), outer)
            for index in range(max(0, min(pdfium.FPDFFormObj_CountObjects(handle), 20_000))):
                self.visit(pdfium.FPDFFormObj_GetObject(handle, index), matrix, depth + 1)

    def path(self, handle: pdfium.FPDF_PAGEOBJECT, outer: _Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if pdfium.FPDFPath_GetDrawMode(handle, fill, stroke) and not fill.value and not stroke.value:
            return
        a, b, c, d, e, f = _times(_matrix(handle), outer)
        x, y = ctypes.c_float(), ctypes.c_float()
        first: tuple[float, float] | None = None
        previous: tuple[float, float] | None = None
        for index in range(pdfium.FPDFPath_CountSegments(handle)):
            self.segments += 1
            if self.segments > _MOST_SEGMENTS:
                return
            segment = pdfium.FPDFPath_GetPathSegment(handle, index)
            if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            point = self.frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO and previous is not None:
                self.edge(previous, point)
            previous = point
            if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
                self.edge(point, first)
                previous = first

    def edge(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        (ax, ay), (bx, by) = start, end
        if (abs(ax - bx) <= 0.6) != (abs(ay - by) <= 0.6):
            self.edges.append(Edge(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


def _drawing(page: pdfium.FPDF_PAGE, frame: _Frame) -> tuple[tuple[Edge, ...], float, float]:
    """``(edges, share of pictures, share of text objects without ink)``."""
    texts = unseen = 0
    sketch = _Sketch(frame)
    for index in range(max(0, min(pdfium.FPDFPage_CountObjects(page), 200_000))):
        handle = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_TEXT:
            texts += 1
            unseen += pdfium.FPDFTextObj_GetTextRenderMode(handle) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        else:
            sketch.visit(handle, _IDENTITY, 0)
    return tuple(sketch.edges), min(1.0, sketch.area / max(1.0, frame.width * frame.height)), unseen / max(1, texts)
