"""Which articles of a law a text of its decrees cites: the citations that resolve are the best evidence there is."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.matching.lexical import fold

_N = r"\d{1,3}[a-zđ]?"
_LIST = rf"{_N}(?:\s*(?:,|;|và|hoặc|đến)\s*(?:[Đđ]iều\s+)?{_N})*"
_REFERENCE = re.compile(rf"[Đđ]iều\s+({_LIST})(?=(?P<after>.{{0,90}}))", re.DOTALL)
_OWNER = re.compile(
    r"^\s*(?:,?\s*(?:các\s+)?(?:khoản|điểm)[\w\s,]{1,20})?(?:của\s+)?((?:Bộ\s+)?[Ll]uật|[Pp]háp\s+lệnh|[Nn]ghị\s+định|[Tt]hông\s+tư|[Qq]uyết\s+định"
    r"|[Nn]ghị\s+quyết|[Qq]uy\s+chế|[Qq]uy\s+định|này)\b\s*(?P<name>.{0,70})",
    re.DOTALL,
)
_RANGE = re.compile(rf"({_N})\s*đến\s*(?:[Đđ]iều\s+)?({_N})")


def _numbers(listed: str) -> list[str]:
    out = re.findall(_N, listed)
    for first, last in _RANGE.findall(listed):
        if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < 40:
            out += [str(n) for n in range(int(first) + 1, int(last))]
    return out


def own_citations(title: str, text: str, law_name: str, law_number: str, known: Collection[str]) -> tuple[str, ...]:
    """Numbers of the law's articles that the text cites, first mention first.

    "Điều 12 Luật <name>", "Điều 12 của Luật" (the law being detailed) and, in a list of what a decree details ("khoản 2 Điều 10;
    khoản 4 Điều 12 …" under a sentence that names the law), bare references. "Điều 5 Nghị định này" is none.
    """
    whole = " ".join(f"{title}\n{text}".split())
    name = fold(law_name)
    names_law = bool(name) and f"luật {name}" in fold(whole)
    details = names_law and re.search(r"quy định chi tiết|hướng dẫn (?:thi hành )?(?:một số điều|Điều)", whole) is not None
    found: dict[str, None] = {}
    pending: list[str] = []
    for match in _REFERENCE.finditer(whole):
        numbers = _numbers(match.group(1))
        after = match.group("after")
        owner = _OWNER.match(after)
        if owner is None:
            if re.match(r"\s*[;,]?\s*(?:và\s+)?(?:các\s+)?(?:điểm|khoản|Điều|điều)\b", after):
                pending += numbers  # a list whose owner stands at its end
            elif details:
                _add(found, [*pending, *numbers], known)
                pending = []
            else:
                pending = []
            continue
        kind, named = owner.group(1).lower(), fold(owner.group("name"))
        is_own = (
            ("luật" in kind or "pháp lệnh" in kind)
            and not named.startswith("này")
            and (not name or named.startswith(name) or (law_number and law_number.lower() in named) or _bare(named))
        )
        if is_own:
            _add(found, [*pending, *numbers], known)
        pending = []
    if details:
        _add(found, pending, known)
    return tuple(found)


def _bare(named: str) -> bool:
    """ "của Luật" with no name after it: the law that the text details."""
    return (
        re.match(r"^(?:[.,;:)]|$|và\b|được\b|thì\b|phải\b|như\b|có\b|để\b|là\b|trong\b|theo\b|gồm\b|quy định\b)", named)
        is not None
    )


def _add(found: dict[str, None], numbers: list[str], known: Collection[str]) -> None:
    for number in numbers:
        if number in known:
            found.setdefault(number)
