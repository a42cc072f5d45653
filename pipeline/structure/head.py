"""The head of a document: issuer, national motto, number, place and date, type, title, addressee, issuing authority.

Works on the first paragraphs, whether the two-column head came as table cells, as separate lines or as lines in which the
columns interleave. Gives header fields by range; a field in several places (an issuer of two lines around the motto) comes as
several ``HeaderField`` of one name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.records import IssuerLevel
from pipeline.structure.issue import issuer_level, split_superior, type_of_symbol
from pipeline.structure.label import CAPITALS, Style, read_label
from pipeline.structure.segment import Paragraph, Unit, is_capitals

_MOTTO = re.compile(
    r"C[ỘO]NG\s+H[OÒ][AÀ]\s+X[ÃA]\s+H[ỘO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
    r"|Độc\s+lập\s*[-–—]?\s*Tự\s+do\s*[-–—]?\s*Hạnh\s+phúc",
    re.IGNORECASE,
)
_BLANK = r"[\s.…_]*"
_DATE = re.compile(
    rf"(?P<place>(?<!\w)[{CAPITALS}][^,;:\n/\x00]{{1,40}}(?:\n[^,;:\n/\x00]{{1,30}})?)?,?\s*[Nn]gày(?:\s|[.…_])*(?P<d>\d{{1,2}})?{_BLANK}"
    rf"(?:tháng{_BLANK}|/{_BLANK})(?P<m>\d{{1,2}})?{_BLANK}(?:năm{_BLANK}|/{_BLANK})(?P<y>\d{{4}}|\d{{1,3}}(?=[\s.…_]"
    rf"|$))?[.…]*"
)
_NUMBER = re.compile(
    r"(?:(?:^|(?<=[\s|\x00]))S[ốô]\s*:|(?:^|\n)S[ốô][ \t])[ \t]*\n?(?P<n>\d{1,6}(?!\d))?[\s.…_]*(?P<y>/\s*(?:19|20)\d{2}(?=\s*[/-]))?\s*"
    r"(?P<s>[/-][ ]?(?:[A-ZĐƯÐ][\wĐƯ]*)(?:[ ]?[-/–.&+,][ ]?[\wĐƯ]+)*)"
)
_NUMBER_PLAIN = re.compile(r"(?:^|\n)Số\s*:[ \t]*(?P<n>\d{1,6}\b)?[.…_ ]*(?=\n|$)")
_SUBJECT = re.compile(r"V/[vV]\s*:?\s|[Vv]ề việc\s|VỀ VIỆC\s")
TYPES = (
    "nghị quyết liên tịch", "quyết định", "nghị quyết", "chỉ thị", "kế hoạch", "công văn", "công điện", "quy chế phối hợp",
    "quy chế", "quy định", "quy ước", "hương ước", "hướng dẫn", "thông báo", "báo cáo", "tờ trình", "chương trình",
    "đề án", "phương án", "thông tư", "nghị định", "luật", "pháp lệnh", "kết luận", "biên bản", "nội quy", "điều lệ",
    "giấy mời", "thông cáo", "thông tri", "danh mục", "bộ tiêu chí", "đề cương", "quy trình", "chiến lược", "dự án", "thỏa thuận",
    "lệnh", "hợp đồng", "bản ghi nhớ", "bản cam kết", "giấy ủy quyền", "phụ lục",
)  # fmt: skip
_TYPE = re.compile(
    r"(?:DỰ\s+THẢO\s+)?(?P<t>"
    + ""
    r"|".join(t.upper().replace(" ", r"\s+") for t in sorted(TYPES, key=len, reverse=True))
    + r")\b"
)
_AUTHORITY = re.compile(
    r"^(?:ỦY\s+BAN|UỶ\s+BAN|UBND|HỘI\s+ĐỒNG|HĐND|(?:PHÓ\s+)?CHỦ\s+TỊCH|(?:PHÓ\s+)?GIÁM\s+ĐỐC|(?:TỔNG\s+)?CỤC\s+TRƯỞNG"
    r"|HIỆU\s+TRƯỞNG"
    r"|CHÁNH|TRƯỞNG\s+BAN|BAN\s+THƯỜNG|BAN\s+CHẤP|THƯỜNG\s+TRỰC|BỘ\s+TRƯỞNG|CHÍNH\s+PHỦ|QUỐC\s+HỘI|THỦ\s+TƯỚNG"
    r"|TỔNG\s+GIÁM|VIỆN\s+TRƯỞNG"
    r"|CHI\s+CỤC|THỦ\s+TRƯỞNG|KHOÁ|KHÓA|\(?\s*KỲ\s+HỌP)\b"
)
_CUT_TITLE = re.compile(r"(?:\b(?:CỦA|VÀ|VỀ|TẠI|DO|THUỘC|VỚI|CHO|ĐỐI|TRÊN|THEO|SỐ)|,)$")
_ORDER = re.compile(r"^(?:QUYẾT\s*ĐỊNH|QUYẾT\s*NGHỊ|NGHỊ\s*QUYẾT|CHỈ\s*THỊ|YÊU\s*CẦU)\s*:?$")
BASIS = re.compile(
    r"^[-–\s]*(?:Căn cứ|CĂN CỨ|Theo đề nghị|Xét (?:đề nghị|Tờ trình|tờ trình|Báo cáo|báo cáo|văn bản|Văn bản|nhu cầu)|Xét\b)"
)
_ADDRESSEE = re.compile(r"^Kính\s+(?:gửi|trình)\b", re.IGNORECASE)
ISSUED_WITH = re.compile(
    r"^[(\[*]?\s*(?:(?:Được\s+)?[Bb]an hành\s+)?(?:kèm theo|Kèm theo|theo)\s+(?:Quyết định|Nghị quyết|Kế hoạch|Công văn"
    r"|Chỉ thị|Quy|Thông báo"
    r"|Văn bản|Tờ trình|Đề án|Hướng dẫn|Chương trình)",
)
# "QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH / V/v ban hành …", as documents were headed until about 2005.
_OF_ISSUER = re.compile(
    r"\s*CỦA\s+(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|CHỦ TỊCH)\b.{0,80}?(?=\s+(?:V/v|V/V|Về|VỀ|Ban hành|BAN HÀNH)\b|\s*$)"
)


@dataclass(frozen=True, slots=True)
class FieldRange:
    """A header field in the making: ``paragraph.text[start:end]``."""

    name: str
    value: str
    paragraph: Paragraph
    start: int
    end: int


@dataclass
class Head:
    """What the head says; ``rest`` is the number of units it took."""

    fields: list[FieldRange] = field(default_factory=list)
    front: list[Paragraph] = field(default_factory=list)  # text before the head that is not part of it
    rest: int = 0
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    level: IssuerLevel = IssuerLevel.UNKNOWN
    issued_on: date | None = None
    place: str | None = None
    title: str | None = None
    normative: bool = False

    def add(self, name: str, paragraph: Paragraph, start: int = 0, end: int | None = None) -> str:
        stop = len(paragraph.text) if end is None else end
        value = " ".join(paragraph.text[start:stop].split())
        self.fields.append(FieldRange(name, value, paragraph, start, stop))
        return value


def read_head(units: Sequence[Unit]) -> Head:
    """Read the head from the first units. ``rest`` tells where the bases and the body begin."""
    head = Head()
    region = _region(units)
    if region:
        _read_region(region, head)
    head.rest = len(region)
    _read_type_and_title(units, head)
    if head.type is None and head.symbol:
        head.type = type_of_symbol(head.symbol)
    if head.type is None and any(f.name in ("subject", "addressee") for f in head.fields):
        head.type = "công văn"
    if head.title is None:
        subject = [f.value for f in head.fields if f.name == "subject"]
        head.title = " ".join(subject) or None
    head.level = issuer_level(head.issuer, head.type, head.title)
    return head


def type_line(paragraph: Paragraph) -> re.Match[str] | None:
    """The type in capitals at the start of a paragraph ("QUYẾT ĐỊNH", "KẾ HOẠCH Triển khai …")."""
    found = _TYPE.match(paragraph.text)
    if not found:
        return None
    rest = paragraph.text[found.end() :].strip(" :.-–*")
    # "QUYẾT ĐỊNH:" is the order before the articles, but a head without any other type has it as its type line
    alone = not rest
    return found if alone or paragraph.bold or paragraph.centered or paragraph.heading_level or is_capitals(found[0]) else None


def is_body_start(paragraph: Paragraph) -> bool:
    if BASIS.match(paragraph.text) or _ADDRESSEE.match(paragraph.text):
        return True
    label = read_label(paragraph.text)
    return label is not None and label.style <= Style.LETTER and not _is_anchor(paragraph.text)


def _region(units: Sequence[Unit]) -> list[Paragraph]:
    """The paragraphs above the type line or the first basis, if they hold anything of a head."""
    region: list[Paragraph] = []
    last = 0
    for unit in units[:60]:
        if not isinstance(unit, Paragraph) or type_line(unit) or is_body_start(unit):
            break
        if not (_is_anchor(unit.text) or _SUBJECT.match(unit.text)) and len(unit.text) > 200:
            break
        region.append(unit)
        if _is_anchor(unit.text):
            last = len(region)
    sure = any(_MOTTO.search(p.text) or _NUMBER.search(p.text) or _NUMBER_PLAIN.search(p.text) for p in region)
    if not sure and not (last and any(is_capitals(p.text) and _may_issue(p.text) for p in region[:last])):
        return _bare_region(units)
    while last < len(region) and (_SUBJECT.match(region[last].text) or region[last].table is not None):
        last += 1
    return region[:last]


def _bare_region(units: Sequence[Unit]) -> list[Paragraph]:
    """The issuer alone above the type line ("ẤP BÌNH HÒA", "CÔNG TY CẤP NƯỚC"): no motto, number or date."""
    region: list[Paragraph] = []
    for unit in units[:6]:
        if not isinstance(unit, Paragraph):
            return []
        if type_line(unit):
            return region
        if not _may_issue(unit.text) or len(unit.text) > 120 or is_body_start(unit):
            return []
        region.append(unit)
    return []


def _is_anchor(text: str) -> bool:
    """Whether a paragraph holds the motto, the number, or place and date."""
    if _MOTTO.search(text) or _NUMBER.search(text) or _NUMBER_PLAIN.search(text):
        return len(text) < 400
    found = _DATE.search(text)
    return bool(found and found["place"] and len(text) < 160 and found.end() >= len(text.rstrip(" .…")) - 2)


class _Canvas:
    """The paragraphs of the head as one text in which found fields are blanked out."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        for paragraph in paragraphs:
            self.starts.append(length)
            parts.append(paragraph.text)
            length += len(paragraph.text) + 1
        self.text = "\n".join(parts)

    def take(self, start: int, end: int, name: str, head: Head) -> str:
        """Hand the range over to field ``name`` and blank it out."""
        value = " ".join(self.text[start:end].split())
        for begin, paragraph in zip(self.starts, self.paragraphs, strict=True):
            a, b = max(start, begin), min(end, begin + len(paragraph.text))
            if a < b and self.text[a:b].strip():
                head.add(name, paragraph, a - begin, b - begin)
        self.text = self.text[:start] + re.sub(r"[^\n]", "\x00", self.text[start:end]) + self.text[end:]
        return value

    def lines(self) -> list[tuple[int, int, int]]:
        """What is left: ``(start, end, index of the paragraph)``."""
        found: list[tuple[int, int, int]] = []
        for index, (begin, paragraph) in enumerate(zip(self.starts, self.paragraphs, strict=True)):
            part = self.text[begin : begin + len(paragraph.text)]
            found.extend(
                (begin + m.start(), begin + m.end(), index) for m in re.finditer(r"[^\x00\s](?:[^\x00]*[^\x00\s])?", part)
            )
        return found


