"""Annotated copies: comments and highlights stand on the right words, and nothing else of the original changes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pypdf
import pypdfium2
import pytest
import report_cases as cases
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import UsageError
from pipeline.records import Alignment, Box, Candidate, LawUnit, Severity
from pipeline.report.annotate.anchor import Haystack, Wanted
from pipeline.report.annotate.notes import Note
from pipeline.report.annotate.pdf import PlacedWord, annotate_pdf
from pipeline.report.annotate.reading import write_reading_view
from pipeline.report.annotate.word import annotate_docx
from pipeline.report.summarize import digest

DAY = date(2026, 11, 1)
SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def note(text: str = "", mark: str = "", number: int = 1, page: int | None = 1) -> Note:
    start = text.index(mark) if mark else 0
    wanted = Wanted(text, start, start + len(mark)) if mark else None
    return Note(f"n{number}", Severity.HIGH, (f"Đầu {number}", "=cmd|' /C'!A0 <b>"), wanted, page)


@pytest.mark.parametrize(
    ("text", "context", "mark", "found"),
    [
        ("niêm yết trong 15 ngày tại trụ sở", "niêm yết trong 15 ngày", "15 ngày", "15 ngày"),
        ("niêm yết trong 15\u00a0ngày", "trong 15 ngày", "15 ngày", "15\u00a0ngày"),
        ("trong 15\nngày tại", "trong 15 ngày", "15 ngày", "15\nngày"),
        ("gửi 15 ngày trước; niêm yết 15 ngày sau", "niêm yết 15 ngày sau", "15 ngày", "15 ngày"),
        ("ca\u0309i ta\u0323o", "cải tạo", "cải tạo", "ca\u0309i ta\u0323o"),
        ("mô hình “thân thiện”", 'mô hình "thân thiện"', '"thân thiện"', "“thân thiện”"),
        ("nhiệm kỳ 2 năm", "nhiệm kỳ 02 năm", "02 năm", None),
    ],
)
def test_words_are_found_as_the_file_writes_them(text: str, context: str, mark: str, found: str | None) -> None:
    start = context.index(mark)
    place = Haystack(text).find(Wanted(context, start, start + len(mark)))
    assert (text[place[0] : place[1]] if place else None) == found


def test_the_place_with_the_same_surroundings_is_meant() -> None:
    text = "Điều 1. Gửi trong 15 ngày.\nĐiều 2. Niêm yết công khai trong 15 ngày tại nhà văn hóa."
    context = "Niêm yết công khai trong 15 ngày tại nhà văn hóa"
    start = context.index("15")
    place = Haystack(text).find(Wanted(context, start, start + len("15 ngày")))
    assert place is not None
    assert place[0] == text.rindex("15")


def test_no_place_is_better_than_a_wrong_one() -> None:
    assert (
        Haystack("thu 10% ở xã A; thu 10% ở xã B").find(Wanted("mức đóng góp là 10% tổng thu nhập chịu thuế", 16, 19)) is None
    )


@given(st.text(max_size=60), st.text(min_size=1, max_size=10), st.text(max_size=60))
def test_what_is_in_the_text_is_found_in_it(before: str, mark: str, after: str) -> None:
    text = before + mark + after
    place = Haystack(text).find(Wanted(text, len(before), len(before) + len(mark)))
    if place is not None:
        assert 0 <= place[0] < place[1] <= len(text)


def paragraphs_of(data: bytes) -> list[tuple[str, tuple[Any, ...]]]:
    """Every character of the body with the look of its run; comments and cuts leave no trace in it."""
    out = []
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        looks = []
        for run in paragraph.iter(qn("w:r")):
            properties = run.find(qn("w:rPr"))
            look = etree.tostring(properties, method="c14n") if properties is not None else b""
            for child in run:
                if child.tag == qn("w:t"):
                    looks += [(char, look) for char in child.text or ""]
                elif child.tag not in (qn("w:rPr"), qn("w:commentReference")):
                    looks.append((child.tag, look))
        out.append((paragraph.get(qn("w:rsidR")) or "", tuple(looks)))
    return out


def commented(data: bytes) -> list[tuple[str, str]]:
    """The words that each comment's range holds, and the comment's first line."""
    document = docx.Document(io.BytesIO(data))
    texts = {str(comment.comment_id): comment.paragraphs[0].text for comment in document.comments}
    words: dict[str, str] = {}
    open_: set[str] = set()
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            open_.add(element.get(qn("w:id")))
        elif element.tag == qn("w:commentRangeEnd"):
            open_.discard(element.get(qn("w:id")))
        elif element.tag == qn("w:t"):
            for one in open_:
                words[one] = words.get(one, "") + (element.text or "")
    return [(words.get(one, ""), texts[one]) for one in sorted(texts, key=int)]


def word_file(*paragraphs: str | list[tuple[str, bool]]) -> bytes:
    document = docx.Document()
    for one in paragraphs:
        paragraph = document.add_paragraph()
        for text, bold in [(one, False)] if isinstance(one, str) else one:
            paragraph.add_run(text).bold = bold
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


TEXT = "Ủy ban nhân dân xã niêm yết trong 15 ngày, kể từ ngày ký."


@pytest.mark.parametrize(
    "data",
    [
        word_file(TEXT),
        word_file([("Ủy ban nhân dân xã niêm yết trong 1", False), ("5 ng", True), ("ày, kể từ ngày ký.", False)]),
        word_file("Trước", TEXT, "Sau"),
    ],
)
def test_comment_stands_on_exactly_the_flagged_words(data: bytes) -> None:
    copy = annotate_docx(data, [note(TEXT, "15 ngày"), note(TEXT, "niêm yết trong 15", 2)], "Máy", DAY)
    assert commented(copy.data) == [("15 ngày", "Đầu 1"), ("niêm yết trong 15", "Đầu 2")]
    assert copy.unplaced == ()
    assert paragraphs_of(copy.data) == paragraphs_of(data)


def test_words_that_are_not_there_are_noted_at_the_beginning() -> None:
    copy = annotate_docx(word_file("Tiêu đề", TEXT), [note("nhiệm kỳ 02 năm", "02 năm"), note(number=2)], "Máy", DAY)
    assert [words for words, _ in commented(copy.data)] == ["Tiêu đề", "Tiêu đề"]
    assert [one.id for one in copy.unplaced] == ["n1"]


@pytest.mark.parametrize("name", ["01-quy-che-dan-chu-xa-2009.docx", "03-tieu-chi-chinh-quyen-than-thien-2020.docx"])
def test_other_parts_of_the_package_keep_their_bytes(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    copy = annotate_docx(data, [note("Căn cứ Luật Tổ chức", "Luật Tổ chức")], "Máy", DAY).data
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (data, copy))
    changed = {one for one in after.namelist() if one not in before.namelist() or before.read(one) != after.read(one)}
    assert changed == {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels", "word/comments.xml"}
    assert set(before.namelist()) <= set(after.namelist())
    assert paragraphs_of(copy) == paragraphs_of(data)


def test_a_second_round_adds_to_the_comments_that_are_there() -> None:
    once = annotate_docx(word_file(TEXT), [note(TEXT, "15 ngày")], "Máy", DAY).data
    twice = annotate_docx(once, [note(TEXT, "niêm yết", 2)], "Máy", DAY).data
    assert sorted(commented(twice)) == [("15 ngày", "Đầu 1"), ("niêm yết", "Đầu 2")]


def test_the_same_input_gives_the_same_file() -> None:
    first, second = (annotate_docx(word_file(TEXT), [note(TEXT, "15 ngày")], "Máy", DAY).data for _ in range(2))
    bodies = [zipfile.ZipFile(io.BytesIO(one)).read("word/comments.xml") for one in (first, second)]
    assert bodies[0] == bodies[1]
    assert b"2026-11-01" in bodies[0]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", word_file("")])
def test_a_word_file_that_cannot_take_comments_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        annotate_docx(data, [note(TEXT, "15 ngày")], "Máy", DAY)


def test_commented_copy_opens_in_libreoffice(tmp_path: Path, require: Callable[[object, str], None]) -> None:
    office = shutil.which("soffice")
    require(office, "LibreOffice is not installed")
    path = tmp_path / "copy.docx"
    path.write_bytes(annotate_docx(word_file(TEXT), [note(TEXT, "15 ngày")], "Máy", DAY).data)
    command = [str(office), f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", "fodt"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    flat = (tmp_path / "copy.fodt").read_text("utf-8")
    between = re.search(r"<office:annotation .*?</office:annotation>(.*?)<office:annotation-end", flat, re.DOTALL)
    assert between is not None
    assert re.sub(r"<[^>]+>", "", between[1]) == "15 ngày"


def pdf_file(*lines: str, rotation: int = 0) -> bytes:
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    if rotation:
        canvas.setPageRotation(rotation)
    canvas.setFont("DejaVu", 12)
    for number, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * number, line)
    canvas.save()
    return out.getvalue()


def highlights(data: bytes) -> list[Any]:
    return [one.get_object() for page in pypdf.PdfReader(io.BytesIO(data)).pages for one in page.get("/Annots", [])]


def covered(data: bytes, mark: Any) -> str:
    """The characters whose middle lies in the highlight, by the page's own coordinates."""
    x0, y0, x1, y1 = (float(value) for value in mark["/Rect"])
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        inside = [
            char
            for char in page.chars
            if x0 <= (char["x0"] + char["x1"]) / 2 <= x1 and y0 <= page.height - (char["top"] + char["bottom"]) / 2 <= y1
        ]
    return "".join(char["text"] for char in inside)


