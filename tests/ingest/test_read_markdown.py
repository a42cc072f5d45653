"""Markdown and plain text, among them the web copies with table bars on lines of their own."""

from __future__ import annotations

from pathlib import Path

import ingest_builders as build
import pytest

from pipeline.ingest import read
from pipeline.ingest.rows import split_rows
from pipeline.records import LineRole, SourceText

PROVINCIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "provincial"


def _read(tmp_path: Path, text: str, name: str = "a.md") -> SourceText:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    source = read(path, name)
    build.check(source)
    return source


def _paragraphs(source: SourceText) -> list[str]:
    """Lines joined by paragraph number."""
    joined: dict[int | None, list[str]] = {}
    for line in source.lines:
        joined.setdefault(line.paragraph, []).append(source.text[line.start : line.end])
    return [" ".join(parts) for parts in joined.values()]


HEAD = """|
**ỦY BAN NHÂN
DÂN **
TỈNH A
-------
|
**CỘNG HÒA XÃ
HỘI CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
|
|
Số:
12/QĐ-UBND
|
*A, ngày
19 tháng 11 năm 2025*
|
"""


def test_head_of_bars_becomes_a_table_of_two_columns(tmp_path: Path) -> None:
    source = _read(tmp_path, HEAD + "\n\n**QUYẾT ĐỊNH**\n\nVề việc thử\n")
    assert build.cells_of(source) == {
        (0, 0): "ỦY BAN NHÂN\nDÂN\nTỈNH A\n-------",
        (0, 1): "CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        (1, 0): "Số:\n12/QĐ-UBND",
        (1, 1): "A, ngày\n19 tháng 11 năm 2025",
    }
    assert build.lines_of(source, LineRole.BODY) == ["QUYẾT ĐỊNH", "Về việc thử"]
    bold = [source.text[line.start : line.end] for line in source.lines if line.bold]
    assert bold == ["ỦY BAN NHÂN", "DÂN", "CỘNG HÒA XÃ", "HỘI CHỦ NGHĨA VIỆT NAM", "QUYẾT ĐỊNH"]


def test_marks_are_taken_out_and_kept_as_looks(tmp_path: Path) -> None:
    source = _read(
        tmp_path, "# Tiêu đề\n\n**Điều 1.** Nội dung\n\n*Căn cứ Luật*\n\n5 * 3 = 15\n\nmột\\_hai `x` [nối](http://a.b)\n"
    )
    assert build.lines_of(source) == ["Tiêu đề", "Điều 1. Nội dung", "Căn cứ Luật", "5 * 3 = 15", "một_hai `x` nối"]
    assert source.lines[0].heading_level == 1
    assert [line.bold for line in source.lines][1:3] == [False, False]
    assert [line.italic for line in source.lines][1:3] == [False, True]


def test_wrapped_lines_of_a_paragraph_share_its_number(tmp_path: Path) -> None:
    text = (
        "*Căn cứ Luật Tổ chức chính\nquyền địa phương số 72/2025/QH15;*\n*Căn cứ Nghị định số\n59/2023/NĐ-CP ngày 14 tháng 8 năm 2023 "
        "của Chính phủ quy định chi tiết một\nsố điều của Luật;*\n**Điều 1**. Công bố kèm theo\nQuyết định này danh mục theo khoản 2\n"
        "Điều 5 Nghị định này.\n1. Sở Nội vụ chủ\ntrì thực hiện.\na) Niêm yết;\n- Gạch đầu dòng\nnối tiếp.\n"
    )
    assert _paragraphs(_read(tmp_path, text)) == [
        "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;",
        "Căn cứ Nghị định số 59/2023/NĐ-CP ngày 14 tháng 8 năm 2023 của Chính phủ quy định chi tiết một số điều của Luật;",
        "Điều 1. Công bố kèm theo Quyết định này danh mục theo khoản 2 Điều 5 Nghị định này.",
        "1. Sở Nội vụ chủ trì thực hiện.",
        "a) Niêm yết;",
        "- Gạch đầu dòng nối tiếp.",
    ]


def test_unwrapped_text_is_one_paragraph_a_line(tmp_path: Path) -> None:
    long = "Ủy ban nhân dân cấp xã có trách nhiệm niêm yết công khai các nội dung theo quy định của pháp luật " * 3
    source = _read(tmp_path, f"Điều 1. Phạm vi\n{long}\nnội dung khác\n", "a.txt")
    assert len({line.paragraph for line in source.lines}) == 3


