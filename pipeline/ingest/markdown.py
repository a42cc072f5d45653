"""Markdown and plain text, among them web copies in which every table cell stands on lines of its own between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.ingest import wrap
from pipeline.ingest.boilerplate import portal_ranges
from pipeline.ingest.compose import Composer, Run, clean, look, split_lines
from pipeline.ingest.legacy import repair_line
from pipeline.ingest.limits import Limits, check_characters
from pipeline.ingest.rows import split_rows
from pipeline.records import LineRole

_PIPE_ROW = re.compile(r"^\s*\|.*\S.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_HEADING = re.compile(r"^(#{1,6})(?:\s+(.*?))?\s*#*\s*$")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
# A single asterisk between two words is a sign of multiplication, not emphasis.
_EMPHASIS = re.compile(r"(?<!\\)(\*{2,3}|(?<!\S\s)\*|\*(?!\s\S)|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w))")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~<])")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_NOTE_LINE = re.compile(r"^\s*\[\^?(\w{1,4})\]:?\s*(.*)$")
_NOTE_MARK = re.compile(r"\[\^?(\d{1,3})\]")
_QUOTE = re.compile(r"^\s{0,3}>\s?")


@dataclass
class _Line:
    """A physical line with its markup read."""

    raw: str
    runs: tuple[Run, ...] = ()
    heading: int | None = None
    open_after: bool = False  # an emphasis goes on in the next line
    paragraph: int | None = None
    role: LineRole = LineRole.BODY

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def read_text(text: str, composer: Composer, limits: Limits, given: str, *, markdown: bool) -> None:
    """Add the lines of ``text`` to ``composer``; with ``markdown`` its marks become flags instead of characters."""
    check_characters(given, len(text), limits)
    raw = [repair(line, number, composer) for number, line in enumerate(split_lines(text), start=1)]
    lines = [_read_line(line, markdown=markdown) for line in raw]
    if markdown:
        _carry_emphasis(lines)
    _number_paragraphs(lines, composer)
    for start, end in portal_ranges([clean(line.text) or ("|" if line.raw.strip() == "|" else "") for line in lines]):
        for line in lines[start:end]:
            line.role = LineRole.BOILERPLATE
    _emit(lines, composer, markdown=markdown)


def repair(line: str, number: int, composer: Composer) -> str:
    """The line in Unicode; a conversion from a legacy encoding is recorded."""
    fixed, encoding = repair_line(line)
    if encoding is not None:
        composer.provenance.append(f"{encoding} line {number}")
    return fixed


def _read_line(raw: str, *, markdown: bool) -> _Line:
    if not markdown:
        return _Line(raw, (Run(raw),))
    heading = _HEADING.match(raw)
    if heading:
        return _Line(raw, (Run(heading[2] or ""),), heading=len(heading[1]))
    return _Line(raw, (Run(_QUOTE.sub("", raw)),))


def _carry_emphasis(lines: Sequence[_Line]) -> None:
    """Turn emphasis marks into looks. A mark left open runs on to the next line, and is dropped at a blank line or a bar."""
    bold = italic = False
    for line in lines:
        source = line.text
        if not source.strip() or source.strip() == "|":
            bold = italic = False
            line.runs = ()
            continue
        if _RULE.match(source) and not source.strip().startswith("-"):
            line.runs = ()
            continue
        source = _LINK.sub(r"\1", source)
        runs: list[Run] = []
        position = 0
        for mark in _EMPHASIS.finditer(source):
            runs.append(Run(_plain(source[position : mark.start()]), bold, italic))
            size = len(mark[0])
            bold ^= size >= 2
            italic ^= size in (1, 3)
            position = mark.end()
        runs.append(Run(_plain(source[position:]), bold, italic))
        line.runs = tuple(run for run in runs if run.text)
        line.open_after = bold or italic


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def _number_paragraphs(lines: Sequence[_Line], composer: Composer) -> None:
    texts = [line.text for line in lines]
    wrapped_at = wrap.width(texts)
    blank_share = sum(not line.raw.strip() for line in lines) / max(1, len(lines))
    number = composer.paragraph()
    previous: _Line | None = None
    for line in lines:
        content = line.text.strip()
        if not content or line.raw.strip() == "|" or line.heading is not None:
            number = composer.paragraph()
            line.paragraph = number
            previous = None
            continue
        if previous is not None:
            before = look(previous.runs)
            goes_on = previous.open_after or wrap.continues(
                previous.text, line.text, wrapped_at, same_look=before == look(line.runs) or blank_share > 0.05
            )
            if not goes_on:
                number = composer.paragraph()
        line.paragraph = number
        previous = line


def _emit(lines: Sequence[_Line], composer: Composer, *, markdown: bool) -> None:
    position = 0
    emitter = _Emitter(composer)
    while position < len(lines):
        raw = lines[position].raw
        if lines[position].role is LineRole.BOILERPLATE:
            emitter.line(lines[position])  # the portal's own layout tables are of no interest
            position += 1
        elif markdown and raw.strip() == "|":
            position = _emit_barred(lines, position, emitter)
        elif markdown and _PIPE_ROW.match(raw) and raw.count("|") >= 2:
            position = _emit_pipes(lines, position, emitter)
        else:
            emitter.line(lines[position])
            position += 1
    emitter.attach_notes()


_MOST_FURTHER = 3  # paragraphs of a note after its first


class _Emitter:
    """Hands lines to the composer and finds footnotes and the marks that refer to them."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self._open_note: tuple[str, int | None] | None = None
        self._notes: list[tuple[str, int, int]] = []
        self._body_end = 0

    def line(self, line: _Line) -> None:
        role = line.role
        found = _NOTE_LINE.match(line.text) if role is LineRole.BODY else None
        if found and self._is_note(found[1]):
            self._open_note = (found[1], line.paragraph)
            role = LineRole.FOOTNOTE
        elif self._open_note is not None and line.paragraph == self._open_note[1] and line.text.strip():
            role = LineRole.FOOTNOTE
            found = None
        else:
            self._open_note = None
        bold, italic = look(line.runs)
        start, end = self.composer.line(
            line.text,
            role=role,
            bold=bold,
            italic=italic,
            heading_level=line.heading,
            paragraph=line.paragraph,
        )
        if role is LineRole.FOOTNOTE and end > start:
            if found:
                self._notes.append((found[1], start, end))
            else:
                mark, first, _ = self._notes[-1]
                self._notes[-1] = (mark, first, end)

    def _take_in_further_paragraphs(self) -> None:
        """A note of several paragraphs: what stands between it and the next note and opens no unit of the text."""
        lines = self.composer.lines
        parts = self.composer.parts()
        numbers = {line.start: number for number, line in enumerate(lines)}
        for at, ((mark, start, end), (_, following, _)) in enumerate(pairwise(self._notes)):
            first = next((n for n in range(numbers[start], len(lines)) if lines[n].start > end), len(lines))
            between = range(first, numbers[following])
            paragraphs = {lines[n].paragraph for n in between}
            if 0 < len(paragraphs) <= _MOST_FURTHER and not any(
                lines[n].role is not LineRole.BODY
                or (wrap.opens(parts[n], "") and lines[n].paragraph != lines[n - 1].paragraph)
                for n in between
            ):
                self.composer.mark_role(between, LineRole.FOOTNOTE)
                self._notes[at] = (mark, start, lines[between[-1]].end)

    def _is_note(self, mark: str) -> bool:
        """A line that begins with "[1]" is a note when the mark stood in the text before."""
        pattern = re.compile(rf"\[\^?{re.escape(mark)}\]")
        return any(pattern.search(part) for part in self.composer.parts())

    def attach_notes(self) -> None:
        self._take_in_further_paragraphs()
        text = self.composer.so_far()
        for mark, start, end in self._notes:
            found = re.search(rf"\[\^?{re.escape(mark)}\]", text[:start])
            self.composer.note(mark, start, end, found.start() if found else None)


