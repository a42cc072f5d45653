"""Where the name of a law ends, when it is cited by name.

Known titles are matched longest first. An unknown title is read word by word up to punctuation or a word that no title
continues with; that errs on the short side, so a name never swallows the sentence around it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.language import law_names
from pipeline.language.reading import fold

_STOP = re.compile(
    r"\s*(?:[.;:()\[\]|“”\"'‘’/*]|,(?!\s*(?:chống|công chức|khen thưởng|an toàn|kỷ luật|chữa bệnh|giáo dục pháp luật)\b)|\d"
    r"|\s(?:ngày|số|năm|được|và|hoặc|quy định|có|của|để|thì|đã|tại|về|này|hiện hành|trong|khi|cho|nhằm|với|theo|phải|do"
    r"|không|chưa|là|bị|hết|thay|ban hành|sửa đổi|bổ sung|đối với|mà|trên|bảo đảm|từ|nếu|nêu|đến|gồm|bao gồm|mới|cũ|luật"
    r"|nghị định|thông tư|-)(?!\w))"
)
_LONGEST_WORDS = 14
_AMENDING = re.compile(r"sửa đổi, bổ sung (?:một số điều của )?(?:các )?(?:bộ )?luật ")


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, tuple[str, ...]]]:
    """Type → first syllable → folded names, longest first."""
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, listing in (("luật", law_names.LAWS), ("bộ luật", law_names.CODES), ("pháp lệnh", law_names.ORDINANCES)):
        by_syllable: dict[str, list[str]] = {}
        for name in re.split(r"[|\n]", listing):
            folded = fold(" ".join(name.split()))
            if folded:
                by_syllable.setdefault(_first(folded), []).append(folded)
        for short in _short_forms(kind):
            by_syllable.setdefault(_first(short), []).append(short)
        tables[kind] = {first: tuple(sorted(set(names), key=len, reverse=True)) for first, names in by_syllable.items()}
    return tables


@lru_cache(maxsize=4)
def _short_forms(kind: str) -> dict[str, str]:
    """Folded short forms of one type and the folded titles they stand for."""
    pairs = (line.split(" = ") for line in law_names.SHORT_FORMS.get(kind, "").strip().splitlines())
    return {fold(short): fold(title) for short, title in pairs}


def full_name(kind: str, name: str) -> str:
    """The folded title that ``name`` is a short form of, or ``name`` itself."""
    plain = " ".join(name.split())
    return _short_forms(kind).get(plain) or _short_forms(kind).get(plain.replace(" ,", ","), plain)


def name_end(clean: str, lower: str, start: int, kind: str) -> int | None:
    """Offset after the name that starts at ``start``, or None where no name starts there.

    ``kind`` is "luật", "bộ luật" or "pháp lệnh". A known title may be in lower case; an unknown one must begin with a capital.
    """
    known = _match_known(lower, start, kind)
    if known is not None:
        return known
    if amending := _AMENDING.match(lower, start):
        # "Luật Sửa đổi, bổ sung một số điều của Luật Đấu thầu, Luật …": the title contains other titles.
        end = amending.end()
        while (inner := _match_known(lower, end, "luật")) is not None:
            end = inner
            more = re.compile(r"(?:, | và |; )luật ").match(lower, end)
            if not more or _match_known(lower, more.end(), "luật") is None:
                break
            end = more.end()
        return end if end > amending.end() else _unknown_end(lower, amending.end())
    if not clean[start : start + 1].isupper():
        return None
    return _unknown_end(lower, start)


def is_known(lower: str, start: int, kind: str) -> bool:
    """Whether a title from the list stands at ``start``."""
    return _match_known(lower, start, kind) is not None


def _match_known(lower: str, start: int, kind: str) -> int | None:
    for name in _known().get(kind, {}).get(_first(lower[start : start + 16]), ()):
        if match := _loose(name).match(lower, start):
            return match.end()
    return None


@lru_cache(maxsize=512)
def _loose(name: str) -> re.Pattern[str]:
    """The name with free commas and spaces: "thi đua khen thưởng", double spaces from wrapped lines."""
    words = re.split(r",? ", name)
    return re.compile(r"(?:\s*,\s*|\s+)".join(map(re.escape, words)) + r"(?!\w)")


def _unknown_end(lower: str, start: int) -> int | None:
    stop = _STOP.search(lower, start)
    end = stop.start() if stop else len(lower)
    words = list(re.finditer(r"\S+", lower[start:end]))
    if not words:
        return None
    return start + words[min(len(words), _LONGEST_WORDS) - 1].end()


def _first(text: str) -> str:
    match = re.match(r"[^\s,]+", text)
    return match.group() if match else ""
