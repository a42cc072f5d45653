"""Text layers that are no text: found and replaced by recognition; sound ones, and foreign ones, are left alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import ingest_builders as build
import pypdfium2
import pytest

from pipeline.errors import ReadError
from pipeline.ingest import ocr, read
from pipeline.records import ReadStatus, TextOrigin

Require = Callable[[object, str], None]

GOOD = [
    "Điều 5. Những nội dung công khai để Nhân dân biết",
    "1. Ủy ban nhân dân cấp xã niêm yết công khai tại trụ sở trong thời hạn ít nhất",
    "30 ngày liên tục kể từ ngày niêm yết theo quy định của pháp luật.",
    "2. Trưởng thôn, tổ trưởng tổ dân phố thông báo đến từng hộ gia đình.",
]


def scan_with_layer(layer: list[str]) -> bytes:
    """A page image of ``GOOD`` over an unseen text layer, as scanners with built-in recognition write it."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    page = build.pdf([[(72, 100 + 24 * number, text, 13) for number, text in enumerate(GOOD)]])
    image = pypdfium2.PdfDocument(page)[0].render(scale=300 / 72).to_pil().convert("L")
    pdfmetrics.registerFont(TTFont("Layer", str(build.font())))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for number, text in enumerate(layer):
        words = canvas.beginText(72, 742 - 24 * number)
        words.setFont("Layer", 13)
        words.setTextRenderMode(3)
        words.textLine(text)
        canvas.drawText(words)
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    canvas.save()
    return out.getvalue()


ENGLISH_OCR = [
    "Di~u 5. Nhung noi dung cong khai d~ Nhan dan bi~t",
    "1. Uy ban nhan dan cap xii niem y~t cong khai t~i tr1,1 so trong thai h~n it nh~t",
    "30 ngay lien t1,1c k~ tir ngay niem y~t theo quy djnh cua phap lu~t.",
    "2. Truong thon, t6 truong t6 dan ph6 thong bao d~n tirng h9 gia dinh.",
]
SHIFTED = ["".join(chr(ord(ch) + 3) if ch.isascii() and ch.isalpha() else ch for ch in line) for line in ENGLISH_OCR]
LAYERS = [
    ("a scanner set to English", ENGLISH_OCR, TextOrigin.OCR),
    ("letters shifted", SHIFTED, TextOrigin.OCR),
    (
        "private use",
        ["".join(chr(0xE000 + ord(ch) % 200) if ch.isalpha() else ch for ch in line) for line in GOOD],
        TextOrigin.OCR,
    ),
    ("a sound layer", GOOD, TextOrigin.TEXT_LAYER),
]


@pytest.mark.parametrize(("layer", "origin"), [case[1:] for case in LAYERS], ids=[case[0] for case in LAYERS])
def test_layer_under_a_scan(tmp_path: Path, require: Require, layer: list[str], origin: TextOrigin) -> None:
    require(build.font(), "a TrueType font with Vietnamese letters (apt install fonts-liberation2)")
    require(ocr.engine(), "Tesseract with Vietnamese data (apt install tesseract-ocr tesseract-ocr-vie)")
    path = tmp_path / "a.pdf"
    path.write_bytes(scan_with_layer(layer))
    source = read(path, "a.pdf")
    assert source.pages[0].origin is origin
    assert source.text.startswith("Điều 5. Những nội dung công khai")
    codes = {notice.code for notice in source.warnings}
    replaced = layer in (ENGLISH_OCR, SHIFTED)  # private-use code points are no letters at all: the page counts as a bare scan
    assert ("text-layer-replaced" in codes) == replaced
    assert ("recognised-pages" in codes) == (origin is TextOrigin.OCR)


@pytest.mark.parametrize("layer", [ENGLISH_OCR, SHIFTED], ids=["english", "shifted"])
def test_without_the_engine_a_broken_layer_needs_it(
    tmp_path: Path, require: Require, monkeypatch: pytest.MonkeyPatch, layer: list[str]
) -> None:
    require(build.font(), "a TrueType font with Vietnamese letters (apt install fonts-liberation2)")
    path = tmp_path / "a.pdf"
    path.write_bytes(scan_with_layer(layer))
    monkeypatch.setattr(ocr, "engine", lambda: None)
    with pytest.raises(ReadError, match="tesseract-ocr-vie") as caught:
        read(path, "a.pdf")
    assert caught.value.status is ReadStatus.NEEDS_OCR


FOREIGN = [
    "The People's Committee of the commune is responsible for the publication of the list",
    "of households in the area, and for the collection of opinions of the people on the plan",
    "in accordance with the law, by the means of notice boards and loudspeakers in the villages.",
]


def test_english_page_is_no_rubbish(tmp_path: Path, require: Require) -> None:
    require(build.font(), "a TrueType font with Vietnamese letters (apt install fonts-liberation2)")
    path = tmp_path / "a.pdf"
    path.write_bytes(build.pdf([[(40, 100 + 24 * number, text, 11) for number, text in enumerate(FOREIGN)]]))
    assert read(path, "a.pdf").pages[0].origin is TextOrigin.TEXT_LAYER
