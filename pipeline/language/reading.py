"""A cleaned view of a text that knows where each of its characters stands in the original.

Grammar runs on the view: composed letters, one kind of Đ, dash and space, no soft hyphens, tone marks where the older
spelling puts them ("hoà" → "hòa"). Whatever is found is mapped back, so a span always covers the original characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# One character for one character, so the common case needs no offset table.
_SAME_LENGTH = (
    ("\u00d0", "Đ"),  # ETH, typed or recognised for Đ
    ("\u0189", "Đ"),
    ("\u00f0", "đ"),
    ("\u0256", "đ"),
    ("\u00a0", " "),
    ("\u2007", " "),
    ("\u202f", " "),
    ("\n", " "),
    ("\r", " "),
    ("\t", " "),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\u2012", "-"),
    ("\u2013", "-"),
    ("\u2014", "-"),
    ("\u2212", "-"),
    ("\u2044", "/"),
    ("\u2215", "/"),
)
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROPPED_SEARCH = re.compile(f"[{_DROPPED}]").search

_TONE_PAIRS = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
# Only an open syllable has two spellings: "hoà" but never "hòan".
_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")


READING_KEY = "rasoat.reading"
"""Where a spaCy ``Doc`` keeps its ``Reading`` (``user_data``)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``clean`` keeps the letter case, ``lower`` does not; both have the same length and the same offsets."""

    text: str
    clean: str
    lower: str
    starts: tuple[int, ...] | None = None  # clean offset → original offset; None: identical
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Range ``[start, end)`` of the view as a range of the original text."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.text)
            return place, place
        return self.starts[start], self.ends[end - 1]


def read_text(text: str) -> Reading:
    """The cleaned view of ``text``. Any string is accepted."""
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None
    clean = text
    if _DROPPED_SEARCH(text) or not unicodedata.is_normalized("NFC", text):
        clean, starts, ends = _compose(text)
    for old, new in _SAME_LENGTH:
        if old in clean:
            clean = clean.replace(old, new)
    return Reading(text, clean, fold(clean), starts, ends)


def fold(text: str) -> str:
    """Lower case with one spelling of the tone marks; the length never changes."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return _TONE.sub(lambda match: _TONE_PAIRS[match.group()], lower)


def phrases(*alternatives: str) -> re.Pattern[str]:
    """Expression for any of these folded phrases as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


def _compose(text: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """NFC without invisible characters, with the original range of every resulting character."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index, size = 0, len(text)
    while index < size:
        if text[index] in _DROPPED:
            index += 1
            continue
        stop = index + 1
        while stop < size and unicodedata.combining(text[stop]):
            stop += 1
        composed = unicodedata.normalize("NFC", text[index:stop])
        for char in composed:
            pieces.append(char)
            starts.append(index)
            ends.append(stop)
        index = stop
    return "".join(pieces), tuple(starts), tuple(ends)
