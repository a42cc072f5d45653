"""PDF: lines, columns, tables, furniture, footnotes, watermarks, paragraphs; and the same characters as pdfplumber finds."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import ingest_builders as build
import pytest

from pipeline.errors import ReadError
from pipeline.ingest import Limits, read
from pipeline.records import LineRole, ReadStatus, SourceText, TextOrigin
from pipeline.structure import parse

Require = Callable[[object, str], None]


@pytest.fixture(autouse=True)
def _font(require: Require) -> None:
    require(build.font(), "a TrueType font with Vietnamese letters (apt install fonts-liberation2)")


def _read(tmp_path: Path, data: bytes) -> SourceText:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    source = read(path, "a.pdf")
    build.check(source)
    return source


def _canvas() -> tuple[io.BytesIO, object]:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    if "Viet" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Viet", str(build.font())))
    buffer = io.BytesIO()
    return buffer, Canvas(buffer, pagesize=A4)


HEAD = [
    (60, 60, "ỦY BAN NHÂN DÂN", 13), (260, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13),
    (80, 76, "XÃ MINH TÂN", 13), (320, 76, "Độc lập - Tự do - Hạnh phúc", 13),
    (75, 100, "Số: 12/QĐ-UBND", 13), (300, 100, "Minh Tân, ngày 05 tháng 3 năm 2024", 13),
    (230, 140, "QUYẾT ĐỊNH", 14),
]  # fmt: skip


def test_two_column_head_is_not_interleaved(tmp_path: Path) -> None:
    source = _read(tmp_path, build.pdf([HEAD]))
    assert build.lines_of(source) == [
        "ỦY BAN NHÂN DÂN", "XÃ MINH TÂN", "Số: 12/QĐ-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Minh Tân, ngày 05 tháng 3 năm 2024", "QUYẾT ĐỊNH",
    ]  # fmt: skip
    assert source.pages[0].origin is TextOrigin.TEXT_LAYER
    assert source.lines[0].box is not None
    assert 55 < source.lines[0].box.x0 < 65
    assert 45 < source.lines[0].box.top < 62


def test_narrow_gap_before_the_national_title_is_a_column_gap(tmp_path: Path) -> None:
    head = [(60, 60, "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", 12), (265, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12)]
    assert build.lines_of(_read(tmp_path, build.pdf([head]))) == [
        "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


def test_furniture_is_marked(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 6):
        pages.append(
            [
                (72, 40, f"CÔNG BÁO/Số {100 + number}/Ngày 5-3-2024", 11),
                (72, 120, f"Điều {number}. Nội dung thứ {number}", 13),
                (72, 140, "Ủy ban nhân dân cấp xã niêm yết công khai.", 13),
                (72, 780, "Quy chế thực hiện dân chủ", 10),
                (290, 800, str(number), 11),
            ]
        )
    source = _read(tmp_path, build.pdf(pages))
    furniture = build.lines_of(source, LineRole.PAGE_FURNITURE)
    assert len(furniture) == 15
    assert build.lines_of(source, LineRole.BODY)[:2] == ["Điều 1. Nội dung thứ 1", "Ủy ban nhân dân cấp xã niêm yết công khai."]
    assert [line.page for line in source.lines if line.role is LineRole.BODY] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_annex_headings_that_open_pages_are_no_furniture(tmp_path: Path) -> None:
    pages = [[(72, 60, f"PHỤ LỤC {number}", 13), (72, 120, "Nội dung", 13)] for number in range(1, 5)]
    source = _read(tmp_path, build.pdf(pages))
    assert [text for text in build.lines_of(source, LineRole.BODY) if text.startswith("PHỤ")] == [
        "PHỤ LỤC 1", "PHỤ LỤC 2", "PHỤ LỤC 3", "PHỤ LỤC 4",
    ]  # fmt: skip


def test_footnote_leaves_the_number_and_takes_its_anchor(tmp_path: Path) -> None:
    body = "Thực hiện theo Nghị quyết số 12/2016/NQ-HĐND"
    from reportlab.pdfbase import pdfmetrics

    build.pdf([[(0, 0, "x", 1)]])
    width = pdfmetrics.stringWidth(body, "Viet", 13)
    page = [
        *((72, 100 + 18 * n, f"{n + 1}. Ủy ban nhân dân cấp xã niêm yết công khai tại trụ sở.", 13) for n in range(6)),
        (72, 300, body, 13),
        (72 + width, 295, "1", 8),
        (72 + width + 5, 300, " của Hội đồng.", 13),
        (72, 700, "1 Nghị quyết đã hết hiệu lực", 10),
        (72, 713, "từ ngày 01/01/2020.", 10),
    ]
    source = _read(tmp_path, build.pdf([page]))
    assert "12/2016/NQ-HĐND của Hội đồng." in source.text
    (note,) = source.notes
    assert note.mark == "1"
    assert source.text[note.start : note.end] == "1 Nghị quyết đã hết hiệu lực\ntừ ngày 01/01/2020."
    assert note.anchor is not None
    assert source.text[: note.anchor].endswith("12/2016/NQ-HĐND")


def test_raised_figure_without_a_note_stays(tmp_path: Path) -> None:
    source = _read(tmp_path, build.pdf([[(72, 100, "Diện tích 120 m", 13), (162, 95, "2", 8)]]))
    assert source.text in ("Diện tích 120 m2", "Diện tích 120 m 2")
    assert source.notes == ()


def test_ruled_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    buffer, canvas = _canvas()
    canvas.setFont("Viet", 12)  # type: ignore[attr-defined]
    canvas.drawString(72, 780, "Bảng phân công:")  # type: ignore[attr-defined]
    canvas.grid([72, 120, 320, 500], [600, 650, 700, 750])  # type: ignore[attr-defined]
    texts = [["STT", "Nội dung", "Cơ quan"], ["1", "Niêm yết", "Xã"], ["2", "Phát thanh", ""]]
    for row, cells in enumerate(texts):
        for column, text in enumerate(cells):
            canvas.drawString([76, 124, 324][column], 735 - 50 * row, text)  # type: ignore[attr-defined]
    canvas.drawString(124, 620, "hai dòng")  # type: ignore[attr-defined]
    canvas.drawString(72, 560, "Sau bảng.")  # type: ignore[attr-defined]
    canvas.save()  # type: ignore[attr-defined]
    source = _read(tmp_path, buffer.getvalue())
    assert build.cells_of(source) == {
        (0, 0): "STT", (0, 1): "Nội dung", (0, 2): "Cơ quan", (1, 0): "1", (1, 1): "Niêm yết", (1, 2): "Xã",
        (2, 0): "2", (2, 1): "Phát thanh\nhai dòng", (2, 2): "",
    }  # fmt: skip
    assert build.lines_of(source, LineRole.BODY) == ["Bảng phân công:", "Sau bảng."]


def test_watermark_is_set_aside(tmp_path: Path) -> None:
    buffer, canvas = _canvas()
    canvas.setFont("Viet", 12)  # type: ignore[attr-defined]
    canvas.drawString(72, 700, "Điều 1. Phạm vi điều chỉnh")  # type: ignore[attr-defined]
    canvas.saveState()  # type: ignore[attr-defined]
    canvas.translate(200, 300)  # type: ignore[attr-defined]
    canvas.rotate(45)  # type: ignore[attr-defined]
    canvas.setFont("Viet", 60)  # type: ignore[attr-defined]
    canvas.drawString(0, 0, "DỰ THẢO")  # type: ignore[attr-defined]
    canvas.restoreState()  # type: ignore[attr-defined]
    canvas.save()  # type: ignore[attr-defined]
    source = _read(tmp_path, buffer.getvalue())
    assert build.lines_of(source, LineRole.BODY) == ["Điều 1. Phạm vi điều chỉnh"]
    assert build.lines_of(source, LineRole.PAGE_FURNITURE) == ["DỰ THẢO"]


def _turned(drawn: int, turn: int, texts: list[str]) -> bytes:
    """A page whose text is drawn at an angle (degrees, counter-clockwise) and whose /Rotate is ``turn``."""
    from pypdfium2 import PdfDocument

    buffer, canvas = _canvas()
    canvas.setFont("Viet", 13)  # type: ignore[attr-defined]
    canvas.translate(297, 421)  # type: ignore[attr-defined]
    canvas.rotate(drawn)  # type: ignore[attr-defined]
    for number, text in enumerate(texts):
        canvas.drawString(-250, 100 - 20 * number, text)  # type: ignore[attr-defined]
    canvas.save()  # type: ignore[attr-defined]
    document = PdfDocument(buffer.getvalue())
    document[0].set_rotation(turn)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(("drawn", "turn"), [(0, 0), (90, 90), (180, 180), (-90, 270)])
def test_landscape_annex_pages_turned_by_the_file_are_body_text(tmp_path: Path, drawn: int, turn: int) -> None:
    source = _read(tmp_path, _turned(drawn, turn, ["Điều 1. Phạm vi điều chỉnh", "Dòng hai"]))
    assert build.lines_of(source, LineRole.BODY) == ["Điều 1. Phạm vi điều chỉnh", "Dòng hai"]


def test_much_text_on_its_side_is_set_aside_with_a_warning(tmp_path: Path) -> None:
    source = _read(tmp_path, _turned(90, 0, ["Ủy ban nhân dân cấp xã niêm yết công khai tại trụ sở."] * 4))
    assert build.lines_of(source, LineRole.BODY) == []
    assert [(notice.code, notice.page) for notice in source.warnings] == [("slanted-text", 1)]


def test_paragraphs_follow_line_ends_and_labels(tmp_path: Path) -> None:
    page = [
        (72, 100, "1. Ủy ban nhân dân cấp xã có trách nhiệm niêm yết công khai các nội dung quy định", 12),
        (72, 116, "tại khoản này trong thời hạn 30 ngày.", 12),
        (72, 132, "Trường hợp khác thực hiện theo quy định của pháp luật về tiếp cận thông tin, công", 12),
        (72, 148, "khai minh bạch.", 12),
        (72, 164, "a) Niêm yết.", 12),
    ]
    source = _read(tmp_path, build.pdf([page]))
    numbers = [line.paragraph for line in source.lines]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3] != numbers[4]


def test_same_characters_as_pdfplumber(tmp_path: Path) -> None:
    import pdfplumber

    path = tmp_path / "a.pdf"
    path.write_bytes(
        build.pdf(
            [HEAD + [(72, 200 + 16 * n, f"Điều {n}. Quy định về thời hạn {n * 7} ngày; ở cấp xã", 12) for n in range(20)]]
        )
    )
    ours = read(path, "a.pdf")
    with pdfplumber.open(path) as document:
        theirs = document.pages[0].extract_text()
    assert sorted(ours.text.split()) == sorted(theirs.split())


def test_too_slow_is_a_status(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(build.pdf([[(72, 100, "x", 12)]] * 3))
    with pytest.raises(ReadError) as caught:
        read(path, "a.pdf", Limits(seconds=-1.0))
    assert caught.value.status is ReadStatus.TIMEOUT


def test_columns_whose_lines_are_a_little_apart_in_height_stay_apart(tmp_path: Path) -> None:
    head = [(x, top + (7 if x > 200 else 0), text, size) for x, top, text, size in HEAD[:6]]
    assert build.lines_of(_read(tmp_path, build.pdf([head])))[:3] == ["ỦY BAN NHÂN DÂN", "XÃ MINH TÂN", "Số: 12/QĐ-UBND"]


def test_blank_number_and_date_stay_on_their_line(tmp_path: Path) -> None:
    head = [
        (60, 60, "ỦY BAN NHÂN DÂN", 13), (260, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13),
        (75, 100, "Số:", 13), (140, 100, "/UBND-NC", 13), (300, 106, "Bắc Giang, ngày", 13), (440, 106, "tháng 8 năm 2023", 13),
    ]  # fmt: skip
    assert build.lines_of(_read(tmp_path, build.pdf([head]))) == [
        "ỦY BAN NHÂN DÂN", "Số: /UBND-NC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bắc Giang, ngày tháng 8 năm 2023",
    ]  # fmt: skip


def test_mark_raised_far_above_its_line_belongs_to_it(tmp_path: Path) -> None:
    page = [
        *((72, 100 + 18 * n, f"{n + 1}. Ủy ban nhân dân cấp xã niêm yết công khai tại trụ sở.", 13) for n in range(5)),
        (72, 300, "Thực hiện Luật", 13), (160, 292, "1", 8), (170, 300, "theo quy định.", 13),
        (72, 694, "1", 6), (76, 700, "Luật số 10/2022/QH15.", 10),
    ]  # fmt: skip
    source = _read(tmp_path, build.pdf([page]))
    assert "Thực hiện Luật theo quy định." in source.text
    assert [(note.mark, note.anchor is not None) for note in source.notes] == [("1", True)]


NUMBERED = [
    "Điều 5. Những nội dung công khai để Nhân dân biết và bàn bạc, quyết định theo quy",
    "định của pháp luật về thực hiện dân chủ ở cơ sở.",
    "1. Ủy ban nhân dân cấp xã niêm yết công khai tại trụ sở trong thời hạn ít nhất ba",
    "mươi ngày liên tục kể từ ngày niêm yết.",
    "2. Trưởng thôn thông báo đến từng hộ gia đình.",
]


def test_line_numbers_of_the_margin_are_furniture(tmp_path: Path) -> None:
    page = [
        item for n, text in enumerate(NUMBERED) for item in ((50, 150 + 20 * n, str(n + 1), 9), (90, 150 + 20 * n, text, 13))
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(build.pdf([page]))
    source = read(path, "a.pdf")
    body = [source.text[line.start : line.end] for line in source.lines if line.role is LineRole.BODY]
    assert body == NUMBERED
    furniture = [source.text[line.start : line.end] for line in source.lines if line.role is LineRole.PAGE_FURNITURE]
    assert furniture == ["1 2 3 4 5"]


def test_serial_numbers_of_a_list_without_rules_stay(tmp_path: Path) -> None:
    names = ["Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính", "Sở Y tế", "Sở Xây dựng", "Sở Công Thương"]
    page = [item for n, text in enumerate(names) for item in ((50, 150 + 20 * n, str(n + 1), 13), (90, 150 + 20 * n, text, 13))]
    path = tmp_path / "a.pdf"
    path.write_bytes(build.pdf([page]))
    source = read(path, "a.pdf")
    assert all(line.role is LineRole.BODY for line in source.lines)
    assert sum(ch.isdigit() for ch in source.text) == 6


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("niêm yết tại trụ sở ngh-", "iêm túc theo quy định", "trụ sở nghiêm túc"),
        ("Quyết định số 12/QĐ-", "UBND của tỉnh", "12/QĐ-UBND"),
    ],
)
def test_hyphen_at_a_line_end(tmp_path: Path, above: str, below: str, joined: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(build.pdf([[(72, 100, above, 13), (72, 120, below, 13)]]))
    assert joined in " ".join(p.text for p in parse(read(path, "a.pdf")).provisions)
