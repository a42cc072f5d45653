"""Until when a document says that it applies: in its own words, in a line on its schedule, or in its title.

Open-ended regulations have no term. Of several schedules the latest counts, and a period that was over when the document was
issued is one it looks back on ("Kế hoạch tổng kết giai đoạn 2021 - 2025" of 2026).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.checks.wording import fold
from pipeline.records import Document, IssuerLevel, Provision

# Last day, and the words that say so: ``provision.text[start:end]``, or the title's where the provision is None.
Term = tuple[date, Provision | None, int, int]

LAPSING = r"kế hoạch|chương trình|công văn|thông báo|hướng dẫn|chỉ thị|đề án|phương án|dự án|đề cương|cuộc thi|thể lệ|công điện"
_LAPSING_TYPES = frozenset(LAPSING.split("|"))
_NEVER = frozenset({"báo cáo", "biên bản", "bản tin", "hương ước", "quy ước"})
_DOCUMENT = (
    r"(?:quyết định|nghị quyết|văn bản|quy chế|quy định|kế hoạch|chương trình|chỉ thị|hướng dẫn|đề án|phương án|thông báo|công văn"
    r"|nội quy|thỏa thuận|quy trình)"
)
_THIS = re.compile(rf"{_DOCUMENT} (?:phối hợp |thí điểm )?này")
_PILOT = re.compile(r"thí điểm|thử nghiệm|làm điểm")

_DAY = r"(?P<d>\d{1,2})\s*(?:/|-|\.|\s*tháng\s*)\s*(?P<m>\d{1,2})\s*(?:/|-|\.|,?\s*năm\s*)\s*(?P<y>20\d{2}|19\d{2})"
_QUARTER = r"(?:quý|q\.?)\s*(?P<q>iii|ii|iv|i|[1-4])\s*(?:/|-|,?\s*(?:của\s*)?năm\s*)\s*(?P<yq>20\d{2})"
_MONTH = r"(?:tháng\s*)?(?P<mm>\d{1,2})\s*(?:/|-|,?\s*năm\s*)\s*(?P<ym>20\d{2})"
_YEAR = r"(?:hết |cuối |trong )*(?:năm\s*(?:học\s*)?)?(?:20\d{2}\s*[-–]\s*)?(?P<yy>20\d{2})"
_WHEN = re.compile(rf"(?:{_DAY}|{_QUARTER}|{_MONTH}|{_YEAR})(?!\s*/\s*[a-zđ])(?!\d)")
_UNTIL = re.compile(
    r"(?:đến|tới|cho đến)\s+(?:hết\s+|cuối\s+)?(?:ngày\s+)?|kết thúc\s+(?:vào\s+|trước\s+)?(?:cuối\s+|hết\s+)?(?:ngày\s+)?"
    r"|(?:sẽ |tự )?hết (?:hiệu lực|thời hạn|giá trị)[^.;]{0,20}?(?:từ|vào|sau)?\s*(?:ngày\s+)|trước\s+(?:ngày\s+)"
)
_APPLIES = re.compile(
    r"có (?:hiệu lực|giá trị)|(?:được )?(?:thực hiện|áp dụng|triển khai|thi hành|kéo dài|duy trì)|kết thúc"
    r"|hết (?:hiệu lực|thời hạn|giá trị)"
)
_LENGTH = re.compile(
    r"(?:có (?:hiệu lực|giá trị|thời hạn)|thực hiện|áp dụng|triển khai|thí điểm|kéo dài|thời (?:gian|hạn)(?: thực hiện)?(?: là)?)"
    r"[^.;\d]{0,30}?(?:trong |là |:|thời hạn |thời gian |vòng )\s*"
    r"(?P<n>\d{1,2}|một|hai|ba|bốn|năm)(?:\s*\([^)]{1,12}\))?\s*(?P<u>năm|tháng)"
    r"(?!\s*(?:một lần|/lần|\d{4}))"
)
_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
_SCHEDULE = re.compile(
    r"(?:thời (?:gian|điểm|hạn)|tiến độ|lộ trình) "
    r"(?:kiểm tra|thực hiện|tổ chức|giám sát|tiến hành|triển khai|thí điểm|áp dụng|hoàn thành)(?! và)[^.;:]{0,25}?(?::|từ|là|trong|vào)"
)
_YEARLY = re.compile(r"h[ằà]ng năm|mỗi năm|định kỳ|thường xuyên|hàng quý|hằng quý")
_GOES_ON = re.compile(r"(?:các|những) năm (?:tiếp theo|sau)|tiếp theo|hằng năm|hàng năm")
_ACTS = re.compile(
    r"(?:luật|pháp lệnh|nghị định|nghị quyết|quyết định|chỉ thị|thông tư|kết luận|kế hoạch số|chương trình số|ngày)[^,;]*?năm \d{4}"
    r"|\d+/(?:19|20)\d{2}/[a-zđ]\S*"
)
_PERIOD = re.compile(
    r"(?P<w>giai đoạn|thời kỳ|nhiệm kỳ|khóa|trong các năm|từ năm|năm học)?\s*\d{4}\s*(?:[-–/]|đến(?: năm)?)\s*(?P<y>(?:20|19)\d{2})(?!\d)"
)
_SINGLE = re.compile(r"(?:trong |đến (?:hết )?)?(?:năm|đến)(?: học)? (?P<y>20\d{2})(?!\d|/)")
_HORIZON = re.compile(r"(?:tầm nhìn|định hướng)(?: đến)?(?: năm)? (?P<y>20\d{2})")
_ONE_YEAR = re.compile(
    rf"(?:về|phê duyệt|ban hành|thông qua|giao|thực hiện|triển khai|công bố)[^,;]{{0,25}}?(?:{LAPSING}|dự toán|chỉ tiêu|nhiệm vụ|danh sách)"
)


def own_term(document: Document, judged: Sequence[Provision], title: str) -> Term | None:
    """The last day of the document's own term, if it states one. ``title`` is folded."""
    if fold(document.type or "") in _NEVER:
        return None
    found = _stated(document, judged, title) or _titled(document, title) or _scheduled(document, judged, title)
    if found is not None and document.issued_on is not None and found[0] < document.issued_on:
        return None
    return found


