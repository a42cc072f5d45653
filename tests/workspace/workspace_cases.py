"""Made-up reviews, people and units for the workspace's tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from pipeline.records import (
    Action,
    Alignment,
    Aspect,
    Box,
    Candidate,
    ConformanceRow,
    Document,
    Explanation,
    Finding,
    HeaderField,
    IssuerLevel,
    Kind,
    LawUnit,
    Notice,
    Provision,
    ProvisionKind,
    ReadStatus,
    Review,
    Severity,
    SourcePage,
    SourceText,
    Span,
    Status,
    TextOrigin,
)
from pipeline.store import people
from pipeline.store.access import Actor, Role
from pipeline.store.database import Database
from pipeline.store.keep import Origin, keep_review

LAW = "10/2022/QH15"
AS_OF = date(2026, 11, 1)
VERSIONS = {"program": "0.1.0", "corpus": "made-up", "matcher": "none"}
PASSWORD = "mat-khau-du-dai-9"
HOSTILE = "<script>document.title='XSS'</script><img src=x onerror=\"document.title='XSS'\">"


def finding(number: int, path: str, text: str, mark: str, **fields: object) -> Finding:
    start = text.index(mark)
    made = Finding(
        id=f"{number:016x}",
        document="",
        path=path,
        label="khoản 2 Điều 5",
        quote=text,
        text=text,
        start=start,
        end=start + len(mark),
        span=Span(100, 100 + len(text), 1, 14, Box(72.0, 100.0, 520.0, 130.0)),
        kind=Kind.CONFLICTING_NORM,
        aspect=Aspect.DURATION,
        status=Status.CONTRADICTED,
        action=Action.AMEND,
        severity=Severity.HIGH,
        confidence=0.91,
        law=LawUnit(LAW, "13", "2"),
        excerpt="Niêm yết ít nhất 30 ngày liên tục.",
        excerpt_start=9,
        excerpt_end=25,
        explanation=Explanation("Ngắn hơn mức tối thiểu của Luật.", "Shorter than the Law's minimum."),
        check="made-up",
        versions=VERSIONS,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


POSTING = "2. Nội dung công khai được niêm yết trong 15 ngày tại trụ sở Ủy ban nhân dân xã."
COUNT = "1. Ban Thanh tra nhân dân có 3 thành viên do Nhân dân bầu."


def review(path: str = "van-ban/quy-che.docx", posting: str = POSTING, findings: int = 2, level: str = "commune") -> Review:
    """A regulation with two provisions and up to two findings."""
    place = Span(100, 180, 1, 14, Box(72.0, 100.0, 520.0, 130.0))
    provisions = (
        Provision("dieu-5", "Điều 5", ProvisionKind.ARTICLE, "5", "Công khai", "Điều 5. Công khai", Span(80, 99), None),
        Provision("dieu-5/khoan-2", "khoản 2 Điều 5", ProvisionKind.CLAUSE, "2", None, posting, place, "dieu-5"),
        Provision("dieu-6/khoan-1", "khoản 1 Điều 6", ProvisionKind.CLAUSE, "1", None, COUNT, Span(200, 260), None),
    )  # fmt: skip
    document = Document(
        id="0123456789abcdef",
        path=path,
        type="quyết định",
        number="07/2009/QĐ-UBND",
        issuer="ỦY BAN NHÂN DÂN XÃ HÒA LẠC",
        issuer_level=IssuerLevel(level),
        issued_on=date(2009, 3, 12),
        title="Ban hành Quy chế thực hiện dân chủ",
        provisions=provisions,
        header=(HeaderField("number", "07/2009/QĐ-UBND", Span(0, 15)),),
        warnings=(Notice("odd", "Lạ", "Odd", 1),),
        normative=True,
    )
    both = (
        finding(1, "dieu-5/khoan-2", posting, "15 ngày" if "15 ngày" in posting else posting[:5]),
        finding(2, "dieu-6/khoan-1", COUNT, "3 thành viên", label="khoản 1 Điều 6", severity=Severity.MEDIUM, confidence=0.62,
                law=LawUnit(LAW, "36", "1"), aspect=Aspect.COUNT, span=Span(200, 260)),
    )  # fmt: skip
    return Review(
        path=path,
        status=ReadStatus.REVIEWED,
        reason=None,
        source=SourceText(path, "ab" * 32, "docx", "", (), (SourcePage(1, TextOrigin.MARKUP, reader="python-docx"),)),
        document=document,
        alignments=(Alignment("dieu-5/khoan-2", (Candidate(LawUnit(LAW, "13", "2"), 0.9, {"bm25": 1.5}), Candidate(LawUnit(LAW, "12"), 0.2))),),
        findings=tuple(replace(one, document=path) for one in both[:findings]),
        conformance=(ConformanceRow(path, "N13.2a", LawUnit(LAW, "13", "2"), Status.CONTRADICTED, "dieu-5/khoan-2", "compared"),),
    )  # fmt: skip


def unread(path: str = "van-ban/hong.pdf") -> Review:
    return Review(path, ReadStatus.CORRUPT, Explanation(f"{path}: tệp hỏng", f"{path}: corrupt"), None, None)


@dataclass(frozen=True)
class Office:
    """Two communes under a province, with people of every role; Lan and Minh work for Hòa Lạc, Tú for Tân Lập."""

    hoa_lac: int
    tan_lap: int
    admin: Actor
    approver: Actor
    lan: Actor
    minh: Actor
    tu: Actor
    viewer: Actor


def open_office(database: Database) -> Office:
    with database.begin() as session:
        root = people.create_first_admin(session, "quantri", "Quản trị", PASSWORD)
        admin = people.system_actor(session, root.id)
        province = people.create_unit(session, admin, "Sở Tư pháp", "department", None).id
        hoa_lac = people.create_unit(session, admin, "Xã Hòa Lạc", "commune", province).id
        tan_lap = people.create_unit(session, admin, "Xã Tân Lập", "commune", province).id

        def person(name: str, full_name: str, role: Role, unit: int | None) -> Actor:
            user = people.create_user(session, admin, name, full_name, role, unit, PASSWORD)
            return people.system_actor(session, user.id)

        return Office(
            hoa_lac,
            tan_lap,
            admin,
            person("truongphong", "Trần Thị Duyệt", Role.APPROVER, province),
            person("lan", "Nguyễn Thị Lan", Role.REVIEWER, hoa_lac),
            person("minh", "Lê Văn Minh", Role.REVIEWER, hoa_lac),
            person("tu", "Phạm Anh Tú", Role.REVIEWER, tan_lap),
            person("xem", "Đỗ Chỉ Xem", Role.VIEWER, hoa_lac),
        )


def keep(session: Session, unit: int, made: Review | None = None) -> int:
    return keep_review(session, made or review(), Origin(unit, AS_OF, VERSIONS)).id
