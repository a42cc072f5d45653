"""The end of a document: recipients, signature, stamps. They are listed as leftovers, never as provisions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.structure.attach import attachment_heading, starts_repeated_head
from pipeline.structure.label import BULLETS, CAPITALS, Style, read_label
from pipeline.structure.segment import Paragraph, Unit, is_capitals

_RECIPIENTS = re.compile(r"^[*\s]*N[ơo]i\s+nh[ậa]n\s*:?", re.IGNORECASE)
_ON_BEHALF = re.compile(
    r"^(?:TM|T/M|KT|TL|TUQ|T\.M|K/T|T/L|Q)\s?\.?\s*(?:ỦY|UỶ|UBND|HỘI|HĐND|CHỦ|PHÓ|GIÁM|BAN|TRƯỞNG|ĐẢNG|HIỆU|BÍ|CHÁNH"
    r"|CỤC|BỘ|THỦ|THƯỜNG|TỔNG|VIỆN|CHI|TỈNH|THÀNH|ĐOÀN)"
)
_POST = re.compile(
    r"^(?:(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|(?:TỔNG\s+)?GIÁM\s+ĐỐC|BÍ\s+THƯ|HIỆU\s+TRƯỞNG|TRƯỞNG\s+(?:BAN|PHÒNG|THÔN|BẢN|ẤP|KHU"
    r"|TIỂU\s+BAN|ĐOÀN)|CỤC\s+TRƯỞNG"
    r"|CHI\s+CỤC\s+TRƯỞNG|CHÁNH\s+VĂN\s+PHÒNG|CHÁNH\s+THANH\s+TRA|TỔ\s+TRƯỞNG|VIỆN\s+TRƯỞNG|BỘ\s+TRƯỞNG|THỦ\s+TƯỚNG)"
    r"(?:\s+(?:UBND|HĐND|THƯỜNG\s+TRỰC|HỘI|BAN|CÔNG|MẶT|TỔ|THÔN|CHI|KHU)[\w\s]{0,40})?)$"
)
_SIGNED = re.compile(r"^\(?(?:Đã ký|đã ký|Ký tên|Ký, đóng dấu|Ký tên, đóng dấu|ĐÃ KÝ|Ký, ghi rõ họ tên)", re.IGNORECASE)
_NAME = re.compile(rf"^(?:[{CAPITALS}][^\W\d_]*\.?\s+){{1,5}}[{CAPITALS}][^\W\d_]*$")
_LEAK = re.compile(r"^(?:-\s*)?(?:Như (?:Điều|trên|kính)|Lưu\s*:|Như kính gửi)", re.IGNORECASE)


def opens_recipients(paragraph: Paragraph) -> bool:
    return bool(_RECIPIENTS.match(paragraph.text))


def opens_signature(paragraph: Paragraph) -> bool:
    """ "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", a post in capitals alone, "(Đã ký)"."""
    text = paragraph.text.strip()
    if len(text) > 160:
        return False
    return bool(_ON_BEHALF.match(text) or (_POST.match(text) and is_capitals(text)) or _SIGNED.match(text))


def left_of_recipients(units: Sequence[Unit], position: int) -> int:
    """How many units from ``position`` on are recipients that two columns or a page break left behind the signature.

    "- Lưu: VT." and the like, and dashed lines up to it.
    """
    for count, unit in enumerate(units[position : position + 30]):
        if not isinstance(unit, Paragraph) or len(unit.text) >= 160:
            return 0
        if _LEAK.match(unit.text):
            return count + 1
        label = read_label(unit.text)
        wrapped = count > 0 and label is None and len(unit.text) < 60
        if not wrapped and (label is None or label.style is not Style.DASH):
            return 0
    return 0


def take_closing(units: Sequence[Unit], position: int) -> list[tuple[str, Paragraph]]:
    """The paragraphs of the closing that begins at ``position``, each with its reason ("recipients", "signature").

    Empty where no closing begins there.
    """
    first = units[position]
    if not isinstance(first, Paragraph) or not (opens_recipients(first) or opens_signature(first)):
        return []
    taken: list[tuple[str, Paragraph]] = []
    reason = "recipients" if opens_recipients(first) else "signature"
    tables = {first.table} - {None}
    loose = 0
    for unit in units[position:]:
        if not isinstance(unit, Paragraph):
            break
        if unit is not first and (attachment_heading(unit) or starts_repeated_head(units, position + len(taken))):
            break
        if opens_recipients(unit):
            reason = "recipients"
        elif opens_signature(unit):
            reason = "signature"
            tables |= {unit.table} - {None}
        elif unit.table is not None and unit.table in tables:
            pass
        elif not _belongs(unit, reason, loose):
            break
        else:
            loose += reason == "signature"
        if unit.table is not None and (opens_recipients(unit) or opens_signature(unit)):
            tables.add(unit.table)
        taken.append((reason, unit))
    return taken


def _belongs(paragraph: Paragraph, reason: str, loose: int) -> bool:
    """Whether a paragraph outside the closing's table goes on with it."""
    text = paragraph.text.strip()
    label = read_label(text)
    if _LEAK.match(text):
        return True
    if label is not None and label.style in BULLETS:
        return len(text) < 240 and (reason == "recipients" or label.style in (Style.DASH, Style.PLUS))
    if label is not None and label.style is not Style.ROMAN:
        return False
    if reason == "recipients":
        return (len(text) < 60 and not is_capitals(text)) or bool(_NAME.match(text))
    return len(text) <= 60 and loose < 6 and bool(_NAME.match(text) or text.startswith("(") or len(text.split()) <= 3)
