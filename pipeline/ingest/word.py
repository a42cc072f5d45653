"""DOCX: paragraphs, tables, text boxes, notes and generated numbers in the order a reader meets them.

Packages are opened by python-docx's OPC layer; the text is read from the XML itself, because tracked changes, text boxes, notes and
generated numbers have no place in python-docx's objects.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.opc.package import OpcPackage
from docx.opc.part import Part
from lxml import etree

from pipeline.ingest.archive import broken, open_zip, refuse_entities
from pipeline.ingest.compose import ANCHOR, Composer, Run, look
from pipeline.ingest.legacy import convert, encoding_of_font, repair_line
from pipeline.ingest.limits import Limits, check_characters, too_large
from pipeline.ingest.numbering import Numbering, W, render
from pipeline.ingest.styles import Look, Styles, paragraph_look, run_look
from pipeline.records import LineRole, SourcePage, TextOrigin

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_TRACKED = frozenset({f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"})
_THROUGH = frozenset(
    {f"{W}ins", f"{W}moveTo", f"{W}hyperlink", f"{W}smartTag", f"{W}customXml", f"{W}fldSimple", f"{W}dir", f"{W}bdo"}
)
_BREAK = "\n"


@dataclass
class _Pieces:
    """What a paragraph holds: looks and text, in order; note references stand as ``ANCHOR`` in the text."""

    runs: list[tuple[Run, str | None]] = field(default_factory=list)  # run, font
    references: list[tuple[str, str]] = field(default_factory=list)  # kind, id
    boxes: list[etree._Element] = field(default_factory=list)


def read_docx(data: bytes, given: str, limits: Limits, composer: Composer) -> list[SourcePage]:
    """Add the document's lines to ``composer``.

    Raises:
        ReadError: ``corrupt``, ``encrypted`` or ``too-large``.
    """
    with open_zip(data, given, limits) as archive:
        refuse_entities(archive, given)
    try:
        package = OpcPackage.open(io.BytesIO(data))
        main = package.main_document_part
        root = _root(main)
    except Exception as error:  # python-docx raises whatever its XML or its dictionaries raise
        raise broken(given, type(error).__name__) from error
    if root is None or root.find(f"{W}body") is None:
        raise broken(given, "document.xml")
    _WordReader(main, root, given, limits, composer).run()
    return [SourcePage(1, TextOrigin.MARKUP, reader="python-docx")]


def _root(part: Part | None) -> etree._Element | None:
    if part is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    return etree.fromstring(part.blob, parser)


def _related(part: Part, kind: str) -> list[Part]:
    """Parts of the package that ``part`` refers to as ``kind``; external targets are never followed."""
    return [
        relation.target_part
        for relation in part.rels.values()
        if not relation.is_external and relation.reltype in (_RELATION + kind, _STRICT + kind)
    ]


class _WordReader:
    def __init__(self, main: Part, root: etree._Element, given: str, limits: Limits, composer: Composer) -> None:
        self.main = main
        self.root = root
        self.given = given
        self.limits = limits
        self.composer = composer
        self.styles = Styles.parse(self._first("styles"))
        self.numbering = Numbering.parse(self._first("numbering"))
        self.references: list[tuple[str, str]] = []
        self.carried = _Pieces()  # of a paragraph whose end mark was deleted: it runs into the next one
        self.tracked = 0
        self.hidden = 0
        self.converted: dict[str, int] = {}
        self.in_field: list[bool] = []  # one entry an open complex field: whether its result has begun

    def _first(self, kind: str) -> etree._Element | None:
        parts = _related(self.main, kind)
        return _root(parts[0]) if parts else None

    def run(self) -> None:
        body = self.root.find(f"{W}body")
        assert body is not None
        self._blocks(body, LineRole.BODY, 0)
        self._flush_carried(LineRole.BODY)
        self._notes()
        self._furniture()
        self._report()

    def _blocks(self, parent: etree._Element, role: LineRole, depth: int) -> None:
        if depth > self.limits.nesting // 4:
            raise too_large(
                self.given,
                f"bảng lồng nhau quá {depth} lớp",
                f"tables nested deeper than {depth}",
                "Hãy lưu lại tệp từ Word với cấu trúc đơn giản hơn.",
                "Save the file from Word with a simpler structure.",
            )
        for element in parent:
            tag = element.tag
            if tag == f"{W}p":
                self._paragraph(element, role, depth)
            elif tag == f"{W}tbl":
                self._table(element, role, depth)
            elif tag == f"{W}sdt":
                content = element.find(f"{W}sdtContent")
                if content is not None:
                    self._blocks(content, role, depth)
            elif tag in _GONE:
                self.tracked += 1
            elif tag in _THROUGH:
                self.tracked += tag in _TRACKED
                self._blocks(element, role, depth)
            elif tag == f"{_MC}AlternateContent":
                chosen = _chosen(element)
                if chosen is not None:
                    self._blocks(chosen, role, depth)
            elif tag == f"{W}altChunk":
                self.composer.warn(
                    "embedded-part",
                    "Văn bản nhúng một tệp khác (altChunk); phần đó không được đọc. Hãy mở bằng Word và lưu lại.",
                    "The document embeds another file (altChunk), which was not read. Open it in Word and save it again.",
                )

    def _paragraph(self, element: etree._Element, role: LineRole, depth: int) -> None:
        properties = element.find(f"{W}pPr")
        style_element = properties.find(f"{W}pStyle") if properties is not None else None
        style_id = style_element.get(f"{W}val") if style_element is not None else self.styles.paragraph_default
        style = self.styles.of(style_id)
        own = paragraph_look(properties)
        whole = own.over(style)
        pieces = self.carried
        self.carried = _Pieces()
        self._inline(element, style.over(self.styles.default), pieces, 0)
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and any(mark.find(tag) is not None for tag in _GONE):
            self.tracked += 1
            self.carried = pieces
            return
        label = self._label(own, style) if _visible(pieces) else ""
        self._emit(pieces, label, whole, role)
        for box in pieces.boxes:
            self._blocks(box, role, depth + 1)

    def _flush_carried(self, role: LineRole) -> None:
        pieces, self.carried = self.carried, _Pieces()
        self._emit(pieces, "", Look(), role)

    def _label(self, own: Look, style: Look) -> str:
        """The generated number; a ``numId`` of 0 takes the paragraph out of its style's list."""
        list_id = own.list_id if own.list_id is not None else style.list_id
        if list_id is None or list_id == "0":
            return ""
        level = own.list_level if own.list_level is not None else style.list_level
        return self.numbering.label(list_id, level or 0)

    def _emit(self, pieces: _Pieces, label: str, whole: Look, role: LineRole) -> None:
        if not pieces.runs and not label:
            return
        runs = [self._decoded(run, font) for run, font in _merged(pieces.runs)]
        if label:
            first = runs[0] if runs else Run("")
            runs.insert(0, Run(label + " ", first.bold, first.italic))
        number = self.composer.paragraph()
        self.references.extend(pieces.references)
        for line in _lines(runs):
            bold, italic = look(line)
            text, encoding = repair_line("".join(run.text for run in line))
            if encoding:
                self.converted[encoding] = self.converted.get(encoding, 0) + 1
            self.composer.line(
                text,
                role=role,
                bold=bold,
                italic=italic,
                centered=bool(whole.centered),
                heading_level=whole.outline,
                paragraph=number,
            )
        check_characters(self.given, self.composer.characters, self.limits)

    def _decoded(self, run: Run, font: str | None) -> Run:
        """The run in Unicode, when its font proves a legacy encoding."""
        proof = encoding_of_font(font)
        if proof is None:
            return run
        encoding, capitals = proof
        self.converted[f"{encoding} by font"] = self.converted.get(f"{encoding} by font", 0) + 1
        return Run(convert(run.text, encoding, capitals=capitals), run.bold, run.italic)

    def _inline(self, parent: etree._Element, base: Look, pieces: _Pieces, depth: int) -> None:
        if depth > self.limits.nesting:
            return
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element, base, pieces)
            elif tag in _GONE:
                self.tracked += 1
            elif tag in _THROUGH:
                self.tracked += tag in _TRACKED
                self._inline(element, base, pieces, depth + 1)
            elif tag == f"{W}sdt":
                content = element.find(f"{W}sdtContent")
                if content is not None:
                    self._inline(content, base, pieces, depth + 1)
            elif tag == f"{_MC}AlternateContent":
                chosen = _chosen(element)
                if chosen is not None:
                    self._inline(chosen, base, pieces, depth + 1)
            elif isinstance(tag, str) and "/math}" in tag:
                text = "".join(node.text or "" for node in element.iter(_MATH_TEXT))
                pieces.runs.append((Run(text), None))

    def _run(self, element: etree._Element, base: Look, pieces: _Pieces) -> None:
        properties = element.find(f"{W}rPr")
        look_here = run_look(properties)
        named = properties.find(f"{W}rStyle") if properties is not None else None
        if named is not None:
            look_here = look_here.over(self.styles.of(named.get(f"{W}val")))
        look_here = look_here.over(base)
        for child in element:
            self._run_child(child, look_here, pieces)

    def _run_child(self, child: etree._Element, here: Look, pieces: _Pieces) -> None:
        tag = child.tag
        if tag == f"{W}fldChar":
            kind = child.get(f"{W}fldCharType")
            if kind == "begin":
                self.in_field.append(False)
            elif kind == "separate" and self.in_field:
                self.in_field[-1] = True
            elif kind == "end" and self.in_field:
                self.in_field.pop()
            return
        text: str | None = None
        if tag == f"{W}t":
            text = child.text or ""
        elif tag in (f"{W}tab", f"{W}ptab"):
            text = "\t"
        elif tag in (f"{W}br", f"{W}cr"):
            text = _BREAK
        elif tag == f"{W}noBreakHyphen":
            text = "-"
        elif tag == f"{W}sym":
            code = child.get(f"{W}char", "")
            text = (
                chr(int(code, 16)) if code and all(ch in "0123456789abcdefABCDEF" for ch in code[:4]) and len(code) <= 4 else ""
            )
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnotes" if tag == f"{W}footnoteReference" else "endnotes"
            pieces.references.append((kind, child.get(f"{W}id", "")))
            text = ANCHOR
        elif tag == f"{_MC}AlternateContent":
            chosen = _chosen(child)
            if chosen is not None:
                for inner in chosen:
                    self._run_child(inner, here, pieces)
            return
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            pieces.boxes.extend(_outermost_boxes(child))
            return
        if not text or (self.in_field and not all(self.in_field)):
            return
        if here.hidden:
            self.hidden += len(text)
            return
        if here.capitals:
            text = text.upper()
        pieces.runs.append((Run(text, bool(here.bold), bool(here.italic)), here.font))

    def _table(self, element: etree._Element, role: LineRole, depth: int) -> None:
        rows = [row for row in _rows(element) if row.find(f"{W}trPr/{W}del") is None]
        grid: list[list[tuple[etree._Element, int, int, str | None]]] = []  # cell, column, span, vertical merge
        for row in rows:
            column = _value(row.find(f"{W}trPr/{W}gridBefore"), 0)
            cells = []
            for cell in _cells(row):
                properties = cell.find(f"{W}tcPr")
                span = _value(properties.find(f"{W}gridSpan"), 1) if properties is not None else 1
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                state = None if merge is None else merge.get(f"{W}val", "continue")
                cells.append((cell, column, max(1, min(span, 200)), state))
                column += max(1, min(span, 200))
            grid.append(cells)
        with self.composer.table():
            for number, cells in enumerate(grid):
                for cell, column, span, state in cells:
                    if state == "continue" and number > 0 and any(c == column and s for _, c, _, s in grid[number - 1]):
                        self._blocks_if_text(cell, role, depth)
                        continue
                    tall = 1
                    if state is not None:
                        for below in grid[number + 1 :]:
                            if not any(c == column and s == "continue" for _, c, _, s in below):
                                break
                            tall += 1
                    with self.composer.cell(number, column, tall, span):
                        self._blocks(cell, role, depth + 1)

    def _blocks_if_text(self, cell: etree._Element, role: LineRole, depth: int) -> None:
        """A cell merged into the one above is empty as a rule; if not, its text is kept as a line outside the cells."""
        if any((node.text or "").strip() for node in cell.iter(f"{W}t")):
            self._blocks(cell, role, depth + 1)

    def _notes(self) -> None:
        """Footnotes and endnotes in the order of their references, at the end of the text."""
        roots = {kind: self._first(kind) for kind in ("footnotes", "endnotes")}
        counts = {"footnotes": 0, "endnotes": 0}
        anchors = list(self.composer.anchors)
        references = list(self.references)
        seen: set[tuple[str, str]] = set()
        for index, (kind, key) in enumerate(references):
            root = roots[kind]
            if root is None or (kind, key) in seen:
                continue
            seen.add((kind, key))
            tag = f"{W}footnote" if kind == "footnotes" else f"{W}endnote"
            note = next((one for one in root.findall(tag) if one.get(f"{W}id") == key), None)
            if note is None:
                continue
            counts[kind] += 1
            start = self.composer.mark()
            before = len(self.composer.lines)
            self._blocks(note, LineRole.FOOTNOTE, 0)
            if len(self.composer.lines) == before:
                continue
            mark = render(counts[kind], "decimal" if kind == "footnotes" else "lowerRoman")
            anchor = anchors[index] if index < len(anchors) else None
            self.composer.note(mark, start, self.composer.lines[-1].end, anchor)

    def _furniture(self) -> None:
        """Headers and footers, each different text once, after everything else."""
        seen: set[bytes] = set()
        for kind in ("header", "footer"):
            for part in _related(self.main, kind):
                root = _root(part)
                if root is None:
                    continue
                text = "".join(node.text or "" for node in root.iter(f"{W}t")).strip()
                if not any(ch.isalpha() for ch in text) or text.encode() in seen:
                    continue
                seen.add(text.encode())
                self._blocks(root, LineRole.PAGE_FURNITURE, 0)

    def _report(self) -> None:
        if self.tracked:
            self.composer.warn(
                "tracked-changes",
                f"Văn bản có {self.tracked} thay đổi đang theo dõi; đã đọc như khi chấp nhận mọi thay đổi.",
                f"The document has {self.tracked} tracked changes; read as if all were accepted.",
            )
        if self.hidden:
            self.composer.warn(
                "hidden-text",
                f"Văn bản có {self.hidden} ký tự ẩn; không đọc phần này.",
                f"The document has {self.hidden} hidden characters, which were not read.",
            )
        for name, count in sorted(self.converted.items()):
            self.composer.provenance.append(f"{name}: {count}")


