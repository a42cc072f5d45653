"""Where a provision applies, and what decides when the text itself does not tell."""

from __future__ import annotations

import pytest

from pipeline.language import Annotator, setting_of
from pipeline.language.components import EmptyRegistry
from pipeline.language.reading import fold
from pipeline.language.settings import setting_of_text
from pipeline.records import Document, IssuerLevel, Provision, ProvisionKind, Setting, Span

COMMUNE, AGENCY = Setting.COMMUNE, Setting.AGENCY


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("UBND xã niêm yết tại trụ sở", COMMUNE),
        ("Trưởng thôn triệu tập đại diện hộ gia đình", COMMUNE),
        ("Nhân dân bàn và quyết định mức đóng góp của thôn", COMMUNE),
        ("Thủ trưởng cơ quan công khai dự toán", AGENCY),
        ("Hội nghị cán bộ, công chức, viên chức", AGENCY),
        ("Ban Thanh tra nhân dân trường học gồm 03 người", AGENCY),
        ("Doanh nghiệp nhà nước thuộc tỉnh công khai", Setting.STATE_ENTERPRISE),
        ("Doanh nghiệp tư nhân áp dụng quy chế đối thoại tại nơi làm việc", Setting.OTHER_EMPLOYER),
        ("Kinh phí thực hiện lấy từ ngân sách", None),
        ("Gửi qua phần mềm quản lý văn bản", None),  # "bản" of "văn bản" is no hamlet
        ("UBND xã niêm yết tại trụ sở và cơ sở y tế", COMMUNE),
        ("UBND xã và thủ trưởng thực hiện", None),  # both alike
    ],
)
def test_the_text_itself(text: str, setting: Setting | None) -> None:
    assert setting_of_text(fold(text)) is setting


def provision(path: str, text: str, parent: str | None = None, title: str | None = None) -> Provision:
    return Provision(path, "", ProvisionKind.ARTICLE, None, title, text, Span(0, 1), parent)


def document(title: str | None, level: IssuerLevel, *provisions: Provision) -> Document:
    return Document("x", "x", "quy chế", None, None, level, None, title, provisions)


@pytest.mark.parametrize(
    ("title", "level", "setting"),
    [
        ("Quy chế thực hiện dân chủ ở xã, phường, thị trấn", IssuerLevel.PROVINCE, COMMUNE),
        ("Quy chế thực hiện dân chủ trong hoạt động của cơ quan", IssuerLevel.COMMUNE, AGENCY),
        (None, IssuerLevel.COMMUNE, COMMUNE),
        (None, IssuerLevel.AGENCY, AGENCY),
        (None, IssuerLevel.ENTERPRISE, Setting.OTHER_EMPLOYER),
        (None, IssuerLevel.PROVINCE, None),
    ],
)
def test_the_document_as_a_whole(title: str | None, level: IssuerLevel, setting: Setting | None) -> None:
    assert setting_of(document(title, level)) is setting


def test_precedence_text_then_heading_then_document() -> None:
    chapter = provision("chuong-2", "Chương II", title="Thực hiện dân chủ trong cơ quan, đơn vị")
    doc = document(
        "Quy chế thực hiện dân chủ ở xã, phường",
        IssuerLevel.COMMUNE,
        chapter,
        provision("dieu-1", "Niêm yết ít nhất 20 ngày", "chuong-2"),  # heading
        provision("dieu-2", "Trưởng thôn niêm yết tại thôn", "chuong-2"),  # own text
        provision("dieu-3", "Niêm yết ít nhất 30 ngày"),  # document
    )
    found = [a.setting for a in Annotator(EmptyRegistry()).annotate(doc)]
    assert found == [AGENCY, AGENCY, COMMUNE, COMMUNE]
