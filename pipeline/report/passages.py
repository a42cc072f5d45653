"""A marked passage: the text around the conflicting words, short enough to read, safe for every file format."""

from __future__ import annotations

import re
from dataclasses import dataclass

ELLIPSIS = " … "
# What XML 1.0 forbids, and lone surrogates: Word and Excel refuse files that hold them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text with characters that no office format can hold replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Passage:
    """Text in three parts; ``mark`` is empty where no words are singled out."""

    before: str
    mark: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.mark + self.after


def passage(text: str, start: int, end: int, limit: int = 1200) -> Passage:
    """Split ``text`` at the mark and cut it to about ``limit`` characters, keeping what stands near the mark.

    Offsets outside the text mark nothing: a report must print whatever a check got wrong, not fail on it.
    """
    if not 0 <= start < end <= len(text):
        return Passage(printable(_head(text, limit)), "", "")
    mark = text[start:end]
    if len(mark) > limit:
        mark = _head(mark, limit * 2 // 3).rstrip(ELLIPSIS) + ELLIPSIS + _tail(mark, limit // 3).lstrip(ELLIPSIS)
    room = max(limit - len(mark), limit // 4)
    before, after = text[:start], text[end:]
    side = room // 2
    keep_before = side + max(0, side - len(after))
    keep_after = side + max(0, side - len(before))
    return Passage(printable(_tail(before, keep_before)), printable(mark), printable(_head(after, keep_after)))


def _head(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit)
    return text[: cut if cut > 0 else limit] + ELLIPSIS.rstrip()


def _tail(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    from_ = len(text) - limit
    cut = text.find(" ", from_, len(text) - limit // 2)
    return ELLIPSIS.lstrip() + text[cut + 1 if cut > 0 else from_ :]
