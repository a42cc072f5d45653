"""Facts about instruments, read out of legal texts: number, title, issuer, dates, and which instrument a text says has ended.

Used once, to write files of ``corpus/law/instruments`` that people then read and correct; nothing calls it at run time. Three
kinds of text are understood:

- the codification's note under an article: "(Điều 1 Nghị định số … ngày … của Chính phủ, có hiệu lực thi hành kể từ ngày …)";
- the final provisions of a text: "Nghị định này có hiệu lực từ ngày …; thay thế Nghị định số … ngày … về …";
- citations with a date: "Căn cứ Nghị định số … ngày … của Chính phủ quy định …".

Reading is cautious: a repeal in part ("bãi bỏ Điều 5 Nghị định …", "… trừ …") gives nothing, nor does a date that contradicts the
year in the number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.law.instruments import type_of_number
from pipeline.law.naming import date_in
from pipeline.law.numbering import clean, read_number

_TYPE = (
    r"(?P<type>Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết liên tịch|Nghị quyết|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị)"
)
_NUMBER = r"(?P<number>\d{1,4}[a-c]?\s?/(?:19|20)\d{2}/[A-ZĐ][\wĐđƯư]*(?:\s?-\s?[A-ZĐƯ][\wĐđƯư]*)*)"
_DAY = r"(?:\s*,?\s*(?:ban hành\s+)?ngày\s+(?P<day>\d{1,2}(?:[/.-]\d{1,2}[/.-]|\s+tháng\s+\d{1,2}\s+năm\s+)\d{4}))"
_ACT = re.compile(rf"{_TYPE}(?P<name>(?:\s(?!số)[^\s;:.()]+){{0,14}}?)\s+số:?\s*{_NUMBER}{_DAY}?")
_ISSUER = re.compile(
    r"\s*,?\s*của\s+(?:(?:Bộ trưởng|Thống đốc|Tổng|Chánh án|Viện trưởng|Chủ nhiệm|Chủ tịch)[^,;.]{0,40}?)?"
    r"(?P<issuer>Quốc hội|Ủy ban thường vụ Quốc hội|Chính phủ|Thủ tướng Chính phủ|Thủ tướng|Hội đồng Bộ trưởng"
    r"|(?:liên )?Bộ(?: trưởng Bộ)? [A-ZĐ][^,;.()]{2,45}?|Ngân hàng Nhà nước(?: Việt Nam)?|Thanh tra Chính phủ|Văn phòng Chính phủ)"
    r"(?=\s+(?:về|quy định|hướng dẫn|ban hành|sửa đổi|Quy định|Hướng dẫn|Ban hành|Sửa đổi|Về|việc|phê duyệt|Phê duyệt)\b|\s*[,;.()]|\s*$)",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?) này có hiệu lực(?: thi hành)?(?: kể)? từ "
    r"ngày\s+(?P<day>\d{1,2}(?:[/.-]\d{1,2}[/.-]|\s+tháng\s+\d{1,2}\s+năm\s+)\d{4})",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?:hết|chấm dứt) hiệu lực(?: thi hành)?(?: kể)? từ ngày (?:\w+\s){1,4}này có hiệu lực", re.IGNORECASE)
_REPLACES = re.compile(
    r"\b(?:thay thế(?: cho)?|bãi bỏ)(?:\s+(?:các|toàn bộ|văn bản sau|các văn bản sau(?: đây)?|những văn bản sau(?: đây)?))*\s*:?\s*"
    r"(?:[a-zđ]\)|-|\d+\.)?\s*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:trừ|ngoại trừ|một phần|một số (?:điều|nội dung|quy định)\s+(?:tại|của)|tiếp tục (?:có hiệu lực|áp dụng|thực hiện))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one place of a text says about one instrument; fields that it does not say are None."""

    number: str
    type: str
    title: str | None
    issuer: str | None
    issued_on: date | None
    effective_on: date | None = None
    expired_on: date | None = None


def read_note(note: str) -> Fact | None:
    """The instrument of a codification note; title, issue and issuer only stand in the note of its first article."""
    note = clean(note)
    act = _ACT.search(note)
    if act is None:
        return None
    after = note[act.end() :]
    effect = re.search(r"có hiệu lực thi hành kể từ ngày (\d{1,2}/\d{1,2}/\d{4})", after)
    head = re.split(r",\s*có hiệu lực", after)[0]
    issued = re.search(r"\s*ngày\s+(\d{1,2}/\d{1,2}/\d{4})\s+của\s+(.+?)\s*$", head)
    title = (head[: issued.start()] if issued else "").strip(" ,()") or None
    return Fact(
        number=_canonical(act["number"]),
        type=act["type"].lower(),
        title=title,
        issuer=issued[2] if issued else None,
        issued_on=date_in(issued[1]) if issued else None,
        effective_on=date_in(effect[1]) if effect else None,
    )


def read_repeals(text: str) -> list[Fact]:
    """The instruments that a text's final provisions end as a whole, with the day the text itself takes effect.

    Nothing where the day is not given, where the sentence makes an exception or where only parts are repealed.
    """
    text = "\n".join(clean(line) for line in text.splitlines())
    effect = _EFFECT.search(text)
    day = date_in(effect["day"]) if effect else None
    if day is None:
        return []
    return [replace(fact, expired_on=day) for fact in _ended(text) if fact.issued_on is None or fact.issued_on < day]


