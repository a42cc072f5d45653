"""Instruments mentioned in a text: by number, by name, by a short form, or as "Luật này". No registry, no context.

``find_mentions`` reads a ``Reading`` and gives ``Mention``s in order. What they refer to is decided in ``resolve``.

Titles inside titles. "Nghị định số 59/2023/NĐ-CP … quy định chi tiết một số điều của Luật Thực hiện dân chủ ở cơ sở" cites the
decree; the law stands in the decree's title. Such mentions are dropped: a document that relies on the decree does not cite the
law by printing the decree's title. The same holds for "Nghị định số A sửa đổi, bổ sung một số điều của Nghị định số B".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from pipeline.language.dates import DATE, YEAR, to_date
from pipeline.language.instruments import NumberMatch, find_numbers
from pipeline.language.naming import full_name, is_known, name_end
from pipeline.language.places import Place, PlaceGroup, find_places
from pipeline.language.reading import Reading

_ABBREVIATIONS = {
    "nđ": "nghị định",
    "nđ-cp": "nghị định",
    "pl": "pháp lệnh",
    "nq": "nghị quyết",
    "qđ": "quyết định",
    "tt": "thông tư",
    "ct": "chỉ thị",
    "kl": "kết luận",
    "kh": "kế hoạch",
    "nqlt": "nghị quyết liên tịch",
    "ttlt": "thông tư liên tịch",
}
_NAMED = {"luật", "bộ luật", "pháp lệnh"}
_TYPE = re.compile(
    r"(?:(?P<type>nghị quyết liên tịch|thông tư liên tịch|nghị định|nghị quyết|quyết định|thông tư|pháp lệnh|bộ luật|luật|hiến pháp|"
    r"chỉ thị|kết luận|kế hoạch|công văn|thông báo|hướng dẫn|báo cáo|tờ trình|chương trình hành động|chương trình|quy chế|quy định|"
    r"công điện|đề án|điều lệ|văn bản hợp nhất|văn bản|nội quy|hương ước|quy ước|phương án)|"
    r"(?P<short>nđ-cp|nqlt|ttlt|nđ|pl|nq|qđ|tt|ct|kl|kh)(?=\s*(?:số\s*)?\d))(?!\w)|(?P<glued>nđ|pl|nqlt)(?=\d{1,4}/(?:19|20)\d\d(?!\d))"
)
_NUMBER_LEAD = re.compile(r"\s*(?:[(]\s*)?(?:của [^.;,0-9]{3,60}?\s+)?(?:luật\s+)?(?:s[ốôo]\s*){0,2}:?\s*")
_THIS = re.compile(r"\s+(?:này|nêu trên|nói trên|trên đây)(?!\w)")
# "Nghị định 59", "Pháp lệnh 34/2007", "Nghị định số 04/2015"; a quantity may follow "Quyết định" as well.
_SHORT = re.compile(
    r"\s*(?P<so>số\s*:?\s*)?(?P<number>\d{1,4}(?:/(?:19|20)\d\d)?)(?![\w/]|[.,-]\d|\s*%)"
    r"(?!\s+(?:ngày|tháng|năm|quý|tuần|giờ|người|hộ|lần|nội dung|nhiệm vụ|tiêu chí|bước|cấp|loại|nhóm|điểm|mục|trường hợp|xã|thôn)(?!\w)"
    r"(?!\s+\d{1,2}\s*(?:[/-]|tháng)))"
)
# "Pháp lệnh 34 năm 2007", "Nghị định số 04/CP năm 2015".
_SHORT_OF_YEAR = re.compile(
    r"\s*(?:số\s*:?\s*)?(?P<number>\d{1,4})(?:\s*[/-]\s*(?:nđ-?)?cp)?\s*,?\s*(?:ban hành |ra )?năm\s+(?P<year>(?:19|20)\d\d)(?!\d)"
)
_YEARLY = frozenset({"nghị định", "pháp lệnh", "thông tư", "nghị quyết liên tịch", "thông tư liên tịch"})
_SHORT_TYPES = {"nghị định", "pháp lệnh", "thông tư", "luật", "chỉ thị", "nghị quyết", "quyết định", "kết luận"} | {
    "nghị quyết liên tịch",
    "thông tư liên tịch",
}
_SELF_TYPES = {"văn bản", "nội quy", "hương ước", "quy ước", "phương án"}
_ISSUER = re.compile(
    r"\s*,?\s*của\s+(?:chính phủ|cp|thủ tướng chính phủ|quốc hội|ủy ban thường vụ quốc hội|ubtvqh|bộ chính trị|ban bí thư|"
    r"ban chấp hành trung ương(?: đảng)?|hội đồng bộ trưởng)(?!\w)"
)
_DATE_LEAD = re.compile(r"\s*,?\s*\(?\s*(?:được\s+)?(?:ký\s+|ban hành\s+|thông qua\s+)?(?=(?:ngày\s*)?\d)")
_YEAR_LEAD = re.compile(r"\s*,?\s*\(?\s*(?=năm\s)|\s+(?=(?:19|20)\d\d(?!\d|[/-]))")
_BARE_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?!\d|/)")
_BREAK = re.compile(r"[;:]|\.(?=\s|$)")
# Words that lead from a title to an instrument named in the title.
_TITLE_LEAD = re.compile(
    r"(?:(?:một số|các|nhiều)\s+(?:điều|khoản|nội dung|quy định|điểm)(?:\s+(?:và|,)\s+(?:biện pháp|một số điều)[^.;]{0,60}?)?"
    r"(?:\s+(?:của|tại|trong))?|chi tiết|thi hành|thực hiện|hướng dẫn|triển khai|biện pháp|"
    r"sửa đổi|bổ sung|bãi bỏ|thay thế|ban hành kèm theo|kèm theo|phần|theo|của|tại|quy định chi tiết|đính chính|về)"
    r"(?:\s+(?:các|các văn bản|bản|toàn bộ|một phần|nội dung))*\s*$"
)
_FREE_LEAD = re.compile(
    r"(?:theo quy định (?:của|tại)|căn cứ|quy định tại|theo đúng(?: quy định (?:của|tại))?|phù hợp với|trái với|tuân thủ|áp dụng|"
    r"kể từ ngày|thay thế cho|(?:theo|tại) (?:mẫu|phụ lục|biểu)[^.;]{0,60})(?:\s+(?:của|các|ban hành kèm theo|kèm theo))*\s*$"
)
_TITLE_START = re.compile(
    r"\s*,?\s*(?:\(.{0,80}?\)\s*)?(?:[^.;:]{0,90}?\s)?(?:quy định|về|hướng dẫn|sửa đổi|ban hành|phê duyệt|bãi bỏ|thông qua|triển khai|"
    r"thực hiện|công bố|tăng cường|đẩy mạnh|thay thế|kèm theo|v/v)(?!\w)"
)
_AMENDED_BY = re.compile(
    r"(?:được|đã|và)\s+(?:sửa đổi|bổ sung|điều chỉnh|đính chính)[^.;]{0,100}?(?:theo|bởi|tại|bằng|của|trong)(?:\s+các)?"
    r"(?:[^.;]{0,70}(?:điều|khoản|điểm)[^.;]{0,40})?\s*$"
)
_SIBLING = re.compile(r"\s*(?:[,;]|và|,\s*và|;\s*và|hoặc)\s*(?:các\s+)?$")
_JOIN_PLACE = re.compile(
    r"\s*,?\s*(?:của|tại|thuộc|trong|ở)?\s*(?:các\s+|bản\s+)?(?:(?:quy chế|quy định|quy trình|đề án|kế hoạch|chương trình|điều lệ|"
    r"nội quy|danh mục|phụ lục|hướng dẫn|đơn giá|bảng giá)[^.;:]{0,200}?(?:ban hành\s+)?kèm theo\s+)?"
)
_PLACE_AFTER = re.compile(r"\s*(?:\(\s*(?:tại\s+)?|,?\s*tại\s+|:\s*)")
# "Điều 15 của Luật": no name, the law last named or defined.
_BARE_LEAD = re.compile(r"điều\s+\d[\w, ]{0,12}?\s(?:của\s+)?$")
_REVISED = re.compile(r"\s*\(sửa đổi\)")  # a bill or a new law of the same name, never the old one
_LOOK_BACK = 260


@dataclass(frozen=True, slots=True)
class Mention:
    """One instrument in the text (offsets of the view), with the places in it.

    ``number`` is the canonical number where printed in full, ``short`` the printed part of one ("59", "34/2007"), ``name`` the
    folded name. ``this`` marks "Luật này". ``blank`` is a number with a gap. ``amended_by`` are the instruments of "được sửa
    đổi, bổ sung bởi …". With ``type`` None only places are named ("khoản 2 Điều 5", "Điều này").
    """

    start: int
    end: int
    type: str | None
    number: str | None = None
    short: str | None = None
    name: str | None = None
    issued_on: date | None = None
    year: int | None = None
    this: bool = False
    blank: bool = False
    places: tuple[Place, ...] = ()
    amended_by: tuple[str, ...] = ()
    core: int = 0  # where the instrument itself starts, after its places


def find_mentions(reading: Reading) -> tuple[Mention, ...]:
    """All mentions of a text, in order, never overlapping."""
    named = _instruments(reading)
    instruments = _without_title_mentions(reading.lower, named)
    places = find_places(reading.lower, frozenset(m.start for m in named))
    in_titles = sorted({m.core for m in named} - {m.core for m in instruments})
    places = tuple(group for group in places if not _leads_to(reading.lower, group, in_titles))
    instruments = _attach_amendments(reading.lower, instruments)
    return _attach_places(reading.lower, instruments, places)


def _leads_to(lower: str, group: PlaceGroup, cores: list[int]) -> bool:
    """Whether the places are those of an instrument at one of ``cores``: "hướng dẫn các điều 11, 14 của Pháp lệnh …"."""
    following = next((core for core in cores if core >= group.end), None)
    return (
        following is not None
        and following - group.end < _LOOK_BACK
        and bool(_JOIN_PLACE.fullmatch(lower, group.end, following))
    )


def _instruments(reading: Reading) -> list[Mention]:
    clean, lower = reading.clean, reading.lower
    numbers = {number.start: number for number in find_numbers(clean)}
    out: list[Mention] = []
    used: set[int] = set()
    done = 0
    for match in _TYPE.finditer(lower):
        if match.start() < done or (match.start() and lower[match.start() - 1].isalnum()):
            continue
        mention = _typed(clean, lower, match, numbers, used)
        if mention is not None:
            out.append(mention)
            done = mention.end
    covered = [(m.start, m.end) for m in out]
    for start, number in numbers.items():
        if start not in used and not any(a <= start < b for a, b in covered):
            out.append(
                _finish(lower, Mention(start, number.end, number.kind, number=number.canonical, blank=number.canonical is None))
            )
    out.sort(key=lambda m: m.start)
    return [replace(m, core=m.start) for m in _disjoint(out)]


def _disjoint(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _typed(clean: str, lower: str, match: re.Match[str], numbers: dict[int, NumberMatch], used: set[int]) -> Mention | None:
    """The instrument whose type word is ``match``; None where the word is just a word."""
    kind = match["type"] or _ABBREVIATIONS[match["short"] or match["glued"]]
    start, end = match.span()
    if kind == "luật" and lower[max(0, start - 5) : start] in {"pháp ", "p háp"}:
        return None
    abbreviated = bool(match["short"] or match["glued"])
    if abbreviated and lower[max(0, start - 1) : start] in {"/", "-"}:
        return None  # the symbol of a number ("59/2023/NĐ-CP 61/…"), not a type
    capital = clean[start].isupper()
    this = _THIS.match(lower, end)
    if this:
        own = this.group().strip() == "này"
        return Mention(start, this.end(), kind, this=True) if own or capital else None
    if kind in _SELF_TYPES:
        return None
    if kind in _YEARLY and (capital or abbreviated) and (yearly := _SHORT_OF_YEAR.match(lower, end)):
        return _finish(
            lower, Mention(start, yearly.end(), kind, short=f"{yearly['number']}/{yearly['year']}", year=int(yearly["year"]))
        )
    lead = _NUMBER_LEAD.match(lower, end)
    number = numbers.get(lead.end()) if lead else None
    if number is not None:
        used.add(number.start)
        base = Mention(start, number.end, kind, number=number.canonical, blank=number.canonical is None)
        if kind in _NAMED:  # "Luật số 10/2022/QH15 Thực hiện dân chủ ở cơ sở"
            named = _skip(lower, number.end, r"\s+(?:về\s+)?")
            if is_known(lower, named, kind) and (stop := name_end(clean, lower, named, kind)):
                base = replace(base, name=full_name(kind, lower[named:stop]), end=stop)
        return _finish(lower, base)
    if kind in _NAMED:
        named_mention = _named(clean, lower, start, end, kind, numbers, used)
        if named_mention is not None:
            return named_mention
    if kind == "hiến pháp":
        return _finish(lower, Mention(start, end, kind, name="hiến pháp")) if capital else None
    if kind in _SHORT_TYPES and (capital or abbreviated) and (short := _SHORT.match(lower, end)):
        return _finish(lower, Mention(start, short.end("number"), kind, short=short["number"]))
    if kind in {"nghị định", "nghị quyết", "quyết định", "thông tư", "chỉ thị", "nghị quyết liên tịch"} and capital:
        dated = _finish(lower, Mention(start, end, kind))
        return dated if dated.issued_on else None
    return None


def _named(
    clean: str, lower: str, start: int, end: int, kind: str, numbers: dict[int, NumberMatch], used: set[int]
) -> Mention | None:
    named = _skip(lower, end, r"[ ]+(?:về\s+)?")
    known = is_known(lower, named, kind)
    if not known and _BARE_LEAD.search(lower, max(0, start - 24), start) and not clean[named : named + 1].isupper():
        return Mention(start, end, kind)
    if not known and not clean[start].isupper():
        return None
    if not known and lower.startswith(("gia ", "việt nam"), named):
        return None
    stop = name_end(clean, lower, named, kind)
    if stop is None:
        return None
    if revised := _REVISED.match(lower, stop):
        return Mention(start, revised.end(), kind, name=f"{lower[named:stop]} (sửa đổi)")
    base = Mention(start, stop, kind, name=full_name(kind, lower[named:stop]))
    lead = _NUMBER_LEAD.match(lower, stop)
    number = numbers.get(lead.end()) if lead else None
    if number is None and lead:
        number = numbers.get(_skip(lower, stop, r"\s*,?\s*(?:năm (?:19|20)\d\d\s*)?\(?\s*(?:luật\s+)?(?:số\s*)?:?\s*"))
    if number is not None and number.kind in {"luật", "pháp lệnh", "nghị quyết", None}:
        used.add(number.start)
        base = replace(base, end=number.end, number=number.canonical, blank=number.canonical is None)
    return _finish(lower, base)


def _finish(lower: str, mention: Mention) -> Mention:
    """Date or year and issuer after the instrument."""
    end = mention.end
    lead = _DATE_LEAD.match(lower, end)
    if lead and (day := DATE.match(lower, lead.end())):
        mention = replace(mention, end=_close(lower, lead, day.end()), issued_on=to_date(day), year=int(day["year"]))
    elif mention.number is None or mention.name:
        lead = _YEAR_LEAD.match(lower, end)
        if lead and (year := YEAR.match(lower, lead.end()) or _BARE_YEAR.match(lower, lead.end())):
            mention = replace(mention, end=_close(lower, lead, year.end()), year=int(year["year"]))
    if mention.end > end or mention.number:
        issuer = _ISSUER.match(lower, mention.end)
        if issuer:
            end = issuer.end()
            mention = replace(mention, end=end)
            lead = _DATE_LEAD.match(lower, end)
            if mention.issued_on is None and lead and (day := DATE.match(lower, lead.end())):
                mention = replace(mention, end=_close(lower, lead, day.end()), issued_on=to_date(day), year=int(day["year"]))
    return mention


def _close(lower: str, lead: re.Match[str], end: int) -> int:
    """Take in the closing bracket of "(ngày 20/4/2007)"."""
    return end + 1 if "(" in lead.group() and lower[end : end + 1] == ")" else end


def _skip(lower: str, start: int, pattern: str) -> int:
    match = re.compile(pattern).match(lower, start)
    return match.end() if match else start


def _without_title_mentions(lower: str, mentions: list[Mention]) -> list[Mention]:
    """Drop what stands in the title of the instrument before it."""
    kept: list[Mention] = []
    outer: Mention | None = None
    nested_type: str | None = None
    last_end = 0
    for mention in mentions:
        between = lower[outer.end : mention.start] if outer else ""
        if outer is None or mention.this or _BREAK.search(between):
            outer, nested_type = (None if mention.this else mention), None
            kept.append(mention)
            last_end = mention.end
            continue
        gap = lower[last_end : mention.start]
        if nested_type is not None and _SIBLING.match(gap):
            if mention.type == nested_type:
                last_end = mention.end
                continue
        elif (
            outer.type not in {"hiến pháp"}
            and _TITLE_START.match(lower[outer.end : mention.start])
            and _TITLE_LEAD.search(_without_places(gap))
            and not _FREE_LEAD.search(_without_places(gap))
            and not _AMENDED_BY.search(gap)
        ):
            nested_type = mention.type
            last_end = mention.end
            continue
        outer, nested_type = mention, None
        kept.append(mention)
        last_end = mention.end
    return kept


def _without_places(gap: str) -> str:
    """ "sửa đổi khoản 2 Điều 5 của" → "sửa đổi của": places do not hide the word that leads into a title."""
    return re.sub(r"(?:các )?(?:điểm [a-zđ]|khoản \d|điều \d)[\w, ]{0,40}?(?=\s+(?:của|tại)?\s*$|$)", "", gap)


def _attach_amendments(lower: str, mentions: list[Mention]) -> list[Mention]:
    """ "Luật A được sửa đổi, bổ sung bởi Luật B và Luật C": one mention of A that lists B and C."""
    out: list[Mention] = []
    listing = False
    for mention in mentions:
        gap = lower[out[-1].end : mention.start] if out else ""
        starts = bool(out) and not mention.this and not _BREAK.search(gap) and bool(_AMENDED_BY.search(gap))
        continues = listing and bool(re.fullmatch(r"\s*(?:,|và|, và)\s*(?:các\s+)?", gap)) and not mention.name
        if out and (mention.number or mention.short) and (starts or continues):
            amending = mention.number or mention.short or ""
            known = {out[-1].number, *out[-1].amended_by}
            more = () if amending in known else (amending,)
            out[-1] = replace(out[-1], end=mention.end, amended_by=(*out[-1].amended_by, *more))
            listing = True
            continue
        listing = False
        out.append(mention)
    return out


def _attach_places(lower: str, instruments: list[Mention], groups: tuple[PlaceGroup, ...]) -> tuple[Mention, ...]:
    """Give each group of places to the instrument that follows (or, in brackets, precedes) it; the rest stand alone."""
    out = {m.core: m for m in instruments}
    order = sorted(out)
    alone: list[Mention] = []
    for group in groups:
        if any(m.core <= group.start < m.end for m in instruments):
            continue  # inside "được sửa đổi, bổ sung tại khoản 2 Điều 1 Luật B"
        following = next((core for core in order if core >= group.end), None)
        if following is not None and following - group.end < _LOOK_BACK and _JOIN_PLACE.fullmatch(lower, group.end, following):
            mention = out[following]
            out[following] = replace(mention, start=min(mention.start, group.start), places=(*mention.places, *group.places))
            continue
        preceding = next((core for core in reversed(order) if out[core].end <= group.start), None)
        if preceding is not None and _PLACE_AFTER.fullmatch(lower, out[preceding].end, group.start):
            mention = out[preceding]
            end = group.end + (lower[group.end : group.end + 1] == ")" and "(" in lower[mention.end : group.start])
            out[preceding] = replace(mention, end=end, places=(*mention.places, *group.places))
            continue
        if group.places:
            alone.append(Mention(group.start, group.end, None, places=group.places, core=group.start))
    return tuple(_disjoint(sorted([*out.values(), *alone], key=lambda m: (m.start, -m.end))))
