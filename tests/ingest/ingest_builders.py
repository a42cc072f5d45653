"""Builds the documents the ingest tests read: real DOCX packages and real PDFs, made on the spot."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.records import LineRole, SourceText

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes", "header1": "header"}
FONTS = (
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


def docx(body: str, parts: Mapping[str, str] | None = None, prolog: str = "") -> bytes:
    """A DOCX package with this ``w:body`` content; ``parts`` maps "numbering", "footnotes" … to the content of their roots."""
    parts = parts or {}
    buffer = io.BytesIO()
    names = (
        f'xmlns:w="{W_NS}" xmlns:r="{_REL}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{main}.{_PARTS[name]}+xml"/>' for name in parts)
    relations = "".join(
        f'<Relationship Id="p{number}" Type="{_REL}/{_PARTS[name]}" Target="{name}.xml"/>' for number, name in enumerate(parts)
    )
    roots = {"header1": "hdr"}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
        archive.writestr("word/document.xml", f"{prolog}<w:document {names}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            root = roots.get(name, name)
            archive.writestr(f"word/{name}.xml", f"<w:{root} {names}>{content}</w:{root}>")
    return buffer.getvalue()


def p(text: str = "", run: str = "", paragraph: str = "") -> str:
    """A Word paragraph of one run with these run and paragraph properties."""
    return f'<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Word table whose cells hold this XML."""
    return (
        "<w:tbl>" + "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows) + "</w:tbl>"
    )


def font() -> str | None:
    """A TrueType font with Vietnamese letters, or None where the machine has none."""
    return next((path for path in FONTS if Path(path).exists()), None)


def pdf(
    pages: Sequence[Sequence[tuple[float, float, str, float]]], *, password: str | None = None, owner: bool = False
) -> bytes:
    """A PDF whose pages hold texts at ``(x, distance from top, text, size)`` in points on A4."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    name = font()
    if name is not None and "Viet" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Viet", name))
    encrypt = None
    if password is not None:
        encrypt = StandardEncryption("" if owner else password, ownerPassword=password, strength=128)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for page in pages:
        for x, top, text, size in page:
            canvas.setFont("Viet" if name else "Times-Roman", size)
            canvas.drawString(x, A4[1] - top, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines_of(source: SourceText, *roles: LineRole) -> list[str]:
    """Texts of the lines, of these roles if any are named."""
    return [source.text[line.start : line.end] for line in source.lines if not roles or line.role in roles]


def cells_of(source: SourceText, index: int = 0) -> dict[tuple[int, int], str]:
    """Texts of a table's cells by row and column."""
    return {(cell.row, cell.column): source.text[cell.start : cell.end] for cell in source.tables[index].cells}


def check(source: SourceText) -> None:
    """What holds of every ``SourceText``: coordinates, coverage, normal form."""
    text = source.text
    assert text == "\n".join(text[line.start : line.end] for line in source.lines)
    assert text == unicodedata.normalize("NFC", text)
    assert not any(ch in text for ch in "\ufdd0\u00ad\u200b\ufeff\r\t\x00")
    position = 0
    numbers = {page.number for page in source.pages}
    for line in source.lines:
        assert position <= line.start < line.end <= len(text)
        assert text[line.start : line.end] == text[line.start : line.end].strip()
        assert line.page in numbers
        position = line.end + 1
    for number, found in enumerate(source.tables):
        assert found.index == number
        for cell in found.cells:
            assert 0 <= cell.start <= cell.end <= len(text)
            assert cell.row_span >= 1
            assert cell.column_span >= 1
    for note in source.notes:
        assert 0 <= note.start <= note.end <= len(text)
        assert note.anchor is None or 0 <= note.anchor <= len(text)
