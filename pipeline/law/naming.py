"""Laws cited by name: "Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022" has no number to look up.

`read_name` takes the type off and makes a key that survives spelling: case, tone placement (hòa/hoà), commas, dashes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from pipeline.law.numbering import clean

_TYPES = (
    "thông tư liên tịch",
    "nghị quyết liên tịch",
    "bộ luật",
    "luật",
    "pháp lệnh",
    "nghị định",
    "nghị quyết",
    "quyết định",
    "thông tư",
    "chỉ thị",
    "kết luận",
)
_DATE = re.compile(
    r"(?:ngày\s+)?(?P<d>\d{1,2})\s*(?:[/.-]\s*(?P<m1>\d{1,2})\s*[/.-]|\s+tháng\s+(?P<m2>\d{1,2})\s+năm)\s*(?P<y>(?:19|20)\d{2})"
    r"(?![\d/])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\bnăm\s+(?P<y>(?:19|20)\d{2})\b|(?<![\d/.-])(?P<bare>(?:19|20)\d{2})\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\bsố\s*:?\s*\d[^\s,;]*(?:\s?UBTVQH\s?\d+)?", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:,|;|\()?\s*(?:đã\s+)?được\s+(?:sửa đổi|bổ sung|thay thế).*$|\s+của\s+(?:Quốc hội|Chính phủ|Ủy ban Thường vụ).*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A cited name: its type ("luật", "pháp lệnh", None where not said) and the key of the rest."""

    type: str | None
    key: str


def read_name(text: str) -> Name:
    """Type and key of "Luật số 10/2022/QH15 Thực hiện dân chủ ở cơ sở năm 2022", without number, date and what follows it."""
    text = clean(text)
    text = _DATE.split(text, maxsplit=1)[0]
    text = re.sub(r"\s+ngày\s*$", "", text)
    text = _TAIL.sub("", _YEAR.sub(" ", _NUMBER.sub(" ", text)))
    text = " ".join(text.split())
    for kind in _TYPES:
        if text.lower().startswith(kind + " "):
            return Name(kind, fold_name(text[len(kind) :]))
    return Name(None, fold_name(text))


def fold_name(text: str) -> str:
    """A name's key: lower case, no tone marks (their place varies), letters and digits only. Vowel marks stay: ơ is not o.

    A leading "về", "quy định về" and a leading type word are dropped, as titles are printed with and without them.
    """
    letters = unicodedata.normalize("NFD", clean(text).lower())
    without_tones = "".join(ch for ch in letters if ch not in "\u0300\u0301\u0303\u0309\u0323")
    words = re.sub(r"[^\w]+", " ", unicodedata.normalize("NFC", without_tones)).replace("_", " ")
    words = re.sub(r"\by\b", "i", words)
    return re.sub(r"^(?:(?:bô )?luât|phap lênh|vê|quy đinh vê|quy đinh) ", "", " ".join(words.split()))


def date_in(text: str) -> date | None:
    """The first full date in ``text`` ("ngày 10 tháng 11 năm 2022", "20/4/2007"); None where there is none or it is no day."""
    match = _DATE.search(clean(text))
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m1"] or match["m2"]), int(match["d"]))
    except ValueError:
        return None


def year_in(text: str) -> int | None:
    """The year in "… năm 2022" or at the end ("Luật Đất đai 2024")."""
    match = _YEAR.search(clean(text))
    return int(match["y"] or match["bare"]) if match else None
