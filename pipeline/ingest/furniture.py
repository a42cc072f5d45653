"""Which lines of a PDF are page furniture: running heads and feet, page numbers, gazette banners, stamps of digital signatures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.ingest.layout import PdfLine, PdfPage

_PAGE_NUMBER = re.compile(r"(?:Trang\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*/\s*\d{1,4})?$", re.IGNORECASE)
_GAZETTE = re.compile(r"(?:\d{1,4}\s+)?CÔNG\s+BÁO\b.*(?:\bSố\b|/)|CÔNG\s+BÁO/Số", re.IGNORECASE)
_SIGNED = re.compile(r"(?:Ký bởi|Ký số bởi|Thời gian ký|Ngày ký|Signature Not Verified|Digitally signed by)\b", re.IGNORECASE)
# What repeats at the head of pages because documents repeat, not because the page does.
_STRUCTURE = re.compile(
    r"(?:PHỤ LỤC|Phụ lục|Điều|Chương|CHƯƠNG|Mục|MỤC|Mẫu|MẪU|Biểu|BIỂU|DANH MỤC|[-+•]|[a-zđ]\)|\d+[.)])", re.UNICODE
)
_ZONE = 0.13  # of the page height, at the top and at the bottom
_DEPTH = 4  # lines looked at from either end of a page


def find_furniture(pages: Sequence[PdfPage], heights: Sequence[float]) -> set[int]:
    """``id``s of the lines that are page furniture.

    A repeated line counts when at least two pages, and a third of all, have it within 4 points of the same height; numbers in it may
    differ. Headings of annexes and articles never count, however often they open a page.
    """
    found: set[int] = set()
    seen: dict[tuple[str, str], list[tuple[int, float, int]]] = defaultdict(list)
    for number, (page, height) in enumerate(zip(pages, heights, strict=True)):
        lines = [block for block in page.blocks if isinstance(block, PdfLine)]
        top = [line for line in lines if line.box.bottom < height * _ZONE][:_DEPTH]
        foot = [line for line in lines if line.box.top > height * (1 - _ZONE)][-_DEPTH:]
        for zone, group in (("top", top), ("foot", foot)):
            edge = group[0] if zone == "top" and group else group[-1] if group else None
            for line in group:
                text = line.text.strip()
                if (
                    _GAZETTE.match(text)
                    or (line is edge and _PAGE_NUMBER.match(text))
                    or (_PAGE_NUMBER.match(text) and line.column)
                ):
                    found.add(id(line))
                elif not _STRUCTURE.match(text):
                    seen[(zone, re.sub(r"\d+", "#", text.casefold()))].append((number, line.base, id(line)))
        found.update(id(line) for line in lines if _SIGNED.match(line.text.strip()))
    for places in seen.values():
        for _, base, _ in places:
            near = [place for place in places if abs(place[1] - base) <= 4.0]
            on = {place[0] for place in near}
            if len(on) >= max(2, len(pages) / 3):
                found.update(place[2] for place in near)
    return found
