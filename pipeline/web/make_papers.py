"""The seam with the reports: decided reviews in, a folder of files out. What papers there are is for ``pipeline.report`` to say.

A further paper is one more entry of ``PAPERS``: a name and a function of the same shape.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pipeline.records import Review
from pipeline.report import Format, ReportOptions, write_reports, write_slip

Maker = Callable[[list[Review], Path, ReportOptions], None]


def _reports(reviews: list[Review], out: Path, options: ReportOptions) -> None:
    """Report (DOCX with its lists), workbook, page, and the JSONL files."""
    write_reports(reviews, out, replace(options, formats=frozenset(Format)))


def _slips(reviews: list[Review], out: Path, options: ReportOptions) -> None:
    """One review slip a document."""
    for number, review in enumerate(reviews, 1):
        write_slip(review, out / f"phieu-{number:04d}-{_stem(review.path)}.docx", options)


PAPERS: Mapping[str, Maker] = {"reports": _reports, "slips": _slips}


@dataclass(frozen=True, slots=True)
class Made:
    """``files``: name → SHA-256, in the order of the names."""

    folder: Path
    files: dict[str, str]


def make_papers(reviews: Iterable[Review], kinds: Iterable[str], folder: Path, options: ReportOptions) -> Made:
    """Write the papers of these kinds. The same reviews and options give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = list(reviews)
    for kind in kinds:
        PAPERS[kind](everything, folder, options)
    written = sorted(file for file in folder.iterdir() if file.is_file())
    for file in written:
        if file.suffix in (".docx", ".xlsx"):
            _without_clock(file)
    return Made(folder, {file.name: sha256(file.read_bytes()).hexdigest() for file in written})


def _without_clock(file: Path) -> None:
    """Word and Excel files are ZIP archives that note when each part was packed; without that, the same content is the same bytes."""
    aside = file.with_name(file.name + ".part")
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as again:
        for part in packed.infolist():
            again.writestr(zipfile.ZipInfo(part.filename), packed.read(part), zipfile.ZIP_DEFLATED)
    aside.replace(file)


def _stem(path: str) -> str:
    stem = PurePosixPath(path.replace("\\", "/")).stem
    return "".join(char if char.isalnum() or char in " -_" else "_" for char in stem).strip()[:60] or "van-ban"