def _ended(text: str) -> Iterator[Fact]:
    """Acts named as replaced, repealed or expired. A list goes on while each next act follows a separator directly."""
    for sentence in re.split(r"(?<=[^\d\s]{2})\.\s+(?=[A-ZĐ0-9])|\n(?=\d+\.\s)", text):
        if _PART.search(sentence):
            continue
        ends = bool(_ENDS.search(sentence))
        listed = False
        previous = 0
        for act in _ACT.finditer(sentence):
            before = sentence[previous : act.start()]
            starts = bool(_REPLACES.search(before)) or (ends and not listed and not before.strip(" \n0123456789.)-abcdđ"))
            goes_on = listed and bool(re.search(r"(?:[;,]|\bvà)\s*(?:các )?\s*(?:[a-zđ]\)|-)?\s*$", before))
            listed = starts or goes_on
            if listed:
                fact = _fact(act, sentence)
                if fact:
                    yield fact
            previous = act.end()


def read_citations(text: str) -> list[Fact]:
    """Acts cited with their date of issue, where the date's year is that of the number; titles up to the next mark."""
    flat = re.sub(r"[*_|]+", "", text)
    flat = clean(flat)
    facts = (_fact(act, flat) for act in _ACT.finditer(flat) if act["day"])
    return [fact for fact in facts if fact and fact.issued_on]


def merge(facts: Iterable[Fact]) -> list[Fact]:
    """One fact for each number: the latest end, the commonest date, the longest title; sorted by number."""
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(fact.number, []).append(fact)
    return [_merged(number, group) for number, group in sorted(grouped.items(), key=_order)]


def _merged(number: str, group: list[Fact]) -> Fact:
    def commonest(values: list[date]) -> date | None:
        return max(sorted(set(values)), key=values.count) if values else None

    titles = [fact.title for fact in group if fact.title]
    issuers = [fact.issuer for fact in group if fact.issuer]
    ends = [fact.expired_on for fact in group if fact.expired_on]
    return Fact(
        number=number,
        type=max((f.type for f in group), key=[f.type for f in group].count),
        title=max(titles, key=lambda title: (titles.count(title), len(title))) if titles else None,
        issuer=max(issuers, key=issuers.count) if issuers else None,
        issued_on=commonest([fact.issued_on for fact in group if fact.issued_on]),
        effective_on=commonest([fact.effective_on for fact in group if fact.effective_on]),
        expired_on=max(ends) if ends else None,
    )


def _order(item: tuple[str, object]) -> tuple[int, int, str]:
    read = read_number(item[0])
    return (read.year or 0, int(re.sub(r"\D", "", read.serial)), item[0]) if read else (0, 0, item[0])


def _fact(act: re.Match[str], text: str) -> Fact | None:
    number = _canonical(act["number"])
    read = read_number(number)
    issued = date_in(act["day"]) if act["day"] else None
    if read is None or (issued and read.year and not read.year <= issued.year <= read.year):
        return None
    issuer = _ISSUER.match(text, act.end())
    title = _title(text[issuer.end() if issuer else act.end() :])
    name = act["name"].strip()
    if act["type"].lower() in {"luật", "bộ luật", "pháp lệnh"}:
        title = name or None
    return Fact(number, act["type"].lower(), title, issuer["issuer"].strip() if issuer else None, issued)


def _title(after: str) -> str | None:
    """The title that follows an act: up to a mark, the next act or what is said about the act."""
    match = re.match(
        r"\s*,?\s*(?P<title>(?:về|quy định|hướng dẫn|ban hành|sửa đổi|phê duyệt)\b[^;.\n()]{8,260}?)\s*"
        r"(?=[;.\n()]|$|,?\s+(?:được|đã được|có hiệu lực|hết hiệu lực|và (?:Nghị định|Thông tư|Quyết định|Luật|các văn bản)"
        r"|sau đây gọi)\b)",
        after,
        re.IGNORECASE,
    )
    if match is None:
        return None
    title = match["title"].strip(" ,")
    return title[0].upper() + title[1:]


def _canonical(number: str) -> str:
    read = read_number(number)
    return read.canonical if read else number


def to_yaml(facts: Iterable[Fact], head: str, defaults: Mapping[str, object], longest_title: int = 200) -> str:
    """A file of ``corpus/law/instruments``: ``head`` as its comment, one line for each fact, long titles cut at a word."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines.append("defaults: " + _flow(defaults))
    lines.append("instruments:")
    for fact in facts:
        values: dict[str, object] = {"number": fact.number, "title": _cut(fact.title or "", longest_title)}
        if type_of_number(fact.number)[0] != fact.type:
            values["type"] = fact.type
        if fact.issuer and not type_of_number(fact.number)[1]:
            values["issuer"] = fact.issuer
        for key, day in (("issued", fact.issued_on), ("effective", fact.effective_on), ("expired", fact.expired_on)):
            if day:
                values[key] = day
        lines.append("- " + _flow(values))
    return "\n".join(lines) + "\n"


def _flow(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{k}: {json.dumps(v, ensure_ascii=False) if k in _QUOTED else v}" for k, v in values.items()) + "}"


_QUOTED = frozenset({"title", "source", "issuer", "note_vi", "note_en"})


def _cut(title: str, longest: int) -> str:
    return title if len(title) <= longest else title[:longest].rsplit(" ", 1)[0] + " …"
