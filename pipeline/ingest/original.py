"""The bytes of an original, also of one inside a container, and the recognised words of a scanned page with their places."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from pipeline.errors import ReadError
from pipeline.ingest import ocr
from pipeline.ingest.containers import SEPARATOR, member
from pipeline.ingest.limits import DEFAULT
from pipeline.ingest.pdf import render
from pipeline.records import Box, ReadStatus


def original(path: Path, given: str) -> bytes:
    """Content of the file, or of the document that ``given`` names inside it (``archive.zip!/folder/name.docx``).

    Raises ReadError where the file is not there, is larger than any document, or no longer holds the document.
    """
    try:
        if path.stat().st_size > DEFAULT.bytes:
            raise ReadError(ReadStatus.TOO_LARGE, f"{given}: tệp quá lớn.", f"{given}: the file is too large.")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            ReadStatus.FAILED,
            f"{given}: không đọc được tệp gốc ({error.strerror}). Hãy chỉ thư mục chứa tệp gốc bằng --originals.",
            f"{given}: the original cannot be read ({error.strerror}). Name the folder of the originals with --originals.",
        ) from error
    place = given.partition(SEPARATOR)[2]
    if not place:
        return data
    inner = member(data, place, given, DEFAULT)
    if inner is None:
        raise ReadError(ReadStatus.FAILED, f"{given}: không còn trong tệp nén.", f"{given}: no longer in the container.")
    return inner


def recognised_words(data: bytes, number: int) -> Iterator[tuple[str, Box]]:
    """Words of a scanned PDF page (1-based) with their rectangles on the page as displayed, in points from the top left.

    The page is straightened before recognition; the places are turned back to where the words stand on the scan. Nothing where no
    engine is installed.
    """
    if ocr.engine() is None:
        return
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number - 1]
        image, dpi = render(page)
        width, height = page.get_size()
    finally:
        document.close()
    words, turned = ocr.words_of(image, dpi)
    middle = (width / 2, height / 2)
    for text, box in words:
        yield text, _turned_back(box, turned, middle)


def _turned_back(box: Box, degrees: float, middle: tuple[float, float]) -> Box:
    """The rectangle around the box on the scan before it was straightened by ``degrees`` counter-clockwise."""
    if not degrees:
        return box
    angle = math.radians(degrees)
    cx, cy = (box.x0 + box.x1) / 2 - middle[0], (box.top + box.bottom) / 2 - middle[1]
    # On a page whose y axis points down, undoing a counter-clockwise turn is a turn by +angle in these coordinates.
    x = cx * math.cos(angle) - cy * math.sin(angle) + middle[0]
    y = cx * math.sin(angle) + cy * math.cos(angle) + middle[1]
    half_width, half_height = (box.x1 - box.x0) / 2, (box.bottom - box.top) / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)
