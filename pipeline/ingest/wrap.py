"""Which physical lines are one paragraph, where a format does not say: hard-wrapped text and web copies."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A line that begins so starts a paragraph of its own in a legal document, whatever stood before.
_OPENING = re.compile(
    r"""\s*(?:
      [-–—+•▪*]\s+\S |
      (?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|TIỂU\ MỤC|Tiểu\ mục)\s+(?:[IVXLC]+|\d+|thứ\b)[.:]?(?:\s|$) |
      Điều\s+\d+[a-zđ]?\s*[.:] |
      PHỤ\ LỤC\b |
      Căn\ cứ\s+[A-ZĐ] | (?:Theo|Xét)\ đề\ nghị\s | Xét\ [Tt]ờ\ trình\s |
      \((?:Ban\ hành\ k|K)èm\ theo\s |
      Nơi\ nhận |
      \[\d+\]
    )""",
    re.VERBOSE,
)
_LABEL = re.compile(
    r"""\s*(?:
      \((?:\d{1,2}|[a-zđ])\) | [A-KĐ]\.(?=\s) | \d{1,2}(?:\.\d{1,2})*[.)](?!\d) | [a-zđ][.)] | [IVXLC]{1,5}\.
    )\s*\S |
    \s*(?:\d{1,2}|[a-zđ]|[IVXLC]{1,5})\s?[-–]\s+[A-ZĐ] |
    \s*(?:\d{1,2}|[a-zđ])/\s+\S""",
    re.VERBOSE,
)
# After these words a number or "Điều 5." is the rest of a sentence, not the label of a new unit.
_EXPECTS_NUMBER = re.compile(
    r"(?:\b(?:Điều|điều|khoản|Khoản|điểm|mục|Mục|Chương|chương|Phần|phần|số|Số|ngày|tháng|năm|và|hoặc|tại|theo|của|các|từ|đến|là|với"
    r"|Phụ lục|phụ lục|cấp|loại|hạng|nhóm|bậc|quý|Quý|khóa|kỳ|thứ)|,)\s*$"
)
# These open a paragraph after the end of a sentence or a listed basis only: "theo" / "Phụ lục I ban hành kèm theo".
_OPENING_AFTER = (
    (re.compile(r"\s*Phụ lục\b"), re.compile(r"(?:^|[;:.!?…)\]”\"]|\./\.)\s*$")),
    (re.compile(r"\s*Căn cứ\s"), re.compile(r"[;:,]\s*$")),
)
_RANGE_END = re.compile(r"[-–]\s*\d")
_LABEL_ONLY = re.compile(r"\s*(?:Điều\s+\d+[a-zđ]?[.:]?|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)]|[IVXLC]{1,5}\.)\s*$")
_ANNEX_ALONE = re.compile(r"\s*(?:PHỤ LỤC|Phụ lục)(?:\s+(?:[IVXLC]+|\d{1,3}))?\s*[.:]?$")
_CLOSED = re.compile(r"""(?:[;:.!?…]|\./\.)["”’»)\]]*\s*$""")
_LETTER = re.compile(r"[^\W\d_]")


def width(lines: Sequence[str]) -> int:
    """Column at which the text was wrapped, as its lines show: the length that nearly all of them keep to; 0 for unwrapped text."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if not lengths:
        return 0
    longest = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    return 0 if longest > 140 else longest


def opens(line: str, previous: str) -> bool:
    """Whether ``line`` begins with the mark of a new unit (Điều 5., a), -, Chương II …) that ``previous`` does not call for."""
    line = line.lstrip()
    expects = bool(_EXPECTS_NUMBER.search(previous.rstrip())) and not line.startswith(("-", "–", "+", "•"))
    if _RANGE_END.match(line) and previous.rstrip()[-1:].isdigit():
        return False  # "2026" / "- 2030"
    if any(opening.match(line) and after.search(previous) for opening, after in _OPENING_AFTER):
        return True
    return bool(_OPENING.match(line) or _LABEL.match(line) or _LABEL_ONLY.match(line)) and not expects


def continues(previous: str, following: str, wrapped_at: int, *, same_look: bool = True) -> bool:
    """Whether ``following`` goes on with the paragraph of ``previous`` (lines without markup, wrapped at that column).

    ``same_look`` is False where bold or italic type ends exactly at the line break.
    """
    previous, following = previous.rstrip(), following.lstrip()
    if not previous or not following or not wrapped_at:
        return False
    if _LABEL_ONLY.match(previous) and not _OPENING.match(following) and not _LABEL.match(following):
        return True
    if _ANNEX_ALONE.match(previous):
        return False
    closed = bool(_CLOSED.search(previous))
    expects = bool(_EXPECTS_NUMBER.search(previous))
    if _OPENING.match(following) and not (expects and not following.startswith(("-", "–", "+", "•"))):
        return False
    if _LABEL.match(following):
        return expects and not closed
    first = _LETTER.search(following)
    if first and first[0].islower():
        return True
    has_room = len(previous) + 1 + len(following.split(maxsplit=1)[0]) <= wrapped_at - 6
    if closed and following.isupper() and not previous.isupper():
        return False  # "… ngày 11 tháng 11 năm 2025." / "QUYẾT ĐỊNH:"
    if closed:
        return not has_room and previous.endswith((".", "!", "?", "”", '"', ")"))
    return same_look