def test_highlight_covers_exactly_the_flagged_words() -> None:
    data = pdf_file("Ủy ban nhân dân xã niêm yết", "trong 15 ngày, kể từ ngày ký.")
    copy = annotate_pdf(data, [note(TEXT, "15 ngày")], {}, "Máy", DAY)
    (mark,) = highlights(copy.data)
    assert (mark["/Subtype"], mark["/Contents"].splitlines()[0], mark["/NM"]) == ("/Highlight", "Đầu 1", "n1")
    assert covered(data, mark) == "15 ngày"


def test_words_across_lines_get_a_rectangle_on_each() -> None:
    data = pdf_file("Ủy ban nhân dân xã niêm yết", "trong 15 ngày, kể từ ngày ký.")
    (mark,) = highlights(annotate_pdf(data, [note(TEXT, "niêm yết trong 15")], {}, "Máy", DAY).data)
    assert len(mark["/QuadPoints"]) == 16


def test_the_original_is_the_beginning_of_the_copy() -> None:
    data = pdf_file("trong 15 ngày")
    assert annotate_pdf(data, [note("trong 15 ngày", "15 ngày")], {}, "Máy", DAY).data.startswith(data)


def turned_pdf(text: str, rotation: int) -> bytes:
    """A page that is turned for display, with text drawn so that it then reads upright."""
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setPageRotation(rotation)
    canvas.translate(*{0: (0, 0), 90: (595, 0), 180: (595, 842), 270: (0, 842)}[rotation])
    canvas.rotate(rotation)
    canvas.setFont("DejaVu", 12)
    canvas.drawString(72, 500, text)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_highlights_follow_a_turned_page(rotation: int) -> None:
    data = turned_pdf("niêm yết trong 15 ngày liên tục", rotation)
    (mark,) = highlights(annotate_pdf(data, [note("trong 15 ngày", "15 ngày")], {}, "M", DAY).data)
    x0, y0, x1, y1 = (float(value) for value in mark["/Rect"])
    document = pypdfium2.PdfDocument(data)
    letters = document[0].get_textpage()
    inside = ""
    for number in range(letters.count_chars()):
        left, bottom, right, top = letters.get_charbox(number)  # in the page's own coordinates, as annotations are
        if x0 <= (left + right) / 2 <= x1 and y0 <= (bottom + top) / 2 <= y1:
            inside += letters.get_text_range(number, 1)
    assert inside.replace(" ", "") == "15ngày"