def _read_region(region: list[Paragraph], head: Head) -> None:
    canvas = _Canvas(region)
    anchor = len(canvas.text)
    for found in _MOTTO.finditer(canvas.text):
        canvas.take(found.start(), found.end(), "motto", head)
        anchor = min(anchor, found.start())
    number_at = _take_number(canvas, head)
    _take_date(canvas, head)
    _take_subject(canvas, head)
    limit = number_at if number_at is not None else len(canvas.text)
    issuer: list[tuple[int, int]] = []
    for start, end, index in canvas.lines():
        text = canvas.text[start:end]
        if not any(ch.isalpha() for ch in text):
            canvas.take(start, end, "rule", head)
        elif start < limit and _may_issue(text):
            issuer.append((start, end))
        elif start > limit and number_at is not None and len(text) < 200:
            canvas.take(start, end, "note", head)
        else:
            paragraph = region[index]
            base = canvas.starts[index]
            whole = start == base and end == base + len(paragraph.text)
            if whole:
                head.front.append(paragraph)
            else:
                canvas.take(start, end, "note", head)
    lines = [" ".join(canvas.text[a:b].split()) for a, b in issuer]
    superior, own = split_superior(lines)
    for (start, end), line in zip(issuer, lines, strict=True):
        canvas.take(start, end, "superior" if line in superior and line not in own else "issuer", head)
    head.issuer = " ".join(own) or None


