"""How the numbers of legal instruments are spelled: one canonical spelling, and one key that all spellings share.

A number has three parts: ``34`` / ``2007`` / ``PL-UBTVQH11``. Documents under review spell them freely ("34/2007/PL-UBTVQH 11",
"số 04/2015/ND-CP", "NQLT/CP-UBTƯMTTQVN", OCR's "QHI5"). `read_number` takes any of them apart; `InstrumentNumber.key` compares
equal for all spellings of one instrument, `InstrumentNumber.canonical` is how the number is printed.

Sources: Nghị định 30/2020/NĐ-CP (administrative texts), Nghị định 78/2025/NĐ-CP (normative texts), Party style: number and type
joined by a hyphen, then a slash and the body ("30-CT/TW").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SLASHES = dict.fromkeys(map(ord, "∕⁄／"), "/")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_D_WITH_STROKE = dict.fromkeys(map(ord, "ÐƉ"), "Đ")

_DIGIT = "0-9OoIl|"
_SYMBOL_PART = r"[A-ZĐƯƠÔÂĂÊ][A-Za-zĐđƯƠÔÂĂÊươ]*(?:\s?[0-9Il|]{1,2}(?![0-9A-Za-zĐ]))?"
_STATE = re.compile(
    rf"(?<![\w/])(?P<serial>[0-9OIl|][{_DIGIT}]{{0,4}}[a-c]?)\s*/"
    rf"(?:\s*(?P<year>[12Il|][{_DIGIT}]{{3}})\s*/)?"
    rf"\s*(?P<symbol>{_SYMBOL_PART}(?:\s?[-/]\s?{_SYMBOL_PART}|\s(?:TTLT|TANDTC|VKSNDTC|VN)(?![\w]))*)"
)
_PARTY = re.compile(r"(?<![\w/])(?P<serial>\d{1,4})\s?-\s?(?P<type>[A-ZĐ]{1,4})\s?/\s?(?P<body>[A-ZĐƯ]{2,12})(?![\w])")
_BARE = re.compile(r"(?<![\w/])(?P<serial>\d{1,4})\s?/\s?(?P<year>(?:19|20)\d{2})(?![\d/])")

_TYPE_WORDS = (
    ("thông tư liên tịch", "TTLT"),
    ("nghị quyết liên tịch", "NQLT"),
    ("nghị định", "NĐ"),
    ("pháp lệnh", "PL"),
    ("bộ luật", "QH"),
    ("luật", "QH"),
    ("quyết định", "QĐ"),
    ("thông tư", "TT"),
    ("nghị quyết", "NQ"),
    ("chỉ thị", "CT"),
)

# Symbols whose printed form cannot be rebuilt from capitals alone; keys are folded (see `_fold`).
_PRINTED = {
    "NDCP": "NĐ-CP",
    "NQCP": "NQ-CP",
    "QDTTG": "QĐ-TTg",
    "CTTTG": "CT-TTg",
    "CDTTG": "CĐ-TTg",
    "NDHDBT": "NĐ-HĐBT",
    "QDHDBT": "QĐ-HĐBT",
    "NQHDND": "NQ-HĐND",
    "QDUBND": "QĐ-UBND",
    "CTUBND": "CT-UBND",
    "KHUBND": "KH-UBND",
    "QDUB": "QĐ-UB",
    "CTUB": "CT-UB",
    "NQHDTP": "NQ-HĐTP",
    "NQLTCPUBTWMTTQVN": "NQLT-CP-UBTƯMTTQVN",
    "NQLTUBTVQHCPUBTWMTTQVN": "NQLT-UBTVQH-CP-UBTƯMTTQVN",
}
# Unit symbols with a D that is a Đ; the rest of a symbol stays as it was written.
_PRINTED_UNITS = {
    "ND": "NĐ",
    "QD": "QĐ",
    "HDND": "HĐND",
    "HDBT": "HĐBT",
    "HDTP": "HĐTP",
    "BLDTBXH": "BLĐTBXH",
    "LDTBXH": "LĐTBXH",
    "BGDDT": "BGDĐT",
    "BKHDT": "BKHĐT",
    "TTG": "TTg",
    "UBTUMTTQVN": "UBTƯMTTQVN",
    "UBTWMTTQVN": "UBTƯMTTQVN",
}


@dataclass(frozen=True, slots=True)
class InstrumentNumber:
    """A number taken apart. ``year`` is None for administrative and Party texts, ``symbol`` "" where not given."""

    serial: str  # "34", "09": at least two digits
    year: int | None
    symbol: str  # "PL-UBTVQH11", "CT/TW" for Party texts
    party: bool = False
    type_hint: str | None = None  # "NĐ", "QH" …: from the words before a number without symbol

    @property
    def canonical(self) -> str:
        if self.party:
            return f"{self.serial}-{self.symbol}"
        return "/".join(part for part in (self.serial, str(self.year or ""), self.symbol) if part)

    @property
    def key(self) -> str:
        """Equal for every spelling of the same number: "34/2007/PLUBTVQH11"."""
        serial = self.serial.lstrip("0") or "0"
        return f"{serial}/{self.year or ''}/{_fold(self.symbol)}" + ("/party" if self.party else "")

    @property
    def loose_key(self) -> str:
        """`key` without the type of the Standing Committee's texts, printed "12/2022/UBTVQH15" and "12/2022/NQ-UBTVQH15"."""
        return re.sub(r"/(?:NQ|PL)(UBTVQH\d+)$", r"/\1", self.key)


