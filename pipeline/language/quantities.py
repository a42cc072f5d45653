"""Quantities in a text: number, operator and unit, with their range. What they regulate is decided in ``norms``.

Dates, years, places in instruments, instrument numbers, money, areas and clock times are no quantities here: the first four and
the last are covered before anything is read, the others have units that are not in the list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.language.dates import DATE
from pipeline.language.frequencies import find_frequencies
from pipeline.language.numerals import FRACTION, NUMBER, to_number
from pipeline.records import Operator

_UNITS = {
    "ngày làm việc": "working-day",
    "ngày": "day",
    "tuần": "week",
    "tháng": "month",
    "quý": "quarter",
    "năm": "year",
    "giờ": "hour",
    "tiếng": "hour",
    "người": "person",
    "thành viên": "person",
    "ủy viên": "person",
    "đại biểu": "person",
    "cán bộ": "person",
    "đồng chí": "person",
    "vị": "person",
    "ông, bà": "person",
    "hộ": "household",
    "thôn": "hamlet",
    "tổ dân phố": "hamlet",
    "khu phố": "hamlet",
    "bản": "hamlet",
    "ấp": "hamlet",
    "%": "share",
    "phần trăm": "share",
}
_HEADS = frozenset({"share", "person", "household", "hamlet"})
_UNIT = (
    r"(?:%|phần\s+trăm|ngày(?:\s+liên\s+tục)?\s+làm\s+việc|ngày|tuần|tháng|quý|năm|giờ|tiếng(?!\s+(?:việt|anh|dân))|"
    r"người|thành\s+viên|ủy\s+viên|đại\s+biểu|cán\s+bộ|đồng\s+chí|vị(?!\s+trí)|ông,\s+bà|hộ|thôn|tổ\s+dân\s+phố|khu\s+phố|bản(?=\s+làng|[,.;]|$)|ấp)(?!\w)"
)
_GLOSS = r"(?:\s*\([^()\d]{2,40}\))?"  # "30 (ba mươi) ngày"
_AMOUNT = re.compile(
    rf"(?<![\w/.,\-])(?:(?P<low>{NUMBER}){_GLOSS}(?:(?:\s*{_UNIT})?\s*(?:-|đến|tới)\s*(?P<high>{NUMBER}){_GLOSS})?\s*(?P<unit>{_UNIT})"
    rf"|(?P<fraction>{FRACTION})(?![\d/]|\s*(?:%|m2|ha)|\s*năm\s+(?:19|20))"
    r"|(?:(?P<majority>quá\s+(?:một\s+)?nửa|quá\s+bán|(?:đại\s+)?đa\s+số(?=\s+(?:tổng\s+|các\s+)?(?:số|người|hộ|đại|cử\s+tri|thành\s+viên)))|(?P<half>một\s+nửa|nửa)(?=\s+(?:tổng\s+)?số))(?!\w))"
)
# Where an amount can begin: a cheap search, so that the whole expression is tried at few places.
_AMOUNT_START = re.compile(r"\d+|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|quá\s|nửa|đa số|đại đa|[½⅓⅔¼¾⅕⅗]")
_MASK = re.compile(
    r"""
    năm\s+(?:19|20)\d\d (?:\s*-\s*(?:19|20)?\d\d)?
    | (?:19|20)\d\d\s*-\s*(?:19|20)\d\d
    | (?:19|20)\d\d (?=\s+(?:đến|và|tới)\s+(?:19|20))
    # tháng 12, ngày 05, quý III, số 3, bước 2, Phụ lục I: the number counts nothing
    | (?:tháng|ngày|mồng|mùng|quý|khóa|số|bước|lớp|hạng|cấp\s+độ|mẫu|biểu|bảng|phụ\s+lục|mục|chương|nhóm|phần|thứ)
      \s+(?:\d{1,2}|[ivx]+)(?!\w) (?:\s*[/.-]\s*\d{1,4})* (?!\s*%|\s+(?:ngày|thành\s+viên|lần|người))
      (?:\s+(?:năm\s+(?:19|20)\d\d|(?:hằng|hàng|mỗi)\s+năm|của\s+năm))?
    # clock times, 24/24, month of a year
    | \d{1,2}\s+giờ\s+\d{1,2} | \d{1,2}\s*(?:giờ|h)\s*\d{2}(?:\s+phút)? | 24\s*/\s*(?:24|7)
    | (?:lúc|vào|hồi)\s+\d{1,2}\s+giờ | (?:từ\s+)?\d{1,2}\s+giờ\s+(?:đến|-|tới)\s+\d{1,2}\s+giờ
    | \d+\s*/\s*\d+\s*/\s*\d+ | \d{1,2}\s*/\s*(?:19|20)\d\d
    """,
    re.VERBOSE,
)
_OPERATOR = re.compile(
    r"""
    (?<!\w)(?:
      (?P<le>không\s+(?:được\s+)?(?:vượt\s+)?quá|không\s+vượt|tối\s+đa|nhiều\s+nhất|chậm\s+nhất|muộn\s+nhất|cao\s+nhất
            |không\s+(?:nhiều\s+|chậm\s+|muộn\s+)?hơn|không\s+trên)
    | (?P<ge>ít\s+nhất|tối\s+thiểu|không\s+(?:được\s+)?(?:ít|thấp|ngắn)\s+hơn|không\s+(?:được\s+)?dưới|từ\s+đủ|đủ\s+từ|thấp\s+nhất
            |chí\s+ít|bằng\s+hoặc\s+(?:hơn|trên))
    | (?P<gt>trên|hơn|vượt\s+quá|nhiều\s+hơn|quá)
    | (?P<lt>dưới|chưa\s+đến|chưa\s+tới|ít\s+hơn|chưa\s+(?:có\s+)?(?:đủ|đạt)|không\s+(?:có\s+)?(?:đủ|đạt)|nhỏ\s+hơn|thấp\s+hơn)
    | (?P<from>từ)
    )
    \s*(?::|(?:là|phải|có|đạt|được|đủ|khoảng|bằng|từ|trong\s+vòng|trong\s+thời\s+(?:hạn|gian)|trong|sau|về\s+trước|trước)\s*){0,3}$
    """,
    re.VERBOSE,
)
_UPWARD = re.compile(r"\s*(?:[^,.;:]{0,40}?\s)?trở\s+lên(?!\w)")
_DOWNWARD = re.compile(r"\s*(?:[^,.;:]{0,40}?\s)?trở\s+xuống(?!\w)")
# "từ 07 cán bộ, công chức, viên chức, người lao động trở xuống": after "từ" the direction may stand far off.
_FAR_UPWARD = re.compile(r"[^.;:\d]{0,90}?\strở\s+lên(?!\w)")
_FAR_DOWNWARD = re.compile(r"[^.;:\d]{0,90}?\strở\s+xuống(?!\w)")
_YEAR_WORD_BEFORE = re.compile(r"(?:hằng|hàng|mỗi|trong|cả|một|từng|các|những|nhiều|đầu|cuối|giữa)\s+$")
_COUNTED = re.compile(
    r"\s*(?:trở lên\s*)?(?:tổng số|số|đại diện|cử tri|hộ|thành viên|người|đại biểu|cán bộ|công chức|đoàn viên|lao động|thôn|tổ dân|"
    r"các|trong|trở)"
)
_COUNTING = re.compile(r"(?:ít nhất|tối thiểu|trên|quá|đủ|đạt|từ|không dưới)\s*(?:là\s+|có\s+)?$")
_WINDOW = 56


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. ``start``/``end`` cover operator, number and unit; ``number_start`` is where the number begins.

    ``cue`` is the folded operator wording ("chậm nhất"), "" where there is none. For ``times/year`` the value is normalised:
    "06 tháng một lần" is 2. Shares are parts of one.
    """

    start: int
    end: int
    number_start: int
    operator: Operator
    value: Fraction
    upper: Fraction | None
    unit: str
    cue: str


