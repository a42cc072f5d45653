"""Composes a ``SourceText`` line by line: the only place that knows how offsets, cells and notes come about.

Readers hand over lines as they stand in their format; this module normalises them (NFC, invisible characters out, runs of
blanks to one) and keeps the coordinates right, so that every format gives the same text for the same document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pipeline.records import (
    Box,
    LineRole,
    Notice,
    SourceCell,
    SourceLine,
    SourceNote,
    SourcePage,
    SourceTable,
    SourceText,
    WordConfidence,
)

ANCHOR = "\ufdd0"  # a noncharacter: readers put it where a note mark stands; it never reaches the text

_BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc\ufdd1-\ufdef\ufffe\uffff]"
)
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r"[^ ]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# Word writes bullets as private-use code points of the fonts Symbol and Wingdings.
_SYMBOLS = str.maketrans(
    {
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf0a8": "☐",
        "\uf06f": "☐",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf0fe": "☒",
        "\uf02d": "-",
        "\uf0e0": "→",
        "\uf076": "❖",
        "\uf02b": "+",
        "\uf0ae": "→",
        "\uf0b3": "≥",
        "\uf0a3": "≤",
        "\uf0b1": "±",
        "\uf0b0": "°",
        "\uf0b4": "×",
    }
)


def clean(text: str) -> str:
    """One line of text as it goes into ``SourceText.text``: NFC, single blanks, nothing invisible. Keeps ``ANCHOR``."""
    text = _BREAKS.sub(" ", text)
    text = _SURROGATES.sub("\ufffd", text)
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", text.translate(_SYMBOLS))
    return _BLANKS.sub(" ", text).strip(" ")


def split_lines(text: str) -> list[str]:
    """Physical lines of ``text`` at every kind of line break."""
    return _BREAKS.split(text)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of characters with one look."""

    text: str
    bold: bool = False
    italic: bool = False


def look(runs: Iterable[Run]) -> tuple[bool, bool]:
    """``(bold, italic)`` of a line: what at least nine tenths of its letters and digits are."""
    total = bold = italic = 0
    for run in runs:
        weight = sum(ch.isalnum() for ch in run.text)
        total += weight
        bold += weight * run.bold
        italic += weight * run.italic
    return (total > 0 and bold >= 0.9 * total, total > 0 and italic >= 0.9 * total)


@dataclass
class _OpenTable:
    page: int
    start: int
    cells: list[SourceCell] = field(default_factory=list)


