"""DOCX: what Word shows is what is read."""

from __future__ import annotations

from pathlib import Path

import ingest_builders as build
import pytest
from ingest_builders import p

from pipeline.ingest import read
from pipeline.ingest.numbering import render
from pipeline.records import LineRole, SourceText, TextOrigin


def _read(tmp_path: Path, body: str, **parts: str) -> SourceText:
    path = tmp_path / "a.docx"
    path.write_bytes(build.docx(body, parts))
    source = read(path, "a.docx")
    build.check(source)
    return source


def _list(*levels: tuple[str, str, str], extra: str = "") -> str:
    """numbering.xml with one list of these (format, text, start) levels."""
    described = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text, start) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="0">{described}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{extra}'


def _item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, paragraph=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_generated_numbers_are_text(tmp_path: Path) -> None:
    numbering = _list(("decimal", "Điều %1.", "1"), ("decimal", "%2.", "1"), ("lowerLetter", "%3)", "1"), ("bullet", "-", "1"))
    body = (
        _item("Phạm vi") + _item("Thứ nhất", 1) + _item("niêm yết", 2) + _item("phát thanh", 2) + _item("Thứ hai", 1)
        + _item("khác", 2) + _item("gạch", 3) + p("không số") + _item("Đối tượng") + _item("Một", 1)
    )  # fmt: skip
    assert build.lines_of(_read(tmp_path, body, numbering=numbering)) == [
        "Điều 1. Phạm vi", "1. Thứ nhất", "a) niêm yết", "b) phát thanh", "2. Thứ hai", "a) khác", "- gạch", "không số",
        "Điều 2. Đối tượng", "1. Một",
    ]  # fmt: skip


def test_start_override_restarts_a_list(tmp_path: Path) -> None:
    extra = '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    body = _item("a") + _item("b") + _item("c", 0, 2) + _item("d", 0, 2)
    source = _read(tmp_path, body, numbering=_list(("upperRoman", "%1.", "1"), extra=extra))
    assert build.lines_of(source) == ["I. a", "II. b", "I. c", "II. d"]


def test_numbers_from_a_paragraph_style(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:name w:val="heading 2"/><w:basedOn w:val="Base"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    source = _read(
        tmp_path,
        p("Phạm vi", paragraph='<w:pStyle w:val="Dieu"/>')
        + p("thường", paragraph='<w:pStyle w:val="Dieu"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        styles=styles,
        numbering=_list(("decimal", "Điều %1:", "7")),
    )
    assert build.lines_of(source) == ["Điều 7: Phạm vi", "thường"]
    assert (source.lines[0].bold, source.lines[0].heading_level) == (True, 2)


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (4, "lowerRoman", "iv"),
        (27, "lowerLetter", "aa"),
        (3, "decimalZero", "03"),
        (1990, "upperRoman", "MCMXC"),
        (5, "chicago", "5"),
    ],
)
def test_number_formats(number: int, form: str, expected: str) -> None:
    assert render(number, form) == expected


def test_looks(tmp_path: Path) -> None:
    source = _read(
        tmp_path,
        p("QUYẾT ĐỊNH", "<w:b/>", '<w:jc w:val="center"/>')
        + p("Căn cứ", "<w:i/>")
        + p("không đậm", '<w:b w:val="0"/>')
        + p("chữ hoa", "<w:caps/>"),
    )
    assert [(line.bold, line.italic, line.centered) for line in source.lines] == [
        (True, False, True), (False, True, False), (False, False, False), (False, False, False),
    ]  # fmt: skip
    assert build.lines_of(source)[-1] == "CHỮ HOA"


def test_tables_nested_merged_and_empty(tmp_path: Path) -> None:
    nested = build.table([[p("trong")]])
    merged = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("rộng")
    tall = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("cao")
    under = "<w:tcPr><w:vMerge/></w:tcPr>" + p()
    source = _read(tmp_path, p("trước") + build.table([[merged], [tall, p("b") + nested], [under, p()]]) + p("sau"))
    cells = {(c.row, c.column): (c.row_span, c.column_span, source.text[c.start : c.end]) for c in source.tables[0].cells}
    assert cells == {(0, 0): (1, 2, "rộng"), (1, 0): (2, 1, "cao"), (1, 1): (1, 1, "b\ntrong"), (2, 1): (1, 1, "")}
    assert build.cells_of(source, 1) == {(0, 0): "trong"}
    assert build.lines_of(source, LineRole.BODY) == ["trước", "sau"]


