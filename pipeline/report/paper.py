"""Administrative paper after Nghị định 30/2020/NĐ-CP: page, fonts, head, headings, tables, signature block.

Sizes are points, lengths millimetres. Tables are written as WordprocessingML text and parsed once: python-docx looks up
each cell by walking the table, which takes minutes for a few thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from pipeline.report.passages import Passage, printable

FONT = "Times New Roman"
BODY = 14.0
TABLE = 12.0
WIDE_TABLE = 11.0  # the five-column tables, on a page laid across
_KEEP_TOGETHER = 1400  # characters: a row no longer than this is not broken across pages


@dataclass(frozen=True, slots=True)
class Run:
    """Text with one look. ``mark``: the conflicting words, bold on yellow, and underlined for a black-and-white print.

    ``larger``: one point above the size of its place. ``struck``: words that an amendment takes out.
    """

    text: str
    bold: bool = False
    italic: bool = False
    mark: bool = False
    larger: bool = False
    struck: bool = False


Line = Sequence[Run]
Cell = Sequence[Line]


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: float
    centred: bool = False


def marked(passage: Passage, *, italic: bool = False) -> list[Run]:
    """Runs of a passage with its marked words."""
    runs = (Run(passage.before, italic=italic), Run(passage.mark, italic=italic, mark=True), Run(passage.after, italic=italic))
    return [run for run in runs if run.text]


class Paper:
    """A document being written from top to bottom. ``notice`` stands at the foot of every page."""

    def __init__(self, title: str, notice: str, day: date, lang: str, *, landscape: bool = False) -> None:
        self._docx: Any = docx.Document()
        self._fonts(lang)
        properties = self._docx.core_properties
        properties.title, properties.author, properties.comments = printable(title), "", printable(notice)
        properties.created = properties.modified = datetime.combine(day, time(), UTC)
        section = self._docx.sections[0]
        section.different_first_page_header_footer = True
        _page(section, landscape=landscape)
        self._width = 257.0 if landscape else 160.0
        self._rule = 100.0 if landscape else 55.0  # indent that leaves about a third of the width for the line under the title
        _page_number(section.header.paragraphs[0])
        for footer in (section.footer, section.first_page_footer):
            _write(footer.paragraphs[0], [Run(notice, italic=True)], size=10, align=WD_ALIGN_PARAGRAPH.CENTER)

    def turn(self, *, landscape: bool) -> None:
        """Go on with a new page of the other orientation; page numbers run on and show from here."""
        section = self._docx.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        _page(section, landscape=landscape)
        self._width = 257.0 if landscape else 160.0

    def head(self, left: Sequence[Run], number: str, right: Sequence[Run], place_date: str) -> None:
        """The two-column head: parent office and office, each a run; national title and motto; number; place and date."""
        table = self._layout_table(2, (64, 100))  # the national title in bold 12 needs 95 mm: never on two lines
        _compact(table.cell(0, 0), left, size=12)
        _rule(table.cell(0, 0), indent=20)
        _compact(table.cell(0, 1), right, size=12)
        _rule(table.cell(0, 1), indent=20)
        _compact(table.cell(1, 0), [Run(number)], size=13)
        _compact(table.cell(1, 1), [Run(place_date, italic=True)], size=13)

    def title(self, title: str, subtitle: str, *, plain: bool = False) -> None:
        """Title, subtitle and the line under them; ``plain``: of an annex, whose subtitle is in italics and unbold."""
        self._paragraph([Run(title, bold=True)], align=WD_ALIGN_PARAGRAPH.CENTER, before=4 if plain else 18, after=0, first=0)
        under = Run(subtitle, bold=not plain, italic=plain)
        self._paragraph([under], align=WD_ALIGN_PARAGRAPH.CENTER, before=0, after=0, first=0)
        _border(
            self._paragraph([], align=WD_ALIGN_PARAGRAPH.CENTER, before=5, after=6, first=0, size=4, indent=self._rule), "top"
        )

    def addressee(self, text: str) -> None:
        """``Kính gửi: …``, centred."""
        self._paragraph([Run(text)], align=WD_ALIGN_PARAGRAPH.CENTER, before=6, after=6, first=0)

    def notice(self, text: str) -> None:
        """A framed note: the mark of a machine draft."""
        paragraph = self._paragraph(
            [Run(text, italic=True)], align=WD_ALIGN_PARAGRAPH.CENTER, before=6, after=8, first=0, size=12
        )
        _border(paragraph, "top", "left", "bottom", "right")

    def heading(self, text: str, level: int = 1) -> None:
        paragraph = self._paragraph([Run(text, bold=True)], before=10 if level == 1 else 6, after=4, first=0)
        paragraph.paragraph_format.keep_with_next = True
        # An outline level and no heading style: Word's navigation works, and the look stays that of the decree.
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)

    def text(self, *runs: Run, keep_with_next: bool = False) -> None:
        paragraph = self._paragraph(list(runs), align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.keep_with_next = keep_with_next

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], size: float = TABLE) -> None:
        """Table with a head that is repeated on every page. Each row has as many cells as there are columns."""
        xml = _table_xml(_fitting(columns, self._width), rows, size)
        body = self._docx.element.body
        body.insert(len(body) - 1, parse_xml(xml))  # before the last section's properties
        self._paragraph([], before=0, after=4, first=0, size=6)

    def signature(self, recipients_head: str, recipients: Sequence[str], signer: str) -> None:
        table = self._layout_table(1, (80, 80))
        left, right = table.rows[0].cells
        head = [Run(recipients_head, bold=True, italic=True)] if recipients_head else []
        _write(left.paragraphs[0], head, size=12, after=0)
        for line in recipients:
            _write(left.add_paragraph(), [Run(line)], size=11, after=0)
        _write(right.paragraphs[0], [Run(signer, bold=True)], size=BODY, align=WD_ALIGN_PARAGRAPH.CENTER, after=60)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def save(self, path: Path) -> None:
        self._docx.save(str(path))

    def _layout_table(self, rows: int, widths: Sequence[float]) -> Any:
        """Table without borders that only places things; its widths stand in the grid too, which LibreOffice goes by."""
        table = self._docx.add_table(rows=rows, cols=len(widths))
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _paragraph(
        self,
        runs: Line,
        *,
        align: Any = None,
        before: float = 3,
        after: float = 3,
        first: float = 10,
        size: float = BODY,
        indent: float = 0,
    ) -> Any:
        paragraph = self._docx.add_paragraph()
        _write(paragraph, runs, size=size, align=align, before=before, after=after)
        layout = paragraph.paragraph_format
        layout.first_line_indent = Mm(first) if first else None
        if indent:
            layout.left_indent = layout.right_indent = Mm(indent)
        return paragraph

    def _fonts(self, lang: str) -> None:
        style = self._docx.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(BODY)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme font would win over the named one
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN" if lang == "vi" else "en-GB")
        language.set(qn("w:eastAsia"), "vi-VN")
        style.element.get_or_add_rPr().append(language)


def _page(section: Any, *, landscape: bool) -> None:
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if landscape else (Mm(30), Mm(20))
    section.header_distance = section.footer_distance = Mm(10)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run._r.append(element)


def _write(paragraph: Any, runs: Line, *, size: float, align: Any = None, before: float = 0, after: float = 3) -> None:
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
    if align is not None:
        paragraph.alignment = align
    for run in runs:
        added = paragraph.add_run(printable(run.text))
        added.bold, added.italic, added.font.size = run.bold, run.italic, Pt(size + run.larger)
    if not runs:  # an empty paragraph takes its height from its mark
        mark = paragraph._p.get_or_add_pPr()
        properties, height = OxmlElement("w:rPr"), OxmlElement("w:sz")
        height.set(qn("w:val"), str(int(size * 2)))
        properties.append(height)
        mark.append(properties)


def _compact(cell: Any, runs: Line, size: float) -> None:
    for index, run in enumerate(runs):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        _write(paragraph, [run], size=size, align=WD_ALIGN_PARAGRAPH.CENTER, after=0)


def _rule(cell: Any, indent: float) -> None:
    """The line under a head column: a thin empty paragraph with a top border, as narrow as its indents leave."""
    paragraph = cell.add_paragraph()
    _write(paragraph, [], size=4, align=WD_ALIGN_PARAGRAPH.CENTER, before=3, after=4)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    _border(paragraph, "top")


def _border(paragraph: Any, *sides: str) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1" if len(sides) == 1 else "4"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _fitting(columns: Sequence[Column], width: float) -> Sequence[Column]:
    """The columns, narrowed in proportion where a department's form is wider than the page."""
    total = sum(column.width for column in columns)
    return columns if total <= width else [replace(column, width=column.width * width / total) for column in columns]


