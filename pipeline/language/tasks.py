"""Tasks that a directive, plan or dispatch gives: who leads, with whom, what, by when, reporting to whom.

Read from running text ("Sở Nội vụ chủ trì, phối hợp với Sở Tài chính …"), from headings that name a body and the items under them,
and from tables with columns for task and leader. Statements without anyone to act and without a deadline are no tasks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pipeline.language.deadlines import main_deadline
from pipeline.records import Provision, ProvisionKind, Task

_TYPES = frozenset({"công văn", "kế hoạch", "chỉ thị", "công điện", "chương trình", "thông báo", "kết luận", "phương án"})
_CARRIES_PLAN = re.compile(r"kế hoạch|chương trình|phân công|giao nhiệm vụ", re.IGNORECASE)
_SKIPPED = frozenset({ProvisionKind.BASIS, ProvisionKind.FOOTNOTE, ProvisionKind.ATTACHMENT, ProvisionKind.ANNEX})

# Words that a body's name begins with; what follows excludes the words that merely look alike ("Tổ chức", "Ban hành").
_BODY = (
    r"(?:[Cc]ác (?:sở|ban|phòng|cơ quan|đơn vị|xã|phường|huyện|địa phương|tổ chức|đoàn thể|doanh nghiệp|thôn|trường|ngành)"
    r"|Sở|Ban(?= [A-ZĐ]| chấp hành| quản lý| thường trực)"
    r"|[UỦ][yỷ] ban|UBND|UBMTTQ|MTTQ|Mặt trận|Văn phòng|Công an|Công đoàn|Công chức|Công ty|Thanh tra|Phòng(?= [A-ZĐ])"
    r"|Trung tâm|(?:Phó )?Chủ tịch|(?:Tổng )?Giám đốc|[Tt]hủ trưởng|[Nn]gười đứng đầu|Hiệu trưởng|Trưởng|Chánh|Bí thư|Cục|Chi cục"
    r"|Bộ(?= [A-ZĐ]| phận)|Đài|Báo(?= [A-ZĐ])|Cổng|Liên đoàn|Hội(?! nghị)|Đoàn|HĐND|Tổ(?! chức)|Trường|Bệnh viện|Kho bạc|Tòa án"
    r"|Viện|Cơ quan|Đơn vị|Ban Chỉ đạo|Tỉnh đoàn|Huyện đoàn|Đảng ủy|Thôn|Hợp tác xã|Doanh nghiệp)(?!\w)"
)
_VERB = (
    r"(?:chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|tham mưu|rà soát|tổ chức|xây dựng|hướng dẫn|tổng hợp|báo cáo|theo dõi|đôn đốc|"
    r"kiểm tra|kiểm soát|tuyên truyền|tập huấn|chỉ đạo|triển khai|ban hành|công bố|công khai|niêm yết|thực hiện|đề xuất|bố trí|cân đối|"
    r"lập|trình|giúp|quyết định|giám sát|vận động|tiếp nhận|giữ|mở|xử lý|phải|thẩm định|cập nhật|đăng|hoàn thành|căn cứ|nghiên cứu|"
    r"phân công|chuẩn bị|sửa đổi|bảo đảm|đảm bảo|thường xuyên|tăng cường|chủ động|khẩn trương|tập trung|nghiêm túc|định kỳ|quán triệt|"
    r"phổ biến|lồng ghép|đưa|lấy ý kiến|gửi|xem xét|tiếp tục|đẩy mạnh|duy trì|khảo sát|kiện toàn|học tập|trả lời|là cơ quan|cấp kinh phí|"
    r"cử|thành lập|thông báo|bồi dưỡng|biên soạn|in ấn|thống kê|đánh giá|làm đầu mối|tự kiểm tra|hỗ trợ|tạo điều kiện|phát động|ký)"
)
_LABEL = re.compile(r"\s*(?:(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\s*[.)/]|[-–+•])\s*")
_CHARGE = re.compile(r"(?:(?:Giao|Yêu cầu|Đề nghị|Phân công|Đề xuất)(?: cho)?\s+)")
_LED = re.compile(rf"(?:{_CHARGE.pattern})?(?P<lead>{_BODY}[^.;:]{{0,220}}?)\s*[:,]?\s+(?={_VERB}(?!\w))")
_NAMED = re.compile(rf"(?:{_CHARGE.pattern})?(?P<lead>{_BODY}[^.;:]{{0,220}})\s*[:.]?\s*$")
# "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu thủ trưởng các sở … thực hiện các nhiệm vụ sau:": who has to do what follows.
_ORDER = re.compile(rf"(?:yêu cầu|chỉ đạo|đề nghị|giao|chỉ thị)\s+(?P<lead>{_BODY}[^.;:]{{0,300}}?)\s+(?={_VERB}(?!\w))")
# Words that no name of a body holds: what was taken for one is a whole sentence.
_NO_NAME = re.compile(r"(?<!\w)(?:có|được(?! giao| phân công)|ra|là|khi|thì|không|muốn|nơi|báo|đang|sẽ|cho|nếu|đã|do)(?!\w)")
_IMPERATIVE = re.compile(rf"{_VERB}(?!\w)", re.IGNORECASE)
_SUPPORT = re.compile(rf"phối hợp (?:với|cùng)\s+(?P<names>[^.;:]{{2,300}}?)(?=\s*,?\s+{_VERB}(?!\w)|[.;:]|$)")
_LEADING = re.compile(r"(?:có trách nhiệm|chịu trách nhiệm|chủ trì|là cơ quan chủ trì|làm đầu mối|phải)\s*,?\s*")
_REPORT = re.compile(
    rf"(?:báo cáo|gửi)(?: (?:kết quả|báo cáo|tình hình|tổng hợp)(?: thực hiện)?)*(?:\s+(?:về|lên|cho|đến|tới))?\s+"
    rf"(?P<to>{_BODY}[^.;,:]{{0,120}}?(?:\([^)]{{3,60}}\))?)(?=\s*(?:[.;,:]|trước|để|theo|chậm nhất|định kỳ|hằng|hàng|kết quả|trong|$))"
)
_SPLIT_NAMES = re.compile(rf"\s*(?:,|;|\bvà\b)\s+(?={_BODY}|các\b)")
_CLAUSE = re.compile(rf"(?<=[;.])\s+(?=(?:{_CHARGE.pattern})?{_BODY})")
_END = re.compile(r"[\s;.,/:]+$")
_COLUMNS = (
    ("support", re.compile(r"phối hợp", re.IGNORECASE)),
    (
        "lead",
        re.compile(
            r"chủ trì|thực hiện chính|phụ trách|chịu trách nhiệm|đơn vị|cơ quan|người thực hiện|phân công", re.IGNORECASE
        ),
    ),
    ("due", re.compile(r"thời (?:gian|hạn|điểm)|tiến độ|hoàn thành|hạn ", re.IGNORECASE)),
    ("what", re.compile(r"nhiệm vụ|nội dung|công việc|hoạt động|tên việc", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class TaskSource:
    """What of a document's head matters for its tasks. ``id``: its content hash, so that a renamed file keeps its tasks' ids."""

    document: str
    id: str
    type: str | None
    title: str | None
    issued_on: date | None


def gives_tasks(source: TaskSource) -> bool:
    """Whether this sort of document hands out tasks: dispatches, plans, directives; decisions only where they carry a plan."""
    type_ = (source.type or "").lower()
    return type_ in _TYPES or (type_ == "quyết định" and bool(_CARRIES_PLAN.search(source.title or "")))


def find_tasks(provisions: Sequence[Provision], source: TaskSource) -> tuple[Task, ...]:
    """Tasks in reading order; nothing for a document that hands out none."""
    return tuple(_tasks(provisions, source)) if gives_tasks(source) else ()


def _tasks(provisions: Sequence[Provision], source: TaskSource) -> Iterator[Task]:
    parents = {provision.parent for provision in provisions}
    leads: dict[str, str] = {}  # path → body that the unit names for what stands under it
    ordered = ""  # whom the opening sentence orders
    seen: set[str] = set()
    for provision in provisions:
        if provision.kind in _SKIPPED or provision.quoted:
            continue
        if provision.kind is ProvisionKind.ROW:
            found: Iterator[_Read] = _of_row(provision, source.issued_on)
        else:
            order = _ORDER.search(provision.text) if provision.parent is None else None
            if order and provision.text.rstrip().endswith((":", "sau", "sau đây")):
                ordered = _named(order["lead"])
                continue
            text = _own_text(provision)
            named = _NAMED.match(text)
            if named and provision.path in parents:
                leads[provision.path] = _named(named["lead"])
                continue
            if provision.path in parents and not _LED.match(text):
                continue  # a heading: the tasks are the units under it
            found = _of_text(provision, text, _inherited(provision, leads), ordered, source.issued_on)
        for read in found:
            task = _task(read, provision, source)
            if task.id not in seen:
                seen.add(task.id)
                yield task


@dataclass(frozen=True, slots=True)
class _Read:
    what: str
    lead: str
    support: tuple[str, ...]
    due: date | None
    due_words: str
    report_to: str
    start: int
    end: int


def _of_text(provision: Provision, text: str, inherited: str, ordered: str, issued_on: date | None) -> Iterator[_Read]:
    """Tasks of one unit: one for each clause that names a body, one for the unit where only its place tells who leads."""
    offset = len(provision.text) - len(text)
    at = 0
    pieces = _CLAUSE.split(text)
    for number, piece in enumerate(pieces):
        start = text.index(piece, at)
        at = start + len(piece)
        led = _LED.match(piece)
        deadline = main_deadline(piece, issued_on)
        if led and (_SUPPORT.match(piece) or _NO_NAME.search(led["lead"])):
            led = None
        if led:
            lead, what = _named(led["lead"]), piece[led.end() :]
        elif number == 0 and inherited:
            lead, what = inherited, piece
        elif number == 0 and ordered and _IMPERATIVE.match(piece):
            lead, what = ordered, piece
        elif number == 0 and deadline and deadline.day and _IMPERATIVE.match(piece):
            lead, what = "", piece
        else:
            continue
        if led and _is_order_to_itself(what):
            continue
        supported = _SUPPORT.search(what)
        report = _REPORT.search(piece)
        yield _Read(
            what=_sentence(_without_support(what, supported)),
            lead=lead,
            support=tuple(_names(supported["names"])) if supported else (),
            due=deadline.day if deadline else None,
            due_words=deadline.words if deadline else "",
            report_to=_named(report["to"]) if report else "",
            start=offset + start,
            end=offset + start + len(piece),
        )


def _of_row(provision: Provision, issued_on: date | None) -> Iterator[_Read]:
    """A table row that has a column for the task and one for who leads."""
    places = _columns(provision.columns)
    cells = {key: provision.cells[place].strip() for key, place in places.items() if place < len(provision.cells)}
    if not cells.get("what") or not cells.get("lead"):
        return
    due_words = cells.get("due", "")
    deadline = main_deadline(due_words, issued_on) or main_deadline(f"trước {due_words}", issued_on) if due_words else None
    report = _REPORT.search(cells["what"])
    yield _Read(
        what=_sentence(cells["what"]),
        lead=_named(cells["lead"]),
        support=tuple(_names(cells.get("support", ""))),
        due=deadline.day if deadline else None,
        due_words=due_words,
        report_to=_named(report["to"]) if report else "",
        start=0,
        end=len(provision.text),
    )


def _columns(heads: Sequence[str]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        for key, pattern in _COLUMNS:
            if pattern.search(head):
                places.setdefault(key, place)
                break
    return places


def _task(read: _Read, provision: Provision, source: TaskSource) -> Task:
    key = "\0".join((source.id, provision.path, read.lead, read.what))
    return Task(
        id=sha256(key.encode()).hexdigest()[:16],
        document=source.document,
        path=provision.path,
        label=provision.label,
        what=read.what,
        lead=read.lead,
        support=read.support,
        due=read.due,
        due_words=read.due_words,
        report_to=read.report_to,
        start=read.start,
        end=read.end,
    )


def _own_text(provision: Provision) -> str:
    """The unit's text without its number or dash."""
    label = _LABEL.match(provision.text)
    return provision.text[label.end() :] if label else provision.text


