"""Test-only: writes a parsed document anew as DOCX, HTML and PDF, in the usual layout of an office.

The writer lays out what ``parse`` found: the two-column head, the type and title in the middle, bases in italics, article titles and
chapters in bold, tables with their heads, recipients and signature side by side. What ``parse`` misread in the source stays misread:
the round trip measures the readers and the grammar on other formats, not the first reading.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.records import Document, ProvisionKind, SourceText

# Liberation Serif has the widths of Times New Roman, in which offices write.
_FONTS = {
    "liberation2": ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf"),
    "dejavu": ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif.ttf"),
}
_TEXT, _CELL = 13.0, 11.0  # type sizes in points
_WIDTH = 165.0  # of the text, in millimetres
_CENTRED = (
    ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION, ProvisionKind.SUBSECTION,
    ProvisionKind.ANNEX, ProvisionKind.ATTACHMENT,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A paragraph to print."""

    text: str
    bold: bool = False
    italic: bool = False
    centred: bool = False


@dataclass
class Box:
    """A table to print: rows of cells, each cell a list of paragraphs. ``ruled`` for content tables."""

    rows: list[list[list[Line]]] = field(default_factory=list)
    ruled: bool = False


Element = Line | Box


def fonts() -> tuple[Path, ...] | None:
    """Regular, bold and italic serif type with Vietnamese letters, or None."""
    for folder, names in _FONTS.items():
        found = tuple(Path("/usr/share/fonts/truetype", folder, name) for name in names)
        if all(path.is_file() for path in found):
            return found
    return None


def fonts_there() -> bool:
    return fonts() is not None


def elements(source: SourceText, document: Document) -> Iterator[Element]:
    """The document as a sequence of paragraphs and tables."""
    fields: dict[str, list[str]] = {}
    for item in document.header:
        values = fields.setdefault(item.name, [])
        if item.value not in values:
            values.append(item.value)
    left = [Line(value, bold=True, centred=True) for name in ("superior", "issuer") for value in fields.get(name, [])[:1]]
    if document.issuer:
        left[-1:] = [Line(document.issuer, bold=True, centred=True)]
    motto = [Line(value, bold=True, centred=True) for value in fields.get("motto", [])]
    number = [Line(f"Số: {document.symbol}", centred=True)] if document.symbol else []
    number += [Line(value, centred=True) for value in fields.get("subject", [])]
    place = [Line(value, italic=True, centred=True) for value in fields.get("place-date", [])]
    if left or motto:
        yield Box([[left, motto], [number, place]])
    for name in ("type", "title", "issued-with", "authority"):
        if fields.get(name):
            yield Line(" ".join(fields[name]), bold=True, centred=True)
    for value in fields.get("addressee", []):
        yield Line(value)
    order = fields.get("order", [])
    tables = {table.rows[0]: table for table in document.tables if table.rows}
    row_of = {p.path: p for p in document.provisions if p.kind is ProvisionKind.ROW}
    main_open = True
    opening = True
    heads = [x.span for x in document.leftovers if x.reason == "attachment-head"]
    for provision in document.provisions:
        kind = provision.kind
        while heads and heads[0].start < provision.span.start:
            span = heads.pop(0)
            yield Line(" ".join(source.text[span.start : span.end].split()), bold=True, centred=True)
        if opening and order and kind not in (ProvisionKind.BASIS,) and not provision.path.startswith("mo-dau"):
            yield Line(" ".join(order), bold=True, centred=True)
            opening = False
        if main_open and provision.path.startswith(("kem-theo", "phu-luc", "mau-")):
            yield closing(source, document)
            main_open = False
        if kind is ProvisionKind.ROW:
            table = tables.get(provision.path)
            if table is not None:
                rows = [[[Line(head, bold=True)] for head in table.columns]] if any(table.columns) else []
                rows += [[[Line(cell)] if cell else [] for cell in row_of[path].cells] for path in table.rows]
                yield Box(rows, ruled=True)
            continue
        if kind is ProvisionKind.FOOTNOTE:
            continue
        for count, part in enumerate(provision.text.split("\n")):
            bold = kind in _CENTRED or (provision.title is not None and (count == 0 or part == provision.title))
            yield Line(part, bold=bold, italic=kind is ProvisionKind.BASIS, centred=kind in _CENTRED)
    if main_open:
        yield closing(source, document)


def closing(source: SourceText, document: Document) -> Box:
    """Recipients and signature side by side."""
    columns: dict[str, list[Line]] = {"recipients": [], "signature": []}
    for leftover in document.leftovers:
        if leftover.reason in columns:
            text = " ".join(source.text[leftover.span.start : leftover.span.end].split())
            columns[leftover.reason].append(Line(text))
    return Box(
        [[columns["recipients"] or [Line("Nơi nhận:")], columns["signature"] or [Line("TM. ỦY BAN NHÂN DÂN", bold=True)]]]
    )


