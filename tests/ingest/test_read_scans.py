"""Scans: with Tesseract they are read; without it they end as a status that says how to get it."""

from __future__ import annotations

import difflib
import io
from collections.abc import Callable
from pathlib import Path

import ingest_builders as build
import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import ReadError
from pipeline.ingest import ocr, read
from pipeline.ingest.repair import repair_line, repair_word
from pipeline.ingest.retouch import retouch, skew, without_stamp
from pipeline.records import ReadStatus, TextOrigin

Require = Callable[[object, str], None]

TEXTS = [
    "Điều 5. Những nội dung công khai để Nhân dân biết",
    "1. Ủy ban nhân dân cấp xã niêm yết công khai tại trụ sở trong thời hạn ít nhất",
    "30 ngày liên tục kể từ ngày niêm yết theo quy định của pháp luật.",
    "2. Trưởng thôn, tổ trưởng tổ dân phố thông báo đến từng hộ gia đình.",
    "a) Kế hoạch phát triển kinh tế - xã hội hằng năm của cấp xã;",
    "b) Dự án, công trình đầu tư và thứ tự ưu tiên, tiến độ thực hiện;",
]


@pytest.fixture
def page(require: Require) -> Image.Image:
    require(build.font(), "a TrueType font with Vietnamese letters (apt install fonts-liberation2)")
    data = build.pdf([[(72, 100 + 24 * number, text, 13) for number, text in enumerate(TEXTS)]])
    return pypdfium2.PdfDocument(data)[0].render(scale=300 / 72).to_pil().convert("RGB")


def _file(tmp_path: Path, image: Image.Image, name: str) -> Path:
    path = tmp_path / name
    image.save(path, dpi=(300, 300), **({"resolution": 300} if name.endswith("pdf") else {}))
    return path


def _stamped(image: Image.Image) -> Image.Image:
    stamped = image.copy()
    draw = ImageDraw.Draw(stamped)
    for ring in range(0, 12):
        draw.ellipse((500 + ring, 380 + ring, 900 - ring, 780 - ring), outline=(215, 35, 45))
    draw.line((520, 580, 880, 580), fill=(215, 35, 45), width=8)
    return Image.fromarray(np.minimum(np.asarray(image), np.asarray(stamped)))


def _noisy(image: Image.Image) -> Image.Image:
    pixels = np.asarray(image).copy()
    noise = np.random.default_rng(7).random(pixels.shape[:2])
    pixels[noise < 0.004] = 0
    pixels[noise > 0.996] = 255
    return Image.fromarray(pixels)


