"""Scans: Tesseract with Vietnamese data, where it is installed. Gives words with places; layout and tables are found as in PDF."""

from __future__ import annotations

import csv
import functools
import io
import os
import shutil
import statistics
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.ingest.glyphs import Glyph, PageContent
from pipeline.ingest.grid import find_grids
from pipeline.ingest.layout import PdfLine, PdfPage, PdfTable, arrange
from pipeline.ingest.repair import repair_line, repair_word
from pipeline.records import Box

if TYPE_CHECKING:
    from pipeline.ingest.retouch import Retouched

DPI = 300
SECONDS_A_PAGE = 90.0
_DOUBTFUL = 0.45  # mean confidence under which the page may stand on its head or side
_FEWEST_WORDS = 5
_WHOLE_PAGE, _ONE_BLOCK = "3", "6"  # page segmentation modes of the engine
_DARK = 128
_LEAST_INK = 20  # dark points of a cell that may hold a figure
_MOST_CELLS = 150  # a page


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page as recognised: lines in points, mean word confidence (0 … 1), the engine, and what was repaired."""

    width: float
    height: float
    layout: PdfPage
    confidence: float | None
    reader: str
    repairs: tuple[str, ...] = ()


@functools.cache
def engine() -> str | None:
    """Path of Tesseract when it is there with Vietnamese data, else None."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if "vie" in answer.stdout.split() else None


@functools.cache
def reader() -> str:
    """Name and version of the engine for the page's record."""
    program = engine()
    if program is None:
        return "tesseract"
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    return " ".join((answer.stdout or answer.stderr).split()[:2])


def remedy() -> tuple[str, str]:
    """How to get the engine, in both languages."""
    return (
        "Hãy cài Tesseract với dữ liệu tiếng Việt (Ubuntu/Debian: sudo apt install tesseract-ocr tesseract-ocr-vie) rồi chạy lại.",
        "Install Tesseract with Vietnamese data (Ubuntu/Debian: sudo apt install tesseract-ocr tesseract-ocr-vie) and run again.",
    )


def read_page(image: Image.Image, dpi: float) -> OcrPage:
    """Recognise one page image of ``dpi`` dots an inch: stamp colour removed, straightened, turned upright if need be.

    Raises:
        TimeoutError: the engine took longer than ``SECONDS_A_PAGE``.
    """
    best = _recognise(image, dpi)
    if best.confidence is None or best.confidence < _DOUBTFUL:
        for turn in (Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270):
            other = _recognise(image.transpose(turn), dpi)
            if (other.confidence or 0.0) > max(_DOUBTFUL, best.confidence or 0.0):
                best = other
    return best


def words_of(image: Image.Image, dpi: float) -> tuple[list[tuple[str, Box]], float]:
    """Words of an upright page with their rectangles in points, and the degrees (counter-clockwise) it was straightened by.

    For marking words on the scan; the review itself reads pages with :func:`read_page`. Raises TimeoutError as that does.
    """
    from pipeline.ingest.retouch import STRAIGHT, retouch  # as in _recognise

    touched = retouch(image, dpi)
    glyphs, _ = _words(_tesseract(touched.image, dpi, _WHOLE_PAGE), 72.0 / dpi)
    words = [(glyph.text, Box(glyph.x0, glyph.top, glyph.x1, glyph.bottom)) for glyph in glyphs if glyph.text.strip()]
    return words, touched.turned if abs(touched.turned) > STRAIGHT else 0.0


def _recognise(image: Image.Image, dpi: float) -> OcrPage:
    from pipeline.ingest.retouch import retouch  # brings scipy.ndimage: 0.3 s that only scans shall pay for

    touched = retouch(image, dpi)
    words, repairs = _words(_tesseract(touched.image, dpi, _WHOLE_PAGE), 72.0 / dpi)
    words += _overlooked(touched, words, dpi)
    width, height = image.width * 72.0 / dpi, image.height * 72.0 / dpi
    layout, changes = _mended(arrange(PageContent(width, height, tuple(words), touched.edges, 1.0, 0)))
    repairs += changes
    known = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    total = sum(weight for _, weight in known)
    confidence = sum(value * weight for value, weight in known) / total if len(known) >= _FEWEST_WORDS else None
    return OcrPage(width, height, layout, None if confidence is None else round(confidence, 4), reader(), tuple(repairs))


def _mended(layout: PdfPage) -> tuple[PdfPage, list[str]]:
    """The page with the certain slips of its lines put right, and the changes made."""
    changes: list[str] = []

    def mend(line: PdfLine) -> PdfLine:
        text, found = repair_line(line.text)
        changes.extend(found)
        return replace(line, text=text) if found else line

    blocks: list[PdfLine | PdfTable] = []
    for block in layout.blocks:
        if isinstance(block, PdfLine):
            blocks.append(mend(block))
        else:
            cells = tuple(replace(part, lines=tuple(map(mend, part.lines))) for part in block.cells)
            blocks.append(replace(block, cells=cells))
    return replace(layout, blocks=tuple(blocks)), changes


