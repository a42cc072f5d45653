"""Where instrument numbers stand in a text: State ("59/2023/NĐ-CP"), dispatch ("1234/UBND-NC"), Party ("30-CT/TW"), blank
("…/KH-UBND").

Reads a cleaned view (see ``reading``). How a number is spelled is the law room's business (``pipeline.law.numbering``); this
module only decides what is a number and where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.law.numbering import read_number

_SERIAL = r"(?:\d[\dOolI]{0,4}[a-z]?|[lIO]\d[\dO]{0,2})"
_PART = r"(?:QH[ -]?[\dIlS]{1,2}|[A-ZĐƯÔƠ][A-Za-zĐđƯưÔôƠơ&]{0,14}\d{0,2})"
_JOIN = r"(?:[-/.]| -|- )"
_SYMBOL = rf"{_PART}(?:{_JOIN}{_PART}){{0,5}}"
_STATE = re.compile(
    rf"(?<![\w/:])(?<!\d[.,-])(?P<serial>{_SERIAL}) ?/ ?(?:(?P<year>(?:19|20)\d\d) ?[/-] ?)?(?P<symbol>{_SYMBOL})(?!\w)"
)
_PARTY_TYPES = "CTr|CT|NQi|NQ|KL|TB|QĐi|QĐ|QD|QyĐ|QC|KH|HD|BC|TTr|TT|ĐA|CV|CĐ"
_PARTY = re.compile(
    rf"(?<![\w/:])(?P<serial>\d{{1,4}}) ?- ?(?P<kind>{_PARTY_TYPES}) ?/ ?(?P<body>[A-ZĐƯ][A-ZĐƯa-z]{{1,11}}(?:[-/][A-ZĐƯ]+)*)(?!\w)"
)
_BLANK = re.compile(
    r"(?<!\w)[Ss][Ốố] ?:? *(?P<rest>[ .…_]*"
    r"(?:\d{1,4}[ .…_]*(?=/ *\d{0,3} */))?"  # "22/201 /QĐ-UBND": a year that lost a digit
    r"(?:\d{0,4}[.…_]+ *)?/ *(?:\d{0,4}[.…]* */ ?)?"
    rf"(?P<symbol>{_SYMBOL}))(?!\w)"
)
# Before 1992 decrees had no year: "Nghị định số 29-CP". Too short to trust without "số" in front.
_OLD = re.compile(r"(?P<serial>\d{1,3})[-/](?P<symbol>CP|HĐBT|TTg|CT|UB)(?![\w/])")
_SLASH = re.compile(r"/ ?[A-ZĐƯÔƠQ]")

_TYPES = {
    "NĐ": "nghị định",
    "NĐCP": "nghị định",
    "ND": "nghị định",
    "QĐ": "quyết định",
    "QD": "quyết định",
    "NQ": "nghị quyết",
    "NQi": "nghị quyết",
    "NQLT": "nghị quyết liên tịch",
    "TT": "thông tư",
    "TTLT": "thông tư liên tịch",
    "PL": "pháp lệnh",
    "QH": "luật",
    "CT": "chỉ thị",
    "KH": "kế hoạch",
    "KL": "kết luận",
    "TB": "thông báo",
    "HD": "hướng dẫn",
    "BC": "báo cáo",
    "TTr": "tờ trình",
    "CTr": "chương trình",
    "CTrHĐ": "chương trình hành động",
    "QC": "quy chế",
    "QyĐ": "quy định",
    "ĐA": "đề án",
    "CĐ": "công điện",
    "VBHN": "văn bản hợp nhất",
    "CV": "công văn",
    "UBTVQH": "nghị quyết",
    "CP": "nghị định",
    "HĐBT": "nghị định",
}
# Bodies that stand alone after the slash ("87/CP"); any other lone capital word without a year is no symbol ("10/MW").
_LONE = frozenset({"CP", "TTg", "HĐBT", "UBND", "HĐND", "TB", "KH", "BC", "TW", "CT"})


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """A number in the view. ``canonical`` is None for a blank one; ``kind`` is the type that its symbol implies."""

    start: int
    end: int
    canonical: str | None
    kind: str | None


def find_numbers(clean: str) -> tuple[NumberMatch, ...]:
    """All instrument numbers of a cleaned text, in order, never overlapping."""
    found: list[NumberMatch] = []
    if _SLASH.search(clean):
        found.extend(_state_numbers(clean))
        found.extend(_party_numbers(clean))
        found.extend(_blank_numbers(clean))
    for match in _OLD.finditer(clean):
        if not clean.endswith("số ", 0, match.start()):
            continue
        found.append(NumberMatch(match.start(), match.end(), match.group(), kind_of_symbol(match["symbol"])))
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[NumberMatch] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return tuple(kept)


def kind_of_symbol(symbol: str) -> str | None:
    """Type that a symbol implies ("NĐ-CP" → "nghị định"); None where it implies none."""
    head = re.split(r" ?[-/.] ?", symbol, maxsplit=1)[0].replace(" ", "").rstrip("0123456789")
    if head in _TYPES or head.startswith("QH"):
        return _TYPES.get(head, "luật")
    # "56/SNV-XDCQ": issuer and drafting unit, no type: a dispatch.
    return "công văn" if "-" in symbol else None


@lru_cache(maxsize=4096)
def canonical_number(text: str) -> str:
    """The printed form of a number found in a text, by the spelling rules of the law room."""
    if "&" in text:  # "322/TTr-SVHTT&DL": the spelling rules know no such unit
        return "".join(text.split())
    read = read_number(text)
    return read.canonical if read else "".join(text.split())


def _state_numbers(clean: str) -> Iterator[NumberMatch]:
    for match in _STATE.finditer(clean):
        symbol = match["symbol"]
        if sum(1 for char in symbol if char.isupper()) < 2:
            continue
        if match["year"] is None and clean.endswith("năm ", 0, match.start()):
            continue  # "… năm 2023 /UBND-NC": a blank number after the date of the other column
        plain = match["year"] is None and "-" not in symbol and "/" not in symbol and symbol not in _LONE
        if plain and not clean[max(0, match.start() - 4) : match.start()].lower().endswith("số "):
            continue
        yield NumberMatch(match.start(), match.end(), canonical_number(match.group()), kind_of_symbol(symbol))


def _party_numbers(clean: str) -> Iterator[NumberMatch]:
    for match in _PARTY.finditer(clean):
        yield NumberMatch(match.start(), match.end(), canonical_number(match.group()), _TYPES.get(match["kind"]))


def _blank_numbers(clean: str) -> Iterator[NumberMatch]:
    for match in _BLANK.finditer(clean):
        yield NumberMatch(match.start("rest"), match.end(), None, kind_of_symbol(match["symbol"]))
