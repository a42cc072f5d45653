"""Bounds that every reader keeps, so that no document can take a machine for itself."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import ReadError
from pipeline.records import ReadStatus


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document. Processes and memory are bounded by the engine; these hold inside the readers."""

    seconds: float = 120.0  # for conversion programs and the page loop of a reader
    ocr_seconds: float = 20.0  # more for every scanned page
    pages: int = 3_000
    bytes: int = 200 * 1024 * 1024  # of the file itself
    decompressed: int = 400 * 1024 * 1024  # of all members of a ZIP container together
    ratio: float = 200.0  # decompressed to compressed size of one member, looked at above 10 MiB
    nesting: int = 200  # depth of elements, tables in tables, archives in archives (those at most 3)
    characters: int = 20_000_000  # of text
    members: int = 10_000  # files inside one container


DEFAULT = Limits()


def too_large(given: str, what_vi: str, what_en: str, remedy_vi: str, remedy_en: str) -> ReadError:
    """The error for a document beyond a limit."""
    return ReadError(
        ReadStatus.TOO_LARGE,
        f"{given}: {what_vi}. {remedy_vi}",
        f"{given}: {what_en}. {remedy_en}",
    )


def check_characters(given: str, count: int, limits: Limits) -> None:
    """Raise ``too-large`` when ``count`` characters are more than a reader may hand on."""
    if count > limits.characters:
        raise too_large(
            given,
            f"văn bản có {count:,} ký tự, vượt giới hạn {limits.characters:,}".replace(",", "."),
            f"the document has {count:,} characters, more than the limit of {limits.characters:,}",
            "Hãy tách tệp thành nhiều phần.",
            "Split the file.",
        )
