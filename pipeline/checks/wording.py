"""How a text is read for cues: folded for comparison at equal length, cut into sentences and segments with offsets kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# The older placement of the tone mark ("hoà", "uỷ") is mapped to the newer; both have the same length, so offsets hold.
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile(r"(?<!q)u[ỳýỷỹỵ]|o[àáảãạèéẻẽẹ](?![a-zà-ỹ])")

# A full stop ends a sentence before a capital, unless it belongs to a number, an abbreviation or the unit's own label.
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{2})[.!?…]+[”\"’)]*(?=\s+[A-ZÀ-ỸĐ“\"(\-–+])|(?<=[\d)\]])\.(?=\s+[A-ZÀ-ỸĐ])|\n+|;(?=\s)"
)
_LABEL = re.compile(r"\s*(?:Điều\s+\d+[a-zđ]?\s*[.:]|\d{1,3}(?:\.\d{1,3})*\s*[.)]|[a-zđ]\s*\)|[-–+•*]|[IVXLC]+\s*[.)])\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of one closed by a semicolon: ``provision.text[start:end]``; ``folded`` has the same length."""

    start: int
    end: int
    text: str
    folded: str


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, one placement of tone marks, plain spaces and quotes; character by character, so the length stays."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters outside Vietnamese grow in lower case
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    lower = lower.replace(" ", " ").replace("\n", " ").replace("\t", " ").replace("ð", "đ")
    return _TONE.sub(lambda m: _TONES[m.group()], lower)


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut ``text`` at full stops, line breaks and semicolons. The unit's own label ("2.", "a)") opens no sentence."""
    folded = fold(text)
    label = _LABEL.match(text)
    cursor = label.end() if label else 0
    sentences: list[Sentence] = []
    for match in _SENTENCE_END.finditer(text, cursor):
        end = match.start() if match.group().isspace() else match.end()
        _append(sentences, text, folded, cursor, end)
        cursor = match.end()
    _append(sentences, text, folded, cursor, len(text))
    return tuple(sentences)


def _append(sentences: list[Sentence], text: str, folded: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ";"):
        end -= 1
    if end - start >= 3:
        sentences.append(Sentence(start, end, text[start:end], folded[start:end]))
