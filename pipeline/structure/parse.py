"""``parse``: the text of a file in, the ``Document`` out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import replace

from pipeline.records import (
    Box,
    Document,
    HeaderField,
    Leftover,
    Notice,
    Provision,
    ProvisionKind,
    SourceText,
    Span,
    Table,
)
from pipeline.structure.cover import coverage
from pipeline.structure.head import FieldRange, Head, read_head
from pipeline.structure.outline import Node, Row
from pipeline.structure.segment import Paragraph, Segments, segment
from pipeline.structure.sureness import WordIndex, of_cells, of_paragraphs
from pipeline.structure.tabulate import cell_text, row_cells, row_texts
from pipeline.structure.walk import Body, Walk

_LEFTOVER_FIELDS = {"rule": "rule", "note": "head-note"}


def parse(source: SourceText) -> Document:
    """Read the drafting structure of a Vietnamese legal or administrative document.

    Never raises on odd input: what fits no rule becomes a paragraph or a leftover. Every visible character of ``source.text``
    belongs to exactly one provision, header field, table row or leftover (see ``coverage``).
    """
    segments = segment(source)
    head = read_head(segments.units)
    body = Walk(segments.units[head.rest :], source.text, head.type).run()
    return _Assembly(source).build(head, body, segments)


class _Assembly:
    """Turns what was found into records with their places in the source."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.starts = [line.start for line in source.lines]
        self.words = WordIndex(source.words)

    def build(self, head: Head, body: Body, segments: Segments) -> Document:
        provisions = [self._provision(node) for node in body.ledger.nodes]
        provisions += self._footnotes(segments)
        provisions.sort(key=lambda p: (p.span.start, p.kind is ProvisionKind.FOOTNOTE))
        header, leftovers = self._header(head, body)
        leftovers += [Leftover(reason, self._span(start, end)) for reason, start, end in segments.dropped]
        for reason, paragraph in [*(("front-matter", p) for p in head.front), *body.leftovers]:
            leftovers += [Leftover(reason, span) for span in self._chunks(paragraph, 0, len(paragraph.text))]
        for grid, rows in body.table_heads:
            for row in grid.rows[:rows]:
                leftovers.append(Leftover("table-head", self._span(row[0].start, row[-1].end)))
        document = Document(
            id=self.source.sha256[:16],
            path=self.source.path,
            type=head.type,
            number=head.number,
            issuer=head.issuer,
            issuer_level=head.level,
            issued_on=head.issued_on,
            title=head.title,
            provisions=tuple(provisions),
            tables=self._tables(body),
            header=tuple(sorted(header, key=lambda f: f.span.start)),
            leftovers=tuple(sorted(leftovers, key=lambda x: x.span.start)),
            warnings=(*self.source.warnings, *_warnings(head, body)),
            place=head.place,
            symbol=head.symbol,
            normative=head.normative,
        )
        return self._complete(document)

    def _complete(self, document: Document) -> Document:
        """List what no rule took, so that nothing can be lost silently."""
        missed = coverage(self.source, document).uncovered
        if not missed:
            return document
        extra = [Leftover("unassigned", self._span(start, end)) for start, end in missed]
        everything = sorted([*document.leftovers, *extra], key=lambda x: x.span.start)
        return replace(document, leftovers=tuple(everything))

    def _header(self, head: Head, body: Body) -> tuple[list[HeaderField], list[Leftover]]:
        fields: list[HeaderField] = []
        leftovers: list[Leftover] = []
        ranges = [*head.fields, *(FieldRange(name, " ".join(p.text.split()), p, 0, len(p.text)) for name, p in body.fields)]
        for item in ranges:
            spans = self._chunks(item.paragraph, item.start, item.end)
            if item.name in _LEFTOVER_FIELDS:
                leftovers += [Leftover(_LEFTOVER_FIELDS[item.name], span) for span in spans]
            else:
                fields += [HeaderField(item.name, item.value, span) for span in spans]
        return fields, leftovers

    def _provision(self, node: Node) -> Provision:
        parent = node.parent.path if node.parent is not None else None
        if node.row is not None:
            return self._row(node, node.row, parent)
        text = "\n".join(" ".join(part.text.split()) for part in node.parts)
        span = self._span(node.parts[0].start, node.parts[-1].end)
        title = " ".join(node.title.split()) if node.title else None
        words = self.words.within(of_paragraphs(node.parts))
        return Provision(
            node.path, node.label, node.kind, node.number, title, _nfc(text), span, parent, quoted=node.quoted, words=words
        )

    def _row(self, node: Node, row: Row, parent: str | None) -> Provision:
        """A table row; the parts of one that page breaks cut are joined column by column."""
        source = self.source.text
        cells = list(row_cells(row.grid, row.index, len(row.columns), source))
        for grid, index in row.rest:
            for column, more in row_texts(grid, index, source).items():
                cells[column] = f"{cells[column]} {more}".strip()
        own = row.cells()
        text = " | ".join(" ".join(cell_text(part, source) for part in parts) for parts in own)
        places = [part for parts in own for part in parts]
        span = self._span(min(part.start for part in places), max(part.end for part in places))
        return Provision(
            node.path,
            node.label,
            node.kind,
            node.number,
            None,
            _nfc(text),
            span,
            parent,
            tuple(cells),
            row.columns,
            node.quoted,
            self.words.within(of_cells(own)),
        )

    def _footnotes(self, segments: Segments) -> list[Provision]:
        found = []
        for count, (mark, start, end) in enumerate(segments.footnotes, start=1):
            text = " ".join(self.source.text[start:end].split())
            if text:
                span = self._span(start, end)
                found.append(
                    Provision(
                        f"chu-thich-{count}",
                        f"chú thích {mark or count}",
                        ProvisionKind.FOOTNOTE,
                        mark or None,
                        None,
                        _nfc(text),
                        span,
                        None,
                        words=self.words.within([(0, start, end)]),
                    )
                )
        return found

    def _tables(self, body: Body) -> tuple[Table, ...]:
        return tuple(
            Table(index, found.columns, tuple(node.path for node in found.nodes), self._span(found.start, found.end))
            for index, found in enumerate(body.tables)
        )

    def _chunks(self, paragraph: Paragraph, start: int, end: int) -> list[Span]:
        """Places of ``paragraph.text[start:end]``: one, or several where other lines (a rule, a page number) stand between."""
        ranges: list[tuple[int, int]] = []
        for piece in paragraph.pieces:
            a, b = max(start, piece.at), min(end, piece.at + piece.end - piece.start)
            if a >= b:
                continue
            first, last = piece.start + a - piece.at, piece.start + b - piece.at
            if ranges and not self.source.text[ranges[-1][1] : first].strip():
                ranges[-1] = (ranges[-1][0], last)
            else:
                ranges.append((first, last))
        return [self._span(a, b) for a, b in ranges if self.source.text[a:b].strip()]

    def _span(self, start: int, end: int) -> Span:
        part = self.source.text[start:end]
        start, end = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
        end = max(start, end)
        index = max(0, bisect_right(self.starts, start) - 1)
        if not self.source.lines:
            return Span(start, end)
        line = self.source.lines[index]
        return Span(start, end, line.page, index + 1, self._box(index, end))

    def _box(self, index: int, end: int) -> Box | None:
        """Box around the lines from ``index`` to ``end`` on the first line's page."""
        box: Box | None = None
        page = self.source.lines[index].page
        for line in self.source.lines[index:]:
            if line.start >= end or line.page != page:
                break
            if line.box is not None:
                b = line.box
                box = (
                    b
                    if box is None
                    else Box(min(box.x0, b.x0), min(box.top, b.top), max(box.x1, b.x1), max(box.bottom, b.bottom))
                )
        return box


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"[ \t]+", " ", text).strip())


def _warnings(head: Head, body: Body) -> list[Notice]:
    found = []
    if head.symbol and head.number is None:
        found.append(
            Notice(
                "blank-number",
                f"Số văn bản còn để trống ({head.symbol}): có thể là dự thảo hoặc bản chưa vào sổ.",
                f"The document's number is blank ({head.symbol}): a draft or not yet registered.",
            )
        )
    for before, after in body.gaps:
        found.append(
            Notice(
                "articles-out-of-order",
                f"Thứ tự điều không liên tục: sau {before} là {after}. Hãy đối chiếu bản gốc.",
                f"Articles are not continuous: {after} follows {before}. Compare with the original.",
            )
        )
    return found