# Banners of portals and databases stand above the head and issue nothing.
_BANNER = re.compile(
    r"CƠ SỞ DỮ LIỆU|CỔNG (?:THÔNG TIN|TTĐT)|TRANG (?:THÔNG TIN|CHỦ|TTĐT)|THUỘC TÍNH|VĂN BẢN (?:PHÁP LUẬT|QUY PHẠM)|HỆ THỐNG VĂN BẢN"
    r"|CÔNG BÁO|TOÀN VĂN|THƯ VIỆN|DANH MỤC VĂN BẢN|TÌM KIẾM|LƯỢC ĐỒ|CHI TIẾT VĂN BẢN|TRA CỨU|KHO VĂN BẢN|HỎI ĐÁP|BẢN (?:SAO|IN|CHỤP)\b"
)


def _may_issue(text: str) -> bool:
    if _BANNER.match(text.upper()):
        return False
    return is_capitals(text) or bool(
        re.match(
            r"(?:Ủy ban|Uỷ ban|Hội đồng|Sở|UBND|HĐND|Ban|Trường|Thôn|Ấp|Bản|Làng|Buôn|Xóm|Khu phố|Tổ dân phố|Công ty|Tổng công ty|Xí nghiệp"
            r"|Hợp tác xã|Trung tâm|Phòng|Viện|Bệnh viện)\b",
            text,
        )
    )