def _lapses(document: Document, title: str) -> bool:
    """A type that is carried out and done with ("kế hoạch"), or a trial, unlike a regulation."""
    kind = fold(document.type or "")
    return kind in _LAPSING_TYPES or bool(re.match(LAPSING, title)) or bool(_PILOT.search(title))


def _stated(document: Document, judged: Iterable[Provision], title: str) -> Term | None:
    """ "Kế hoạch này thực hiện … đến hết ngày 31 tháng 12 năm 2021", "có hiệu lực trong 02 năm kể từ ngày ký"."""
    lapses = _lapses(document, title)
    for provision in judged:
        folded = fold(provision.text)
        if provision.quoted or not (
            _THIS.search(folded) or (lapses and re.match(rf"\W*(?:[\divx]+[.)]\s*)?{_DOCUMENT}\b", folded))
        ):
            continue
        for sentence in re.finditer(r"[^;]+?(?:\.(?=\s)|[;]|$)", folded):
            text = sentence[0]
            if not (_THIS.search(text) or lapses) or _YEARLY.search(text):
                continue
            if (applies := _APPLIES.search(text)) and (end := _until(text, applies.start())):
                return end[0], provision, sentence.start() + applies.start(), sentence.start() + end[1]
            if (length := _LENGTH.search(text)) and (last := _after(document.issued_on, length)):
                return last, provision, sentence.start() + length.start(), sentence.start() + length.end()
    return None


def _until(text: str, start: int) -> tuple[date, int] | None:
    """The latest day named with "đến …" at or after ``start`` and where it ends; None where it goes on or depends."""
    found: tuple[date, int] | None = None
    for lead in _UNTIL.finditer(text, max(0, start)):
        when = _WHEN.match(text, lead.end())
        day = _last_day(when) if when else None
        if when and day and (found is None or day > found[0]) and not (lead[0].startswith("trước")):
            found = day, when.end()
    return found


def _last_day(when: re.Match[str]) -> date | None:
    try:
        if when["y"]:
            return date(int(when["y"]), int(when["m"]), int(when["d"]))
        if when["yq"]:
            month = {"i": 3, "1": 3, "ii": 6, "2": 6, "iii": 9, "3": 9, "iv": 12, "4": 12}[when["q"]]
            return date(int(when["yq"]), month, monthrange(int(when["yq"]), month)[1])
        if when["ym"]:
            month = int(when["mm"])
            return date(int(when["ym"]), month, monthrange(int(when["ym"]), month)[1])
        return date(int(when["yy"]), 12, 31)
    except ValueError:
        return None