DEGRADED: list[tuple[str, Callable[[Image.Image], Image.Image], float]] = [
    ("clean", lambda image: image, 0.01),
    ("200 dpi", lambda image: image.resize((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.LANCZOS), 0.015),
    ("skewed", lambda image: image.rotate(2.2, fillcolor="white", resample=Image.Resampling.BICUBIC), 0.015),
    ("stamped", _stamped, 0.015),
    ("noisy", _noisy, 0.03),
    ("upside down", lambda image: image.rotate(180), 0.015),
]


@pytest.mark.parametrize(("degrade", "bar"), [case[1:] for case in DEGRADED], ids=[case[0] for case in DEGRADED])
def test_scans_are_read(
    tmp_path: Path, page: Image.Image, require: Require, degrade: Callable[[Image.Image], Image.Image], bar: float
) -> None:
    require(ocr.engine(), "Tesseract with Vietnamese data (apt install tesseract-ocr tesseract-ocr-vie)")
    image = degrade(page)
    path = tmp_path / "scan.png"
    image.save(path, dpi=(200, 200) if image.width < page.width else (300, 300))
    source = read(path, "scan.png")
    build.check(source)
    assert _errors(" ".join(TEXTS), " ".join(source.text.split())) <= bar
    assert source.pages[0].origin is TextOrigin.OCR
    assert source.pages[0].confidence is not None
    assert all(line.confidence is not None and 0.0 <= line.confidence <= 1.0 for line in source.lines)


def _errors(wanted: str, got: str) -> float:
    """Share of characters wrong or missing, by the longest matching blocks."""
    same = sum(block.size for block in difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks())
    return (max(len(wanted), len(got)) - same) / len(wanted)


def test_scanned_pages_among_text_pages_keep_their_order(tmp_path: Path, page: Image.Image, require: Require) -> None:
    require(ocr.engine(), "Tesseract with Vietnamese data (apt install tesseract-ocr tesseract-ocr-vie)")
    text = pypdfium2.PdfDocument(build.pdf([[(72, 100, "Trang chữ đầu", 13)], [(72, 100, "Trang chữ cuối", 13)]]))
    scan = pypdfium2.PdfDocument(_file(tmp_path, page, "scan.pdf"))
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(text, [0])
    mixed.import_pages(scan)
    mixed.import_pages(text, [1])
    mixed.save(tmp_path / "mixed.pdf")
    source = read(tmp_path / "mixed.pdf", "mixed.pdf")
    assert [p.origin for p in source.pages] == [TextOrigin.TEXT_LAYER, TextOrigin.OCR, TextOrigin.TEXT_LAYER]
    assert source.text.startswith("Trang chữ đầu\nĐiều 5.")
    assert source.text.endswith("Trang chữ cuối")


@pytest.mark.parametrize("name", ["scan.pdf", "scan.png", "scan.jpg", "scan.tif"])
def test_without_the_engine_the_status_says_how_to_get_it(
    tmp_path: Path, page: Image.Image, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)
    with pytest.raises(ReadError, match="apt install tesseract-ocr tesseract-ocr-vie") as caught:
        read(_file(tmp_path, page, name), name)
    assert caught.value.status is ReadStatus.NEEDS_OCR
    assert "Hãy cài Tesseract" in caught.value.vi


def test_without_the_engine_a_mixed_document_is_read_with_a_warning(
    tmp_path: Path, page: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)
    mixed = pypdfium2.PdfDocument(build.pdf([[(72, 100, "Trang chữ", 13)]]))
    mixed.import_pages(pypdfium2.PdfDocument(_file(tmp_path, page, "scan.pdf")))
    mixed.save(tmp_path / "mixed.pdf")
    source = read(tmp_path / "mixed.pdf", "mixed.pdf")
    assert source.text == "Trang chữ"
    assert [(notice.code, notice.page) for notice in source.warnings] == [("page-needs-ocr", 2)]


def test_red_ink_goes_and_black_stays() -> None:
    image = Image.new("RGB", (4, 1), "white")
    for x, colour in enumerate([(0, 0, 0), (220, 30, 40), (255, 255, 255), (90, 10, 10)]):
        image.putpixel((x, 0), colour)
    grey = without_stamp(image)[0]
    assert grey[0] < 30
    assert grey[1] > 240
    assert grey[2] > 240
    assert grey[3] < 110


@pytest.mark.parametrize("angle", [-3.0, -1.0, 0.0, 1.0, 3.0])
def test_skew_is_measured(angle: float) -> None:
    image = Image.new("L", (1200, 1600), 255)
    draw = ImageDraw.Draw(image)
    for row in range(100, 1500, 40):
        for column in range(100, 1000, 60):
            draw.rectangle((column, row, column + 45, row + 14), fill=0)
    assert skew(image.rotate(angle, fillcolor=255)) == pytest.approx(-angle, abs=0.35)


def test_table_rules_become_edges_and_leave_the_image() -> None:
    image = Image.new("RGB", (1200, 800), "white")
    draw = ImageDraw.Draw(image)
    for y in (100, 300, 500):
        draw.line((100, y, 1100, y), fill="black", width=3)
    for x in (100, 600, 1100):
        draw.line((x, 100, x, 500), fill="black", width=3)
    touched = retouch(image, 300)
    assert sum(edge.x1 - edge.x0 > edge.bottom - edge.top for edge in touched.edges) >= 3
    assert sum(edge.x1 - edge.x0 < edge.bottom - edge.top for edge in touched.edges) >= 3
    assert (np.asarray(touched.image) < 128).mean() < 0.001


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("10/2022/QHI5", "10/2022/QH15"),
        ("59/2023/ND-CP", "59/2023/NĐ-CP"),
        ("12/QD-UBND", "12/QĐ-UBND"),
        ("khoàn", "khoản"),
        ("59/2023/NĐ-CP", "59/2023/NĐ-CP"),
        ("DND-CPX", "DND-CPX"),
        ("Điểu", "Điểu"),
        ("kho", "kho"),
    ],
)
def test_certain_slips_are_repaired(word: str, expected: str) -> None:
    fixed, change = repair_word(word, "")
    assert fixed == expected
    assert (change is None) == (word == expected)


