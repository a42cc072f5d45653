"""Test-only: a ``SourceText`` from a little markup, so that structure is tested apart from the readers.

One line of the string is one physical line. ``**line**`` is bold, ``//line//`` italic, ``^^line^^`` centred; ``{furniture}`` and
``{boilerplate}`` and ``{footnote}`` at the start give the role. Consecutive lines ``| a | b |`` are a table, ``/`` in a cell is a
line break. A line ``---page---`` starts a new page. With ``paragraphs=True`` a blank line ends a paragraph of the format;
otherwise the format knows no paragraphs (PDF, plain text).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from pipeline.records import (
    LineRole,
    SourceCell,
    SourceLine,
    SourceNote,
    SourcePage,
    SourceTable,
    SourceText,
    TextOrigin,
)

_ROLES = {
    "{furniture}": LineRole.PAGE_FURNITURE,
    "{boilerplate}": LineRole.BOILERPLATE,
    "{footnote}": LineRole.FOOTNOTE,
}


def make_source(markup: str, *, paragraphs: bool = False) -> SourceText:
    parts: list[str] = []
    lines: list[SourceLine] = []
    tables: list[SourceTable] = []
    notes: list[SourceNote] = []
    rows: list[list[list[tuple[int, int]]]] = []
    page, paragraph, position = 1, 1, 0

    def put(text: str, **flags: object) -> tuple[int, int]:
        nonlocal position
        start = position
        parts.append(text)
        position += len(text) + 1
        number = paragraph if paragraphs else None
        lines.append(SourceLine(start, start + len(text), page, paragraph=number, **flags))  # type: ignore[arg-type]
        return start, start + len(text)

    def close_table() -> None:
        if rows:
            cells = [
                SourceCell(r, c, ranges[0][0] if ranges else position, ranges[-1][1] if ranges else position)
                for r, row in enumerate(rows)
                for c, ranges in enumerate(row)
            ]
            tables.append(SourceTable(len(tables), page, cells[0].start, max(c.end for c in cells), tuple(cells)))
            rows.clear()

    for raw in unicodedata.normalize("NFC", markup).split("\n"):
        text = raw.strip()
        if text == "---page---":
            close_table()
            page += 1
            continue
        if text.startswith("| ") and text.endswith(" |"):
            row: list[list[tuple[int, int]]] = []
            for cell in text[1:-1].split("|"):
                paragraph += 1
                row.append([])
                for part in cell.split(" / "):
                    bold = part.strip().startswith("**")
                    part = part.strip().strip("*").strip()
                    if part:
                        row[-1].append(put(part, role=LineRole.TABLE, bold=bold))
            rows.append(row)
            paragraph += 1
            continue
        close_table()
        if not text:
            paragraph += 1
            continue
        role = LineRole.BODY
        for mark, value in _ROLES.items():
            if text.startswith(mark):
                role, text = value, text.removeprefix(mark).strip()
        bold, italic, centered = False, False, False
        for sign in ("**", "//", "^^"):
            if text.startswith(sign) and text.endswith(sign) and len(text) > 4:
                text = text[2:-2]
                bold, italic, centered = bold or sign == "**", italic or sign == "//", centered or sign == "^^"
        start, end = put(text, role=role, bold=bold, italic=italic, centered=centered)
        if role is LineRole.FOOTNOTE and (mark := re.match(r"\d+", text)):
            notes.append(SourceNote(mark[0], start, end))
    close_table()
    text = "\n".join(parts)
    digest = hashlib.sha256(markup.encode("utf-8", "surrogatepass")).hexdigest()
    pages = tuple(SourcePage(number, TextOrigin.MARKUP) for number in range(1, page + 1))
    return SourceText("test.txt", digest, "text", text, tuple(lines), pages, tuple(tables), tuple(notes))