def _after(start: date | None, length: re.Match[str]) -> date | None:
    if start is None:
        return None
    number = _NUMBERS.get(length["n"]) or int(length["n"])
    months = number * (12 if length["u"] == "năm" else 1)
    year, month = divmod(start.month - 1 + months, 12)
    month += 1
    return date(start.year + year, month, min(start.day, monthrange(start.year + year, month)[1]))


def _titled(document: Document, title: str) -> Term | None:
    clean = _ACTS.sub(lambda m: " " * len(m.group()), title)
    if _GOES_ON.search(clean):
        return None
    lapses = _lapses(document, title)
    horizon = max((int(m["y"]) for m in _HORIZON.finditer(clean)), default=0)
    period = _PERIOD.search(clean)
    if period and (lapses or period["w"]):
        return date(max(int(period["y"]), horizon), 12, 31), None, *period.span()
    single = _SINGLE.search(clean)
    if single and (lapses or _ONE_YEAR.search(clean)):
        return date(max(int(single["y"]), horizon), 12, 31), None, *single.span()
    return None


def _scheduled(document: Document, judged: Iterable[Provision], title: str) -> Term | None:
    """A one-off plan or trial whose time stands in the body: "Thời điểm kiểm tra: quý III/2024". The latest counts."""
    if not _lapses(document, title):
        return None
    latest: Term | None = None
    last_year = 0
    for provision in judged:
        folded = fold(provision.text)
        last_year = max([last_year, *(int(y) for y in re.findall(r"\b20\d{2}\b", _ACTS.sub(" ", folded)))])
        lead = _SCHEDULE.search(folded)
        if not lead:
            continue
        days = [d for when in _WHEN.finditer(folded, lead.end(), lead.end() + 90) if (d := _last_day(when))]
        if not days or _YEARLY.search(folded):
            return None  # one of its tasks goes on
        if latest is None or max(days) > latest[0]:
            latest = max(days), provision, lead.start(), min(len(folded), lead.end() + 60)
    return latest if latest is None or last_year <= latest[0].year else None


_ENDED = re.compile(
    rf"(?:{_DOCUMENT} này|(?:tình trạng|hiệu lực|trạng thái)(?: (?:hiệu lực|văn bản))?\s*:)\s*"
    r"(?:(?:đã|nay|hiện|đang|hiện nay|từ [^.;]{4,40}?)\s+)*"
    r"(?:(?:bị|được)\s+(?:bãi bỏ|thay thế|hủy bỏ)(?: (?:toàn bộ )?(?:bởi|bằng|theo|tại))?|hết hiệu lực(?: (?:toàn bộ|thi hành))?"
    r"(?! (?:khi|nếu|kể từ|từ|một phần|vào|sau)))"
    r"[^.;\n]{0,120}"
)


def says_ended(provisions: Iterable[Provision]) -> tuple[Provision, int, int] | None:
    """Where the file says that its document was replaced, repealed or has lost effect."""
    for provision in provisions:
        match = _ENDED.search(fold(provision.text))
        if match and not provision.quoted:
            return provision, match.start(), match.end()
    return None


_OF_DISTRICT = re.compile(
    r"(?:hoạt động|làm việc|phối hợp|tổ chức|thành lập|kiện toàn|chức năng|nhiệm vụ|thành viên)[^;]{0,60}"
    r"(?:ban chỉ đạo|ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd|thường trực|tổ công tác|phòng|thanh tra|hội đồng)[^;]{0,80}"
    r"\b(?:huyện|quận|thị xã)\b"
)
_DISTRICTS_END = date(2025, 7, 1)


def subject_gone(document: Document, title: str, as_of: date) -> bool:
    """A district's rule on a body of its own ("Quy chế hoạt động của Ban Chỉ đạo huyện"): body and issuer ended on 2025-07-01."""
    early = document.issued_on is None or document.issued_on < _DISTRICTS_END
    return (
        document.issuer_level is IssuerLevel.DISTRICT and early and as_of >= _DISTRICTS_END and bool(_OF_DISTRICT.search(title))
    )
