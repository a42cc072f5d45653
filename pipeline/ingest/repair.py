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


# Terms of administrative language whose misread form is no Vietnamese, whatever stands around it. A syllable alone ("thấm", "bố")
# may be right, and so may a pair across two terms ("danh mục tiểu học", "kết thúc đầy đủ", "vi phạm vì"): those are left alone.
_TERMS = {
    "thẩm quyền": ("thấm quyền", "thâm quyền", "thầm quyền", "thắm quyền"),
    "thẩm định": ("thấm định", "thâm định", "thầm định"),
    "bổ sung": ("bố sung", "bồ sung", "bô sung"),
    "thúc đẩy": ("thúc đấy",),
    "đẩy mạnh": ("đấy mạnh",),
    "trong phạm vi": ("trong phạm vì", "trong phạm ví"),
    "thuộc phạm vi": ("thuộc phạm vì", "thuộc phạm ví"),
    "trên nền tảng": ("trên nên tảng",),
    "các nền tảng": ("các nên tảng",),
    "dân phố": ("dân phô", "dân phồ"),
    "tổ chức": ("tố chức", "tô chức", "tồ chức"),
    "công bố": ("công bô", "công bồ"),
    "ủy ban": ("úy ban", "ùy ban"),
    "uỷ ban": ("uý ban", "uỳ ban", "uÿ ban"),
    "chủ tịch": ("chú tịch", "chu tịch", "chù tịch"),
    "niêm yết": ("niêm yêt", "niềm yết", "niệm yết"),
    "thủ tục": ("thú tục", "thù tục"),
    "giải quyết": ("giái quyết", "giài quyết", "giãi quyết"),
    "nghị quyết": ("nghị quyêt",),
    "quyết định": ("quyêt định", "quyết đinh"),
    "kế hoạch": ("kê hoạch", "kề hoạch"),
}
_SLIPS = {slip: term for term, slips in _TERMS.items() for slip in slips}
_TERM = re.compile(r"\b(?:" + "|".join(sorted(_SLIPS)) + r")\b", re.IGNORECASE)


def _as_written(term: str, slip: str) -> str:
    """``term`` in the capitals of ``slip``; the two have the same letters under their marks."""
    return "".join(new.upper() if old.isupper() else new for new, old in zip(term, slip, strict=True))


_ARTICLE = re.compile(r"\b(Điêu|Điểu|Diều|Điếu)(?=\s+\d{1,3}\b)")


def repair_line(text: str) -> tuple[str, list[str]]:
    """The line with "Điêu 5", "thấm quyền" and their like put right, and the changes made."""
    changes: list[str] = []

    def term(match: re.Match[str]) -> str:
        right = _as_written(_SLIPS[match[0].lower()], match[0])
        changes.append(f"{match[0]} → {right}")
        return right

    text = _TERM.sub(term, text)
    changes += [f"{match[1]} → Điều" for match in _ARTICLE.finditer(text)]
    return _ARTICLE.sub("Điều", text), changes