def _emit_pipes(lines: Sequence[_Line], position: int, emitter: _Emitter) -> int:
    """An ordinary pipe table: one row a line."""
    composer = emitter.composer
    row = 0
    with composer.table():
        while position < len(lines) and _PIPE_ROW.match(lines[position].raw):
            line = lines[position]
            position += 1
            if _PIPE_RULE.match(line.raw):
                continue
            cells = _split_pipes(line)
            for column, runs in enumerate(cells):
                with composer.cell(row, column):
                    bold, italic = look(runs)
                    for part in re.split(r"<br\s*/?>", "".join(run.text for run in runs)):
                        composer.line(part, bold=bold, italic=italic, role=line.role, paragraph=composer.paragraph())
            row += 1
    return position


def _split_pipes(line: _Line) -> list[list[Run]]:
    cells: list[list[Run]] = [[]]
    for run in line.runs:
        pieces = run.text.split("|")
        for number, piece in enumerate(pieces):
            if number:
                cells.append([])
            cells[-1].append(Run(piece, run.bold, run.italic))
    return cells[1:-1] if len(cells) > 2 else cells


def _emit_barred(lines: Sequence[_Line], position: int, emitter: _Emitter) -> int:
    """Tables whose bars stand alone on lines. The gaps between bars are cells, row breaks, or text between two tables."""
    last_bar = position
    for index in range(position, len(lines)):
        if lines[index].role is LineRole.BOILERPLATE:
            break
        if lines[index].raw.strip() == "|":
            last_bar = index
    return _emit_gaps(lines, position, last_bar, emitter)


def _emit_gaps(lines: Sequence[_Line], first_bar: int, last_bar: int, emitter: _Emitter) -> int:
    bars = [index for index in range(first_bar, last_bar + 1) if lines[index].raw.strip() == "|"]
    gaps = [lines[a + 1 : b] for a, b in pairwise(bars)]
    for block in split_rows([[line.text.strip() for line in gap] for gap in gaps]):
        if block.rows is None:
            for line in gaps[block.start]:
                emitter.line(line)
            continue
        with emitter.composer.table():
            for row, members in enumerate(block.rows):
                for column, index in enumerate(members):
                    with emitter.composer.cell(row, column):
                        for line in gaps[index]:
                            emitter.line(line)
    return last_bar + 1
