"""Administrative procedures described in a document: name, where the description stands, time limits, dossier, reception.

A procedure is a table row under a column of procedures, or a unit whose own heading names one and whose text handles a dossier.
Rules about procedures in general ("niêm yết thủ tục hành chính", "rà soát thủ tục") describe none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.checks.reading import Reading
from pipeline.checks.wording import Sentence, fold
from pipeline.records import Provision, ProvisionKind

# -- what names a procedure -------------------------------------------------------------------------------------------------

LAND = (
    r"đo đạc|trích đo|trích lục|tách thửa|hợp thửa|chuyển mục đích sử dụng đất|đăng ký đất đai|đăng ký biến động|cấp (?:đổi"
    r"|lại)? ?giấy chứng nhận"
    r"|giao đất|cho thuê đất|thu hồi đất|chuyển nhượng (?:quyền )?sử dụng đất|tranh chấp đất đai|hồ sơ địa chính"
    r"|bản đồ địa chính"
)
_ACT = (
    rf"(?:{LAND}|cấp (?:mới |lại |đổi |phép |bản sao |giấy )|đăng ký|xác nhận|chứng thực|công nhận|thẩm định|phê duyệt"
    r"|gia hạn|xin phép|chuyển đổi|"
    r"hỗ trợ|trợ cấp|xét (?:duyệt|hưởng)|khai (?:sinh|tử)|cấp phép|giải quyết (?:chế độ|hồ sơ|hỗ trợ))"
)
_NAMED = re.compile(
    rf"(?:tên )?thủ tục(?: hành chính)?(?: \d+)?\s*[:“\"]?\s*(?:về (?:việc )?)?{_ACT}|^{_ACT}|(?:trình tự"
    rf"|quy trình)[^.;:]{{0,30}}{_ACT}"
)
_NOT_A_PROCEDURE = re.compile(
    r"rà soát|cải cách|đơn giản hóa|kiểm soát thủ tục|công bố thủ tục|danh mục thủ tục|niêm yết|công khai (?:các )?thủ tục"
    r"|hương ước|quy ước|bầu |trưởng thôn|tổ trưởng|thanh tra nhân dân|cuộc họp|hội nghị|ban hành văn bản|thi đua|khen thưởng"
    r"|khiếu nại|tố cáo"
    r"|xử lý vi phạm|trách nhiệm|nguyên tắc|phạm vi điều chỉnh|giải thích từ ngữ|đối tượng áp dụng"
)
_HANDLES = re.compile(
    r"hồ sơ|\bnộp\b|tiếp nhận|trả kết quả|\bđơn\b|lệ phí|\bphí\b|giấy tờ|thời (?:hạn|gian) giải quyết|một cửa|thành phần"
    r"|người (?:sử dụng đất|yêu cầu|đề nghị|dân)"
)

# -- time limits ------------------------------------------------------------------------------------------------------------

_AMOUNT = (
    r"(?:\d{1,3}|nửa|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười lăm|hai mươi|ba mươi)(?:\s*\([^)]{1,20}\))?"
    r"\s*(?:ngày|giờ|buổi|tháng|phút|tuần)"
)
TIME_LIMIT = re.compile(
    r"(?:thời (?:hạn|gian)|trong|không quá|chậm nhất|tối đa|muộn nhất|sau|kể từ|giải quyết|trả kết quả|hẹn"
    rf"|xong)[^.;]{{0,70}}?{_AMOUNT}"
    rf"|{_AMOUNT}[^.;]{{0,25}}(?:kể từ|làm việc|từ khi nhận|sau khi nhận)"
    r"|(?:giải quyết|trả kết quả|trả|cấp) (?:ngay|trong ngày)|ngay trong ngày|ngay sau khi (?:nhận|tiếp nhận)"
    r"|thời hạn (?:giải quyết )?(?:thực hiện )?theo (?:quy định )?(?:tại|của) (?:điều|khoản|luật|nghị định|thông tư|phụ lục"
    r"|quyết định)"
)
_NOT_A_LIMIT = re.compile(
    r"có giá trị|có hiệu lực|thời hạn (?:sử dụng|thuê|giao đất|cho thuê)|nộp tiền|nộp (?:thuế|phí|lệ phí|nghĩa vụ)|trước đó"
    r"|chốt sổ"
)
_NO_LIMIT = re.compile(
    r"(?:chưa|không) (?:có )?(?:quy định|xác định|ấn định|ghi)[^.;]{0,20}(?:thời (?:hạn|gian))?|theo thỏa thuận|tùy (?:theo"
    r"|thuộc|khối lượng|từng)"
    r"|không (?:giới hạn|hạn định)|khi (?:nào )?(?:có điều kiện|xong)|theo thực tế|sau khi [^;]{0,30}bố trí được|không hẹn"
    r"|để (?:lại )?chờ|(?:thông báo|báo|hẹn) sau(?! khi)"
)
_SOME_LIMIT = re.compile(r"\d|\bngay\b|trong ngày|theo|quy định|luật|như|một|hai|ba|bốn|năm|bảy|mười|tức thì|liên tục")
_EMPTY_CELL = re.compile(r"^[\s\-–—.…_/]*$")

# -- reception --------------------------------------------------------------------------------------------------------------

ONE_STOP = re.compile(
    r"một cửa|tiếp nhận (?:hồ sơ )?và (?:hẹn )?trả kết quả|tn&tkq|tnhs&tkq|trung tâm (?:phục vụ )?hành chính công"
    r"|trung tâm phục vụ|cổng dịch vụ công|dịch vụ công (?:quốc gia|trực tuyến)|trực tuyến|bưu chính"
)
NOT_ONE_STOP = re.compile(
    r"ngoài (?:cơ chế |bộ phận |hệ thống )?một cửa|(?:không|chưa) (?:thực hiện |tiếp nhận |áp dụng |phải |nộp "
    r"|giải quyết )?(?:qua |theo |thông qua |tại |đưa vào |thuộc )?"
    r"(?:cơ chế |bộ phận )?(?:một cửa|tiếp nhận và trả kết quả)|không qua (?:bộ phận )?một cửa"
)
RECEIVED = re.compile(
    r"(?:nộp|tiếp nhận|nhận hồ sơ|liên hệ)[^.;:]{0,70}?(?:tại|cho|đến|với|ở|của|trực tiếp)?\s*(?:các )?"
    r"(?:phòng|văn phòng|chi nhánh|công chức|cán bộ|trụ sở|trưởng thôn|tổ trưởng|sở |trung tâm|bộ phận|ủy ban nhân dân|ubnd"
    r"|đơn vị|hạt |chi cục|ban quản lý)[^.;,:]{0,50}"
)
_RECEIVING_COLUMN = re.compile(r"tiếp nhận|nơi nộp|địa điểm|nơi (?:thực hiện|nhận|giải quyết)|cơ quan nhận")
_DEADLINE_COLUMN = re.compile(r"thời (?:hạn|gian)|số ngày|\bhạn\b|ngày trả")
_NAME_COLUMN = re.compile(r"\btên\b|\bviệc\b|thủ tục|nội dung|công việc|tthc|dịch vụ|loại việc")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words in a provision: ``provision.text[start:end]``."""

    provision: Provision
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure. ``name`` is where it is named; ``scope`` all provisions that describe it.

    ``deadline`` and ``one_stop`` are where these are said, ``no_deadline`` and ``elsewhere`` where the contrary is said or
    another place of reception is named.
    """

    title: str
    name: Mark
    scope: tuple[Provision, ...]
    deadline: Mark | None
    no_deadline: Mark | None
    one_stop: Mark | None
    elsewhere: Mark | None
    from_table: bool


def find_procedures(reading: Reading) -> tuple[Procedure, ...]:
    """The procedures a document describes, in reading order."""
    rows = tuple(_from_tables(reading))
    units = tuple(_from_units(reading))
    taken = {p.path for procedure in (*rows, *units) for p in procedure.scope}
    return (*rows, *units, *_from_clauses(reading, taken))


def _from_tables(reading: Reading) -> Iterator[Procedure]:
    blank: dict[str | None, list[Procedure]] = {}
    rows: dict[str | None, int] = {}
    steps: set[str | None] = set()  # tables of the steps of one procedure
    for provision in reading.document.provisions:
        if provision.kind is not ProvisionKind.ROW or not provision.cells:
            continue
        columns = [fold(c) for c in reading.columns(provision)]
        name_at = next((i for i, c in enumerate(columns) if _NAME_COLUMN.search(c)), None)
        limit_at = next((i for i, c in enumerate(columns) if _DEADLINE_COLUMN.search(c)), None)
        place_at = next((i for i, c in enumerate(columns) if _RECEIVING_COLUMN.search(c)), None)
        if name_at is None or name_at >= len(provision.cells) or (limit_at is None and place_at is None):
            continue  # a mere list of names describes no procedure
        if any(_STEP_COLUMN.search(c) for c in columns) or len(provision.cells) != len(columns):
            continue
        name = provision.cells[name_at].strip()
        filled = sum(not _EMPTY_CELL.match(cell) for cell in provision.cells)
        if _STEP_NAME.match(fold(name)):
            steps.add(provision.parent)
        if filled < max(2, len(columns) - 2) or not 8 <= len(name) <= _LONGEST_NAME:
            continue
        if not _PROCEDURE_NAME.search(fold(name)) or _STEP_NAME.match(fold(name)):
            continue
        rows[provision.parent] = rows.get(provision.parent, 0) + 1
        procedure = _row_procedure(provision, name, limit_at, place_at)
        blank.setdefault(provision.parent, []).append(procedure)
    for parent, found in blank.items():
        if parent in steps:
            continue
        # A column that is blank nearly throughout was lost in conversion, or is filled elsewhere: it shows nothing.
        lost = rows[parent] >= 6 and sum(p.no_deadline is not None for p in found) > 0.6 * rows[parent]
        yield from (replace(p, no_deadline=None, deadline=p.name) if lost else p for p in found)


_LONGEST_NAME = 160  # characters: longer cells describe, they do not name
_STEP_COLUMN = re.compile(  # tables of steps, and of a plan's tasks
    r"bước|trình tự|chức danh|người thực hiện|trách nhiệm|vị trí|quy trình|nhiệm vụ|chủ trì|phối hợp|sản phẩm|lộ trình"
    r"|chỉ tiêu|mục tiêu"
)
_STEP_NAME = re.compile(
    r"(?:bước|b\d|tiếp nhận|thẩm định|kiểm tra|trình |ký |phê duyệt kết quả|xem xét|vào sổ|chuyển hồ sơ|chuyển kết quả"
    r"|trả kết quả|gửi |lãnh đạo|-|khi nhận|trên cơ sở|phiếu |đơn |kết quả|tờ trình|"
    r"tổng thời gian|thời (?:hạn|gian)|điều kiện|cơ quan|thành phần|cấp (?:tỉnh|xã|huyện)$|lĩnh vực|tổng số)"
)
_PROCEDURE_NAME = re.compile(rf"thủ tục|{LAND}|^(?:{_ACT}|cung cấp|xác định|đo vẽ|cắm mốc|hòa giải|xin |sao lục)")


def _row_procedure(provision: Provision, name: str, limit_at: int | None, place_at: int | None) -> Procedure:
    start = max(provision.text.find(name), 0)
    limit = _cell(provision, limit_at)
    place = _cell(provision, place_at)
    whole = fold(provision.text)
    deadline = no_deadline = None
    if limit is not None:
        folded = fold(limit)
        says_none = _EMPTY_CELL.match(limit) or _NO_LIMIT.search(folded) or not _SOME_LIMIT.search(folded)
        mark = _mark_of(provision, limit, start, start + len(name))
        deadline, no_deadline = (None, mark) if says_none else (mark, None)
    elif none := _NO_LIMIT.search(whole):
        no_deadline = Mark(provision, none.start(), none.end())
    else:
        deadline = Mark(provision, start, start + len(name))  # a table without a column for it says nothing of limits
    one_stop = elsewhere = None
    said = place if place is not None else provision.text
    folded = fold(said)
    if NOT_ONE_STOP.search(folded) or NOT_ONE_STOP.search(whole):
        elsewhere = _mark_of(provision, said, start, start + len(name))
    elif ONE_STOP.search(folded) or ONE_STOP.search(whole):
        one_stop = _mark_of(provision, said, start, start + len(name))
    elif (place is not None and not _EMPTY_CELL.match(place)) or (place is None and RECEIVED.search(folded)):
        elsewhere = _mark_of(provision, said, start, start + len(name))
    return Procedure(
        name,
        Mark(provision, start, start + len(name)),
        (provision,),
        deadline,
        no_deadline,
        one_stop,
        elsewhere,
        from_table=True,
    )


def _cell(provision: Provision, index: int | None) -> str | None:
    return provision.cells[index] if index is not None and index < len(provision.cells) else None


def _mark_of(provision: Provision, part: str, start: int, end: int) -> Mark:
    at = provision.text.find(part) if part.strip() else -1
    return Mark(provision, at, at + len(part)) if at >= 0 else Mark(provision, start, end)


def _from_units(reading: Reading) -> Iterator[Procedure]:
    taken: set[str] = set()
    for provision in reading.judged():
        if provision.kind is ProvisionKind.ROW or provision.path in taken:
            continue
        head = _heading(reading, provision)
        if head is None or not _NAMED.search(head.folded) or _NOT_A_PROCEDURE.search(head.folded):
            continue
        named_below = [c for c in reading.children.get(provision.path, ()) if _names_one(reading, c)]
        if len(named_below) >= 2:
            continue  # an article that lists several: each is one
        scope = tuple(reading.subtree(provision))
        body = " ".join(fold(p.text) for p in scope)
        if _procedural(reading, provision) and len(scope) <= 2:
            continue  # a clause among others: judged by what it says itself, below
        if len(set(_HANDLES.findall(body))) < 2 or _NOT_A_PROCEDURE.search(fold(provision.title or "")):
            continue
        taken |= {p.path for p in scope}
        yield _unit_procedure(reading, provision, head, scope)


_PROCEDURAL = re.compile(r"thủ tục|tiếp nhận|dịch vụ|giải quyết (?:hồ sơ|công việc)|trích lục|đo đạc|một cửa")
_HANDLED = re.compile(r"\bnộp\b|tiếp nhận|gửi|trả kết quả|giải quyết|thực hiện|hoàn thành|liên hệ|xin|làm thủ tục")


def _procedural(reading: Reading, provision: Provision) -> bool:
    """The clause stands in a document or article on receiving and handling dossiers."""
    return bool(_PROCEDURAL.search(reading.folded_title)) or any(
        _PROCEDURAL.search(h[:120]) for h in reading.headings(provision)
    )


def _from_clauses(reading: Reading, taken: set[str]) -> Iterator[Procedure]:
    """Single clauses on one procedure each ("Hồ sơ trích đo nộp thẳng cho tổ đo đạc"): only what they say outright counts."""
    kinds = {
        ProvisionKind.CLAUSE,
        ProvisionKind.POINT,
        ProvisionKind.ITEM,
        ProvisionKind.HEADING,
        ProvisionKind.PARAGRAPH,
        ProvisionKind.ARTICLE,
    }
    for provision in reading.judged():
        if provision.kind not in kinds or provision.path in taken or reading.children.get(provision.path):
            continue
        folded = fold(provision.text)
        if not re.search(rf"{LAND}|thủ tục|hồ sơ|giấy|đăng ký|xác nhận", folded) or not _HANDLED.search(folded):
            continue
        if re.search(r"rà soát|đề xuất đưa|cải cách|kiểm soát thủ tục|niêm yết", folded) or not _procedural(reading, provision):
            continue
        for sentence in reading.sentences(provision):
            text, base = sentence.folded, sentence.start
            none, out = _NO_LIMIT.search(text), NOT_ONE_STOP.search(text) or _STRAIGHT_TO.search(text)
            if out and ONE_STOP.search(text) and not NOT_ONE_STOP.search(text):
                out = None
            limited = none if none and re.search(r"thời (?:hạn|gian)|ngày|hoàn thành|giải quyết|trả kết quả", text) else None
            if limited or out:
                whole = Mark(provision, base, base + len(text))
                yield Procedure(
                    sentence.text,
                    whole,
                    (provision,),
                    None if limited else whole,
                    whole if limited else None,
                    None,
                    whole if out else None,
                    from_table=False,
                )


_STRAIGHT_TO = re.compile(
    r"(?:nộp|gửi|đến|liên hệ|gặp)[^;,]{0,25}(?:thẳng|trực tiếp)[^;]{0,15}(?:cho|tại|đến|với|ở)?\s*(?:các )?(?:tổ |phòng|cán bộ"
    r"|công chức|chi nhánh|"
    r"văn phòng|đơn vị|trưởng thôn|nhà riêng|sở |ban )[^;,]{0,40}"
)


def _names_one(reading: Reading, provision: Provision) -> bool:
    head = _heading(reading, provision)
    return head is not None and bool(_NAMED.search(head.folded)) and not _NOT_A_PROCEDURE.search(head.folded)


def _heading(reading: Reading, provision: Provision) -> Sentence | None:
    """The words that may name a procedure: the unit's title, or the first sentence up to a colon."""
    sentences = reading.sentences(provision)
    if not sentences:
        return None
    first = sentences[0]
    cut = first.folded.find(":")
    if 8 < cut < 160:
        return Sentence(first.start, first.start + cut, first.text[:cut], first.folded[:cut])
    return first


