"""What was read, for people: the first thing an official checks before trusting a review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.records import LineRole, SourceLine, SourceText, TextOrigin

_ORIGINS = {
    TextOrigin.MARKUP: "định dạng văn bản",
    TextOrigin.TEXT_LAYER: "lớp chữ của PDF",
    TextOrigin.OCR: "nhận dạng ảnh (OCR)",
    TextOrigin.CONVERTED: "chuyển đổi bằng chương trình khác",
}
_ROLES = {
    LineRole.BODY: " ",
    LineRole.TABLE: "│",
    LineRole.FOOTNOTE: "¹",
    LineRole.PAGE_FURNITURE: "·",
    LineRole.BOILERPLATE: "×",
}
_DOUBTFUL = 0.8  # OCR confidence under which a line is pointed out


def show(source: SourceText) -> str:
    """The document line by line under a head that says where the text came from, with warnings first.

    Each line: its number, a sign for its role (│ table, ¹ footnote, · page furniture, × portal chrome), the text, and ``?`` with the
    confidence where recognition was unsure. Vietnamese first, as everything for officials.
    """
    return "\n".join([*_head(source), "", *_body(source)])


def _head(source: SourceText) -> Iterator[str]:
    yield f"Tệp: {source.path}"
    yield f"Định dạng / format: {source.format} · {len(source.pages)} trang · {len(source.lines)} dòng · {len(source.text)} ký tự"
    counts = Counter((page.origin, page.reader) for page in source.pages)
    for (origin, reader), count in counts.items():
        sure = [page.confidence for page in source.pages if page.origin is origin and page.confidence is not None]
        doubt = f", độ tin cậy trung bình {sum(sure) / len(sure):.0%}" if sure else ""
        yield f"Nguồn chữ / source: {_ORIGINS[origin]} ({reader or '?'}), {count} trang{doubt}"
    tables = f"{len(source.tables)} bảng, {len(source.notes)} chú thích"
    roles = Counter(line.role for line in source.lines)
    apart = ", ".join(f"{roles[role]} {name}" for role, name in _APART if roles[role])
    yield f"Nội dung: {tables}" + (f"; tách riêng: {apart}" if apart else "")
    for step in _summary(source.provenance):
        yield f"Bước xử lý / step: {step}"
    for notice in source.warnings:
        place = f" (trang {notice.page})" if notice.page else ""
        yield f"CẢNH BÁO{place}: {notice.vi}"
        yield f"  warning [{notice.code}]: {notice.en}"


_APART = ((LineRole.PAGE_FURNITURE, "dòng đầu/cuối trang"), (LineRole.BOILERPLATE, "dòng của trang mạng"))


def _summary(steps: tuple[str, ...]) -> Iterator[str]:
    """The steps, long runs of one kind cut short."""
    yield from steps[:12]
    if len(steps) > 12:
        yield f"… (+{len(steps) - 12})"


def _body(source: SourceText) -> Iterator[str]:
    page = 0
    for number, line in enumerate(source.lines, start=1):
        if line.page != page and len(source.pages) > 1:
            yield f"──── trang {line.page} ────"
        page = line.page
        yield f"{number:5d} {_ROLES[line.role]} {source.text[line.start : line.end]}{_doubt(line)}"
    for note in source.notes:
        place = "không rõ vị trí" if note.anchor is None else f"sau “…{source.text[max(0, note.anchor - 30) : note.anchor]}”"
        text = source.text[note.start : note.end].replace("\n", " ")
        yield f"Chú thích {note.mark} ({place.replace(chr(10), ' ')}): {text}"


def _doubt(line: SourceLine) -> str:
    return f"   ?{line.confidence:.0%}" if line.confidence is not None and line.confidence < _DOUBTFUL else ""
