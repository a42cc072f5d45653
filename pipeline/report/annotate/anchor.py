"""Where the words of a finding stand in the text of the original file.

The review's text went through cleaning (joined lines, repaired words, numbers of lists written out), so its offsets do not hold in
the file. The words are looked for instead, without blanks and in one Unicode form; of several places the one whose surroundings
are most like those of the finding is taken.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_CONTEXT = 160  # characters on either side that are compared
_FEWEST = 12  # characters of agreement that a place needs where the words stand there more than once
_SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "\u00ad": "", "|": ""}
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words to be found: the text around them, their range in it, and how far down the document they stood (0 … 1)."""

    text: str
    start: int
    end: int
    depth: float = 0.0


class Haystack:
    """Text of a file made ready for search; offsets that it gives are those of the text it was made from."""

    def __init__(self, text: str) -> None:
        self._plain, self._places, self._ends = _plain(text)

    def find(self, wanted: Wanted) -> tuple[int, int] | None:
        """Half-open range of the wanted words, or None where they are not there, or it cannot be told which place is meant."""
        mark = _plain(wanted.text[wanted.start : wanted.end])[0]
        if not mark:
            return None
        before = _plain(wanted.text[: wanted.start])[0][-_CONTEXT:]
        after = _plain(wanted.text[wanted.end :])[0][:_CONTEXT]
        places = _all(self._plain, mark)
        if not places:
            return None
        scored = [
            (self._agreement(place, len(mark), before, after), -self._distance(place, wanted.depth), place) for place in places
        ]
        agreement, _, place = max(scored)
        if len(places) > 1 and agreement < min(_FEWEST, len(before) + len(after)):
            return None
        return self._places[place], self._ends[place + len(mark) - 1]

    def _agreement(self, place: int, length: int, before: str, after: str) -> int:
        left = self._plain[max(0, place - _CONTEXT) : place]
        right = self._plain[place + length : place + length + _CONTEXT]
        return _common(left[::-1], before[::-1]) + _common(right, after)

    def _distance(self, place: int, depth: float) -> float:
        return abs(place / max(1, len(self._plain)) - depth)


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _all(text: str, mark: str) -> list[int]:
    found = []
    place = text.find(mark)
    while place >= 0:
        found.append(place)
        place = text.find(mark, place + 1)
    return found


def _plain(text: str) -> tuple[str, list[int], list[int]]:
    """The text without blanks, composed, with one sort of quotes and dashes; and for each character its range in the original."""
    out: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in unicodedata.normalize("NFC", text[at:end]).translate(_SAME):
            if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"):
                out.append(char)
                places.append(at)
                ends.append(end)
        at = end
    return "".join(out), places, ends