class _Ranges:
    """Ranges of a text, to ask quickly whether one of them is touched."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]
        self._reach = [0, *_running_max(end for _, end in self._ranges)]

    def touch(self, start: int, end: int) -> bool:
        """Whether any range shares a character with ``[start, end)``."""
        return self._reach[bisect_left(self._starts, end)] > start


def _running_max(values: Iterable[int]) -> Iterator[int]:
    most = 0
    for value in values:
        most = max(most, value)
        yield most


def find_quantities(lower: str, covered: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Quantities of a folded text, in order, never overlapping. ``covered``: ranges that hold no quantity (citations)."""
    amounts = [match for start in _AMOUNT_START.finditer(lower) if (match := _AMOUNT.match(lower, start.start()))]
    frequencies = list(find_frequencies(lower))
    if not amounts and not frequencies:
        return ()
    taken = [*covered, *(match.span() for match in DATE.finditer(lower))]
    free = _Ranges(taken)
    out = [_often(lower, f.start, f.end, f.value, f.bound) for f in frequencies if not free.touch(f.start, f.end)]
    free = _Ranges([*taken, *((q.start, q.end) for q in out), *(_mask(lower, match) for match in _MASK.finditer(lower))])
    for match in amounts:
        if not free.touch(match.start(), match.end()) and (quantity := _quantity(lower, match)):
            out.append(quantity)
    out.sort(key=lambda q: q.number_start)
    return tuple(_disjoint(out))


