"""Synthetic reviews for the report tests: three documents with twelve findings, four failed ones, and hostile text.

Nothing here passes through ingest or the checks; every sentence is made up, and the facts of law are those of corpus/law.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from pipeline.records import (
    Action,
    Alignment,
    Article,
    Aspect,
    Box,
    Candidate,
    Confidence,
    ConformanceRow,
    Document,
    Explanation,
    Finding,
    IssuerLevel,
    Kind,
    LawClause,
    LawNorm,
    LawUnit,
    Norm,
    Notice,
    Operator,
    Provision,
    ProvisionKind,
    ReadStatus,
    Review,
    Setting,
    Severity,
    SourcePage,
    SourceText,
    Span,
    Status,
    TextOrigin,
)
from pipeline.report import LawView, ReportOptions

LAW = "10/2022/QH15"
AS_OF = date(2026, 11, 1)
VERSIONS = {"program": "0.1.0", "corpus": "2026-11", "matcher": "hybrid-1"}
SCRIPT = "</script><script>alert('x')</script><img src=x onerror=alert(1)>"
FORMULA = "=cmd|' /C calc'!A0"
NASTY_PATH = f"van-ban/{FORMULA} & <b>đậm</b>.docx"

_TITLES = {
    "13": (
        "Lựa chọn hình thức công khai thông tin",
        "II",
        "Cách công khai ở cấp xã: niêm yết, loa truyền thanh, cổng thông tin.",
    ),
    "16": ("Đề xuất nội dung để Nhân dân bàn và quyết định", "II", "Ai được đề xuất và tỷ lệ hộ đồng ý."),
    "21": ("Hiệu lực của quyết định của cộng đồng dân cư", "II", "Tỷ lệ tán thành và thời điểm có hiệu lực."),
    "36": ("Tổ chức Ban Thanh tra nhân dân ở xã", "II", "Số thành viên và nhiệm kỳ."),
    "90": ("Hiệu lực thi hành", "VI", "Luật có hiệu lực từ 01/7/2023; Pháp lệnh năm 2007 hết hiệu lực."),
}


def law_view() -> LawView:
    articles = tuple(
        Article(LAW, number, title, Setting.COMMUNE, gist, (LawClause("1", gist),), chapter=chapter)
        for number, (title, chapter, gist) in _TITLES.items()
    )
    norm = LawNorm(
        id="N13.2a",
        unit=LawUnit(LAW, "13", "2"),
        setting=Setting.COMMUNE,
        norm=Norm(Aspect.DURATION, Operator.GE, Fraction(30), "day", subject="posting"),
        gist_vi="Niêm yết ít nhất 30 ngày liên tục",
        gist_en="Posting for at least 30 consecutive days",
        direction="floor",
        confidence=Confidence.HIGH,
        source="S1",
        valid_from=date(2023, 7, 1),
    )
    chapters = {"II": "Thực hiện dân chủ ở xã, phường, thị trấn", "VI": "Điều khoản thi hành"}
    return LawView(LAW, "Luật Thực hiện dân chủ ở cơ sở", articles, chapters, (norm,))


def options(**changes: object) -> ReportOptions:
    base = ReportOptions(as_of=AS_OF, versions=VERSIONS, laws=(law_view(),), office="Sở Nội vụ")
    return replace(base, **changes)  # type: ignore[arg-type]


def finding(number: int, document: str, text: str, mark: str, excerpt: str, law_mark: str, **fields: object) -> Finding:
    """A finding on ``mark`` inside ``text``, against ``law_mark`` inside ``excerpt``; other fields by keyword."""
    start, law_start = text.index(mark), excerpt.index(law_mark)
    values: dict[str, object] = {
        "id": f"F{number:04d}",
        "document": document,
        "path": "dieu-5/khoan-2",
        "label": "khoản 2 Điều 5",
        "quote": text[max(0, start - 60) : start + len(mark) + 60],
        "text": text,
        "start": start,
        "end": start + len(mark),
        "span": Span(100, 100 + len(text), 2, 14, Box(72, 100, 520.256, 130)),
        "kind": Kind.CONFLICTING_NORM,
        "aspect": Aspect.DURATION,
        "status": Status.CONTRADICTED,
        "action": Action.AMEND,
        "severity": Severity.HIGH,
        "confidence": 0.91,
        "law": LawUnit(LAW, "13", "2"),
        "excerpt": excerpt,
        "excerpt_start": law_start,
        "excerpt_end": law_start + len(law_mark),
        "explanation": Explanation(
            vi="Thời gian niêm yết ngắn hơn mức tối thiểu của Luật.", en="Posted for less than the minimum of the Law."
        ),
        "check": "conflicting_norm/1",
        "versions": VERSIONS,
        "cautions": (),
        "norm_id": "N13.2a",
    }
    return Finding(**{**values, **fields})  # type: ignore[arg-type]


REGULATION = "van-ban/quy-che-xa-tan-lap-2009.pdf"
DISPATCH = "van-ban/cong-van-ubnd-tinh-2023.docx"

_POSTING = "2. Ủy ban nhân dân xã niêm yết các khoản đóng góp tại trụ sở trong thời gian 15 ngày, kể từ ngày ký văn bản."
_POSTING_LAW = "Niêm yết tại trụ sở và nhà văn hóa, điểm sinh hoạt cộng đồng ít nhất 30 ngày liên tục."
_VOTE = "1. Mức đóng góp làm đường thôn có hiệu lực khi trên 50% cử tri hoặc cử tri đại diện hộ tán thành."
_VOTE_LAW = "Quyết định về khoản đóng góp cần ít nhất 2/3 tổng số đại diện hộ gia đình trong thôn tán thành."
_BASIS = "Căn cứ Pháp lệnh Thực hiện dân chủ ở xã, phường, thị trấn ngày 20 tháng 4 năm 2007;"
_BASIS_LAW = "Pháp lệnh số 34/2007/PL-UBTVQH11 hết hiệu lực từ ngày 01/7/2023."
_BOARD = "3. Ban Thanh tra nhân dân xã gồm từ 5 đến 11 người theo quy mô dân số; nhiệm kỳ là 02 năm."
_BOARD_LAW = "Số thành viên bằng số thôn, tổ dân phố, ít nhất 05 người; nhiệm kỳ theo nhiệm kỳ của Trưởng thôn."
_DISTRICT = "4. Ủy ban nhân dân các huyện, thị xã tổng hợp, báo cáo kết quả trước ngày 15 tháng 12 hằng năm."
_SHARE = "a) Đề xuất của công dân phải có tối thiểu 30% số hộ trong thôn đồng ý."
_SHARE_LAW = "Sáng kiến của công dân cần ít nhất 10% tổng số hộ gia đình đồng ý."
_LONG = "5. " + "Trình tự lập hồ sơ, thẩm tra, trình ký và trả kết quả do bộ phận chuyên môn thực hiện; " * 120


def _regulation_findings() -> tuple[Finding, ...]:
    basis = {"path": "can-cu-2", "label": "căn cứ thứ 2", "kind": Kind.REPEALED_BASIS, "aspect": None}
    return (
        finding(
            1,
            REGULATION,
            _BASIS,
            "Pháp lệnh Thực hiện dân chủ ở xã, phường, thị trấn",
            _BASIS_LAW,
            "hết hiệu lực từ ngày 01/7/2023",
            **basis,
            law=LawUnit(LAW, "90", "2"),
            action=Action.REPLACE,
            status=Status.OUTDATED,
            confidence=0.99,
            norm_id=None,
            explanation=Explanation(
                vi="Văn bản dựa trên Pháp lệnh đã hết hiệu lực; phải thay bằng Luật số 10/2022/QH15.",
                en="The document rests on an Ordinance that has lapsed; Law 10/2022/QH15 takes its place.",
            ),
        ),
        finding(
            2, REGULATION, _POSTING, "15 ngày", _POSTING_LAW, "ít nhất 30 ngày liên tục", cautions=("needs-97-2025-check",)
        ),
        finding(
            3,
            REGULATION,
            _VOTE,
            "trên 50% cử tri hoặc cử tri đại diện hộ",
            _VOTE_LAW,
            "ít nhất 2/3 tổng số đại diện hộ gia đình",
            path="dieu-7/khoan-1",
            label="khoản 1 Điều 7",
            law=LawUnit(LAW, "21", "1", paragraph=1),
            aspect=Aspect.THRESHOLD,
            cautions=("needs-97-2025-check", "ocr-doubt"),
            norm_id="N21.1a",
            explanation=Explanation(
                vi="Tỷ lệ thấp hơn và mẫu số khác: Luật tính trên tổng số đại diện hộ gia đình.",
                en="Lower share and another denominator: the Law counts all household representatives.",
            ),
        ),
        finding(
            4,
            REGULATION,
            _BOARD,
            "từ 5 đến 11 người",
            _BOARD_LAW,
            "bằng số thôn, tổ dân phố",
            path="dieu-9/khoan-3",
            label="khoản 3 Điều 9",
            law=LawUnit(LAW, "36", "1"),
            aspect=Aspect.COUNT,
            severity=Severity.MEDIUM,
            confidence=0.78,
        ),
        finding(
            5,
            REGULATION,
            _BOARD,
            "nhiệm kỳ là 02 năm",
            _BOARD_LAW,
            "nhiệm kỳ theo nhiệm kỳ của Trưởng thôn",
            path="dieu-9/khoan-3",
            label="khoản 3 Điều 9",
            law=LawUnit(LAW, "36", "2"),
            aspect=Aspect.TERM,
            severity=Severity.MEDIUM,
            confidence=0.74,
        ),
        finding(
            6,
            REGULATION,
            _DISTRICT,
            "Ủy ban nhân dân các huyện, thị xã",
            "Từ 01/7/2025 chính quyền địa phương có hai cấp.",
            "hai cấp",
            path="dieu-12/khoan-4",
            label="khoản 4 Điều 12",
            kind=Kind.OUTDATED_TERM,
            aspect=Aspect.ACTOR,
            status=Status.OUTDATED,
            severity=Severity.LOW,
            law=LawUnit("72/2025/QH15", "1"),
            confidence=0.88,
        ),
        finding(
            7,
            REGULATION,
            _SHARE,
            "tối thiểu 30% số hộ",
            _SHARE_LAW,
            "ít nhất 10% tổng số hộ gia đình",
            path="dieu-7/khoan-4/diem-a",
            label="điểm a khoản 4 Điều 7",
            law=LawUnit(LAW, "16", "3"),
            aspect=Aspect.THRESHOLD,
        ),
        finding(
            8,
            REGULATION,
            "",
            "",
            "",
            "",
            path="document",
            label="toàn văn bản",
            kind=Kind.EXPIRED_DOCUMENT,
            aspect=None,
            quote="",
            span=None,
            law=LawUnit(LAW, "90", "2"),
            action=Action.REPLACE,
            status=Status.OUTDATED,
            confidence=0.86,
            explanation=Explanation(
                vi="Toàn bộ căn cứ trực tiếp của văn bản đã hết hiệu lực.", en="Every direct basis of the document has lapsed."
            ),
        ),
    )


def _dispatch_findings() -> tuple[Finding, ...]:
    hostile = f"1. Đơn vị {SCRIPT} báo cáo theo mẫu {FORMULA}\x07 trong 10 ngày."
    return (
        finding(
            9,
            DISPATCH,
            hostile,
            SCRIPT,
            f"Quy định {SCRIPT} của Luật",
            SCRIPT,
            path="muc-1",
            label="mục 1",
            quote=hostile,
            kind=Kind.ADDED_BURDEN,
            aspect=Aspect.PROCEDURE,
            severity=Severity.LOW,
            confidence=0.42,
            explanation=Explanation(vi=FORMULA, en=FORMULA),
            cautions=("code-without-wording",),
        ),
        finding(
            10,
            DISPATCH,
            _LONG,
            "trả kết quả do bộ phận chuyên môn thực hiện",
            "Thủ tục hành chính phải có thời hạn giải quyết.",
            "thời hạn giải quyết",
            path="muc-2",
            label="mục 2",
            kind=Kind.PROCEDURE_WITHOUT_DEADLINE,
            aspect=Aspect.DEADLINE,
            severity=Severity.MEDIUM,
            status=Status.OMITTED,
            law=None,
            quote=_LONG,
            norm_id=None,
        ),
        finding(
            11,
            DISPATCH,
            "2. Ngày 𝟑𝟎 niêm yết 20 ngày liên tục tại xã.",
            "20 ngày liên tục",
            _POSTING_LAW,
            "ít nhất 30 ngày liên tục",
            path="muc-3",
            label="mục 3",
        ),
        finding(
            12,
            DISPATCH,
            "3. Nhân dân có quyền được thông tin.",
            "quyền được thông tin",
            "Quyền của công dân về thông tin.",
            "Quyền của công dân",
            path="muc-4",
            label="mục 4",
            kind=Kind.RESTATEMENT,
            aspect=None,
            severity=Severity.INFO,
            action=Action.KEEP,
            status=Status.IMPLEMENTED,
            law=LawUnit(LAW, "5", "1"),
            confidence=0.66,
        ),
    )


def _document(path: str, findings: Iterable[Finding], **header: object) -> tuple[Document, SourceText]:
    provisions: dict[str, Provision] = {}
    text = ""
    for one in findings:
        if one.path == "document" or one.path in provisions:
            continue
        kind = ProvisionKind.BASIS if one.path.startswith("can-cu") else ProvisionKind.CLAUSE
        span = Span(len(text), len(text) + len(one.text), 1 + len(provisions) // 4, 1 + len(provisions), Box(72, 90, 520, 110))
        provisions[one.path] = Provision(one.path, one.label, kind, None, None, one.text, span, None)
        text += one.text + "\n"
    row_span = Span(len(text), len(text), 3, 90)
    row = Provision(
        "phu-luc-1/hang-1",
        "hàng 1 Phụ lục 1",
        ProvisionKind.ROW,
        "1",
        None,
        "Tên | Điểm",
        row_span,
        None,
        ("Tên", "Điểm"),
        ("A", "B"),
    )
    values: dict[str, object] = {
        "id": f"{abs(len(path)):016x}",
        "path": path,
        "type": "quyết định",
        "number": None,
        "issuer": "Ủy ban nhân dân xã Tân Lập",
        "issuer_level": IssuerLevel.COMMUNE,
        "issued_on": None,
        "title": None,
        "provisions": (*provisions.values(), row),
        "warnings": (Notice("mixed-tone-marks", "Cách đặt dấu không thống nhất.", "Mixed tone mark placement.", 1),),
    }
    pages = (
        SourcePage(1, TextOrigin.TEXT_LAYER, 595.3, 841.9, None, "pdfplumber"),
        SourcePage(2, TextOrigin.OCR, 595.3, 841.9, 0.87123456, "tesseract 5.3"),
        SourcePage(3, TextOrigin.TEXT_LAYER, 595.3, 841.9, None, "pdfplumber"),
    )
    source = SourceText(path, f"{len(path):064x}", "pdf", text, (), pages, provenance=("decoded utf-8-sig",))
    return Document(**{**values, **header}), source  # type: ignore[arg-type]


def _reviewed(path: str, findings: tuple[Finding, ...], **header: object) -> Review:
    document, source = _document(path, findings, **header)
    alignments = tuple(
        Alignment(
            p.path,
            (Candidate(LawUnit(LAW, "13", "2"), 0.93456789), Candidate(LawUnit(LAW, "12", "3"), 0.04)),
            "too-short" if p.kind is ProvisionKind.ROW else None,
        )
        for p in document.provisions
        if p.kind is not ProvisionKind.BASIS
    )
    conformance = (
        ConformanceRow(path, "N13.2a", LawUnit(LAW, "13", "2"), Status.CONTRADICTED, "dieu-5/khoan-2", "value-below-floor"),
        ConformanceRow(path, "N13.3", LawUnit(LAW, "13", "3"), Status.NOT_CHECKED, None, "no-provision-aligned"),
        ConformanceRow(
            path, "N21.1a", LawUnit(LAW, "21", "1", paragraph=1), Status.CONTRADICTED, "dieu-7/khoan-1", "denominator"
        ),
    )
    return Review(
        path, ReadStatus.REVIEWED, None, source, document, (), alignments, findings, conformance, seconds={"ingest": 0.123}
    )


def _failed(path: str, status: ReadStatus, vi: str, en: str) -> Review:
    return Review(path, status, Explanation(vi, en), None, None)


def reviews() -> list[Review]:
    """Seven reviews in input order: two with findings, one clean, four that could not be read."""
    return [
        _reviewed(
            REGULATION,
            _regulation_findings(),
            number="12/2009/QĐ-UBND",
            symbol="12/2009/QĐ-UBND",
            issued_on=date(2009, 2, 9),
            place="Tân Lập",
            title="Ban hành Quy chế thực hiện dân chủ ở xã Tân Lập",
            normative=True,
        ),
        _failed(
            "van-ban/ban-quet.pdf",
            ReadStatus.NEEDS_OCR,
            "Tệp chỉ có ảnh, không có lớp chữ (12 trang). Hãy cài Tesseract.",
            "The file holds images only (12 pages). Install Tesseract.",
        ),
        _reviewed(
            DISPATCH,
            _dispatch_findings(),
            type="công văn",
            symbol="/UBND-NC",
            issuer="Ủy ban nhân dân tỉnh Bắc Giang",
            issuer_level=IssuerLevel.PROVINCE,
            title=f"V/v tăng cường thực hiện dân chủ ở cơ sở {FORMULA}",
        ),
        _failed("van-ban/mat-khau.pdf", ReadStatus.ENCRYPTED, "Tệp có đặt mật khẩu.", "The file is protected by a password."),
        _reviewed(
            NASTY_PATH,
            (),
            number="88/KH-UBND",
            symbol="88/KH-UBND",
            type="kế hoạch",
            issued_on=date(2024, 10, 21),
            title="Kế hoạch thực hiện dân chủ ở cơ sở năm 2025",
        ),
        _failed("van-ban/hong.docx", ReadStatus.CORRUPT, "Tệp DOCX hỏng phần word/document.xml.", "Broken word/document.xml."),
        Review("van-ban/loi.html", ReadStatus.FAILED, None, None, None),
    ]


def batch_findings() -> tuple[Finding, ...]:
    """A finding about what is absent from the whole batch."""
    return (
        finding(
            13,
            "van-ban",
            "",
            "",
            "Ủy ban nhân dân cấp xã ban hành quy chế thực hiện dân chủ.",
            "ban hành quy chế",
            path="document",
            label="toàn bộ hồ sơ",
            kind=Kind.MISSING_DOCUMENT,
            aspect=None,
            quote="",
            span=None,
            law=LawUnit(LAW, "35", "2"),
            action=Action.ISSUE_NEW,
            status=Status.OMITTED,
            severity=Severity.MEDIUM,
            confidence=0.5,
        ),
    )