def write_html(parts: list[Element], path: Path) -> None:
    def paragraph(line: Line) -> str:
        text = html.escape(line.text)
        text = f"<b>{text}</b>" if line.bold else text
        text = f"<i>{text}</i>" if line.italic else text
        return f"<p{' align=center' if line.centred else ''}>{text}</p>"

    out = ["<!DOCTYPE html><html><head><meta charset=utf-8><title></title></head><body>"]
    for part in parts:
        if isinstance(part, Line):
            out.append(paragraph(part))
            continue
        out.append(f"<table{' border=1' if part.ruled else ''}>")
        for row in part.rows:
            cells = "".join(f"<td>{''.join(map(paragraph, cell))}</td>" for cell in row)
            out.append(f"<tr>{cells}</tr>")
        out.append("</table>")
    path.write_text("\n".join([*out, "</body></html>"]), encoding="utf-8")


def write_docx(parts: list[Element], path: Path) -> None:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    file = docx.Document()

    def fill(paragraph: object, line: Line) -> None:
        run = paragraph.add_run(line.text)  # type: ignore[attr-defined]
        run.bold, run.italic = line.bold, line.italic
        if line.centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER  # type: ignore[attr-defined]

    for part in parts:
        if isinstance(part, Line):
            fill(file.add_paragraph(), part)
            continue
        width = max((len(row) for row in part.rows), default=0)
        if not width:
            continue
        table = file.add_table(rows=len(part.rows), cols=width)
        if part.ruled:
            table.style = "Table Grid"
        for r, row in enumerate(part.rows):
            for c, cell in enumerate(row):
                target = table.cell(r, c)
                for count, line in enumerate(cell):
                    fill(target.paragraphs[0] if count == 0 else target.add_paragraph(), line)
    file.save(str(path))


def write_pdf(parts: list[Element], path: Path) -> None:
    """Rows stay whole on a page, as office programs print them, unless a row is taller than the page."""
    from reportlab.platypus.doctemplate import LayoutError

    try:
        _write_pdf(parts, path, split_rows=False)
    except LayoutError:
        _write_pdf(parts, path, split_rows=True)


def _write_pdf(parts: list[Element], path: Path, *, split_rows: bool) -> None:
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    found = fonts()
    assert found is not None
    for name, file in zip(("Serif", "SerifB", "SerifI"), found, strict=True):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(file)))

    def style(line: Line, *, size: float = _TEXT) -> ParagraphStyle:
        font = "SerifB" if line.bold else "SerifI" if line.italic else "Serif"
        small = size < _TEXT
        return ParagraphStyle(
            "p",
            fontName=font,
            fontSize=size,
            leading=size * 1.3,
            alignment=TA_CENTER if line.centred else TA_JUSTIFY,
            firstLineIndent=0 if line.centred or small else 10 * mm,
            spaceAfter=0 if small else 6,
        )

    story: list[object] = []
    for part in parts:
        if isinstance(part, Line):
            story.append(Paragraph(html.escape(part.text), style(part)))
            continue
        width = max((len(row) for row in part.rows), default=0)
        if not width:
            continue
        widths, size = _column_widths(part, width)
        rows = [
            [
                [Paragraph(html.escape(line.text), style(line, size=size)) for line in cell]
                for cell in [*row, *[[]] * (width - len(row))]
            ]
            for row in part.rows
        ]
        table = Table(rows, colWidths=[one * mm for one in widths], splitInRow=int(split_rows))
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
        if part.ruled:
            table.setStyle(
                TableStyle(
                    [
                        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
                        ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
                        ("RIGHTPADDING", (0, 0), (-1, -1), 2.5),
                        *(("SPAN", (0, r), (-1, r)) for r, row in enumerate(part.rows) if row and row[0] and not any(row[1:])),
                        # Word closes a table's frame where a page cuts it.
                        ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 0.5, "black"),
                        ("LINEABOVE", (0, "splitfirst"), (-1, "splitfirst"), 0.5, "black"),
                    ]
                )
            )
        story.append(table)

    def number(canvas: object, template: object) -> None:
        if template.page > 1:  # type: ignore[attr-defined]
            canvas.setFont("Serif", 11)  # type: ignore[attr-defined]
            canvas.drawCentredString(105 * mm, 285 * mm, str(template.page))  # type: ignore[attr-defined]

    SimpleDocTemplate(str(path), pagesize=A4, leftMargin=30 * mm, rightMargin=15 * mm, topMargin=20 * mm).build(
        story, onFirstPage=number, onLaterPages=number
    )


def _column_widths(table: Box, columns: int) -> tuple[list[float], float]:
    """Millimetres for each column, room for its longest word and the rest by how much text it holds; and the type size.

    Many columns get smaller type, as offices do, so that words stay whole.
    """
    if not table.ruled:
        return ([0.42 * _WIDTH, 0.58 * _WIDTH] if columns == 2 else [_WIDTH / columns] * columns), _CELL
    longest, load = [1] * columns, [1.0] * columns
    for row in table.rows:
        if row and row[0] and not any(row[1:]):
            continue  # printed across the table
        for column, cell in enumerate(row):
            text = " ".join(line.text for line in cell)
            longest[column] = max(longest[column], *(len(word) for word in text.split() or [""]))
            load[column] = max(load[column], len(text) ** 0.5)
    least = [2.5 * min(letters, 24) + 4 for letters in longest]
    if sum(least) > _WIDTH:
        scale = _WIDTH / sum(least)
        return [scale * one for one in least], max(5.0, _CELL * scale)
    spare = _WIDTH - sum(least)
    return [one + spare * weight / sum(load) for one, weight in zip(least, load, strict=True)], _CELL


WRITERS = {"html": write_html, "docx": write_docx, "pdf": write_pdf}
