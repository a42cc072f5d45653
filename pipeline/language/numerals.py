"""Numbers as Vietnamese documents write them, as exact fractions: "05", "1.200", "66,7", "2/3", "⅔", "ba mươi", "hai phần ba"."""

from __future__ import annotations

import re
from fractions import Fraction

_ONES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_ONE = r"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
# No "năm" after "mươi": thirty-five is "ba mươi lăm", "ba mươi năm" is thirty years.
_TEN = rf"(?:(?:{_ONE}\s+mươi|mười)(?:\s+(?:mốt|một|hai|ba|bốn|tư|lăm|sáu|bảy|bẩy|tám|chín)(?!\s+(?:mươi|trăm|lần|phần)))?)"
WORDS = rf"(?:{_ONE}\s+trăm(?:\s+(?:linh|lẻ)\s+{_ONE}|\s+{_TEN})?|{_TEN}|{_ONE})"
DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?![\d])|\d{1,6}(?:,\d{1,3})?)"
NUMBER = rf"(?:{DIGITS}|{WORDS})"
FRACTION = rf"(?:\d{{1,3}}\s*/\s*\d{{1,3}}|[½⅓⅔¼¾⅕⅗]|{_ONE}\s+phần\s+(?:{_ONE}|mười|tư))"

_VULGAR = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5),
    "⅗": Fraction(3, 5),
}


def to_number(text: str) -> Fraction | None:
    """Value of a folded ``NUMBER`` or ``FRACTION``; None for what is none ("3/0", an unknown word)."""
    text = text.strip()
    if text in _VULGAR:
        return _VULGAR[text]
    if "/" in text:
        above, below = (part.strip() for part in text.split("/", 1))
        return Fraction(int(above), int(below)) if above.isdigit() and below.isdigit() and int(below) else None
    if text[:1].isdigit():
        plain = text.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) else text.replace(",", ".")
        try:
            return Fraction(plain)
        except ValueError:
            return None
    if " phần " in re.sub(r"\s+", " ", text):
        above, below = re.split(r"\s+phần\s+", text, maxsplit=1)
        top, bottom = _words(above), _words(below)
        return Fraction(top, bottom) if top is not None and bottom else None
    value = _words(text)
    return None if value is None else Fraction(value)


def _words(text: str) -> int | None:
    total = 0
    current: int | None = None
    for word in text.split():
        if word in _ONES:
            if current is not None and current != 10:
                return None
            total, current = (total + current, _ONES[word]) if current == 10 else (total, _ONES[word])
        elif word == "mười":
            total, current = total + (current or 0), 10
        elif word == "mươi" and current is not None:
            total, current = total + current * 10, None
        elif word == "trăm" and current is not None:
            total, current = total + current * 100, None
        elif word not in {"linh", "lẻ"}:
            return None
    return total + (current or 0)