def _mask(lower: str, match: re.Match[str]) -> tuple[int, int]:
    """The masked range; empty where the word before the number is only the end of another ("hộ số 5" but "tổ 5")."""
    start, end = match.span()
    return (start, end) if start == 0 or not lower[start - 1].isalpha() else (start, start)


def _disjoint(quantities: list[Quantity]) -> Iterator[Quantity]:
    end = 0
    for quantity in quantities:
        if quantity.number_start >= end:
            yield quantity if quantity.start >= end else replace(quantity, start=end)
            end = quantity.end


def _often(lower: str, start: int, end: int, value: Fraction, bound: str) -> Quantity:
    operator, from_start, cue = _operator(lower, start, False)
    if bound and (inner := _OPERATOR.search(bound)):
        operator, cue = _of(inner), bound
    return Quantity(from_start, end, start, operator, value, None, "times/year", cue)


def _quantity(lower: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match["majority"]:
        return Quantity(start, end, start, Operator.GT, Fraction(1, 2), None, "share", "quá")
    if match["half"]:
        return _with_operator(lower, start, end, Fraction(1, 2), None, "share")
    if match["fraction"]:
        share = to_number(match["fraction"])
        if share is None or not 0 < share <= 1 or not _is_share(lower, start, end, match["fraction"]):
            return None
        return _with_operator(lower, start, end, share, None, "share")
    unit = _UNITS.get(re.sub(r"\s+", " ", match["unit"]).replace("liên tục làm việc", "làm việc"), "")
    value, upper = to_number(match["low"]), to_number(match["high"]) if match["high"] else None
    if value is None or not unit:
        return None
    if match["low"] == "năm" and _YEAR_WORD_BEFORE.search(lower, max(0, start - 8), start):
        return None
    if unit == "share":
        value, upper = value / 100, None if upper is None else upper / 100
        if value > 1 or (upper or 0) > 1:
            return None
    return _with_operator(lower, start, end, value, upper if upper is not None and upper > value else None, unit)


def _is_share(lower: str, start: int, end: int, text: str) -> bool:
    """A digit fraction is a share only beside a word that counts heads: "2/3 số hộ"; "1/3" alone may be a house number."""
    if "/" not in text:
        return True
    return bool(_COUNTED.match(lower, end) or _COUNTING.search(lower, max(0, start - 24), start))


def _with_operator(lower: str, start: int, end: int, value: Fraction, upper: Fraction | None, unit: str) -> Quantity:
    operator, from_start, cue = _operator(lower, start, unit in _HEADS)
    lead = lower[max(0, start - 8) : start].rstrip()
    from_word = start - 8 + lead.rindex("từ") if lead.endswith("từ") and start >= 8 else lower.find("từ", 0, start)
    if upper is not None:
        operator = Operator.RANGE
        from_start = from_word if lead.endswith("từ") else start
    elif up := (_FAR_UPWARD if cue == "từ" else _UPWARD).match(lower, end):
        operator = Operator.GT if operator is Operator.GT else Operator.GE
        end = up.end() if up.end() - end <= 10 else end
        from_start = min(from_start, from_word) if lead.endswith("từ") else from_start
    elif down := (_FAR_DOWNWARD if cue == "từ" else _DOWNWARD).match(lower, end):
        operator = Operator.LE
        end = down.end() if down.end() - end <= 12 else end
    return Quantity(from_start, end, start, operator, value, upper, unit, cue)


def _operator(lower: str, start: int, counts: bool) -> tuple[Operator, int, str]:
    """Operator written before a number: (operator, where its wording starts, the wording). ``từ`` alone means ≥ for counts."""
    match = _OPERATOR.search(lower, max(0, start - _WINDOW), start)
    if match is None:
        return Operator.EQ, start, ""
    cue = re.sub(r"\s+", " ", next(text for text in match.groups() if text))
    if match["from"]:
        return (Operator.GE, match.start(), cue) if counts else (Operator.EQ, start, "")
    return _of(match), match.start(), cue


def _of(match: re.Match[str]) -> Operator:
    if match["le"]:
        return Operator.LE
    if match["ge"] or match["from"]:
        return Operator.GE
    return Operator.GT if match["gt"] else Operator.LT