def test_a_scan_is_marked_by_the_places_of_its_recognised_words() -> None:
    words = [
        PlacedWord("trong", Box(72, 80, 110, 92)),
        PlacedWord("15", Box(114, 80, 128, 92)),
        PlacedWord("ngày", Box(132, 80, 160, 92)),
    ]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 84), "white")), 0, 0, 595, 842)
    canvas.save()
    copy = annotate_pdf(
        out.getvalue(),
        [note("trong 15 ngày", "15 ngày"), note("nhiệm kỳ 02 năm", "02 năm", 2), note("không rõ chỗ", "rõ", 3)],
        {"n2": Box(70, 200, 500, 230)},
        "Máy",
        DAY,
        scanned=frozenset({1}),
        words_of_scan=lambda page: words,
    )
    first, second, third = highlights(copy.data)
    assert [round(float(v)) for v in first["/Rect"]] == [114, 750, 160, 762]
    assert [round(float(v)) for v in second["/Rect"]] == [70, 612, 500, 642]
    assert third["/Subtype"] == "/Text"
    assert ([one.id for one in copy.coarse], [one.id for one in copy.unplaced]) == (["n2"], ["n3"])


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"no pdf"])
def test_a_pdf_that_cannot_be_written_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        annotate_pdf(data, [note(TEXT, "15 ngày")], {}, "Máy", DAY)


def page(tmp_path: Path, number: int = 0, **options: object) -> str:
    review = cases.reviews()[number]
    assert review.document is not None
    alignments = {"dieu-12/khoan-4": Alignment("dieu-12/khoan-4", (Candidate(LawUnit(cases.LAW, "13", "1"), 0.9),))}
    path = tmp_path / "doc.html"
    write_reading_view(path, digest(review), review.document.provisions, alignments, cases.options(**options))
    return path.read_text("utf-8")


def test_reading_view_marks_the_words_and_puts_the_clause_beside(tmp_path: Path) -> None:
    html = page(tmp_path)
    assert re.search(r'<mark class="high"><a href="#r-F0002">15 ngày</a></mark>', html)
    section = html.partition('id="dieu-5/khoan-2"')[2].partition("</section>")[0]
    assert "Lựa chọn hình thức công khai thông tin" in section
    assert "Tóm lược, không phải nguyên văn" in section
    assert 'id="r-F0008"' in html  # the finding on the whole document


def test_overlapping_findings_are_all_marked_and_no_text_is_lost(tmp_path: Path) -> None:
    html = page(tmp_path)
    section = html.partition('id="dieu-9/khoan-3"')[2].partition("</section>")[0]
    text = re.sub(r"<[^>]+>", "", section.partition("<p>")[2].partition("</p>")[0])
    assert text.endswith("nhiệm kỳ là 02 năm.")
    assert section.count("<mark") == 2


def test_reading_view_runs_nothing(tmp_path: Path) -> None:
    html = page(tmp_path, 2)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "default-src 'none'" in unescape(html)
    assert not re.search(r'(?:src|href)="(?!#)', html)
