"""HTML as saved from portals and from Word."""

from __future__ import annotations

from pathlib import Path

import ingest_builders as build
import pytest

from pipeline.ingest import read
from pipeline.records import LineRole, SourceText


def _read(tmp_path: Path, html: str, encoding: str = "utf-8") -> SourceText:
    path = tmp_path / "a.html"
    path.write_bytes(html.encode(encoding))
    source = read(path, "a.html")
    build.check(source)
    return source


def test_head_table_paragraphs_and_looks(tmp_path: Path) -> None:
    source = _read(
        tmp_path,
        "<html><head><title>bỏ</title><style>p{color:red}</style></head><body><script>var x='bỏ'</script>"
        "<table><tr><td><b>ỦY BAN NHÂN DÂN<br>XÃ A</b></td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr></table>"
        "<p align=center><strong>QUYẾT ĐỊNH</strong></p><p style='text-align:center;font-style:italic'>Căn cứ\n   Luật</p>"
        "<h2>Chương I</h2><ol><li>một<li>hai</ol><ul><li>gạch</ul></body></html>",
    )
    assert build.cells_of(source) == {(0, 0): "ỦY BAN NHÂN DÂN\nXÃ A", (0, 1): "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}
    assert build.lines_of(source, LineRole.BODY) == ["QUYẾT ĐỊNH", "Căn cứ Luật", "Chương I", "1. một", "2. hai", "- gạch"]
    looks = {source.text[line.start : line.end]: line for line in source.lines}
    assert (looks["QUYẾT ĐỊNH"].bold, looks["QUYẾT ĐỊNH"].centered) == (True, True)
    assert (looks["Căn cứ Luật"].italic, looks["Căn cứ Luật"].centered) == (True, True)
    assert looks["Chương I"].heading_level == 2


def test_menus_are_boilerplate_but_a_document_is_never_lost_to_a_class_name(tmp_path: Path) -> None:
    text = "Điều 1. Ủy ban nhân dân cấp xã niêm yết công khai. " * 12
    source = _read(
        tmp_path,
        f"<body><nav><a>Trang chủ</a></nav><div class='menu-left'>Văn bản mới</div><div class='content-sidebar'><p>{text}</p></div>"
        "<footer>Bản quyền</footer></body>",
    )
    assert build.lines_of(source, LineRole.BOILERPLATE) == ["Trang chủ", "Văn bản mới", "Bản quyền"]
    assert build.lines_of(source, LineRole.BODY) == [text.strip()]


def test_notes_are_attached(tmp_path: Path) -> None:
    source = _read(
        tmp_path,
        '<p>Theo thủ tục<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a> này.</p><p>Hết.</p>'
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Như thủ tục.</p></div>',
    )
    (note,) = source.notes
    assert (note.mark, source.text[note.start : note.end]) == ("1", "[1] Như thủ tục.")
    assert note.anchor == len("Theo thủ tục")
    assert build.lines_of(source, LineRole.FOOTNOTE) == ["[1] Như thủ tục."]


def test_spans_and_nested_tables(tmp_path: Path) -> None:
    source = _read(
        tmp_path,
        "<table><tr><th rowspan=2>STT</th><th colspan=2>Nội dung</th></tr><tr><td>a</td><td><table><tr><td>x</td><td>y</td></tr></table>"
        "</td></tr></table>",
    )
    assert build.cells_of(source) == {(0, 0): "STT", (0, 1): "Nội dung", (1, 1): "a", (1, 2): "x\ny"}
    assert build.cells_of(source, 1) == {(0, 0): "x", (0, 1): "y"}


def test_frame_around_the_page_is_no_table(tmp_path: Path) -> None:
    source = _read(tmp_path, "<table><tr><td><p>Điều 1. Phạm vi</p></td></tr></table>")
    assert source.tables == ()
    assert [line.role for line in source.lines] == [LineRole.BODY]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert _read(tmp_path, "<html><body><p>Ủy ban nhân dân</p></body></html>", encoding).text == "Ủy ban nhân dân"


def test_declared_windows_1258(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = (
        "<html><head><meta charset=windows-1258></head><body><p>Uy\u0309 ban nhân dân, quyê\u0301t đi\u0323nh</p></body></html>"
    )
    path.write_bytes(body.encode("cp1258"))
    assert read(path, "a.html").text == "Uỷ ban nhân dân, quyết định"


def test_entities_hidden_parts_and_dangers(tmp_path: Path) -> None:
    source = _read(
        tmp_path,
        "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body><p>a&nbsp;&lt;b&gt; &amp; &#272;i&#7873;u &x;</p>"
        "<p style='display:none'>ẩn</p><object data='file:///etc/passwd'>x</object><iframe src='http://127.0.0.1:9/'></iframe></body></html>",
    )
    assert "a <b> & Điều" in source.text
    assert "ẩn" not in source.text
    assert "root:" not in source.text


def test_font_tags_prove_an_old_encoding(tmp_path: Path) -> None:
    assert _read(tmp_path, "<html><body><p><font face='.VnTime'>QuyÕt ®Þnh</font></p></body></html>").text == "Quyết định"


def test_page_saved_as_mhtml_is_read_as_html(tmp_path: Path) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://example.org/van-ban"
    message["MIME-Version"] = "1.0"
    message.set_content(
        "<html><body><nav>Menu</nav><p><b>Điều 1.</b> Phạm vi</p></body></html>", subtype="html", charset="utf-8"
    )
    for name in ("a.mht", "a.doc"):
        path = tmp_path / name
        path.write_bytes(message.as_bytes())
        source = read(path, name)
        assert build.lines_of(source, LineRole.BODY) == ["Điều 1. Phạm vi"]
        assert source.format == "mhtml"
