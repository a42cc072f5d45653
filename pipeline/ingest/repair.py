"""Slips of text recognition that can only mean one thing. Each repair is recorded; anything doubtful stays as recognised."""

from __future__ import annotations

import re

# Symbols of Vietnamese instruments: the form recognised → the only form that exists.
_WHOLE = {
    "khoàn": "khoản",
    "Khoàn": "Khoản",
    "khoăn": "khoản",
    "Điêu": "Điều",
    "Điểu": "Điều",
    "Diều": "Điều",
    "Điếu": "Điều",
}
_NEEDS_NUMBER = frozenset({"Điêu", "Điểu", "Diều", "Điếu"})
_SYMBOLS = (
    (re.compile(r"(?<=[/-])ND-CP\b"), "NĐ-CP"),
    (re.compile(r"(?<=\d/)ND-HDND\b"), "NĐ-HĐND"),
    (re.compile(r"(?<=/)(?:QD|QÐ|OĐ|OD)-(?=[A-ZĐ])"), "QĐ-"),
    (re.compile(r"(?<=/)(NQ|QĐ|KH|TB|BC)-H[DÐ]ND\b"), r"\1-HĐND"),
    (re.compile(r"(?<=/)QH[Il|](\d)\b"), r"QH1\1"),
    (re.compile(r"(?<=/)QH(\d)[Il|O]\b"), lambda match: f"QH{match[1]}{'0' if match[0][-1] == 'O' else '1'}"),
    (re.compile(r"(?<=/)PL-UBTVQH[Il|](\d)\b"), r"PL-UBTVQH1\1"),
    (re.compile(r"(?<=\d)[oO](?=\d*/20\d\d/)"), "0"),
    (re.compile(r"(?<=\d/20)[Il|](?=\d/)"), "1"),
)
_LOOKS_NUMBERED = re.compile(r"\d")


def repair_word(word: str, previous: str) -> tuple[str, str | None]:
    """``(word, change)``: the word with certain slips put right, and "wrong → right" or None.

    ``previous`` is the word before it on the line. Words that may be right elsewhere ("Điểu") are only repaired by
    ``repair_line`` once the number after them is known.
    """
    fixed = _WHOLE.get(word, word) if word not in _NEEDS_NUMBER else word
    if _LOOKS_NUMBERED.search(word) or "/" in word:
        for pattern, form in _SYMBOLS:
            fixed = pattern.sub(form, fixed)
    return fixed, None if fixed == word else f"{word} → {fixed}"


_ARTICLE = re.compile(r"\b(Điêu|Điểu|Diều|Điếu)(?=\s+\d{1,3}\b)")


def repair_line(text: str) -> tuple[str, list[str]]:
    """The line with "Điêu 5" and its like put right, and the changes made."""
    changes = [f"{match[1]} → Điều" for match in _ARTICLE.finditer(text)]
    return _ARTICLE.sub("Điều", text), changes