def test_footnotes_stand_at_the_end_with_their_anchor(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Theo thủ tục</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="7"/></w:r><w:r><w:t xml:space="preserve"> này</w:t></w:r></w:p>' + p("Hết.")
    )
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p("---")}</w:footnote>'
        f'<w:footnote w:id="7">{p(" Như thủ tục đã công bố")}</w:footnote>'
    )
    source = _read(tmp_path, body, footnotes=notes)
    assert build.lines_of(source) == ["Theo thủ tục này", "Hết.", "Như thủ tục đã công bố"]
    (note,) = source.notes
    assert (note.mark, source.text[note.start : note.end]) == ("1", "Như thủ tục đã công bố")
    assert note.anchor == len("Theo thủ tục")


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">thời hạn </w:t></w:r><w:del w:id="1"><w:r><w:delText>30</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>15</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> ngày</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">nối </w:t></w:r></w:p>' + p("liền")
    )
    source = _read(tmp_path, body)
    assert build.lines_of(source) == ["thời hạn 15 ngày", "nối liền"]
    assert [notice.code for notice in source.warnings] == ["tracked-changes"]


def test_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('trong khung')}</w:txbxContent>"
    body = (
        '<w:p><w:r><w:t>ngoài</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert build.lines_of(_read(tmp_path, body)) == ["ngoài", "trong khung"]


def test_runs_in_old_fonts_are_converted_by_font(tmp_path: Path) -> None:
    old = '<w:rFonts w:ascii="{}" w:hAnsi="{}"/>'
    source = _read(
        tmp_path,
        p("QuyÕt ®Þnh", old.format(".VnTime", ".VnTime"))
        + p("quyÕt ®Þnh", old.format(".VnTimeH", ".VnTimeH"))
        + p("§ 5 ® © có"),
    )
    assert build.lines_of(source) == ["Quyết định", "QUYẾT ĐỊNH", "§ 5 ® © có"]
    assert source.provenance == ("tcvn3 by font: 2",)


def test_breaks_symbols_fields_and_hidden_text(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>một</w:t><w:br/><w:t>hai</w:t><w:tab/><w:t>ba</w:t><w:noBreakHyphen/><w:t>bốn</w:t><w:softHyphen/></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>5</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r></w:p>' + p("ẩn", "<w:vanish/>") + p("Dân\u00adchủ và\u00a0dân")
    )
    source = _read(tmp_path, body)
    assert build.lines_of(source) == ["một", "hai ba-bốn5≥", "Dânchủ và dân"]
    assert source.lines[0].paragraph == source.lines[1].paragraph
    assert [notice.code for notice in source.warnings] == ["hidden-text"]


def test_header_is_page_furniture(tmp_path: Path) -> None:
    source = _read(tmp_path, p("thân"), header1=p("DỰ THẢO"))
    assert build.lines_of(source, LineRole.PAGE_FURNITURE) == ["DỰ THẢO"]


def test_external_relations_are_inert(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "a.docx"
    path.write_bytes(build.docx(p("thân")))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/_rels/document.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" TargetMode="External" '
        b'Target="http://127.0.0.1:9/steal"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert read(path, "a.docx").text == "thân"


def test_python_docx_documents_read(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Chương I", 1)
    document.add_paragraph("một", style="List Number")
    document.add_paragraph("hai", style="List Number")
    document.save(str(tmp_path / "a.docx"))
    source = read(tmp_path / "a.docx", "a.docx")
    assert build.lines_of(source) == ["Chương I", "1. một", "2. hai"]
    assert (source.lines[0].heading_level, source.pages[0].origin) == (1, TextOrigin.MARKUP)
