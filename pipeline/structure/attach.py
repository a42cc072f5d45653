"""Headings at which a new text begins inside the file: annexes, forms, attached regulations and plans with their own head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.structure.head import ISSUED_WITH, TYPES
from pipeline.structure.label import roman
from pipeline.structure.segment import Paragraph, Unit, is_capitals

_ANNEX = re.compile(
    r"^[“\"(]?(?P<w>PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|Phụ\s+biểu)(?:\s+(?:SỐ|số|Số)?\s*:?\s*(?P<n>[IVXLC]{1,6}"
    r"|\d{1,3}[a-zA-Z]?|[A-Z])(?:[.\-]\d+)?(?![\w/]))?"
    r"\s*(?P<r>[.:,;)–\-]*\s*.*)$",
    re.DOTALL,
)
_FORM = re.compile(
    r"^(?P<w>MẪU|Mẫu|BIỂU MẪU|Biểu mẫu|BIỂU|Biểu|MẪU BIỂU)(?:\s+(?:SỐ|số"
    r"|Số))?\s*:?\s*(?P<n>\d{1,3}[a-zA-Z]?(?:[.\-/][A-ZĐa-z0-9.\-]+)?|[IVX]{1,5}[a-z]?)\s*(?P<r>[.:,–\-]?\s*.*)$",
    re.DOTALL,
)
_ATTACHED_TYPES = (
    *TYPES,
    "bảng", "biểu", "nội dung", "tiêu chí", "lịch", "thể lệ", "mức", "định mức", "đơn giá", "thủ tục", "tổng hợp", "điều kiện",
                   "quy chuẩn", "các", "một số", "khung", "giá", "cơ chế", "chính sách", "chức năng")  # fmt: skip
_ATTACHED = re.compile(
    r"^(?P<t>" + "|".join(t.upper().replace(" ", r"\s+") for t in sorted(_ATTACHED_TYPES, key=len, reverse=True)) + r")\b"
)
_MOTTO = re.compile(r"CỘNG\s+H[OÒ][AÀ]\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_BODY_NAME = re.compile(r"^(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|SỞ|BAN|TRƯỜNG|TÊN|CƠ QUAN|ĐẢNG|TỈNH|CÔNG TY|THÔN|CỘNG HÒA)\b")


@dataclass(frozen=True, slots=True)
class Heading:
    """``sort`` is "annex", "form" or "attachment"; ``type`` the type word of an attachment ("quy chế")."""

    sort: str
    number: str | None
    type: str | None = None
    strong: bool = True  # stands on its own; else only after the signature or with "(Ban hành kèm theo …)" below


def attachment_heading(paragraph: Paragraph) -> Heading | None:
    """The heading of an annex, a form or an attached text, or None."""
    text = paragraph.text.strip()
    if len(text) > 600:
        return None
    if found := _ANNEX.match(text):
        rest = found["r"].strip()
        capital = is_capitals(found["w"])
        set_off = paragraph.bold or paragraph.centered or paragraph.heading_level is not None
        # "Phụ lục I kèm theo Quyết định này" inside a sentence is no heading.
        alone = not rest.strip(" .:–-") or is_capitals(rest) or rest.startswith("(") or (set_off and len(text) < 160)
        alone = alone or (capital and len(text) < 160 and text[-1] not in ".;,:")
        if alone and (capital or set_off or len(text) < 25) and not text.endswith((";", ",")):
            return Heading("annex", _plain_number(found["n"]))
    if (found := _FORM.match(text)) and len(text) < 160:
        rest = found["r"].strip()
        if not rest or is_capitals(rest) or (rest[0] in ".:–-(" and (paragraph.bold or is_capitals(found["w"]))):
            return Heading("form", _plain_number(found["n"]))
    if is_capitals(text) and (found := _ATTACHED.match(text)) and not text.endswith((";", ":")):
        return Heading("attachment", None, " ".join(found["t"].lower().split()), strong=False)
    return None


def issued_with(paragraph: Paragraph) -> bool:
    """ "(Ban hành kèm theo Quyết định số …)"."""
    return len(paragraph.text) < 400 and bool(ISSUED_WITH.match(paragraph.text.strip()))


def note_follows(units: Sequence[Unit], position: int, reach: int = 6) -> bool:
    """Whether "(Ban hành kèm theo …)" stands within the next paragraphs, before any long text."""
    for unit in units[position + 1 : position + 1 + reach]:
        if not isinstance(unit, Paragraph):
            return False
        if issued_with(unit):
            return True
        if len(unit.text) > 350:
            return False
    return False


def starts_repeated_head(units: Sequence[Unit], position: int) -> bool:
    """Whether a second two-column head begins here: the issuer's name with the national motto close by."""
    unit = units[position]
    if not isinstance(unit, Paragraph):
        return False
    if _MOTTO.search(unit.text) and len(unit.text) < 200:
        return True
    if not (_BODY_NAME.match(unit.text) and is_capitals(unit.text) and len(unit.text) < 120):
        return False
    return any(
        isinstance(u, Paragraph) and _MOTTO.search(u.text) and len(u.text) < 200 for u in units[position + 1 : position + 5]
    )


def _plain_number(text: str | None) -> str | None:
    if text is None:
        return None
    if text.isdigit():
        return str(int(text))
    return text if roman(text) else re.sub(r"^0+(?=\d)", "", text)