def _take_number(canvas: _Canvas, head: Head) -> int | None:
    found = _NUMBER.search(canvas.text)
    if found:
        symbol = re.sub(r"\s+", "", found["s"]).replace("–", "-").replace("Ð", "Đ")
        year = re.sub(r"\s+", "", found["y"] or "")
        head.symbol = f"{found['n'] or ''}{year}{symbol}"
        head.number = head.symbol if found["n"] else None
        head.normative = bool(year)
        canvas.take(found.start(), found.end(), "number", head)
        return found.start()
    plain = _NUMBER_PLAIN.search(canvas.text)
    if plain:
        head.number = plain["n"]
        head.symbol = plain["n"]
        canvas.take(plain.start(), plain.end(), "number", head)
        return plain.start()
    return None


def _take_date(canvas: _Canvas, head: Head) -> None:
    for found in _DATE.finditer(canvas.text):
        if not (found["place"] or found["y"] or found["m"]) or "\x00" in (found["place"] or ""):
            continue
        place = " ".join((found["place"] or "").split()) or None
        head.place = place
        head.issued_on = make_date(found["d"], found["m"], found["y"])
        canvas.take(found.start(), found.end(), "place-date", head)
        return


def make_date(day: str | None, month: str | None, year: str | None) -> date | None:
    """The date, or None where a part is blank or impossible."""
    if not (day and month and year and len(year) == 4):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _take_subject(canvas: _Canvas, head: Head) -> None:
    found = _SUBJECT.search(canvas.text)
    if not found:
        return
    stop = canvas.text.find("\x00", found.start())
    end = stop if stop >= 0 else len(canvas.text)
    begin = max(start for start in canvas.starts if start <= found.start())
    index = canvas.starts.index(begin)
    home = canvas.paragraphs[index]
    for start, paragraph in zip(canvas.starts[index + 1 :], canvas.paragraphs[index + 1 :], strict=True):
        if paragraph.cell != home.cell or paragraph.table != home.table:
            end = min(end, start - 1)
            break
    canvas.take(found.start(), end, "subject", head)


