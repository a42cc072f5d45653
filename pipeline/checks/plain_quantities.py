"""Quantities that the language room gives no aspect, in plain local wording: "đa số người dự họp", "hai năm bầu lại một lần".

They are kept apart from the room's norms because without a topic near them they mean nothing; only the recognition of a topic
makes them a norm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from pipeline.records import Aspect, Norm, Operator

COUNTED = "counted"  # condition of a share that was counted out ("98/142 đại diện hộ"): an outcome, not a threshold
_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười hai": 12,
    "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi": 40, "năm mươi": 50, "nửa": 0,
}  # fmt: skip
_NUMBER = r"\d{1,3}|mười lăm|mười hai|hai mươi|ba mươi|bốn mươi|năm mươi|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
_START = r"(?<![\w/.,\-])"
_DATE = r"ngày (?P<d{0}>\d{{1,2}})(?: tháng |[/.-])(?P<m{0}>\d{{1,2}})(?:(?: năm |[/.-])(?P<y{0}>\d{{4}}))?"
_PLAIN: tuple[tuple[re.Pattern[str], Aspect, str, Operator], ...] = (
    (
        re.compile(
            _START + rf"(?:từ |bắt đầu |kể từ )?[^.;,]{{0,30}}?{_DATE.format(1)}"
            rf"[^.;]{{0,30}}?(?:đến|kết thúc|hết)[^.;]{{0,40}}?{_DATE.format(2)}"),
        Aspect.DURATION,
        "dates",
        Operator.EQ,
    ),
    (
        re.compile(_START + rf"(?P<n>{_NUMBER})(?:/| trong (?:tổng )?số | trên (?:tổng số )?)(?P<whole>\d{{1,4}}) (?=thôn|tổ dân|khu|bản|ấp|xóm|làng"
            r"|buôn|hộ|đại diện|người|đại biểu)"),
        Aspect.THRESHOLD,
        "part",
        Operator.EQ,
    ),
    (re.compile(_START + rf"(?:{_NUMBER}) \((?P<n>\d{{1,3}})\) ngày làm việc"), Aspect.DEADLINE, "working-day", Operator.EQ),
    (re.compile(_START + rf"(?:{_NUMBER}) \((?P<n>\d{{1,3}})\) ngày(?! làm việc)"), Aspect.DURATION, "day", Operator.EQ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) tuần(?: lễ)?(?!\w)"), Aspect.DURATION, "week", Operator.EQ),
    (
        re.compile(_START + r"(?:đại )?(?:đa số|phần đông|phần lớn|quá bán)(?= (?:tổng )?(?:số )?(?:người|hộ|đại|cử tri"
            r"|bà con|các hộ|nhà|gia đình|thành viên|dân))"),
        Aspect.THRESHOLD,
        "majority",
        Operator.GT,
    ),
    (
        re.compile(_START + r"(?:ít nhất )?(?:quá |trên )?(?:một )?nửa(?= (?:tổng )?số (?:cán bộ|công chức|viên chức|đại biểu"
            r"|người lao|giáo viên))"),
        Aspect.QUORUM,
        "majority",
        Operator.GT,
    ),
    (
        re.compile(_START + r"(?P<n>một|hai|ba) phần (?P<of>hai|ba|tư|bốn|năm|mười)(?!\w)"),
        Aspect.THRESHOLD,
        "fraction",
        Operator.EQ,
    ),
    (re.compile(_START + rf"(?P<n>{_NUMBER})(?: ?%| phần trăm)(?!\w)"), Aspect.THRESHOLD, "share", Operator.EQ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) năm (?:bầu|tổ chức bầu)(?: lại)?(?: một lần| 01 lần)?"), Aspect.TERM, "year", Operator.EQ),
    (
        re.compile(_START + r"(?:trên |quá |hơn )(?:một )?nửa(?= (?:tổng )?(?:số )?(?:các )?(?:người|hộ|đại|cử tri|bà con|nhà|gia đình|dân|thôn"
            r"|tổ dân|khu|bản|ấp|xóm))"),
        Aspect.THRESHOLD,
        "majority",
        Operator.GT,
    ),
    (
        re.compile(_START + rf"(?:cứ|mỗi|trong|sau) (?P<n>{_NUMBER}) năm[^;.]{{0,90}}? (?:một|01|1) (?:lần|cuộc|buổi|hội nghị|kỳ)(?!\w)"),
        Aspect.FREQUENCY,
        "every-years",
        Operator.EQ,
    ),
    (re.compile(_START + r"cách (?:một )?năm(?: (?:một |01 )?(?:lần|cuộc|kỳ))?(?!\w)"), Aspect.FREQUENCY, "every-other-year", Operator.EQ),
    (re.compile(_START + r"(?:hằng|hàng|mỗi|từng) quý(?! [iv\d])(?!\w)"), Aspect.FREQUENCY, "quarterly", Operator.EQ),
    (
        re.compile(_START + r"(?:một )?nửa(?= (?:tổng )?số (?:các )?(?:gia đình|hộ|nhà|đại diện|cử tri|người|dân))"),
        Aspect.THRESHOLD,
        "half",
        Operator.GE,
    ),
    (
        re.compile(_START + rf"(?P<n>{_NUMBER}) (?:đại diện (?:các |của )?hộ|đại diện hộ gia đình|hộ(?= (?:chứng kiến|ký|cùng ký|làm chứng)))"),
        Aspect.COUNT,
        "household",
        Operator.EQ,
    ),
    (re.compile(_START + r"(?:trong |trước )?nửa ngày"), Aspect.DURATION, "half-day", Operator.EQ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) hôm(?! nay| qua)(?!\w)"), Aspect.DURATION, "day", Operator.EQ),
    (
        re.compile(
            _START + rf"(?<!mỗi ngày )(?<!vào )(?<!ngày )(?P<n>{_NUMBER}) buổi(?!\w)"
            r"(?! (?:sáng|chiều|mỗi|một ngày|trong ngày|tập huấn|họp|giao))"
        ),
        Aspect.DURATION,
        "half-days",
        Operator.EQ,
    ),
    (re.compile(_START + rf"(?P<n>{_NUMBER})(?= phó trưởng ban)"), Aspect.COUNT, "person", Operator.EQ),
    (re.compile(_START + r"(?P<n>\d{1,4}) (?:hộ|nóc nhà|nhà|gia đình)(?!\w)"), Aspect.COUNT, "household", Operator.EQ),
    (re.compile(_START + r"(?:mỗi|một|01) nhiệm kỳ (?:một|01|1|hai|02) lần"), Aspect.FREQUENCY, "per-term", Operator.EQ),
    (
        re.compile(_START + rf"(?P<n>{_NUMBER}) năm(?: [^\d,;. ]+){{0,3}}? (?:một|01|1|mới có một|ít nhất 01"
            r"|ít nhất một) (?:lần|cuộc|kỳ)"),
        Aspect.FREQUENCY,
        "every-years",
        Operator.EQ,
    ),
    (
        re.compile(_START + rf"(?P<n>{_NUMBER})(?:\s*\([^)]*\))? (?:ông, bà|ông bà|ông|bà|đồng chí|vị|người|thành viên"
            r"|ủy viên)(?!\w)"),
        Aspect.COUNT,
        "person",
        Operator.EQ,
    ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) (?:lá )?phiếu(?!\w)"), Aspect.COUNT, "ballot", Operator.EQ),
    (re.compile(_START + r"trong (?:một |01 |từng )?quý(?! [iv\d])"), Aspect.DEADLINE, "quarter-long", Operator.LE),
    (re.compile(_START + r"(?:trong |sau )?nửa tháng"), Aspect.DEADLINE, "half-month", Operator.LE),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) lần (?:liên tiếp|liền|triệu tập)"), Aspect.COUNT, "times", Operator.EQ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) ngày làm việc"), Aspect.DEADLINE, "working-day", Operator.EQ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) ngày(?! làm việc| công| lễ| tết| nghỉ| tháng)(?!\w)"), Aspect.DURATION, "day", Operator.EQ),
    (re.compile(_START + rf"(?P<n>{_NUMBER}) tháng(?! \d)(?!\w)"), Aspect.DURATION, "month", Operator.EQ),
)  # fmt: skip
_PERIODS = {"quarter-long": 90, "half-month": 15}  # days
_UP = re.compile(r"(?:ít nhất|tối thiểu|không dưới|từ|đủ)\s*$")
_DOWN = re.compile(r"(?:không quá|tối đa|chậm nhất|nhiều nhất)\s*$")
_OVER = re.compile(r"(?:trên|hơn|quá)\s*$")
_UPWARD = re.compile(r"^[^,;.]{0,25}?trở lên")


def plain_quantities(folded: str, taken: Iterable[Norm]) -> Iterator[Norm]:
    """Quantities in a folded provision text that do not overlap ``taken``."""
    ranges = [(n.start, n.end) for n in taken]
    for pattern, aspect, unit, operator in _PLAIN:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if any(start < b and a < end for a, b in ranges):
                continue
            norm = _norm(folded, match, aspect, unit, operator)
            if norm is not None:
                ranges.append((norm.start, norm.end))
                yield norm


def _norm(folded: str, match: re.Match[str], aspect: Aspect, unit: str, operator: Operator) -> Norm | None:
    start, end = match.span()
    if unit == "majority":
        return Norm(aspect, operator, Fraction(1, 2), "share", start=start, end=end)
    if unit == "per-term":
        return Norm(aspect, operator, Fraction(1, 5), "times/year", start=start, end=end)
    if unit == "every-other-year":
        return Norm(aspect, operator, Fraction(1, 2), "times/year", start=start, end=end)
    if unit == "quarterly":
        return Norm(aspect, operator, Fraction(4), "times/year", start=start, end=end)
    if unit == "half":
        return Norm(aspect, operator, Fraction(1, 2), "share", start=start, end=end)
    if unit == "half-day":
        return Norm(aspect, operator, Fraction(1, 2), "day", start=start, end=end)
    if unit == "dates":
        days = _days_between(match)
        return Norm(aspect, operator, Fraction(days), "day", start=match.start("d1") - 5, end=end) if days else None
    if unit in _PERIODS:
        return Norm(aspect, operator, Fraction(_PERIODS[unit]), "day", start=start, end=end)
    number = _value(match["n"])
    if number is None or number == 0:
        return None
    if unit == "half-days":
        return Norm(aspect, operator, Fraction(number, 2), "day", start=start, end=end)
    if unit == "every-years":
        return Norm(aspect, operator, Fraction(1, number), "times/year", start=start, end=end) if number > 1 else None
    before, after = folded[max(0, start - 16) : start], folded[end : end + 40]
    if cue := _UP.search(before):
        operator, start = Operator.GE, start - len(cue.group())
    elif cue := _DOWN.search(before):
        operator, start = Operator.LE, start - len(cue.group())
    elif cue := _OVER.search(before):
        operator, start = Operator.GT, start - len(cue.group())
    elif _UPWARD.match(after):
        operator = Operator.GE
    if unit == "part":
        whole = int(match["whole"])
        share = Fraction(number, whole)
        return Norm(aspect, operator, share, "share", condition=COUNTED, start=start, end=end) if number <= whole else None
    if unit == "fraction":
        return Norm(aspect, operator, Fraction(number, _WORDS.get(match["of"], 4)), "share", start=start, end=end)
    value = Fraction(number, 100) if unit == "share" else Fraction(number)
    return Norm(aspect, operator, value, unit, start=start, end=end)


def _days_between(match: re.Match[str]) -> int:
    """Days from the first date to the second; 0 where they are no dates or do not follow each other within a year."""
    year = match["y1"] or match["y2"]
    if year is None:
        return 0
    try:
        first = date(int(year), int(match["m1"]), int(match["d1"]))
        last = date(int(match["y2"] or year), int(match["m2"]), int(match["d2"]))
    except ValueError:
        return 0
    days = (last - first).days
    return days if 0 < days < 366 else 0


def _value(text: str) -> int | None:
    return int(text) if text.isdigit() else _WORDS.get(text)