def _visible(pieces: _Pieces) -> bool:
    return any(run.text.strip(" \n\t" + ANCHOR) for run, _ in pieces.runs)


def _merged(runs: list[tuple[Run, str | None]]) -> Iterator[tuple[Run, str | None]]:
    """Neighbouring runs of one look joined: a letter of VNI may be split over two."""
    open_run: Run | None = None
    open_font: str | None = None
    for run, font in runs:
        if open_run is not None and font == open_font and (run.bold, run.italic) == (open_run.bold, open_run.italic):
            open_run = Run(open_run.text + run.text, run.bold, run.italic)
        else:
            if open_run is not None:
                yield open_run, open_font
            open_run, open_font = run, font
    if open_run is not None:
        yield open_run, open_font


def _lines(runs: list[Run]) -> list[list[Run]]:
    """Runs cut at line breaks."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, part in enumerate(run.text.split(_BREAK)):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Run(part, run.bold, run.italic))
    return lines


def _chosen(alternate: etree._Element) -> etree._Element | None:
    """The branch of ``mc:AlternateContent`` to read: one only, or a text box would be read twice."""
    choice = alternate.find(f"{_MC}Choice")
    fallback = alternate.find(f"{_MC}Fallback")
    if choice is not None and (fallback is None or len(choice)):
        return choice
    return fallback


def _outermost_boxes(element: etree._Element) -> list[etree._Element]:
    """Text boxes inside a drawing that are not inside another text box, nor in the branch not chosen."""
    found: list[etree._Element] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag == f"{W}txbxContent":
            found.append(node)
        elif node.tag == f"{_MC}AlternateContent":
            chosen = _chosen(node)
            if chosen is not None:
                stack.append(chosen)
        else:
            stack.extend(reversed(node))
    return found


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _THROUGH:
            yield from _rows(child)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _rows(content)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _THROUGH:
            yield from _cells(child)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _cells(content)


def _value(element: etree._Element | None, default: int) -> int:
    text = element.get(f"{W}val") if element is not None else None
    return int(text) if text is not None and text.isdigit() and len(text) < 6 else default
