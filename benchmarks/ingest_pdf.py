"""Pages per second of processor time of the PDF reader beside pdfplumber and pypdfium2 alone, over the same files in one run.

    python benchmarks/ingest_pdf.py FILE_OR_FOLDER...

Files without a text layer are passed over: recognition is another matter.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

from pipeline.errors import ReadError
from pipeline.ingest import discover, read
from pipeline.records import TextOrigin


def ours(path: Path) -> int:
    return len(read(path, path.name).pages)


def plumber(path: Path) -> int:
    """Text and tables of every page, as a reader built on pdfplumber alone needs them."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text_lines()
            page.find_tables()
        return len(document.pages)


def pdfium(path: Path) -> int:
    """Bare text: no places, no tables."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    return len(document)


def has_text(path: Path) -> bool:
    try:
        return all(page.origin is TextOrigin.TEXT_LAYER for page in read(path, path.name).pages)
    except ReadError:
        return False


def main(arguments: list[str]) -> None:
    files = [file.path for file in discover(arguments) if file.path.suffix.lower() == ".pdf"]
    files = [path for path in files if has_text(path)]
    readers: dict[str, Callable[[Path], int]] = {"pipeline.ingest": ours, "pdfplumber": plumber, "pypdfium2 text only": pdfium}
    figures: dict[str, float] = {}
    pages = 0
    for name, reader in readers.items():
        started = time.process_time()
        pages = sum(reader(path) for path in files)
        figures[name] = round(pages / (time.process_time() - started), 1)
    print(json.dumps({"files": len(files), "pages": pages, "pages_per_cpu_second": figures}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
