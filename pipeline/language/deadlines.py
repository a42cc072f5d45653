"""When a task is due: "trước ngày 15/12/2023", "trong quý IV năm 2023", "chậm nhất 30/9", "hằng năm", as a day where the text gives one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_LEAD = (
    r"(?:hoàn thành|xong|kết thúc|báo cáo|gửi)?\s*"
    r"(?:trước|chậm nhất(?: là)?(?: đến| vào| trước)?|muộn nhất|(?:đến )?hết|đến|vào|trong|dự kiến)\s*"
)
_YEAR = r"(?:năm\s*)?(?P<year>20\d\d)"
_DAY = re.compile(
    _LEAD + r"(?:ngày\s*)?(?P<day>\d{1,2})(?:\s*[/.-]\s*(?P<m1>\d{1,2})|\s*tháng\s*(?P<m2>\d{1,2}))"
    r"(?:\s*(?:[/.-]|,?\s*năm)\s*(?P<year>20\d\d))?(?!\s*[/%\d])"
)
_MONTH = re.compile(
    _LEAD
    + r"(?:cuối )?tháng\s*(?P<month>\d{1,2})(?:\s*và tháng\s*(?P<last>\d{1,2}))?\s*(?:/|,?\s*năm\s*)"
    + r"(?P<year>20\d\d)"
)
_QUARTER = re.compile(_LEAD + r"quý\s*(?P<quarter>IV|III|II|I|[1-4])\s*(?:/|,?\s*năm\s*)?\s*" + _YEAR)
_WHOLE_YEAR = re.compile(_LEAD + r"năm\s*(?P<year>20\d\d)(?!\s*-)")
_AFTER_SIGNING = re.compile(
    r"trong (?:thời hạn|vòng)\s*(?P<days>\d{1,3})\s*ngày(?! làm việc),?\s*(?:kể )?từ ngày\s*(?:ký|ban hành)"
)
_LOOSE = re.compile(
    r"trong (?:thời hạn|vòng)\s*\d{1,3}\s*(?:ngày(?: làm việc)?|tháng)(?:,? (?:kể )?từ (?:ngày|khi)[^.;]{0,60})?"
    r"|(?:định kỳ\s*)?(?:hằng|hàng) (?:năm|quý|tháng|tuần)|định kỳ[^.;,]{0,40}|thường xuyên|ngay (?:sau khi|khi)[^.;,]{0,60}"
)
_RECURRING = re.compile(r"\s*(?:của\s*)?(?:hằng|hàng) (?:năm|quý|tháng)|\s*mỗi (?:năm|quý|tháng)")
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Words of the text, and the day they mean: None for what recurs, or counts from a day that the text does not give."""

    words: str
    day: date | None
    start: int
    end: int


def find_deadlines(text: str, issued_on: date | None) -> tuple[Deadline, ...]:
    """Deadlines in order of place. A day without a year is the next such day after ``issued_on``; periods end with their last day.

    "Trước ngày 15/12" is taken as 15/12: the day that offices write into their ledger.
    """
    found: list[Deadline] = []
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...] = (
        (_DAY, lambda match: _of_day(match, issued_on)),
        (_MONTH, _of_month),
        (_QUARTER, _of_quarter),
        (_AFTER_SIGNING, lambda match: issued_on + timedelta(days=int(match["days"])) if issued_on else None),
        (_WHOLE_YEAR, lambda match: date(int(match["year"]), 12, 31)),
        (_LOOSE, lambda match: None),
    )
    for pattern, day_of in readers:
        for match in pattern.finditer(text):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                recurring = _RECURRING.match(text, match.end())
                end = recurring.end() if recurring else match.end()
                day = None if recurring else day_of(match)
                found.append(Deadline(" ".join(text[match.start() : end].split()), day, match.start(), end))
    return tuple(sorted(found, key=lambda one: one.start))


def main_deadline(text: str, issued_on: date | None) -> Deadline | None:
    """The one that holds for the task: that of its completion where the text says so, else the last day, else the last words."""
    found = find_deadlines(text, issued_on)
    for one in _dated(found):
        if "hoàn thành" in one.words or text[max(0, one.start - 12) : one.start].rstrip().endswith(("hoàn thành", "xong")):
            return one
    dated = tuple(_dated(found))
    return dated[-1] if dated else found[-1] if found else None


def _dated(found: tuple[Deadline, ...]) -> Iterator[Deadline]:
    return (one for one in found if one.day)


def _of_day(match: re.Match[str], issued_on: date | None) -> date | None:
    day, month = int(match["day"]), int(match["m1"] or match["m2"])
    try:
        if match["year"]:
            return date(int(match["year"]), month, day)
        if issued_on is None:
            return None
        this_year = date(issued_on.year, month, day)
        return this_year if this_year >= issued_on else date(issued_on.year + 1, month, day)
    except ValueError:
        return None


def _of_month(match: re.Match[str]) -> date | None:
    year, month = int(match["year"]), int(match["last"] or match["month"])
    return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _of_quarter(match: re.Match[str]) -> date | None:
    text = match["quarter"]
    month = 3 * (_QUARTERS.get(text) or int(text))
    year = int(match["year"])
    return date(year, month, calendar.monthrange(year, month)[1])