def _read_type_and_title(units: Sequence[Unit], head: Head) -> None:
    """The type line, the title below it, the authority, and the addressee, in whatever order they come."""
    position = head.rest
    title: list[str] = []
    taking = False
    while position < len(units):
        unit = units[position]
        if not isinstance(unit, Paragraph):
            break
        text = unit.text
        found = type_line(unit) if head.type is None else None
        if found:
            head.type = " ".join(found["t"].lower().split())
            head.add("type", unit, 0, found.end())
            start = found.end()
            if of_issuer := _OF_ISSUER.match(text, start):
                head.add("authority", unit, start, of_issuer.end())
                start = of_issuer.end()
            if text[start:].strip(" :.-–*"):
                title.append(head.add("title", unit, start, len(text)).strip(" :"))
            elif text[start:].strip():
                head.add("rule", unit, start, len(text))
            taking = True
        elif head.type is not None and _ORDER.match(text) and is_capitals(text):
            head.add("order", unit)
            taking = False
        elif _ADDRESSEE.match(text):
            position = _addressee(units, position, head)
            taking = False
            continue
        elif _late_part_of_head(unit, head):
            _read_late(unit, head)
        elif is_body_start(unit):
            break
        elif _is_authority(unit, title):
            head.add("authority", unit)
            taking = False
        elif ISSUED_WITH.match(text) and head.type is not None:
            head.add("issued-with", unit)
        elif taking and _is_title(unit, title):
            title.append(head.add("title", unit))
        else:
            break
        position += 1
    head.rest = position
    if title:
        head.title = " ".join(title)


def _late_part_of_head(paragraph: Paragraph, head: Head) -> bool:
    """Motto, number or date that the reading order of two columns put behind the type line."""
    if head.title is not None or not _is_anchor(paragraph.text):
        return False
    taken = {f.name for f in head.fields}
    found = _DATE.search(paragraph.text)
    return bool(_MOTTO.match(paragraph.text) or (found and found.start() == 0 and "place-date" not in taken))


def _read_late(paragraph: Paragraph, head: Head) -> None:
    canvas = _Canvas([paragraph])
    for found in _MOTTO.finditer(canvas.text):
        canvas.take(found.start(), found.end(), "motto", head)
    if not any(f.name == "place-date" for f in head.fields):
        _take_date(canvas, head)
    for start, end, _ in canvas.lines():
        canvas.take(start, end, "note", head)


def _is_authority(paragraph: Paragraph, title: Sequence[str]) -> bool:
    """The issuing body in capitals below the title; a title line cut before a body's name ("… CỦA") goes on instead."""
    if not title or _CUT_TITLE.search(title[-1]) or not is_capitals(paragraph.text):
        return False
    return bool(_AUTHORITY.match(paragraph.text)) and len(paragraph.text) < 200


def _is_title(paragraph: Paragraph, title: Sequence[str]) -> bool:
    text = paragraph.text
    if not title:
        return is_capitals(text) or not (len(text) > 350 or (len(text) > 120 and text.endswith((";", ":", "."))))
    if len(title) >= 14:
        return False
    return (is_capitals(text) or paragraph.bold or paragraph.centered) and not text.endswith((";", ":")) and len(text) < 350


def _addressee(units: Sequence[Unit], position: int, head: Head) -> int:
    """ "Kính gửi:" and the list under it. Returns the position behind."""
    first = units[position]
    assert isinstance(first, Paragraph)
    head.add("addressee", first)
    position += 1
    while position < len(units):
        unit = units[position]
        if not isinstance(unit, Paragraph):
            break
        same_table = first.table is not None and unit.table == first.table
        label = read_label(unit.text)
        listed = label is not None and label.style in (Style.DASH, Style.PLUS, Style.DOT, Style.STAR) and len(unit.text) < 220
        if not (
            same_table
            or (listed and unit.text.rstrip().endswith((";", ".", ",")))
            or (listed and first.text.rstrip().endswith(":"))
        ):
            break
        head.add("addressee", unit)
        position += 1
        if listed and unit.text.rstrip().endswith(".") and not same_table:
            break
    return position
