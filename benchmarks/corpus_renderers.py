"""Write a document of the corpus as Markdown, plain text, HTML of a portal, DOCX or PDF, in the form such papers have."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from corpus_sources import AnnotatedDocument

FIXED_DATE = (2026, 1, 1, 0, 0, 0)  # time stamp inside DOCX archives, so that a rebuild gives the same bytes


def is_heading(text: str) -> bool:
    return bool(re.match(r"(Chương|CHƯƠNG|Mục|Tiểu mục|Phần) [IVX\d]+\b|(Điều|ĐIỀU) \d+\w?\.", text))


def split_label(text: str) -> tuple[str, str]:
    """The part of a heading that is printed bold, and the rest: a sentence under "Điều 1." keeps only its label bold."""
    if not is_heading(text):
        return "", text
    label = re.match(r"(Điều|ĐIỀU) \d+\w?\.", text)
    if label and text[-1] in ".:;":
        return label[0], text[label.end() :]
    return text, ""


def cell_lines(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("//")]


def render_text(document: AnnotatedDocument) -> str:
    """Plain text or Markdown. ``style``: plain (lines under each other), web (tables, bold marks), side (head in columns)."""
    lines: list[str] = []
    web = document.style == "web"
    for block in document.blocks:
        if block.kind in "HS":
            pair = [cell_lines(cell) for cell in block.cells]
            if web:
                lines.append("| " + " | ".join("<br>".join(cell) for cell in pair) + " |")
                if block.kind == "H" and lines[-1] and not any(x.startswith("| ---") for x in lines):
                    lines.append("| " + " | ".join("---" for _ in pair) + " |")
                continue
            if document.style == "side" and len(pair) == 2:
                depth = max(map(len, pair))
                left, right = [cell + [""] * (depth - len(cell)) for cell in pair]
                lines += [f"{a:<38}{b}".rstrip() for a, b in zip(left, right, strict=True)]
            else:
                lines += [line for cell in pair for line in cell if line]
            lines.append("")
        elif block.kind == "table":
            head, *rows = block.rows
            lines.append("| " + " | ".join(head) + " |")
            lines.append("|" + "---|" * len(head))
            lines += ["| " + " | ".join(row) + " |" for row in rows]
            lines.append("")
        elif block.kind == "P":
            lines += ["---" if document.format == "md" else "", ""]
        else:
            text = block.text
            if web and block.kind == "I":
                text = f"*{text}*"
            elif web and (block.kind == "C" or is_heading(text)):
                label, rest = (text, "") if block.kind == "C" else split_label(text)
                text = f"**{label}**{rest}"
            elif document.style == "hash" and block.kind == "C":
                text = f"## {text}"
            elif document.style == "hash" and is_heading(text):
                text = f"### {text}"
            lines += [text, ""]
    lines += [f"[^{mark}]: {text}" for mark, text in document.notes.items()]
    return "\n".join(lines).rstrip() + "\n"


PORTAL_TOP = """<header id="header"><div class="logo"><a href="/">CƠ SỞ DỮ LIỆU VĂN BẢN</a></div>
<ul class="nav"><li><a href="/">Trang chủ</a></li><li><a href="/van-ban">Văn bản quy phạm</a></li><li>
<a href="/hop-nhat">Văn bản hợp nhất</a></li><li><a href="/lien-he">Liên hệ</a></li><li><a href="/login">Đăng nhập</a></li></ul>
<form action="/search"><input name="q" placeholder="Nhập từ khóa tìm kiếm"><button>Tìm kiếm</button></form></header>
<div class="breadcrumb"><a href="/">Trang chủ</a> &raquo; <a href="/van-ban">Văn bản</a> &raquo; Nội dung toàn văn</div>
<ul class="tabs"><li class="active">Toàn văn</li><li>Thuộc tính</li><li>Lịch sử</li><li>VB liên quan</li><li>Tải về</li></ul>"""
PORTAL_END = """<aside class="right"><h3>Văn bản cùng lĩnh vực</h3><ul>
<li><a href="#">Quyết định về giá tính thuế tài nguyên</a></li>
<li><a href="#">Nghị quyết về dự toán ngân sách</a></li></ul></aside>
<footer><p>Bản quyền thuộc Cổng thông tin điện tử. Ghi rõ nguồn khi phát hành lại thông tin.</p>
<p>Lượt truy cập: 1.204.337</p></footer>
<script>window.ga=function(){};ga('send','pageview');</script>"""


def render_html(document: AnnotatedDocument) -> str:
    """A page as saved from a legal portal, with menus, tabs, side column and footer around the text."""
    out: list[str] = []
    for block in document.blocks:
        if block.kind in "HS":
            width = 100 // len(block.cells)
            cells = "".join(
                f'<td valign="top" width="{width}%"><p align="center">'
                + "<br>\n".join(f"<b>{escape(x)}</b>" if x.isupper() else escape(x) for x in cell_lines(cell))
                + "</p></td>"
                for cell in block.cells
            )
            out.append(f'<table border="0" width="100%"><tr>{cells}</tr></table>')
        elif block.kind == "table":
            head, *rows = block.rows
            out.append('<table class="MsoTable" border="1" cellspacing="0">')
            out.append("<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>")
            out += ["<tr>" + "".join(f"<td><p>{escape(cell) or '&nbsp;'}</p></td>" for cell in row) + "</tr>" for row in rows]
            out.append("</table>")
        elif block.kind == "P":
            out.append('<br clear="all" style="page-break-before:always">')
        else:
            text = re.sub(r"\[\^(\w+)\]", r'<sup><a href="#n\1" name="r\1">[\1]</a></sup>', escape(block.text))
            if block.kind == "C":
                out.append(f'<p align="center"><b>{text}</b></p>')
            elif block.kind == "I":
                out.append(f'<p class="MsoNormal"><i>{text}</i></p>')
            elif is_heading(block.text):
                label, rest = split_label(block.text)
                out.append(f'<p class="MsoNormal"><b>{escape(label)}</b>{escape(rest)}</p>')
            else:
                out.append(f'<p class="MsoNormal">{text}</p>')
    out += [f'<p><a name="n{mark}">[{mark}]</a> {escape(text)}</p>' for mark, text in document.notes.items()]
    title = escape(document.about.get("title", document.name))
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>\n'
        "<style>.MsoNormal{margin:6pt 0;text-align:justify}</style></head>\n"
        f'<body>\n{PORTAL_TOP}\n<div class="fulltext" id="toanvancontent">\n'
        + "\n".join(out)
        + f"\n</div>\n{PORTAL_END}\n</body></html>\n"
    )


def render_docx(document: AnnotatedDocument) -> bytes:
    """A Word file in Times New Roman with a borderless two-column head and real footnotes."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    word = docx.Document()
    section = word.sections[0]
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    word.core_properties.author, word.core_properties.title = "", document.about.get("title", "")
    marks = list(document.notes)

    def write(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:
        for part in re.split(r"(\[\^\w+\])", text):
            note = re.fullmatch(r"\[\^(\w+)\]", part)
            run = paragraph.add_run("" if note else part)
            run.bold, run.italic = bold or None, italic or None
            if note:
                run.font.superscript = True
                reference = OxmlElement("w:footnoteReference")
                reference.set(qn("w:id"), str(marks.index(note[1]) + 1))
                run._r.append(reference)

    for block in document.blocks:
        if block.kind in "HS":
            table = word.add_table(rows=1, cols=len(block.cells))
            for column, (cell, content) in enumerate(zip(table.rows[0].cells, block.cells, strict=True), 1):
                for index, line in enumerate(cell_lines(content)):
                    paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
                    if block.kind == "H" or column == len(block.cells):
                        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                    write(paragraph, line, bold=line.isupper() or line.startswith("Độc lập"), italic=", ngày" in line)
        elif block.kind == "table":
            table = word.add_table(rows=0, cols=len(block.rows[0]))
            table.style = "Table Grid"
            for index, row in enumerate(block.rows):
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    write(cell.paragraphs[0], text, bold=index == 0)
            word.add_paragraph()
        elif block.kind == "P":
            word.add_page_break()
        else:
            paragraph = word.add_paragraph()
            heading = is_heading(block.text)
            if block.kind == "C" or (heading and not re.match(r"điều", block.text, re.IGNORECASE)):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            else:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                paragraph.paragraph_format.first_line_indent = Cm(1.27)
            label, rest = split_label(block.text)
            write(paragraph, label, bold=True)
            write(paragraph, rest, bold=block.kind == "C", italic=block.kind == "I")
    if marks:
        attach_footnotes(word, document.notes)
    buffer = io.BytesIO()
    word.save(buffer)
    return freeze_archive(buffer.getvalue())


def attach_footnotes(word: Any, notes: dict[str, str]) -> None:
    """python-docx has no footnotes: add the part by hand (ECMA-376 part 1, 17.11)."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    def footnote(number: int, text: str, kind: str = "") -> str:
        body = "<w:separator/></w:r></w:p>" if kind else f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p>'
        mark = "" if kind else "<w:r><w:footnoteRef/></w:r>"
        return f'<w:footnote {kind} w:id="{number}"><w:p>{mark}<w:r>{body}</w:footnote>'

    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + footnote(0, "", 'w:type="separator"')
        + "".join(footnote(number, text) for number, text in enumerate(notes.values(), 1))
        + "</w:footnotes>"
    )
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), content_type, xml.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def freeze_archive(data: bytes) -> bytes:
    """The same archive with fixed time stamps."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, FIXED_DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


FONT_FOLDERS = (Path("/usr/share/fonts/truetype/liberation2"), Path("/usr/share/fonts/truetype/dejavu"))
FONT_FILES = {  # the liberation (1) package lacks Vietnamese letters and drops them in silence
    "liberation2": ("LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic", "LiberationSerif-BoldItalic"),
    "dejavu": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic"),
}


def register_fonts() -> None:
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = next((folder for folder in FONT_FOLDERS if folder.is_dir()), None)
    if folder is None:
        raise SystemExit("PDF needs fonts-liberation2 or fonts-dejavu")
    for index, name in enumerate(FONT_FILES[folder.name]):
        pdfmetrics.registerFont(TTFont(f"Serif{index}", str(folder / f"{name}.ttf")))
        addMapping("Serif", index % 2, index // 2, f"Serif{index}")


def render_pdf(document: AnnotatedDocument) -> bytes:
    """A text-layer PDF on A4; footnotes stand at the foot of the page that refers to them."""
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table, TableStyle

    register_fonts()
    body = ParagraphStyle("body", fontName="Serif0", fontSize=13, leading=17, alignment=TA_JUSTIFY, spaceAfter=5)
    body.firstLineIndent = 1.0 * cm
    center = ParagraphStyle("center", parent=body, alignment=TA_CENTER, firstLineIndent=0)
    small = ParagraphStyle("small", parent=body, fontSize=10, leading=12.5, firstLineIndent=0, spaceAfter=2)
    head = ParagraphStyle("head", parent=center, fontSize=11.5, leading=15, spaceAfter=0)
    left = ParagraphStyle("left", parent=small, alignment=0)
    cellstyle = ParagraphStyle("cell", parent=small, fontSize=11, leading=14, alignment=0)
    width = A4[0] - 5 * cm

    def markup(text: str, *, bold: bool = False, italic: bool = False) -> str:
        text = re.sub(r"\[\^(\w+)\]", r"<super size=8>\1</super>", escape(text))
        text = re.sub(" {2,}", lambda gap: "\u00a0" * len(gap[0]), text)  # blanks of a draft's number and date
        text = f"<b>{text}</b>" if bold and text else text
        return f"<i>{text}</i>" if italic else text

    notes_height = {mark: Paragraph(markup(text), small).wrap(width, 500)[1] + 6 for mark, text in document.notes.items()}
    foot = sum(notes_height.values()) + (10 if document.notes else 0)

    class NotedParagraph(Paragraph):  # type: ignore[misc]
        marks: tuple[str, ...] = ()

        def draw(self) -> None:
            super().draw()
            self.canv.pending_notes = (*getattr(self.canv, "pending_notes", ()), *self.marks)

    def finish_page(canvas: Any, template: Any) -> None:
        canvas.saveState()
        if template.page > 1:
            canvas.setFont("Serif0", 12)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 1.3 * cm, str(template.page))
        pending = getattr(canvas, "pending_notes", ())
        if pending:
            y = 2 * cm + foot
            canvas.line(3 * cm, y, 8 * cm, y)
            for mark in pending:
                note = Paragraph(f"<super size=7>{mark}</super> " + markup(document.notes[mark]), small)
                y -= note.wrap(width, 500)[1] + 4
                note.drawOn(canvas, 3 * cm, y)
            canvas.pending_notes = ()
        canvas.restoreState()

    story: list[Any] = []
    for block in document.blocks:
        if block.kind in "HS":
            last = len(block.cells) - 1
            row = []
            for index, cell in enumerate(block.cells):
                style = head if block.kind == "H" or index == last else left
                row.append(
                    [
                        Paragraph(
                            markup(x, bold=x.isupper() or x.startswith("Độc lập"), italic=", ngày" in x) or "&nbsp;", style
                        )
                        for x in cell_lines(cell)
                    ]
                )
            shares = (0.40, 0.60) if len(row) == 2 else tuple(1 / len(row) for _ in row)
            story.append(
                Table([row], colWidths=[width * share for share in shares], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
            )
            story.append(Spacer(1, 8))
        elif block.kind == "table":
            cells = [[Paragraph(markup(text, bold=i == 0), cellstyle) for text in row] for i, row in enumerate(block.rows)]
            weights = [max(8, min(60, max(len(row[i]) for row in block.rows))) for i in range(len(block.rows[0]))]
            grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            story.append(Table(cells, colWidths=[width * w / sum(weights) for w in weights], style=grid, repeatRows=1))
            story.append(Spacer(1, 8))
        elif block.kind == "P":
            story.append(PageBreak())
        else:
            heading = is_heading(block.text)
            centred = block.kind == "C" or (heading and not re.match(r"điều", block.text, re.IGNORECASE))
            label, rest = split_label(block.text)
            content = markup(label, bold=bool(label)) + markup(rest, bold=block.kind == "C", italic=block.kind == "I")
            paragraph = NotedParagraph(content, center if centred else body)
            paragraph.marks = tuple(re.findall(r"\[\^(\w+)\]", block.text))
            story.append(paragraph)
    buffer = io.BytesIO()
    template = BaseDocTemplate(buffer, pagesize=A4, invariant=1, title=document.about.get("title", ""), author="")
    frame = Frame(
        3 * cm, 2 * cm + foot, width, A4[1] - 4 * cm - foot, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    template.addPageTemplates(PageTemplate("page", [frame], onPageEnd=finish_page))
    template.build(story)
    return buffer.getvalue()


RENDERERS: dict[str, Callable[[AnnotatedDocument], bytes]] = {
    "md": lambda document: render_text(document).encode(),
    "txt": lambda document: render_text(document).encode(),
    "html": lambda document: render_html(document).encode(),
    "docx": render_docx,
    "pdf": render_pdf,
}
