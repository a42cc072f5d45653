"""Vietnamese encodings from before Unicode: TCVN3 (.VnTime), VNI and VISCII.

The tables are viparse's; the decision is ours, because a wrong conversion damages good text: it is taken by font name, or for one
line at a time on the evidence of its own spelling, and never touches a word that may be Unicode already.
"""

from __future__ import annotations

import re
from functools import cache

from viparse.normalize.encodings import get_charmap
from viparse.normalize.tables import convert as apply_table

from pipeline.ingest.syllables import MARKED, is_syllable, marked_share

LEGACY = ("tcvn3", "vni", "viscii")

_SUBSET = re.compile(r"\A[A-Z]{6}\+")
_WORD = re.compile(r"\S+")
# Letters that only Unicode Vietnamese has: a line with one of them is not wholly in a legacy encoding.
_UNICODE_ONLY = re.compile(r"[ăĂđĐơƠưƯĩĨũŨ\u1ea0-\u1ef9\u0300-\u0323]")


@cache
def _table(encoding: str) -> object:
    table = get_charmap(encoding)
    if table is None:
        raise ValueError(f"no table for {encoding}")
    return table


def convert(text: str, encoding: str, *, capitals: bool = False) -> str:
    """``text`` (legacy bytes shown as Latin-1 or Windows-1252) in Unicode; ``capitals`` for fonts such as .VnTimeH."""
    converted = str(apply_table(text, _table(encoding)))
    return converted.upper() if capitals else converted


def encoding_of_font(font: str | None) -> tuple[str, bool] | None:
    """``(encoding, capitals)`` that a font name proves: ``.VnTimeH`` is TCVN3 whose small letters show as capitals."""
    if not font:
        return None
    name = _SUBSET.sub("", font)
    lowered = name.lower()
    if lowered.startswith(".vn"):
        family = re.split(r"[,\-\s]", name)[0]
        return "tcvn3", family.endswith("H") and len(family) > 4
    if lowered.startswith("vni-") or lowered.startswith("vni "):
        return "vni", False
    return None


def repair_line(text: str) -> tuple[str, str | None]:
    """``(text, encoding)``: the line in Unicode and the encoding it was in, or the line unchanged and None.

    A whole line is converted when it has three or more words with letters beyond ASCII, hardly any of which is a Vietnamese
    syllable as it stands, and nearly all of which are after conversion. In a line that mixes encodings, only words that cannot be
    Unicode are converted.
    """
    if not MARKED.search(text):
        return text, None
    share, words = marked_share(text)
    broken = _impossible_words(text)
    if not broken:
        return text, None
    if not _UNICODE_ONLY.search(text):
        if words + len(broken) < 3 or share > 0.6:
            return text, None
        best: tuple[float, str, str] | None = None
        for encoding in LEGACY:
            candidate = convert(text, encoding)
            score, count = marked_share(candidate)
            if count >= 3 and score >= 0.9 and (best is None or score > best[0]):
                best = (score, encoding, candidate)
        return (best[2], best[1]) if best else (text, None)
    for encoding in LEGACY:
        fixed = {word: convert(word, encoding) for word in broken}
        good = {word: new for word, new in fixed.items() if _all_syllables(new)}
        if len(good) >= 2 and len(good) >= 0.8 * len(fixed):
            return _WORD.sub(lambda match: good.get(match[0], match[0]), text), encoding  # noqa: B023
    return text, None


def _impossible_words(text: str) -> list[str]:
    """Words in which a letter joins a sign that no Unicode Vietnamese word holds (``®iÒu``, ``thùc hiÖn``)."""
    return [
        word
        for word in _WORD.findall(text)
        if MARKED.search(word) and re.search(r"[A-Za-z]", word) and not _all_syllables(word) and re.search(r"[\x80-\xff]", word)
    ]


def _all_syllables(word: str) -> bool:
    pieces = re.findall(r"[^\W\d_]+", word)
    rest = re.sub(r"[^\W\d_]+|[\x20-\x7e“”‘’…–—]", "", word)
    return bool(pieces) and not rest and all(map(is_syllable, pieces))
