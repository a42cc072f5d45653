"""Confidences of recognised words carried from the source into the text of a provision."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.records import SourceCell, WordConfidence
from pipeline.structure.segment import Paragraph

Stretch = tuple[int, int, int]  # offset in the provision's text, start and end in the source


class WordIndex:
    """Finds the recognised words of a range of the source; empty for text that no OCR gave."""

    def __init__(self, words: Sequence[WordConfidence]) -> None:
        self._words = words
        self._starts = [word.start for word in words]

    def within(self, stretches: Iterable[Stretch]) -> tuple[WordConfidence, ...]:
        """The words that begin in ``stretches``, with places in the provision's text."""
        if not self._words:
            return ()
        found = []
        for at, start, end in stretches:
            for word in self._words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
                shift = at - start
                found.append(WordConfidence(word.start + shift, min(word.end, end) + shift, word.confidence))
        return tuple(found)


def of_paragraphs(parts: Sequence[Paragraph]) -> list[Stretch]:
    """Where the pieces of ``parts`` stand in their texts joined by line breaks."""
    stretches: list[Stretch] = []
    offset = 0
    for part in parts:
        lead = len(part.text) - len(part.text.lstrip())
        for piece in part.pieces:
            stretches.append((offset + piece.at - lead, piece.start, piece.end))
        offset += len(part.text.strip()) + 1
    return stretches


def of_cells(cells: Sequence[Sequence[SourceCell]]) -> list[Stretch]:
    """Where cells stand in their texts joined by " | "; the parts of a cell are joined by a blank, as its line breaks are."""
    stretches: list[Stretch] = []
    offset = 0
    for parts in cells:
        for part in parts:
            stretches.append((offset, part.start, part.end))
            offset += part.end - part.start + 1
        offset += 2
    return stretches
