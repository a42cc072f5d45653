"""Quantities in a text: number, operator and unit, with their range. What they regulate is decided in ``norms``.

Dates, years, places in instruments, instrument numbers, money, areas and clock times are no quantities here: the first four are
covered before anything is read, the others have units that are not in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.language.dates import DATE
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
    "hộ": "household",
    "thôn": "hamlet",
    "tổ dân phố": "hamlet",
    "khu phố": "hamlet",
    "bản": "hamlet",
    "ấp": "hamlet",
    "%": "share",
    "phần trăm": "share",
}
_UNIT = (
    r"(?:%|phần\s+trăm|ngày(?:\s+liên\s+tục)?\s+làm\s+việc|ngày|tuần|tháng|quý|năm|giờ|tiếng(?!\s+(?:việt|anh|dân))|người|thành\s+viên|ủy\s+viên|"
    r"đại\s+biểu|cán\s+bộ|hộ|thôn|tổ\s+dân\s+phố|khu\s+phố|bản(?=\s+(?:làng|trở|,|\.|;|$))|ấp)(?!\w)"
)
_GLOSS = r"(?:\s*\([^()\d]{2,40}\))?"  # "30 (ba mươi) ngày"
_QUANTITY = re.compile(
    rf"(?<![\w/.,\-])(?:(?P<low>{NUMBER}){_GLOSS}(?:(?:\s*{_UNIT})?\s*(?:-|đến|tới)\s*(?P<high>{NUMBER}){_GLOSS})?\s*(?P<unit>{_UNIT})"
    rf"|(?P<fraction>{FRACTION})(?![\d/]|\s*(?:%|m2|ha)|\s*năm\s+(?:19|20)))"
    r"|(?<!\w)(?:(?P<majority>quá\s+(?:một\s+)?nửa|quá\s+bán)|(?P<half>một\s+nửa|nửa)(?=\s+(?:tổng\s+)?số))(?!\w)"
)
_PERIOD_YEARS = {
    "năm": Fraction(1),
    "quý": Fraction(1, 4),
    "tháng": Fraction(1, 12),
    "tuần": Fraction(1, 52),
}
_PERIOD = r"(?:năm|quý|tháng|tuần)(?!\w)"
_EVERY = r"(?:mỗi|hằng|hàng|một|trong|trong\s+một|trong\s+mỗi)"
_BOUND = r"(?:ít\s+nhất(?:\s+là)?|tối\s+thiểu(?:\s+là)?|không\s+quá|tối\s+đa|không\s+ít\s+hơn|từ)"
_TIMES = r"(?:lần|kỳ|cuộc|đợt)"
_FREQUENCY = re.compile(
    rf"(?<![\w/.,])(?:"
    # "ít nhất 01 lần/năm", "02 lần trong 01 năm", "01 lần/06 tháng"
    rf"(?P<count1>{NUMBER})(?:\s*\([^()\d]{{2,20}}\))?\s+{_TIMES}\s*(?:/|trong|trên|mỗi|một|hằng|hàng|vào\s+mỗi)\s*(?:(?P<n1>{NUMBER})\s+)?(?P<period1>{_PERIOD})"
    # "mỗi năm một lần", "06 tháng một lần", "hằng năm tổ chức ít nhất 01 lần", "06 tháng/lần"
    rf"|(?:(?P<n2>{NUMBER})|{_EVERY})\s+(?P<period2>{_PERIOD})\s*(?:/\s*|\s*,?\s*(?:(?:tổ\s+chức|họp|báo\s+cáo|tiến\s+hành|sinh\s+hoạt|đối\s+thoại)\s+)?(?:định\s+kỳ\s+)?(?P<bound2>{_BOUND}\s+)?)(?:(?P<count2>{NUMBER})\s+)?{_TIMES}(?!\w)"
    # "định kỳ 06 tháng", "định kỳ hằng quý"
    rf"|định\s+kỳ\s+(?:(?P<n3>{NUMBER})\s+|hằng\s+|hàng\s+|mỗi\s+|theo\s+)(?P<period3>{_PERIOD})(?!\s+(?:\d|trước|sau))"
    r")"
)
_MASKS = re.compile(
    r"(?:từ\s+)?năm\s+(?:19|20)\d\d(?:\s*-\s*(?:19|20)?\d\d)?|(?:19|20)\d\d\s*-\s*(?:19|20)\d\d|(?:19|20)\d\d(?=\s+(?:đến|và|tới)\s+(?:19|20))"
    r"|(?<!\w)(?:tháng|ngày|mồng|mùng|quý|khóa|số|bước|lớp|hạng|cấp\s+độ|mẫu|biểu|bảng|phụ\s+lục|mục|chương|nhóm|tiểu\s+mục|phần|thứ)"
    r"\s+(?:\d{1,2}|[ivx]+)(?:\s*[/.-]\s*\d{1,4})*(?!\s*%|\s+(?:ngày|thành\s+viên|lần|người))(?:\s+(?:năm\s+(?:19|20)\d\d|(?:hằng|hàng|mỗi)\s+năm|của\s+năm))?"
    r"|\d{1,2}\s+giờ\s+\d{1,2}|\d{1,2}\s*(?:giờ|h)\s*\d{2}(?:\s+phút)?|24\s*/\s*24|24\s*/\s*7|\d+\s*/\s*\d+\s*/\s*\d+|\d{1,2}\s*/\s*(?:19|20)\d\d"
    r"|(?<!\w)(?:lúc|vào|từ|hồi)\s+\d{1,2}\s+giờ|giờ\s+hành\s+chính"
)
_OPERATOR = re.compile(
    r"(?<!\w)(?:(?P<le>không\s+(?:được\s+)?(?:vượt\s+)?quá|không\s+vượt|tối\s+đa|nhiều\s+nhất|chậm\s+nhất|muộn\s+nhất|không\s+nhiều\s+hơn|không\s+chậm\s+hơn|không\s+muộn\s+hơn|không\s+hơn|"
    r"không\s+trên|cao\s+nhất)|"
    r"(?P<ge>ít\s+nhất|tối\s+thiểu|không\s+(?:được\s+)?(?:ít|thấp|ngắn)\s+hơn|không\s+(?:được\s+)?dưới|từ\s+đủ|đủ\s+từ|thấp\s+nhất|chí\s+ít|bằng\s+hoặc\s+(?:hơn|trên))|"
    r"(?P<gt>trên|hơn|vượt\s+quá|nhiều\s+hơn|quá)|(?P<lt>dưới|chưa\s+đến|chưa\s+tới|ít\s+hơn|chưa\s+đủ|không\s+đủ|nhỏ\s+hơn|thấp\s+hơn)|(?P<from>từ))"
    r"\s*(?::|(?:là|phải|có|đạt|được|đủ|khoảng|bằng|từ|trong|trong\s+vòng|trong\s+thời\s+hạn|trong\s+thời\s+gian|sau|trước|về\s+trước)\s*){0,3}$"
)
_UPWARD = re.compile(r"\s*(?:[^,.;:]{0,40}?\s)?trở\s+lên(?!\w)")
_DOWNWARD = re.compile(r"\s*(?:[^,.;:]{0,40}?\s)?trở\s+xuống(?!\w)")
_WINDOW = 56


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. ``start``/``end`` cover operator, number and unit; ``number_start`` is where the number begins.

    ``cue`` is the folded operator wording ("chậm nhất"), "" where there is none. For ``times/year`` the value is normalised:
    "06 tháng một lần" is 2.
    """

    start: int
    end: int
    number_start: int
    operator: Operator
    value: Fraction
    upper: Fraction | None
    unit: str
    cue: str


