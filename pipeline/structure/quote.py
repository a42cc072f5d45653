"""Quotations in amending documents: the new wording between “…” is not the amending document's own articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.structure.label import Label, read_label
from pipeline.structure.segment import Paragraph, Unit

_OPENS = re.compile(r"^\s*[-–]?\s*(?:“|\"|„|«|‘‘|'')")
_AMENDS = re.compile(
    r"sửa đổi|bổ sung|thay thế|thay cụm|điều chỉnh|đính chính|viết lại|được thay|thêm|sửa thành|như sau"
    r"|sau đây",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"(?:như sau|sau đây|thành|bằng|là|:)\s*[:.]?\s*$", re.IGNORECASE)
_CLOSES = re.compile(r"[”\"»“]\s*(?:[.;,)]|và)*\s*$")


def opens_quotation(paragraph: Paragraph, before: str | None) -> bool:
    """Whether ``paragraph`` begins the new wording that the text ``before`` announces ("… sửa đổi … như sau:")."""
    return bool(_OPENS.match(paragraph.text)) and announces_amendment(before)


def announces_amendment(text: str | None) -> bool:
    """ "… sửa đổi, bổ sung … như sau:" """
    return bool(text and _ANNOUNCES.search(text) and _AMENDS.search(text))


def quotation_end(units: Sequence[Unit], start: int, resumes: Callable[[Label], bool]) -> int:
    """Position behind the quotation that begins at ``start``.

    Quotation marks are balanced paragraph by paragraph. Where the closing mark is missing, the quotation ends at the first
    label that ``resumes`` the amending text's own numbering, or at the next opening of a quotation, else with its first paragraph.
    """
    first = units[start]
    assert isinstance(first, Paragraph)
    curly = "“" in first.text.lstrip(" -–")[:2]
    depth = 0
    for position in range(start, len(units)):
        unit = units[position]
        if not isinstance(unit, Paragraph):
            continue
        if position > start + 1 and _OPENS.match(unit.text) and _announced(units[position - 1]):
            return position - 1  # the mark before was never closed: this is the next amendment's quotation
        if position > start and not curly and unit.text.count('"') % 2 == 0 and depth == 0:
            break
        if curly:
            depth += unit.text.count("“") - unit.text.count("”")
            if depth <= 0 or ("”" not in unit.text and unit.text.count('"') == 1 and _CLOSES.search(unit.text)):
                return position + 1
        else:
            depth += unit.text.count('"') + unit.text.count("“") + unit.text.count("”")
            if depth % 2 == 0 and _CLOSES.search(unit.text):
                return position + 1
    for position in range(start + 1, len(units)):
        unit = units[position]
        if not isinstance(unit, Paragraph):
            continue
        label = read_label(unit.text)
        if (label is not None and not _OPENS.match(unit.text) and resumes(label)) or _OPENS.match(unit.text):
            return position
    return start + 1


def _announced(unit: Unit) -> bool:
    return isinstance(unit, Paragraph) and announces_amendment(unit.text)