def _unit_procedure(reading: Reading, provision: Provision, head: Sentence, scope: tuple[Provision, ...]) -> Procedure:
    deadline = _first(scope, TIME_LIMIT, _NOT_A_LIMIT)
    no_deadline = _first(scope, _NO_LIMIT, None) if deadline is None else None
    denied = _first(scope, NOT_ONE_STOP, None)
    one_stop = None if denied else _first(scope, ONE_STOP, None)
    elsewhere = denied or (None if one_stop else _first(scope, RECEIVED, None))
    return Procedure(
        head.text.strip(),
        Mark(provision, head.start, head.end),
        scope,
        deadline,
        no_deadline,
        one_stop,
        elsewhere,
        from_table=False,
    )


def _first(scope: tuple[Provision, ...], wanted: re.Pattern[str], unwanted: re.Pattern[str] | None) -> Mark | None:
    for provision in scope:
        folded = fold(provision.text)
        for match in wanted.finditer(folded):
            around = folded[max(0, match.start() - 30) : match.end() + 20]
            if unwanted is None or not unwanted.search(around):
                return Mark(provision, match.start(), match.end())
    return None


def general_deadline(reading: Reading, procedures: tuple[Procedure, ...]) -> Mark | None:
    """A time limit said once for the document's procedures, outside any one of them."""
    inside = {p.path for procedure in procedures for p in procedure.scope}
    for provision in reading.judged():
        if provision.path in inside or provision.kind is ProvisionKind.ROW:
            continue
        for sentence in reading.sentences(provision):
            if re.search(r"thời (?:hạn|gian) (?:giải quyết|thực hiện|xử lý)|hồ sơ|thủ tục", sentence.folded):
                match = TIME_LIMIT.search(sentence.folded)
                if (
                    match
                    and not _NOT_A_LIMIT.search(sentence.folded)
                    and re.search(r"giải quyết|trả kết quả|xử lý|thực hiện", sentence.folded)
                ):
                    return Mark(provision, sentence.start + match.start(), sentence.start + match.end())
    return None


def general_one_stop(reading: Reading, procedures: tuple[Procedure, ...]) -> Mark | None:
    """A clause that puts the document's procedures under the one-stop mechanism."""
    inside = {p.path for procedure in procedures for p in procedure.scope}
    for provision in reading.judged():
        if provision.path in inside or provision.kind is ProvisionKind.ROW:
            continue
        for sentence in reading.sentences(provision):
            text = sentence.folded
            if ONE_STOP.search(text) and not NOT_ONE_STOP.search(text) and re.search(r"hồ sơ|thủ tục|tiếp nhận", text):
                return Mark(provision, sentence.start, sentence.end)
    return None
