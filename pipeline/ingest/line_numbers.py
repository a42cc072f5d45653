"""Line numbers in the margin of a page (drafts for comment): told from the numbers of lists and tables, and set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.ingest.glyphs import Glyph

_FEWEST = 5  # numbers that make a column of line numbers
_STEPS = (1, 2, 5, 10)
_GAP = 0.5  # of the type size, between the number and the text


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    glyphs: tuple[Glyph, ...]
    follows: Glyph


def split_line_numbers(rows: Sequence[Sequence[Glyph]]) -> tuple[set[Glyph], str]:
    """The characters that are line numbers, and the numbers as text.

    ``rows`` are characters on one baseline, left to right, rows from the top. Line numbers stand left of all text, count the lines
    by ones (or every second, fifth, tenth) and stand before lines that begin in the middle of a sentence too. The serial numbers of
    a table without rules do not: their rows begin with capitals.
    """
    filled = [row for row in rows if any(not glyph.text.isspace() for glyph in row)]
    found = [number for row in filled if (number := _leading(row)) is not None]
    if len(found) < _FEWEST:
        return set(), ""
    steps = {after.value - before.value for before, after in pairwise(found)}
    if len(steps) != 1 or (step := steps.pop()) not in _STEPS:
        return set(), ""
    right = max(number.glyphs[-1].x1 for number in found)
    taken = {glyph for number in found for glyph in number.glyphs}
    text = [glyph for row in filled for glyph in row if glyph not in taken and not glyph.text.isspace()]
    within = sum(number.follows.text.islower() for number in found)
    # A head and a page number may be without; otherwise the lines without a number are those between.
    if any(glyph.x0 < right for glyph in text) or within * 6 < len(found) or len(filled) > step * (len(found) + 2) + 6:
        return set(), ""
    return taken, " ".join(str(number.value) for number in found)


def _leading(row: Sequence[Glyph]) -> _Number | None:
    """The number that a row begins with, when a gap sets it off from the text."""
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    count = 0
    while count < len(inked) and inked[count].text.isdecimal() and inked[count].text.isascii():
        if count and inked[count].x0 - inked[count - 1].x1 > _GAP * inked[count].size:
            break  # the number of a khoản, which the text begins with
        count += 1
    if not 0 < count <= 4 or count == len(inked):
        return None
    digits, follows = inked[:count], inked[count]
    if follows.x0 - digits[-1].x1 < _GAP * follows.size:
        return None
    return _Number(int("".join(glyph.text for glyph in digits)), tuple(digits), follows)