def _inherited(provision: Provision, leads: Mapping[str, str]) -> str:
    """The body named by the nearest unit above."""
    path = provision.parent or ""
    while path:
        if path in leads:
            return leads[path]
        path = path.rpartition("/")[0]
    return ""


def _is_order_to_itself(what: str) -> bool:
    """A closing formula ("nghiêm túc triển khai thực hiện./.", "chịu trách nhiệm thi hành …") is no task."""
    return bool(
        re.match(r"(?:nghiêm túc |khẩn trương )?(?:tổ chức )?(?:triển khai )?(?:thực hiện|thi hành)[\s./]*$", what)
        or re.match(r"(?:có |chịu )?trách nhiệm (?:thi hành|thực hiện) (?:Quyết định|Kế hoạch|Chỉ thị|Công văn) này", what)
    )


def _without_support(what: str, supported: re.Match[str] | None) -> str:
    if supported:
        what = what[: supported.start()] + what[supported.end() :]
    while leading := _LEADING.match(what):
        what = what[leading.end() :]
    return what.lstrip(" ,:")


def _names(text: str) -> Iterator[str]:
    for part in _SPLIT_NAMES.split(text):
        name = _named(part)
        if name:
            yield name


def _named(text: str) -> str:
    name = _END.sub("", " ".join(text.split()))
    return name[:1].upper() + name[1:]


def _sentence(text: str) -> str:
    text = _END.sub("", " ".join(text.split()))
    return text[:1].upper() + text[1:]
