"""Labels of units: what the first characters of a paragraph say about its place ("Điều 5.", "Chương II", "a)", "1.1.", "-").

Source of the grammar: Nghị định 30/2020/NĐ-CP (administrative texts) and Nghị định 78/2025/NĐ-CP (normative texts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

LETTERS = "abcdđeghiklmnopqrstuvxy"
# Vietnamese capitals for character classes: the code points are interleaved with the small letters, so no range will do.
CAPITALS = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORD_ORDINALS = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


class Style(IntEnum):
    """Styles of labels. The value is the usual depth: a unit closes every open unit of a greater or equal value."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    SUBSECTION = 3
    ARTICLE = 4
    UPPER = 5  # A.
    ROMAN = 6  # I.
    NUMBER = 7  # 1.
    DECIMAL2 = 8  # 1.1.
    DECIMAL3 = 9
    DECIMAL4 = 10
    LETTER = 11  # a)
    SUBLETTER = 12  # a1)
    PAREN = 13  # 1) or (1) below a "1." that is open
    LOWER_ROMAN = 14  # ii)
    STAR = 15  # *
    DASH = 16  # -
    PLUS = 17  # +
    DOT = 18  # other bullets


BULLETS = frozenset({Style.STAR, Style.DASH, Style.PLUS, Style.DOT})
CONTAINERS = frozenset({Style.PART, Style.CHAPTER, Style.SECTION, Style.SUBSECTION})


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a paragraph. ``number`` as printed ("5", "8a", "IV", "đ"), ``end`` = where the rest begins.

    ``order`` is the place in the sequence (1, 2, 3 …) or None for bullets; ``suffix`` is the letter of an inserted unit ("8a").
    """

    style: Style
    number: str | None
    order: int | None
    end: int
    suffix: str = ""
    paren: bool = False  # printed "1)" or "(1)"


_OPEN_QUOTE = r"[“\"„«‘']*\s*"
_ARTICLE = re.compile(
    rf"{_OPEN_QUOTE}(?:Điều|ĐIỀU|Ðiều|Điêu|Diều|Ðiêu)\s*(?P<n>\d{{1,3}})\s?(?P<s>[a-zđ]?)\s*(?:(?:[.:]|[-–](?=\s))\s*|$)"
)
_CONTAINER = re.compile(
    rf"{_OPEN_QUOTE}(?P<w>Phần|PHẦN|Chương|CHƯƠNG|Tiểu mục|TIỂU MỤC|Mục|MỤC)\s+"
    rf"(?P<n>(?:thứ|THỨ)\s+\w+|[IVXLC]+|\d{{1,3}}|[A-Z])(?P<s>[a-zđ]?)\s*(?:[.:]\s*|[-–]\s+|$|(?=\s+[{CAPITALS}]{{2}}))"
)
# "I- Mục đích", "1 - Đối tượng", "a- Hồ sơ" in older documents: a blank and a capital letter follow, so that ranges are none.
_DASHED = rf"\s?[-–]\s+(?=[{CAPITALS}])"
_ROMAN = re.compile(rf"{_OPEN_QUOTE}(?P<n>[IVXLC]{{1,6}})(?:\s*(?:\.(?!\d)|/(?=\s)|\))\s*(?=\S|$)|{_DASHED})")
_UPPER = re.compile(rf"{_OPEN_QUOTE}(?P<n>[A-HĐK-N])(?:\s*(?:\.|/|\))\s+(?=\S)|{_DASHED})")
_DECIMAL = re.compile(rf"{_OPEN_QUOTE}(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?:[.)/]|-(?=\s))?\s+(?=[^\W\d_]|[“\"(*])")
_NUMBER = re.compile(rf"{_OPEN_QUOTE}(?P<n>\d{{1,3}})(?P<s>[a-zđ]?)(?:\s*\.(?:\s+(?=\S)|(?=[^\W\d_])|$)|{_DASHED})")
_PAREN = re.compile(rf"{_OPEN_QUOTE}\(?(?P<n>\d{{1,2}})\)\s*(?=\S|$)")
_SLASH = re.compile(rf"{_OPEN_QUOTE}(?P<n>\d{{1,2}})/\s+(?=\S)")
_LETTER = re.compile(
    rf"{_OPEN_QUOTE}\(?(?P<n>[a-zđ])\s?(?:\)\s*(?=\S|$)|\.(?=\s|[^\W\d_]{{2}})\s*(?=\S)|/\s+(?=\S)|[-–]\s+(?=[{CAPITALS}]))"
)
_SUBLETTER = re.compile(rf"{_OPEN_QUOTE}(?P<n>[a-zđ]\.?\d{{1,2}})\s?[).]\s*(?=\S)")
_LOWER_ROMAN = re.compile(rf"{_OPEN_QUOTE}\(?(?P<n>[ivx]{{2,5}})\s?[).]\s*(?=\S)")
_BULLET = re.compile(rf"{_OPEN_QUOTE}(?P<n>[-–—−‐‑]|\+|\*|[•▪●○◦·➢✓❖✔►■□])\s*(?=[^\s\-–—_*+.]|$)")

_CONTAINER_STYLE = {"phần": Style.PART, "chương": Style.CHAPTER, "mục": Style.SECTION, "tiểu mục": Style.SUBSECTION}


def roman(text: str) -> int | None:
    """Value of a Roman numeral in canonical form, None otherwise."""
    values = [_ROMAN_VALUES.get(ch, 0) for ch in text.lower()]
    if not values or 0 in values:
        return None
    total = sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))
    return total if to_roman(total) == text.upper() else None


def to_roman(value: int) -> str:
    parts = []
    for size, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        parts.append(sign * (value // size))
        value %= size
    return "".join(parts)


def letter_order(letter: str) -> int | None:
    """Place of a điểm letter in the legal alphabet (a b c d đ e g h i k …), 1-based."""
    place = LETTERS.find(letter)
    return place + 1 if place >= 0 else None


def article_label(text: str) -> Label | None:
    """ "Điều 5.", "Điều 8a:", or "Điều 5" alone in its paragraph; never "Điều 5 Luật này"."""
    found = _ARTICLE.match(text)
    if not found:
        return None
    return Label(Style.ARTICLE, found["n"].lstrip("0") + found["s"] or "0", int(found["n"]), found.end(), found["s"])


def read_label(text: str) -> Label | None:
    """The label that ``text`` begins with, or None. Ambiguous letters (I, C, D …) come as ROMAN; the outline decides."""
    if not text:
        return None
    found = article_label(text)
    if found:
        return found
    match = _CONTAINER.match(text)
    if match:
        number, order = _container_number(match["n"])
        if number is not None:
            style = _CONTAINER_STYLE[match["w"].lower()]
            return Label(style, number + match["s"], order, match.end(), match["s"])
    match = _ROMAN.match(text)
    if match and (order := roman(match["n"])):
        return Label(Style.ROMAN, match["n"], order, match.end())
    match = _UPPER.match(text)
    if match:
        return Label(Style.UPPER, match["n"], upper_order(match["n"]), match.end())
    match = _DECIMAL.match(text)
    if match:
        parts = match["n"].split(".")
        style = (Style.DECIMAL2, Style.DECIMAL3, Style.DECIMAL4)[len(parts) - 2]
        return Label(style, ".".join(str(int(p)) for p in parts), int(parts[-1]), match.end())
    match = _NUMBER.match(text)
    if match:
        return Label(Style.NUMBER, str(int(match["n"])) + match["s"], int(match["n"]), match.end(), match["s"])
    match = _PAREN.match(text) or _SLASH.match(text)
    if match:
        return Label(Style.PAREN, str(int(match["n"])), int(match["n"]), match.end(), paren=True)
    match = _SUBLETTER.match(text)
    if match:
        number = match["n"].replace(".", "")
        return Label(Style.SUBLETTER, number, int(number[1:]), match.end())
    match = _LOWER_ROMAN.match(text)
    if match and (order := roman(match["n"])):
        return Label(Style.LOWER_ROMAN, match["n"], order, match.end())
    match = _LETTER.match(text)
    if match and (order := letter_order(match["n"])):
        return Label(Style.LETTER, match["n"], order, match.end())
    match = _BULLET.match(text)
    if match:
        return Label(_bullet_style(match["n"]), None, None, match.end())
    return None


def upper_order(letter: str) -> int | None:
    return letter_order(letter.lower()) if letter != "F" else None


def _bullet_style(sign: str) -> Style:
    if sign == "+":
        return Style.PLUS
    if sign == "*":
        return Style.STAR
    return Style.DASH if sign in "-–—−‐‑" else Style.DOT


def _container_number(text: str) -> tuple[str | None, int | None]:
    if text.lower().startswith("thứ"):
        order = _WORD_ORDINALS.get(text.split()[-1].lower())
        return (str(order), order) if order else (None, None)
    if text.isdigit():
        return str(int(text)), int(text)
    value = roman(text)
    if value:
        return text, value
    return (text, upper_order(text)) if len(text) == 1 else (None, None)