def test_article_is_repaired_before_a_number_only() -> None:
    assert repair_line("Điêu 5. Ông Điểu A Điểu") == ("Điều 5. Ông Điểu A Điểu", ["Điêu → Điều"])


def test_image_file_cut_off_is_corrupt(tmp_path: Path, require: Require) -> None:
    require(ocr.engine(), "Tesseract with Vietnamese data (apt install tesseract-ocr tesseract-ocr-vie)")
    buffer = io.BytesIO()
    Image.effect_noise((600, 600), 90).save(buffer, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(buffer.getvalue()[:2000])
    with pytest.raises(ReadError) as caught:
        read(path, "a.png")
    assert caught.value.status is ReadStatus.CORRUPT


def test_words_keep_their_own_confidence_and_repairs_are_recorded(tmp_path: Path, page: Image.Image, require: Require) -> None:
    require(ocr.engine(), "Tesseract with Vietnamese data (apt install tesseract-ocr tesseract-ocr-vie)")
    source = read(_file(tmp_path, page, "scan.png"), "scan.png")
    assert [source.text[w.start : w.end] for w in source.words] == source.text.split()
    assert all(0.0 <= w.confidence <= 1.0 for w in source.words)
    assert len({w.confidence for w in source.words}) > 5  # of each word, not of the line
    assert "recognised-pages" in {notice.code for notice in source.warnings}


def test_single_figures_in_cells_are_not_overlooked(tmp_path: Path, require: Require) -> None:
    require(ocr.engine(), "Tesseract with Vietnamese data (apt install tesseract-ocr tesseract-ocr-vie)")
    require(build.font(), "a TrueType font with Vietnamese letters (apt install fonts-liberation2)")
    names = ["Niêm yết công khai", "Phát trên loa truyền thanh", "Thông báo đến hộ gia đình", "Họp thôn, tổ dân phố"]
    items = [(80, 130 + 40 * n, str(n + 1), 12) for n in range(4)] + [
        (130, 130 + 40 * n, name, 12) for n, name in enumerate(names)
    ]
    image = pypdfium2.PdfDocument(build.pdf([items]))[0].render(scale=300 / 72).to_pil().convert("L")
    draw = ImageDraw.Draw(image)
    scale = 300 / 72
    for row in range(5):
        draw.line((70 * scale, (110 + 40 * row) * scale, 400 * scale, (110 + 40 * row) * scale), fill=0, width=3)
    for x in (70, 110, 400):
        draw.line((x * scale, 110 * scale, x * scale, 270 * scale), fill=0, width=3)
    source = read(_file(tmp_path, image, "table.png"), "table.png")
    (table,) = source.tables
    cells = {(cell.row, cell.column): source.text[cell.start : cell.end] for cell in table.cells}
    assert all(_errors(name, cells[n, 1]) < 0.15 for n, name in enumerate(names))
    assert [cells[n, 0] for n in range(4)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("thuộc thấm quyền giải quyết", "thuộc thẩm quyền giải quyết"),
        ("THUỘC THẤM QUYỀN", "THUỘC THẨM QUYỀN"),
        ("sửa đổi, bố sung Điều 5", "sửa đổi, bổ sung Điều 5"),
        ("danh mục tiểu học", "danh mục tiểu học"),
        ("kết thúc đầy đủ", "kết thúc đầy đủ"),
        ("vi phạm vì lý do", "vi phạm vì lý do"),
        ("phân bố dân cư", "phân bố dân cư"),
    ],
)
def test_terms_are_repaired_only_where_no_other_reading_exists(line: str, expected: str) -> None:
    fixed, changes = repair_line(line)
    assert fixed == expected
    assert bool(changes) == (line != expected)
