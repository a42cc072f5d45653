"""What a review depends on besides the document, as two short keys: one for reading a file, one for all the rest.

A file whose content and keys are unchanged is not reviewed again. Where only the second key changed (corpus, model, settings), what
was read from the file is kept and the review starts from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Any

import msgspec

from pipeline import resources
from pipeline.checks.register import GROUP

_PACKAGE = Path(__file__).resolve().parent.parent
_READING_CODE = ("ingest", "records.py")
_REVIEW_CODE = ("structure", "language", "law", "matching", "checks", "review.py")
_READING_LIBRARIES = ("beautifulsoup4", "lxml", "pdfplumber", "pillow", "pypdfium2", "python-docx", "scipy", "viparse")
_REVIEW_LIBRARIES = ("numpy", "onnxruntime", "scikit-learn", "spacy", "tokenizers", "underthesea")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``reading``: code, libraries and limits of the readers. ``review``: that, and code, libraries, corpus, models, settings."""

    reading: str
    review: str


def fingerprint(settings: Any, limits: Any = None) -> Fingerprint:
    """Of this installation with these settings (records of plain values). Takes about 0.1 s: it reads corpus and models.

    The recognition engine and LibreOffice are not part of it: what was read stays read when they are brought up to date.
    """
    reading = _hash((*_code(_READING_CODE), *_libraries(_READING_LIBRARIES), _plain(limits)))
    data = (resources.corpus_dir() / "law", resources.models_dir(), resources.user_dir() / "law")
    review = _hash(
        (
            reading.encode(),
            *_code(_REVIEW_CODE),
            *_libraries(_REVIEW_LIBRARIES),
            *_third_party_checks(),
            *(part for folder in data for part in _tree(folder)),
            _plain(settings),
        )
    )
    return Fingerprint(reading, review)


def _hash(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:32]


def _plain(record: Any) -> bytes:
    """The record's values in a fixed order: a set of strings has another order in every process."""
    return msgspec.json.encode(record, order="deterministic", enc_hook=repr)


def _code(names: Iterable[str]) -> Iterable[bytes]:
    for name in names:
        place = _PACKAGE / name
        yield from _tree(place)


def _tree(place: Path) -> Iterable[bytes]:
    """Name and digest of a file, or of every file of a folder."""
    for file in sorted(place.rglob("*")) if place.is_dir() else (place,):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(place.parent).as_posix().encode()
            with file.open("rb") as stream:
                yield hashlib.file_digest(stream, "sha256").digest()


def _libraries(names: Iterable[str]) -> Iterable[bytes]:
    for name in names:
        try:
            yield f"{name} {version(name)}".encode()
        except PackageNotFoundError:
            yield name.encode()


def _third_party_checks() -> Iterable[bytes]:
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield f"{point.name} {point.value} {point.dist.version if point.dist else ''}".encode()