class Composer:
    """Collects lines, tables and notes of one document and hands out the finished ``SourceText``."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._lines: list[SourceLine] = []
        self._tables: list[_OpenTable] = []
        self._finished: list[SourceTable | None] = []
        self._notes: list[SourceNote] = []
        self._words: list[WordConfidence] = []
        self._paragraph = 0
        self.anchors: list[int] = []  # offsets of ``ANCHOR``s met, in order
        self.warnings: list[Notice] = []
        self.provenance: list[str] = []

    @property
    def characters(self) -> int:
        return self._length

    @property
    def lines(self) -> list[SourceLine]:
        return self._lines

    @property
    def last(self) -> str:
        """Text of the last line, "" before the first."""
        return self._parts[-1] if self._parts else ""

    def parts(self) -> list[str]:
        """The lines' texts so far."""
        return self._parts

    def so_far(self) -> str:
        return "\n".join(self._parts)

    def mark(self) -> int:
        """Offset at which the next line will start."""
        return self._length + 1 if self._parts else 0

    def paragraph(self) -> int:
        """A fresh paragraph number."""
        self._paragraph += 1
        return self._paragraph

    def line(
        self,
        text: str,
        *,
        page: int = 1,
        role: LineRole = LineRole.BODY,
        box: Box | None = None,
        bold: bool = False,
        italic: bool = False,
        centered: bool = False,
        heading_level: int | None = None,
        paragraph: int | None = None,
        confidence: float | None = None,
        words: Sequence[float] = (),
    ) -> tuple[int, int]:
        """Add one line and return its range; a line with nothing visible adds nothing and returns an empty range.

        ``words`` are the confidences of its recognised words, in order.
        """
        text = clean(text)
        start = self.mark()
        if ANCHOR in text:
            whole = ""
            for number, piece in enumerate(text.split(ANCHOR)):
                if number:
                    whole = whole.rstrip(" ") if piece.startswith(" ") or not piece else whole
                    self.anchors.append(start + len(whole))
                whole += piece if whole else piece.lstrip(" ")
            text = whole.rstrip(" ")
        if not text:
            return start, start
        self._parts.append(text)
        self._length = start + len(text)
        if confidence is not None:
            places = [match.span() for match in _WORD.finditer(text)]
            # A repair may join or cut words; then each has the confidence of the line.
            known = list(words) if len(words) == len(places) else [confidence] * len(places)
            self._words += [WordConfidence(start + a, start + b, sure) for (a, b), sure in zip(places, known, strict=True)]
        self._lines.append(
            SourceLine(
                start,
                self._length,
                page,
                LineRole.TABLE if self._tables and role is LineRole.BODY else role,
                box,
                bold,
                italic,
                centered,
                heading_level,
                paragraph,
                confidence,
            )
        )
        return start, self._length

    @contextmanager
    def table(self, page: int = 1) -> Iterator[None]:
        """Lines added inside are cell lines. Tables may nest; a table without any cell is dropped."""
        slot = len(self._finished)
        self._finished.append(None)
        opened = _OpenTable(page, self.mark())
        self._tables.append(opened)
        try:
            yield
        finally:
            self._tables.pop()
            if opened.cells:
                end = max(cell.end for cell in opened.cells)
                self._finished[slot] = SourceTable(0, page, opened.start, max(opened.start, end), tuple(opened.cells))

    @contextmanager
    def cell(self, row: int, column: int, row_span: int = 1, column_span: int = 1) -> Iterator[None]:
        """Lines added inside belong to this cell of the innermost open table."""
        table = self._tables[-1]
        start, count = self.mark(), len(self._parts)
        yield
        end = self._length if len(self._parts) > count else start
        table.cells.append(SourceCell(row, column, start, end, row_span, column_span))

    def note(self, mark: str, start: int, end: int, anchor: int | None) -> None:
        self._notes.append(SourceNote(mark, start, end, anchor))

    def mark_boilerplate(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Give the lines of these half-open ranges of line numbers the role of portal chrome."""
        for first, last in ranges:
            self.mark_role(range(first, min(last, len(self._lines))), LineRole.BOILERPLATE)

    def mark_role(self, numbers: Iterable[int], role: LineRole) -> None:
        """Give these lines (numbers from 0) another role."""
        for index in numbers:
            self._lines[index] = replace(self._lines[index], role=role)

    def warn(self, code: str, vi: str, en: str, page: int | None = None) -> None:
        self.warnings.append(Notice(code, vi, en, page))

    def finish(self, *, path: str, sha256: str, format: str, pages: Iterable[SourcePage]) -> SourceText:
        text = "\n".join(self._parts)
        size = len(text)
        tables = [table for table in self._finished if table is not None]
        return SourceText(
            path=path,
            sha256=sha256,
            format=format,
            text=text,
            lines=tuple(self._lines),
            pages=tuple(pages),
            tables=tuple(
                replace(
                    table,
                    index=index,
                    start=min(table.start, size),
                    end=min(table.end, size),
                    cells=tuple(replace(c, start=min(c.start, size), end=min(c.end, size)) for c in table.cells),
                )
                for index, table in enumerate(tables)
            ),
            notes=tuple(self._notes),
            warnings=tuple(self.warnings),
            provenance=tuple(self.provenance),
            words=tuple(self._words),
        )
