"""Image files (PNG, JPEG, TIFF …) as scans: one page a frame."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from pipeline.errors import ReadError
from pipeline.ingest import ocr
from pipeline.ingest.archive import broken
from pipeline.ingest.compose import Composer
from pipeline.ingest.limits import Limits, too_large
from pipeline.ingest.pages import ReadPage, describe, emit_pages
from pipeline.records import ReadStatus, SourcePage, TextOrigin

_MOST_PIXELS = 120_000_000
_A4_INCHES = 8.27


def read_image(data: bytes, given: str, limits: Limits, composer: Composer) -> list[SourcePage]:
    """Add the recognised lines of an image to ``composer``.

    Raises:
        ReadError: ``needs-ocr`` without an engine, ``corrupt``, ``too-large``, ``timeout``.
    """
    if ocr.engine() is None:
        remedy_vi, remedy_en = ocr.remedy()
        raise ReadError(
            ReadStatus.NEEDS_OCR,
            f"{given}: tệp ảnh cần nhận dạng chữ. {remedy_vi}",
            f"{given}: an image needs text recognition. {remedy_en}",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
            frames = getattr(image, "n_frames", 1)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise broken(given, type(error).__name__) from error
    if frames > limits.pages or image.width * image.height > _MOST_PIXELS:
        raise too_large(
            given,
            f"ảnh {image.width}×{image.height} điểm, {frames} trang, vượt giới hạn",
            f"the image has {image.width}×{image.height} points and {frames} pages, over the limit",
            "Hãy quét lại ở 300 dpi hoặc tách tệp.",
            "Scan it again at 300 dpi or split the file.",
        )
    pages: list[ReadPage] = []
    for index in range(frames):
        try:
            image.seek(index)
            image.load()
            dpi = _dpi(image)
            seen = ocr.read_page(image.convert("RGB") if image.mode not in ("L", "1", "RGB") else image, dpi)
        except TimeoutError as error:
            raise ReadError(
                ReadStatus.TIMEOUT,
                f"{given}: nhận dạng trang {index + 1} quá thời gian cho phép.",
                f"{given}: recognising page {index + 1} took too long.",
            ) from error
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise broken(given, f"{type(error).__name__}, trang {index + 1} / page {index + 1}") from error
        composer.provenance.extend(f"ocr repair page {index + 1}: {change}" for change in seen.repairs)
        pages.append(ReadPage(index + 1, seen.width, seen.height, seen.layout, TextOrigin.OCR, seen.reader, seen.confidence))
    emit_pages(pages, given, limits, composer)
    return describe(pages)


def _dpi(image: Image.Image) -> float:
    """Dots an inch as the file says, or as if the image were a sheet of A4."""
    stated = image.info.get("dpi")
    value = float(stated[0]) if isinstance(stated, tuple) and stated and stated[0] else 0.0
    if 90.0 <= value <= 1200.0:
        return value
    return max(72.0, min(image.width, image.height) / _A4_INCHES)