def _overlooked(page: Retouched, words: Sequence[Glyph], dpi: float) -> list[Glyph]:
    """Words of table cells in which the engine saw nothing although there is ink: it passes over single figures.

    The cells are put below each other on a sheet of their own and recognised in one go.
    """
    scale = 72.0 / dpi
    pixels = np.asarray(page.image)
    crops: list[tuple[NDArray[np.uint8], int, int]] = []  # pixels, left, top
    for grid in find_grids(page.edges):
        for cell in grid.cells:
            box = cell.box
            if any(box.x0 <= (w.x0 + w.x1) / 2 <= box.x1 and box.top <= (w.top + w.bottom) / 2 <= box.bottom for w in words):
                continue
            inset = 0.012 * dpi  # what is left of the rules
            left, top, right, bottom = (
                round(value)
                for value in (
                    box.x0 / scale + inset,
                    box.top / scale + inset,
                    box.x1 / scale - inset,
                    box.bottom / scale - inset,
                )
            )
            crop = pixels[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
            rows, columns = np.nonzero(crop < _DARK)
            if len(rows) < _LEAST_INK or np.ptp(rows) < 0.04 * dpi:
                continue  # nothing, or specks
            first_row, first_column = max(0, rows.min() - 4), max(0, columns.min() - 4)
            crop = crop[first_row : rows.max() + 5, first_column : columns.max() + 5]
            crops.append((crop, max(0, left) + int(first_column), max(0, top) + int(first_row)))
    if not crops:
        return []
    gap = round(0.15 * dpi)
    tops = list(accumulate((crop.shape[0] + gap for crop, _, _ in crops[:_MOST_CELLS]), initial=gap))
    sheet = np.full((tops[-1], max(crop.shape[1] for crop, _, _ in crops) + 2 * gap), 255, dtype=np.uint8)
    for (crop, _, _), top in zip(crops, tops, strict=False):
        sheet[top : top + crop.shape[0], gap : gap + crop.shape[1]] = crop
    seen, _ = _words(_tesseract(Image.fromarray(sheet), dpi, _ONE_BLOCK), 1.0)
    found = []
    for word in seen:
        index = bisect_right(tops, (word.top + word.bottom) / 2 + gap / 2) - 1
        if not 0 <= index < len(crops):
            continue
        _, left, top = crops[index]
        across, down = (left - gap) * scale, (top - tops[index]) * scale
        found.append(
            word._replace(
                x0=word.x0 * scale + across,
                x1=word.x1 * scale + across,
                top=word.top * scale + down,
                bottom=word.bottom * scale + down,
                base=word.base * scale + down,
                size=max(4.0, word.size * scale),
            )
        )
    return found


def _tesseract(page: Image.Image, dpi: float, layout: str) -> str:
    program = engine()
    if program is None:
        raise FileNotFoundError("tesseract")
    buffer = io.BytesIO()
    page.save(buffer, format="PNG", compress_level=1)
    try:
        answer = subprocess.run(  # noqa: S603
            [program, "stdin", "stdout", "-l", "vie", "--psm", layout, "--dpi", str(round(dpi)), "tsv"],
            input=buffer.getvalue(),
            capture_output=True,
            timeout=SECONDS_A_PAGE,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # pages run side by side; threads inside one only get in the way
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"tesseract over {SECONDS_A_PAGE:.0f} s") from error
    return answer.stdout.decode("utf-8", errors="replace")


def _words(table: str, scale: float) -> tuple[list[Glyph], list[str]]:
    """Tesseract's TSV as words with a blank after each; words of one line share its baseline and size."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip():
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    glyphs: list[Glyph] = []
    repairs: list[str] = []
    for words in lines.values():
        tops = [int(word["top"]) for word in words]
        bottoms = [int(word["top"]) + int(word["height"]) for word in words]
        base = statistics.median(bottoms) * scale
        size = max(4.0, 0.8 * (statistics.median(bottoms) - min(tops)) * scale)
        previous = ""
        for word in words:
            text, change = repair_word(word["text"].strip(), previous)
            if change:
                repairs.append(change)
            x0, top = int(word["left"]) * scale, int(word["top"]) * scale
            x1, bottom = x0 + int(word["width"]) * scale, top + int(word["height"]) * scale
            sure = min(1.0, max(0.0, float(word["conf"]) / 100.0))
            glyphs.append(Glyph(text, x0, top, x1, bottom, base, size, False, False, "", True, sure))
            glyphs.append(Glyph(" ", x1, top, x1 + 0.01, bottom, base, size, False, False, "", True))
            previous = text
    return glyphs, repairs
