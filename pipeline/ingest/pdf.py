"""PDF with a text layer: pages by pdfium, tables by pdfplumber's geometry, furniture and footnotes told from the text.

The password-free case only: a document that needs a password, is cut off or has no text ends as a status that says what to do.
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from pipeline.errors import ReadError
from pipeline.ingest import ocr
from pipeline.ingest.archive import broken
from pipeline.ingest.compose import Composer
from pipeline.ingest.glyphs import PageContent, read_page
from pipeline.ingest.layout import PdfPage, arrange
from pipeline.ingest.limits import Limits, check_characters, too_large
from pipeline.ingest.pages import ReadPage, describe, emit_pages, texts_of
from pipeline.ingest.syllables import share
from pipeline.records import ReadStatus, SourcePage, TextOrigin

_MOST_PIXELS = 40_000_000  # of a rendered page
_COARSEST = 120.0  # dots an inch of a scan to be taken as they are
_RUBBISH_WORDS = 25  # fewer words than this prove nothing about a text layer
_UNMARKED_SHARE = 0.6  # where no word has a mark: letters with marks were dropped ("y ban nhn dn"), not left unmarked
_FOREIGN = re.compile(r"\b(?:the|of|and|to|in|for|is|on|with|by|le|la|les|de|des|et|du|un|une|en)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SCANNED = 0.6  # share of the page under a picture
_POOR_SHARE = 0.75  # of well-formed syllables in the layer under a scan
_POOR_MARKED = 0.5  # of words with Vietnamese marks; pages of provincial documents have 0.64 and more
_RUBBISH_SHARE = 0.25  # of well-formed syllables; good Vietnamese text has 0.8 and more


def read_pdf(data: bytes, given: str, limits: Limits, composer: Composer) -> list[SourcePage]:
    """Add the document's lines to ``composer``.

    Raises:
        ReadError: ``corrupt``, ``encrypted``, ``too-large``, ``timeout``, ``needs-ocr``.
    """
    if _cut_off(data):
        raise broken(given, "PDF: %%EOF")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ReadError(
                ReadStatus.ENCRYPTED,
                f"{given}: tệp PDF có mật khẩu mở. Hãy gỡ mật khẩu (mở bằng mật khẩu rồi in ra PDF mới) và chạy lại.",
                f"{given}: the PDF needs a password to open. Remove it (open it with the password, print to a new PDF) and run again.",
            ) from error
        raise broken(given, "PDF") from error
    try:
        count = len(document)
        if count > limits.pages:
            raise too_large(
                given,
                f"tệp có {count} trang, vượt giới hạn {limits.pages} trang",
                f"the file has {count} pages, more than the limit of {limits.pages}",
                "Hãy tách tệp thành nhiều phần.",
                "Split the file.",
            )
        if count == 0:
            raise broken(given, "PDF: 0 trang / 0 pages")
        pages = _pages(document, given, limits, composer)
    finally:
        document.close()
    emit_pages(pages, given, limits, composer)
    return describe(pages)


def _cut_off(data: bytes) -> bool:
    """Whether the file ends before its own end mark: everything after the last one is objects again, or there is none."""
    mark = data.rfind(b"%%EOF")
    return mark < 0 or bool(re.search(rb"\d\s+obj\b", data[mark + 5 :]))


def _pages(document: pypdfium2.PdfDocument, given: str, limits: Limits, composer: Composer) -> list[ReadPage]:
    """All pages in order. Scans are recognised side by side while the next pages are read."""
    started = time.monotonic()
    total = len(document)
    characters = 0
    problems: dict[int, str] = {}
    read: list[ReadPage] = []
    waiting: deque[tuple[int, Future[ocr.OcrPage]]] = deque()
    workers = os.cpu_count() or 1
    recognised = 0

    def collect(most: int) -> None:
        while len(waiting) > most:
            place, job = waiting.popleft()
            try:
                seen = job.result()
            except TimeoutError:
                problems[place + 1] = "slow"
                continue
            page = read[place]
            read[place] = ReadPage(
                page.number, page.width, page.height, seen.layout, TextOrigin.OCR, seen.reader, seen.confidence
            )
            composer.provenance.extend(f"ocr repair page {page.number}: {change}" for change in seen.repairs)

    rubbish: list[int] = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for index in range(total):
            if time.monotonic() - started > limits.seconds + recognised * limits.ocr_seconds:
                pool.shutdown(wait=False, cancel_futures=True)
                raise ReadError(
                    ReadStatus.TIMEOUT,
                    f"{given}: quá thời gian cho phép ở trang {index + 1}/{total}. Hãy tách tệp hoặc tăng giới hạn thời gian.",
                    f"{given}: out of time at page {index + 1} of {total}. Split the file or raise the limit.",
                )
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                problems[index + 1] = "damaged"
                read.append(ReadPage(index + 1, 0.0, 0.0, PdfPage((), ""), TextOrigin.TEXT_LAYER, "pypdfium2"))
                continue
            try:
                content = read_page(page.raw, limits.characters)
                characters += len(content.glyphs)
                check_characters(given, characters, limits)
                result, problem = _page(content, index + 1)
                read.append(result)
                if problem and ocr.engine() is not None:
                    if problem == "rubbish":
                        rubbish.append(index + 1)
                    waiting.append((index, pool.submit(ocr.read_page, *render(page))))
                    recognised += 1
                    collect(2 * workers)
                elif problem:
                    problems[index + 1] = problem
            finally:
                page.close()
        collect(0)
    for number in rubbish:
        if number not in problems:
            composer.warn(
                "text-layer-replaced",
                f"Lớp chữ của trang {number} không phải tiếng Việt đúng (lỗi phông hoặc do máy quét tạo); đã thay bằng nhận dạng ảnh.",
                f"The text layer of page {number} is no sound Vietnamese (fonts, or made by a scanner); replaced by recognition.",
                number,
            )
    _judge(read, problems, total, given, composer)
    return read


def _page(content: PageContent, number: int) -> tuple[ReadPage, str]:
    """The page as its text layer gives it, and what is wrong with that: "", "scan" or "rubbish"."""
    layout = arrange(content)
    text = " ".join(texts_of(layout))
    letters = sum(ch.isalpha() for ch in text)
    problem = ""
    if letters < 20 and content.pictures > 0.3:
        problem = "scan"
    elif _is_rubbish(text, content) or _is_poor_copy(text, content):
        problem = "rubbish"
        layout = PdfPage((), "")
    return ReadPage(number, content.width, content.height, layout, TextOrigin.TEXT_LAYER, "pypdfium2"), problem


def render(page: pypdfium2.PdfPage) -> tuple[Image.Image, float]:
    """The page as an image and its dots an inch: those of the scan itself, because scaling it blurs the marks of letters."""
    width, height = page.get_size()
    dpi = float(ocr.DPI)
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > 0.5 * width * height:
            across = picture.get_px_size()[0] / max(1.0, right - left) * 72.0
            dpi = across if _COARSEST <= across <= 2 * ocr.DPI else dpi
    dpi = min(dpi, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5 * 72.0)
    return page.render(scale=dpi / 72.0).to_pil(), dpi


def _is_rubbish(text: str, content: PageContent) -> bool:
    """A text layer that is no text: unmapped characters, private-use code points, or words that no Vietnamese writes."""
    if content.glyphs and content.unmapped > 0.3 * (len(content.glyphs) + content.unmapped):
        return True
    inked = [ch for ch in text if not ch.isspace()]
    strange = sum("\ue000" <= ch <= "\uf8ff" or ch == "\ufffd" for ch in inked)
    if len(inked) > 100 and strange > 0.3 * len(inked):
        return True
    good, words = share(text)
    if words < _RUBBISH_WORDS or _is_foreign(text, words):
        return False
    return good < _RUBBISH_SHARE or (good < _UNMARKED_SHARE and _marked(text) < 0.1 * words)


def _is_foreign(text: str, words: int) -> bool:
    """Whether the text is plain English or French, which has few Vietnamese syllables and is no rubbish."""
    return len(_FOREIGN.findall(text)) > 0.08 * words


def _marked(text: str) -> int:
    """How many words carry letters beyond ASCII."""
    return sum(not word.isascii() for word in _WORD.findall(text))


def _is_poor_copy(text: str, content: PageContent) -> bool:
    """A text layer that a scanner laid unseen under its picture and that reads worse than our own recognition would.

    Scanners recognise with the language they are set to, which is English as a rule: hardly any word then has a Vietnamese mark
    ("UY BAN NHAN DAN"), or many are no syllables ("Di~u", "nguoi").
    """
    if content.pictures < _SCANNED or content.invisible < 0.5:
        return False
    good, words = share(text)
    if words < _RUBBISH_WORDS:
        return False
    return not _is_foreign(text, words) and (good < _POOR_SHARE or _marked(text) < _POOR_MARKED * words)


_PROBLEMS = {
    "scan": ("là ảnh quét", "is a scan"),
    "rubbish": ("có lớp chữ bị lỗi phông", "has a broken text layer"),
    "slow": ("nhận dạng quá lâu", "took too long to recognise"),
    "damaged": ("bị hỏng", "is damaged"),
}


def _judge(read: Sequence[ReadPage], problems: Mapping[int, str], total: int, given: str, composer: Composer) -> None:
    """Status or warnings for pages whose text could not be had."""
    if not problems:
        return
    remedy_vi, remedy_en = ocr.remedy() if ocr.engine() is None else ("", "")
    kinds = set(problems.values())
    if not any(any(text.strip() for text in texts_of(page.layout)) for page in read) and kinds & {"scan", "rubbish"}:
        what_vi = "chỉ có ảnh quét, không có lớp chữ" if "scan" in kinds else "có lớp chữ bị lỗi phông, không đọc được"
        what_en = "is a scan without a text layer" if "scan" in kinds else "has a text layer that is no text (broken fonts)"
        raise ReadError(
            ReadStatus.NEEDS_OCR,
            f"{given}: tệp PDF {total} trang {what_vi}. {remedy_vi}",
            f"{given}: the PDF of {total} pages {what_en}. {remedy_en}",
        )
    for number, problem in sorted(problems.items()):
        vi, en = _PROBLEMS[problem]
        composer.warn(
            "page-needs-ocr" if problem in ("scan", "rubbish") else "page-unreadable",
            f"Trang {number} {vi} và không được đọc. {remedy_vi}".strip(),
            f"Page {number} {en} and was not read. {remedy_en}".strip(),
            number,
        )