def find_quantities(lower: str, covered: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Quantities of a folded text, in order, never overlapping. ``covered``: ranges that hold no quantity (citations)."""
    if not any(char.isdigit() for char in lower) and not _WORTH.search(lower):
        return ()
    taken = [*covered, *(match.span() for match in DATE.finditer(lower))]
    out = [q for q in _frequencies(lower) if not _overlaps(q.number_start, q.end, taken)]
    taken.extend((q.start, q.end) for q in out)
    masks = [*taken, *(match.span() for match in _MASKS.finditer(lower))]
    for match in _QUANTITY.finditer(lower):
        if _overlaps(match.start(), match.end(), masks):
            continue
        quantity = _quantity(lower, match)
        if quantity is not None:
            out.append(quantity)
    out.sort(key=lambda q: q.number_start)
    return tuple(_disjoint(out))


_WORTH = re.compile(r"nửa|phần|mươi|mười|[½⅓⅔¼¾]|(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín)\s+(?:ngày|tháng|người|thành viên|lần|hộ|tuần)|quá bán|định kỳ")


def _disjoint(quantities: list[Quantity]) -> Iterator[Quantity]:
    end = 0
    for quantity in quantities:
        if quantity.number_start >= end:
            start = max(quantity.start, end)
            yield quantity if start == quantity.start else Quantity(
                start, quantity.end, quantity.number_start, quantity.operator, quantity.value, quantity.upper, quantity.unit, quantity.cue
            )
            end = quantity.end


def _overlaps(start: int, end: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in ranges)


def _frequencies(lower: str) -> Iterator[Quantity]:
    if "lần" not in lower and "kỳ" not in lower and "cuộc" not in lower and "đợt" not in lower:
        return
    for match in _FREQUENCY.finditer(lower):
        period = match["period1"] or match["period2"] or match["period3"]
        count_text = match["count1"] or match["count2"] or "1"
        length_text = match["n1"] or match["n2"] or match["n3"] or "1"
        if match["period2"] and match["count2"] is None and "/" not in match.group():
            continue  # "một năm lần": no count
        count, length = to_number(count_text), to_number(length_text)
        if not count or not length:
            continue
        value = count / (length * _PERIOD_YEARS[period])
        operator, start, cue = _operator(lower, match.start(), False)
        if match["bound2"]:
            inner = _OPERATOR.search(match["bound2"].rstrip())
            operator, cue = (_of(inner), match["bound2"].strip()) if inner else (operator, cue)
        yield Quantity(start, match.end(), match.start(), operator, value, None, "times/year", cue)


def _quantity(lower: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match["majority"] or match["half"]:
        operator, from_start, cue = (Operator.GT, start, "quá") if match["majority"] else _operator(lower, start, False)
        return Quantity(from_start, end, start, operator, Fraction(1, 2), None, "share", cue)
    if match["fraction"]:
        value = to_number(match["fraction"])
        if value is None or not 0 < value <= 1 or not _is_share(lower, start, end, match["fraction"]):
            return None
        return _with_operator(lower, start, end, value, None, "share")
    unit_text = re.sub(r"\s+", " ", match["unit"]).replace("liên tục làm việc", "làm việc")
    unit = _UNITS.get(unit_text, "")
    value, upper = to_number(match["low"]), to_number(match["high"]) if match["high"] else None
    if value is None or not unit:
        return None
    if match["low"] == "năm" and re.search(r"(?:hằng|hàng|mỗi|trong|cả|một|từng|các|những|nhiều|đầu|cuối|giữa)\s+$", lower[:start]):
        return None
    if unit == "share":
        value, upper = value / 100, None if upper is None else upper / 100
        if value > 1 or (upper or 0) > 1:
            return None
    if upper is not None and upper <= value:
        upper = None
    return _with_operator(lower, start, end, value, upper, unit)


def _is_share(lower: str, start: int, end: int, text: str) -> bool:
    """A digit fraction is a share only beside a word that counts heads: "2/3 số hộ"; "1/3" alone may be a house number."""
    if "/" not in text:
        return True
    after = lower[end : end + 28]
    before = lower[max(0, start - 24) : start]
    return bool(
        re.match(
            r"\s*(?:trở lên\s*)?(?:tổng số|số|đại diện|cử tri|hộ|thành viên|người|đại biểu|cán bộ|công chức|đoàn viên|lao động|thôn|tổ dân|các|trong|trở)", after
        )
        or re.search(r"(?:ít nhất|tối thiểu|trên|quá|đủ|đạt|từ|không dưới)\s*(?:là\s+|có\s+)?$", before)
    )


def _with_operator(lower: str, start: int, end: int, value: Fraction, upper: Fraction | None, unit: str) -> Quantity:
    operator, from_start, cue = _operator(lower, start, unit in {"share", "person", "household", "hamlet"})
    if upper is not None:
        if cue == "từ" or operator is Operator.EQ:
            operator = Operator.RANGE
        # "tối đa từ 3 đến 5": the range says all
        operator = Operator.RANGE
        if lower[:start].rstrip().endswith("từ"):
            from_start = lower[:start].rstrip().rindex("từ")
    elif up := _UPWARD.match(lower, end):
        operator = Operator.GT if operator is Operator.GT else Operator.GE
        end = up.end() if up.end() - end <= 10 else end
        if lower[:start].rstrip().endswith("từ"):
            from_start = lower[:start].rstrip().rindex("từ")
    elif down := _DOWNWARD.match(lower, end):
        operator = Operator.LE
        end = down.end() if down.end() - end <= 12 else end
    return Quantity(from_start, end, start, operator, value, upper, unit, cue)


def _operator(lower: str, start: int, counts: bool) -> tuple[Operator, int, str]:
    """Operator written before a number: (operator, where its wording starts, the wording). ``từ`` alone means ≥ for counts."""
    window_start = max(0, start - _WINDOW)
    match = _OPERATOR.search(lower, window_start, start)
    if match is None:
        return Operator.EQ, start, ""
    operator = _of(match)
    cue = re.sub(r"\s+", " ", next(text for text in match.groups() if text))
    if match["from"]:
        return (Operator.GE, match.start(), cue) if counts else (Operator.EQ, start, "")
    return operator, match.start(), cue


def _of(match: re.Match[str]) -> Operator:
    if match["le"]:
        return Operator.LE
    if match["ge"] or match["from"]:
        return Operator.GE
    return Operator.GT if match["gt"] else Operator.LT