def test_pipe_table_is_a_content_table(tmp_path: Path) -> None:
    source = _read(tmp_path, "Bảng:\n\n| STT | Nội dung |\n|---|:--:|\n| 1 | Thu **phí** |\n| 2 | |\n\nHết.\n")
    assert build.cells_of(source) == {
        (0, 0): "STT", (0, 1): "Nội dung", (1, 0): "1", (1, 1): "Thu phí", (2, 0): "2", (2, 1): "",
    }  # fmt: skip
    assert build.lines_of(source, LineRole.BODY) == ["Bảng:", "Hết."]


def test_footnotes_are_attached_to_their_mark(tmp_path: Path) -> None:
    source = _read(tmp_path, "Thực hiện thủ tục[1] này.\n\n[1] Như thủ tục\nđã công bố.\n")
    (note,) = source.notes
    assert source.text[note.start : note.end] == "[1] Như thủ tục\nđã công bố."
    assert note.anchor is not None
    assert source.text[: note.anchor].endswith("thủ tục")
    assert build.lines_of(source, LineRole.FOOTNOTE) == ["[1] Như thủ tục", "đã công bố."]


def test_angle_brackets_are_text(tmp_path: Path) -> None:
    assert _read(tmp_path, "theo định dạng: <tên viết tắt>@tinh.gov.vn").text == "theo định dạng: <tên viết tắt>@tinh.gov.vn"


BARS = [
    ("plain", "a|b||c|d", [["a", "b"], ["c", "d"]]),
    (
        "empty cell at the end",
        "STT|X|Y||1|x|||2|x|y||3|x|y",
        [["STT", "X", "Y"], ["1", "x", ""], ["2", "x", "y"], ["3", "x", "y"]],
    ),
    ("merged row", "STT|X|Y||I|chung||1|x|y||2|x|y", [["STT", "X", "Y"], ["I", "chung"], ["1", "x", "y"], ["2", "x", "y"]]),
    ("text between tables", "a|b||c|d|\nĐiều 1. A\nĐiều 2. B\nĐiều 3. C\n|e|f", [["a", "b"], ["c", "d"], None, ["e", "f"]]),
    ("one row", "a|b", [["a", "b"]]),
]


@pytest.mark.parametrize(("bars", "expected"), [case[1:] for case in BARS], ids=[case[0] for case in BARS])
def test_rows_between_bars(bars: str, expected: list[list[str] | None]) -> None:
    gaps = [part.split("\n") for part in bars.split("|")]
    found: list[list[str] | None] = []
    for block in split_rows(gaps):
        if block.rows is None:
            found.append(None)
        else:
            found.extend(["\n".join(gaps[index]) for index in row] for row in block.rows)
    assert found == expected


@pytest.fixture(scope="module")
def provincial() -> dict[str, SourceText]:
    if not PROVINCIAL.is_dir():
        pytest.skip("shared data not there")
    return {path.stem: read(path, path.name) for path in sorted(PROVINCIAL.glob("*.md"))[::4]}


def test_provincial_documents_keep_every_word(provincial: dict[str, SourceText]) -> None:
    for stem, source in provincial.items():
        build.check(source)
        raw = (PROVINCIAL / f"{stem}.md").read_text(encoding="utf-8")
        wanted = "".join(ch for ch in raw if ch.isalnum())
        assert "".join(ch for ch in source.text if ch.isalnum()) == wanted, stem


def test_provincial_heads_are_tables_and_portal_chrome_is_apart(provincial: dict[str, SourceText]) -> None:
    heads = chrome = portals = 0
    for source in provincial.values():
        first = build.cells_of(source, 0) if source.tables else {}
        heads += "CỘNG" in first.get((0, 1), "").upper() and any("Số" in text for text in first.values())
        boilerplate = "\n".join(build.lines_of(source, LineRole.BOILERPLATE))
        body = "\n".join(build.lines_of(source, LineRole.BODY, LineRole.TABLE))
        if "Đang tải văn bản" in source.text:
            portals += 1
            chrome += "Đang tải văn bản" in boilerplate and "Văn bản liên quan" not in body and "Điều 1" not in boilerplate
    assert heads >= 0.93 * len(provincial)
    assert chrome >= 0.93 * portals