def _table_xml(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], size: float) -> str:
    twips = [round(column.width * 56.6929) for column in columns]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    out = [
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>",
        *(f'<w:gridCol w:w="{width}"/>' for width in twips),
        "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>",
    ]
    for column, width in zip(columns, twips, strict=True):
        out.append(_cell_xml([[Run(column.heading, bold=True)]], width, size, centred=True, middle=True))
    out.append("</w:tr>")
    for row in rows:
        length = sum(len(run.text) for cell in row for line in cell for run in line)
        out.append("<w:tr>" + ("<w:trPr><w:cantSplit/></w:trPr>" if length <= _KEEP_TOGETHER else ""))
        for column, width, cell in zip(columns, twips, row, strict=True):
            out.append(_cell_xml(cell, width, size, centred=column.centred))
        out.append("</w:tr>")
    out.append("</w:tbl>")
    return "".join(out)


def _cell_xml(cell: Cell, width: int, size: float, *, centred: bool, middle: bool = False) -> str:
    align = '<w:jc w:val="center"/>' if centred else ""
    layout = f'<w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>{align}</w:pPr>'
    lines = "".join(f"<w:p>{layout}{''.join(_run_xml(run, size) for run in line)}</w:p>" for line in cell or [[]])
    vertical = '<w:vAlign w:val="center"/>' if middle else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{vertical}</w:tcPr>{lines}</w:tc>'


def _run_xml(run: Run, size: float) -> str:
    half = round(size * 2) + (2 if run.larger else 0)
    look = "".join(
        (
            "<w:b/>" if run.bold or run.mark else "",
            "<w:i/>" if run.italic else "",
            "<w:strike/>" if run.struck else "",
            f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>',
            '<w:highlight w:val="yellow"/><w:u w:val="single"/>' if run.mark else "",
        )
    )
    pieces = printable(run.text).split("\n")
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in pieces)
    return f"<w:r><w:rPr>{look}</w:rPr>{text}</w:r>"
