"""HTML as saved from a legal portal or from Word: text in reading order, tables, notes; menus and scripts set apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import ReadError
from pipeline.ingest.boilerplate import portal_ranges
from pipeline.ingest.compose import ANCHOR, Composer, Run, clean, look
from pipeline.ingest.legacy import convert, encoding_of_font, repair_line
from pipeline.ingest.limits import Limits, check_characters, too_large
from pipeline.records import LineRole, ReadStatus, SourcePage, TextOrigin

_DROPPED = frozenset(
    {
        "script", "style", "noscript", "template", "head", "title", "meta", "link", "object", "embed", "iframe",
        "svg", "canvas", "audio", "video", "select", "option", "datalist", "input", "button", "textarea", "map",
        "area",
    }
)  # fmt: skip
_CHROME = frozenset({"nav", "aside", "menu", "footer", "dialog"})
_CHROME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|site-?header|site-?footer|footer|banner|ads?|advert\w*|cookie\w*|"
    r"social|share|login|popup|modal|related|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    {
        "html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "div", "p", "h1", "h2",
        "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "center", "form",
        "fieldset", "figure", "figcaption", "address", "hr", "table", "tbody", "thead", "tfoot", "tr", "td", "th",
        "caption", "details", "summary", "menu", "dialog",
    }
)  # fmt: skip
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_ITALIC = frozenset({"i", "em", "cite", "var", "dfn", "address"})
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00|normal|lighter|[1-5]00)", re.IGNORECASE)
_STYLE_ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
_STYLE_CENTER = re.compile(r"text-align\s*:\s*(center|left|right|justify|start|end)", re.IGNORECASE)
_STYLE_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STYLE_UPPER = re.compile(r"text-transform\s*:\s*uppercase", re.IGNORECASE)
_STYLE_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_NOTE_TARGET = re.compile(r"^(?:_?(?:ftn|edn)|fn|footnote|note|cite_note)[-_:]?\w*$", re.IGNORECASE)
_NOTE_BACK = re.compile(r"^(?:_?(?:ftn|edn)ref|fnref|footnote-?ref|note-?ref|cite_ref)", re.IGNORECASE)
_MARK = re.compile(r"[\[(]?\s*(\d{1,3}|[*†‡]|[ivx]{1,4}|[a-z])\s*[\])]?")
_DEEPEST = 120  # elements within elements; what lies deeper is read without its structure
_WHITE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class _State:
    """What an element inherits."""

    bold: bool = False
    italic: bool = False
    centered: bool = False
    upper: bool = False
    pre: bool = False
    font: str | None = None
    heading: int | None = None
    role: LineRole = LineRole.BODY
    depth: int = 0


@dataclass
class _Note:
    mark: str
    anchor_index: int  # position among the composer's anchors
    start: int = -1
    end: int = -1


@dataclass
class _Reader:
    composer: Composer
    limits: Limits
    given: str
    runs: list[Run] = field(default_factory=list)
    paragraph: int = 0
    notes: dict[str, _Note] = field(default_factory=dict)  # by target id
    anchors: int = 0
    current_note: str | None = None
    converted: dict[str, int] = field(default_factory=dict)

    def block(self, element: etree._Element, state: _State) -> None:
        """Read an element that begins and ends a line."""
        self.flush(state)
        self.children(element, state)
        self.flush(state)

    def children(self, element: etree._Element, state: _State) -> None:
        if element.text:
            self.text(element.text, state)
        for child in element:
            self.element(child, state)
            if child.tail:
                self.text(child.tail, state)

    def text(self, text: str, state: _State) -> None:
        proof = encoding_of_font(state.font)
        if proof is not None and text.strip():
            text = convert(text, proof[0], capitals=proof[1])
            self.converted[f"{proof[0]} by font"] = self.converted.get(f"{proof[0]} by font", 0) + 1
        if state.upper:
            text = text.upper()
        self.runs.append(Run(text if state.pre else _WHITE.sub(" ", text), state.bold, state.italic))

    def flush(self, state: _State) -> None:
        """End the current paragraph."""
        runs, self.runs = self.runs, []
        if not any(run.text.strip() for run in runs):
            return
        number = self.composer.paragraph()
        note = self.notes.get(self.current_note) if self.current_note else None
        role = LineRole.FOOTNOTE if note is not None and state.role is LineRole.BODY else state.role
        for line in _cut(runs):
            bold, italic = look(line)
            text, encoding = repair_line("".join(run.text for run in line))
            if encoding:
                self.converted[encoding] = self.converted.get(encoding, 0) + 1
            start, end = self.composer.line(
                text,
                role=role,
                bold=bold,
                italic=italic,
                centered=state.centered,
                heading_level=state.heading,
                paragraph=number,
            )
            if note is not None and end > start:
                note.start = start if note.start < 0 else note.start
                note.end = end
        check_characters(self.given, self.composer.characters, self.limits)

    def element(self, element: etree._Element, state: _State) -> None:
        tag = element.tag
        if not isinstance(tag, str):
            return
        tag = tag.rpartition("}")[2].rpartition(":")[2].lower()
        if tag in _DROPPED or _STYLE_HIDDEN.search(element.get("style", "")) or element.get("hidden") is not None:
            return
        state = self.inherit(element, tag, state)
        if state.depth > min(self.limits.nesting, _DEEPEST):
            self.flat(element, state)
        elif tag == "br":
            self.runs.append(Run("\n"))
        elif tag == "table":
            self.flush(state)
            self.table(element, state)
        elif tag == "a":
            self.anchor(element, state)
        elif tag == "li":
            self.flush(state)
            self.runs.append(Run(_bullet(element), state.bold, state.italic))
            self.children(element, state)
            self.flush(state)
        elif tag in _BLOCKS:
            name = element.get("id", "") or element.get("name", "")
            outer = self.current_note
            if name in self.notes:
                self.flush(state)
                self.current_note = name
            self.block(element, state)
            self.current_note = outer
        else:
            if tag == "q":
                self.runs.append(Run("“"))
            self.children(element, state)
            if tag == "q":
                self.runs.append(Run("”"))

    def flat(self, element: etree._Element, state: _State) -> None:
        """Text of a subtree too deep to walk, without its structure."""
        for node in element.iter():
            if isinstance(node.tag, str) and node.tag not in _DROPPED and node.text:
                self.text(node.text + " ", state)
            if node is not element and node.tail:
                self.text(node.tail, state)
        self.flush(state)

    def inherit(self, element: etree._Element, tag: str, state: _State) -> _State:
        style = element.get("style", "")
        bold, italic = state.bold or tag in _BOLD, state.italic or tag in _ITALIC
        if found := _STYLE_BOLD.search(style):
            bold = found[1].lower() in ("bold", "bolder") or found[1][0] in "6789"
        if found := _STYLE_ITALIC.search(style):
            italic = found[1].lower() != "normal"
        centered = state.centered or tag == "center"
        if tag in _BLOCKS and element.get("align"):
            centered = element.get("align", "").lower() == "center"
        if found := _STYLE_CENTER.search(style):
            centered = found[1].lower() == "center"
        font = element.get("face") or state.font
        if found := _STYLE_FONT.search(style):
            font = found[1].strip()
        role = state.role
        chrome = (
            tag in _CHROME
            or element.get("role") in ("navigation", "banner", "contentinfo", "search")
            or _CHROME_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}")
        )
        if role is LineRole.BODY and chrome and not _legal(element):
            role = LineRole.BOILERPLATE
        return _State(
            bold,
            italic,
            centered,
            state.upper or bool(_STYLE_UPPER.search(style)),
            state.pre or tag == "pre" or "white-space:pre" in style.replace(" ", ""),
            font,
            int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else state.heading,
            role,
            state.depth + 1,
        )

    def anchor(self, element: etree._Element, state: _State) -> None:
        """A link; one to a note marks the place the note belongs to, one back from a note opens the note."""
        target = element.get("href", "").rpartition("#")[2] if "#" in element.get("href", "") else ""
        name = element.get("name") or element.get("id") or ""
        mark = _MARK.fullmatch("".join(element.itertext()).strip())
        back = bool(_NOTE_BACK.match(target))
        if name in self.notes and (back or mark):
            self.current_note = name  # Word: <p><a name="_ftn1" href="#_ftnref1">[1]</a> text</p>
        elif mark and target and _NOTE_TARGET.match(target) and not back and target not in self.notes:
            self.notes[target] = _Note(mark[1], self.anchors)
            self.anchors += 1
            self.runs.append(Run(ANCHOR))
        self.children(element, state)

    def table(self, element: etree._Element, state: _State) -> None:
        """A table as a grid; spans push later cells aside. Nested tables are tables of their own."""
        rows = list(_rows(element))
        for caption in element.findall("caption"):
            self.block(caption, state)
        if len(rows) == 1 and len(list(_cells(rows[0]))) == 1:
            cell = next(_cells(rows[0]))
            self.block(cell, self.inherit(cell, "td", state))  # a frame around the page, no table
            return
        taken: set[tuple[int, int]] = set()
        outer_note, self.current_note = self.current_note, None
        with self.composer.table():
            for number, row in enumerate(rows):
                row_state = self.inherit(row, "tr", state)
                column = 0
                for cell in _cells(row):
                    while (number, column) in taken:
                        column += 1
                    wide, tall = _span(cell.get("colspan")), _span(cell.get("rowspan"))
                    tall = min(tall, len(rows) - number)
                    if wide * tall > 1:
                        taken.update((number + y, column + x) for y in range(tall) for x in range(wide))
                    cell_tag = str(cell.tag)
                    cell_state = self.inherit(cell, cell_tag, row_state)
                    with self.composer.cell(number, column, tall, wide):
                        if _STYLE_HIDDEN.search(cell.get("style", "")):
                            pass
                        elif cell_state.depth > min(self.limits.nesting, _DEEPEST):
                            self.flat(cell, cell_state)
                        else:
                            self.block(cell, cell_state)
                    column += wide
        self.current_note = outer_note


def read_html(text: str, given: str, limits: Limits, composer: Composer) -> list[SourcePage]:
    """Add the page's lines to ``composer``.

    Raises:
        ReadError: ``corrupt`` when nothing of the page can be parsed, ``too-large`` beyond the limits.
    """
    check_characters(given, len(text) // 4, limits)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\x00", "")
    # Without huge_tree libxml2 drops what lies deeper than 256 elements, silently. Size is bounded by the file's own.
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser, ensure_head_body=False)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise ReadError(
            ReadStatus.CORRUPT,
            f"{given}: không phân tích được trang HTML ({error}). Hãy lưu lại trang từ trình duyệt.",
            f"{given}: the HTML cannot be parsed ({error}). Save the page again from a browser.",
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise too_large(
            given,
            "các thẻ HTML lồng quá sâu, phần sau sẽ bị mất",
            "the HTML tags are nested too deep, what follows would be lost",
            "Hãy lưu lại trang từ trình duyệt hoặc gửi tệp Word.",
            "Save the page again from a browser, or send a Word file.",
        )
    reader = _Reader(composer, limits, given)
    state = _State()
    reader.element(root, state) if isinstance(root.tag, str) else None
    reader.flush(state)
    for note in reader.notes.values():
        if note.start >= 0 and note.anchor_index < len(composer.anchors):
            composer.note(note.mark, note.start, note.end, composer.anchors[note.anchor_index])
    composer.mark_boilerplate(portal_ranges([clean(part) for part in composer.parts()]))
    composer.provenance.extend(f"{name}: {count}" for name, count in sorted(reader.converted.items()))
    return [SourcePage(1, TextOrigin.MARKUP, reader="lxml")]


def _legal(element: etree._Element) -> bool:
    """Whether an element named like a menu holds a document all the same: text is never lost to a class name."""
    text = "".join(element.itertext())
    return len(text) > 400 and bool(re.search(r"Điều\s+\d+|Căn cứ|QUYẾT ĐỊNH|CỘNG\s+HÒA|UBND", text))


def _cut(runs: Iterable[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Run(part, run.bold, run.italic))
    return lines


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (child for child in row if child.tag in ("td", "th"))


def _span(text: str | None) -> int:
    return max(1, min(int(text), 1000)) if text and text.strip().isdigit() and len(text.strip()) < 5 else 1


def _bullet(item: etree._Element) -> str:
    """The mark a browser shows before a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    if re.search(r"list-style(?:-type)?\s*:\s*none", parent.get("style", "")):
        return ""
    start = parent.get("start", "1")
    number = int(start) if start.isdigit() and len(start) < 6 else 1
    for other in parent:
        if other is item:
            break
        number += other.tag == "li"
    kind = parent.get("type", "1")
    if kind in ("a", "A") and 0 < number <= 26:
        return chr(ord(kind) + number - 1) + ". "
    return f"{number}. "
