"""Scans: Tesseract with Vietnamese data, where it is installed."""

from __future__ import annotations

import functools
import shutil
import subprocess
from dataclasses import dataclass

import pypdfium2

from pipeline.ingest.layout import PdfPage


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page as recognised: lines in points of the page, mean word confidence (0 … 1), and the engine."""

    layout: PdfPage
    confidence: float | None
    reader: str


@functools.cache
def engine() -> str | None:
    return None


def remedy() -> tuple[str, str]:
    """How to get the engine, in both languages."""
    return (
        "Hãy cài Tesseract với dữ liệu tiếng Việt (Ubuntu/Debian: sudo apt install tesseract-ocr tesseract-ocr-vie) rồi chạy lại.",
        "Install Tesseract with Vietnamese data (Ubuntu/Debian: sudo apt install tesseract-ocr tesseract-ocr-vie) and run again.",
    )


def read_pdf_page(page: pypdfium2.PdfPage) -> OcrPage:
    raise NotImplementedError
