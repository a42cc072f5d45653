"""Scans: Tesseract with Vietnamese data, where it is installed. Gives words with places; layout and tables are found as in PDF."""

from __future__ import annotations

import csv
import functools
import io
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from pipeline.ingest.glyphs import Glyph, PageContent
from pipeline.ingest.layout import PdfPage, arrange
from pipeline.ingest.repair import repair_word

if TYPE_CHECKING:
    from pipeline.ingest.retouch import Retouched

DPI = 300
SECONDS_A_PAGE = 90.0
_DOUBTFUL = 0.45  # mean confidence under which the page may stand on its head or side
_FEWEST_WORDS = 5


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


def _recognise(image: Image.Image, dpi: float) -> OcrPage:
    from pipeline.ingest.retouch import retouch  # brings scipy.ndimage: 0.3 s that only scans shall pay for

    touched = retouch(image, dpi)
    words, repairs = _words(_tesseract(touched, dpi), 72.0 / dpi)
    width, height = image.width * 72.0 / dpi, image.height * 72.0 / dpi
    layout = arrange(PageContent(width, height, tuple(words), touched.edges, 1.0, 0))
    known = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    total = sum(weight for _, weight in known)
    confidence = sum(value * weight for value, weight in known) / total if len(known) >= _FEWEST_WORDS else None
    return OcrPage(width, height, layout, None if confidence is None else round(confidence, 4), reader(), tuple(repairs))


def _tesseract(page: Retouched, dpi: float) -> str:
    program = engine()
    if program is None:
        raise FileNotFoundError("tesseract")
    buffer = io.BytesIO()
    page.image.save(buffer, format="PNG", compress_level=1)
    try:
        answer = subprocess.run(  # noqa: S603
            [program, "stdin", "stdout", "-l", "vie", "--psm", "3", "--dpi", str(round(dpi)), "tsv"],
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