def clean(text: str) -> str:
    """NFC, one kind of dash and slash, no invisible characters, single spaces. Letters stay as they are, save for Ð → Đ."""
    text = unicodedata.normalize("NFC", text)
    text = text.translate(_INVISIBLE).translate(_DASHES).translate(_SLASHES).translate(_D_WITH_STROKE)
    return " ".join(text.split())


def read_number(text: str) -> InstrumentNumber | None:
    """The first instrument number in ``text``, in any spelling; None where there is none.

    A number without symbol ("Nghị định 59/2023") is read only where the words before it name the type; the date "20/4/2007"
    and the fraction "2/3" are no numbers.
    """
    text = clean(text)
    if match := _PARTY.search(text):
        return InstrumentNumber(_serial(match["serial"]), None, f"{match['type']}/{match['body']}", party=True)
    if match := _STATE.search(text):
        year = _digits(match["year"]) if match["year"] else None
        if year is None or 1945 <= int(year) <= 2100:
            return InstrumentNumber(_serial(match["serial"]), int(year) if year else None, _symbol(match["symbol"]))
    lowered = text.lower()
    for words, hint in _TYPE_WORDS:
        if lowered.startswith(words) and (match := _BARE.search(text)):
            symbol = "NĐ-CP" if hint == "NĐ" else ""
            return InstrumentNumber(_serial(match["serial"]), int(match["year"]), symbol, type_hint=hint)
    return None


def _fold(symbol: str) -> str:
    """Capitals without separators or diacritics; the many names of the Front's central committee are one."""
    letters = unicodedata.normalize("NFD", symbol.upper().replace("Đ", "D"))
    folded = "".join(ch for ch in letters if ch.isalnum() and not unicodedata.combining(ch))
    return re.sub(r"(?:DCT)?UB(?:TW|TU|TUW)?MTTQ(?:VN)?", "UBTWMTTQVN", folded)


def _serial(text: str) -> str:
    letter = text[-1] if text[-1] in "abc" else ""
    return (_digits(text.removesuffix(letter)).lstrip("0") or "0").zfill(2) + letter


def _digits(text: str) -> str:
    return text.translate(str.maketrans("OoIl|", "00111"))


def _symbol(text: str) -> str:
    """The symbol as it is printed: "NDCP" → "NĐ-CP", "QHI5" → "QH15", "QĐ – TTG" → "QĐ-TTg"."""
    text = re.sub(r"\s?([-/])\s?", r"\1", text).strip()
    text = re.sub(r"(QH)\s?([0-9Il|]{1,2})(?![A-Za-zĐ0-9])", lambda m: m[1] + _digits(m[2]), text)
    text = text.replace(" ", "-" if re.search(r" (?:TTLT|TANDTC|VKSNDTC)", text) else "").replace("--", "-")
    folded = _fold(text)
    if folded in _PRINTED:
        return _PRINTED[folded]
    units = [_PRINTED_UNITS.get(_plain(unit), unit) for unit in text.split("-")]
    return "-".join(units)


def _plain(unit: str) -> str:
    letters = unicodedata.normalize("NFD", unit.upper().replace("Đ", "D"))
    return "".join(ch for ch in letters if ch.isalnum() and not unicodedata.combining(ch))
