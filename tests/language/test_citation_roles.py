"""What the document does with what it cites."""

from __future__ import annotations

import pytest

from pipeline.language import Annotator
from pipeline.law.registry import load_registry
from pipeline.records import CitationRole, Document, IssuerLevel, Provision, ProvisionKind, Span


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_registry())


BASIS, REFERENCE, AMENDS = CitationRole.BASIS, CitationRole.REFERENCE, CitationRole.AMENDS
REPEALS, MENTIONED, HISTORY = CitationRole.REPEALS, CitationRole.MENTIONED_AS_REPEALED, CitationRole.HISTORY


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Căn cứ Pháp lệnh số 34/2007/PL-UBTVQH11;", BASIS),
        ("thực hiện theo quy định tại Điều 5 Pháp lệnh số 34/2007/PL-UBTVQH11", BASIS),
        ("phổ biến Nghị định số 59/2023/NĐ-CP đến nhân dân", REFERENCE),
        ("Sửa đổi, bổ sung khoản 2 Điều 5 Quyết định số 15/2014/QĐ-UBND như sau:", AMENDS),
        ("Bổ sung Điều 8a vào sau Điều 8 Quyết định số 15/2014/QĐ-UBND", AMENDS),
        ("Thay thế cụm từ “A” bằng cụm từ “B” tại khoản 3 Điều 11 Quyết định số 15/2014/QĐ-UBND", AMENDS),
        (
            "Sửa đổi, bổ sung một số điều của Quy chế ban hành kèm theo Quyết định số 15/2014/QĐ-UBND ngày 02/7/2014",
            AMENDS,
        ),
        ("Bãi bỏ điểm c khoản 1 Điều 4 Quyết định số 15/2014/QĐ-UBND", REPEALS),
        ("Quyết định này thay thế Quyết định số 15/2014/QĐ-UBND ngày 02/7/2014", REPEALS),
        ("Quyết định số 15/2014/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực", REPEALS),
        ("Bãi bỏ Quyết định số 15/2014/QĐ-UBND về thực hiện Pháp lệnh 34", REPEALS),
        ("Pháp lệnh số 34/2007/PL-UBTVQH11 đã hết hiệu lực", MENTIONED),
        ("Quyết định số 15/2014/QĐ-UBND được thay thế bởi văn bản khác", MENTIONED),
        ("Trong giai đoạn 2007–2022 thực hiện Pháp lệnh 34/2007, toàn tỉnh đã có 100 quy ước", HISTORY),
        ("Tổng kết 15 năm thực hiện Pháp lệnh 34/2007", HISTORY),
        ("Kết quả thực hiện Pháp lệnh 34/2007", HISTORY),
        ("Quyết định số 19/QĐ-UBND của UBND xã (cũ) về quy chế dân chủ chấm dứt hiệu lực.", REPEALS),
        ("theo quy định của Luật Đất đai, Nghị định số 59/2023/NĐ-CP", BASIS),
        # look-alikes
        ("hồ sơ sửa đổi, bổ sung theo Mẫu số 01 tại Phụ lục I của Nghị định số 163/2025/NĐ-CP", REFERENCE),
        ("Quyết định số 3578/QĐ-BKHCN công bố thủ tục hành chính bị bãi bỏ", REFERENCE),
        ("khi Nghị định số 59/2023/NĐ-CP được sửa đổi, thay thế thì thực hiện theo văn bản mới", REFERENCE),
    ],
)
def test_roles(annotator: Annotator, text: str, role: CitationRole) -> None:
    found = [c for c in annotator.annotate_text(text).citations if not c.relative]
    assert found[0].role is role


def test_items_of_a_list_take_the_verb_above_them(annotator: Annotator) -> None:
    head, item = "2. Bãi bỏ các quyết định sau đây:", "a) Quyết định số 15/2014/QĐ-UBND;"
    provisions = (
        Provision("dieu-2/khoan-2", "", ProvisionKind.CLAUSE, "2", None, head, Span(0, 1), None),
        Provision("dieu-2/khoan-2/diem-a", "", ProvisionKind.POINT, "a", None, item, Span(0, 1), "dieu-2/khoan-2"),
    )
    doc = Document("x", "x", None, None, None, IssuerLevel.PROVINCE, None, None, provisions)
    assert annotator.annotate(doc)[1].citations[0].role is REPEALS


def test_a_basis_provision_is_a_basis_without_the_words(annotator: Annotator) -> None:
    provision = Provision(
        "can-cu-1", "", ProvisionKind.BASIS, None, None, "Pháp lệnh số 34/2007/PL-UBTVQH11;", Span(0, 1), None
    )
    assert annotator.annotate_text(provision.text, provision).citations[0].role is BASIS
