"""How often: "ít nhất 01 lần/năm", "06 tháng một lần", "mỗi năm 02 lần", "định kỳ hằng quý", as times a year.

Days are no period here: "02 buổi trong 01 ngày" tells how long something lasts, not how often it comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.language.numerals import NUMBER, to_number

_YEARS = {"năm": Fraction(1), "quý": Fraction(1, 4), "tháng": Fraction(1, 12), "tuần": Fraction(1, 52)}
_PERIOD = r"(?:năm|quý|tháng|tuần)(?!\w)"
_TIMES = r"(?:lần|kỳ|cuộc|đợt)"
_GLOSS = r"(?:\s*\([^()\d]{2,20}\))?"
_BOUND = r"(?:ít\s+nhất(?:\s+là)?|tối\s+thiểu(?:\s+là)?|không\s+quá|tối\s+đa|không\s+ít\s+hơn|từ)"
_DOES = r"(?:(?!đầu|cuối|sau|trước|tiếp|qua|gần)[a-zà-ỹđ]+\s+){0,4}?"  # "hai năm tổ chức bầu lại một lần"
_CHEAP = re.compile(r"lần|kỳ|cuộc|đợt")
_START = re.compile(r"\d+|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|mỗi|hằng|hàng|trong|định")
_FREQUENCY = re.compile(
    r"(?<![\w/.,])(?:"
    # "01 lần/năm", "02 lần trong 01 năm", "01 lần/06 tháng"
    rf"(?P<count1>{NUMBER}){_GLOSS}\s+{_TIMES}\s*(?:/|trong|trên|mỗi|một|hằng|hàng|vào\s+mỗi)\s*"
    rf"(?:(?P<length1>{NUMBER})\s+)?(?P<period1>{_PERIOD})"
    # "mỗi năm một lần", "06 tháng một lần", "hằng năm tổ chức ít nhất 01 lần", "06 tháng/lần"
    rf"|(?:định\s+kỳ\s+)?(?:(?P<length2>{NUMBER}){_GLOSS}|mỗi|hằng|hàng|trong)\s+(?P<period2>{_PERIOD})"
    rf"\s*(?:(?P<slash>/)\s*|,?\s*{_DOES}(?:định\s+kỳ\s+)?(?P<bound2>{_BOUND}\s+)?)(?:(?P<count2>{NUMBER}){_GLOSS}\s+)?{_TIMES}(?!\w)"
    # "định kỳ 06 tháng", "định kỳ hằng quý"
    rf"|định\s+kỳ\s+(?:(?P<length3>{NUMBER})\s+|hằng\s+|hàng\s+|mỗi\s+|theo\s+)(?P<period3>{_PERIOD})(?!\s+(?:\d|trước|sau))"
    # "ít nhất một lần hội nghị …", where the sentence begins with "Hằng năm"
    rf"|(?P<count4>{NUMBER}){_GLOSS}\s+lần(?!\s*(?:/|thứ|liên|liền|triệu|bầu|đầu|sau|nữa|mức|giá|so))(?!\w)"
    r")"
)
_YEARLY = re.compile(r"(?<!\w)(?:hằng|hàng|mỗi|trong)\s+(?P<period>năm|quý|tháng|tuần)(?!\s+(?:19|20)\d\d)(?!\w)[^.;]{0,160}$")


@dataclass(frozen=True, slots=True)
class Frequency:
    """``value`` is in times a year; ``bound`` the operator wording inside the phrase ("ít nhất "), "" where there is none."""

    start: int
    end: int
    value: Fraction
    bound: str


def find_frequencies(lower: str) -> Iterator[Frequency]:
    """Frequencies of a folded text, in order."""
    if not _CHEAP.search(lower):
        return
    end = 0
    for begin in _START.finditer(lower):
        match = _FREQUENCY.match(lower, begin.start())
        if match is None or match.start() < end:
            continue
        if match["period2"] and not match["count2"] and not match["slash"]:
            continue  # "trong năm, kỳ họp": no count
        period = match["period1"] or match["period2"] or match["period3"]
        if match["count4"]:
            yearly = _YEARLY.search(lower, max(0, match.start() - 180), match.start())
            if yearly is None:
                continue
            period = yearly["period"]
        count = to_number(match["count1"] or match["count2"] or match["count4"] or "1")
        length = to_number(match["length1"] or match["length2"] or match["length3"] or "1")
        if count and length and count.denominator == 1:
            end = match.end()
            yield Frequency(match.start(), match.end(), count / (length * _YEARS[period]), (match["bound2"] or "").strip())
