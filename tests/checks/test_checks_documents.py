"""Bases, own terms, outdated bodies and procedures, on small documents through the real rooms."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.records import Kind

ORDINANCE = "Căn cứ Pháp lệnh Thực hiện dân chủ ở xã, phường, thị trấn ngày 20 tháng 4 năm 2007;"


def kinds(findings) -> list[Kind]:
    return [f.kind for f in findings]


def test_expired_ordinance_as_only_basis_is_told_on_the_basis_and_on_the_document(review) -> None:
    found = review("xã", "Quy chế này áp dụng trong toàn xã.", basis=ORDINANCE)
    assert sorted(kinds(found)) == [Kind.EXPIRED_DOCUMENT, Kind.REPEALED_BASIS]
    basis = next(f for f in found if f.kind is Kind.REPEALED_BASIS)
    assert (basis.law.article, basis.law.clause) == ("90", "2")
    assert basis.path.startswith("can-cu")
    assert next(f for f in found if f.kind is Kind.EXPIRED_DOCUMENT).path == "document"


def test_the_same_basis_was_in_force_before_the_law(review) -> None:
    found = review("xã", "Quy chế này áp dụng trong toàn xã.", basis=ORDINANCE, as_of=date(2020, 1, 1))
    assert kinds(found) == []


def test_decree_without_express_repeal_is_worded_carefully(review) -> None:
    found = review(
        "cơ quan", "Quy chế này áp dụng trong cơ quan.", basis="Căn cứ Nghị định số 04/2015/NĐ-CP ngày 09 tháng 01 năm 2015;"
    )
    basis = next(f for f in found if f.kind is Kind.REPEALED_BASIS)
    assert "không có văn bản bãi bỏ trực tiếp" in basis.explanation.vi


@pytest.mark.parametrize(
    "body",
    [
        "Quy chế này thay thế Quy chế ban hành theo Pháp lệnh số 34/2007/PL-UBTVQH11.",
        "Trong giai đoạn 2007 - 2022, xã đã thực hiện Pháp lệnh số 34/2007/PL-UBTVQH11 theo kế hoạch.",
        "Bãi bỏ Quyết định số 40/QĐ-UBND ngày 05/5/2010 về thực hiện Pháp lệnh số 34/2007/PL-UBTVQH11.",
    ],
)
def test_history_and_repeals_rest_on_nothing(review, body: str) -> None:
    assert Kind.REPEALED_BASIS not in kinds(review("xã", body))


def test_amended_law_in_force_is_no_finding(review) -> None:
    basis = "Căn cứ Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15 được sửa đổi, bổ sung theo Luật số 97/2025/QH15;"
    assert kinds(review("xã", "Quy chế này áp dụng trong toàn xã.", basis=basis)) == []


def test_district_duties_are_outdated_once_a_provision(review) -> None:
    body = (
        "Ủy ban nhân dân huyện tổng hợp, báo cáo; Chủ tịch Ủy ban nhân dân huyện kiểm tra; Ủy ban nhân dân huyện khen thưởng; "
        "Sở Lao động - Thương binh và Xã hội hướng dẫn."
    )
    found = [f for f in review("tỉnh", body) if f.kind is Kind.OUTDATED_TERM]
    assert len(found) == 1
    assert "Sở Lao động" in found[0].explanation.vi
    assert Kind.OUTDATED_TERM not in kinds(review("tỉnh", body, as_of=date(2024, 1, 1)))


def test_report_of_facts_is_not_judged(review) -> None:
    body = "Năm 2024 Ủy ban nhân dân huyện đã kiểm tra; thông tin niêm yết 15 ngày; nhiệm kỳ Ban Thanh tra nhân dân 02 năm."
    assert kinds(review("báo cáo", body)) == []


PROCEDURE = "Điều 1. Thủ tục tách thửa đất\n1. Hồ sơ gồm đơn đề nghị và giấy chứng nhận.\n2. Người sử dụng đất nộp hồ sơ {where}.\n{limit}"


@pytest.mark.parametrize(
    ("where", "limit", "expected"),
    [
        ("tại Bộ phận Một cửa của xã", "3. Thời hạn giải quyết là 15 ngày làm việc.", set()),
        ("tại Bộ phận Một cửa của xã", "3. Lệ phí theo quy định.", {Kind.PROCEDURE_WITHOUT_DEADLINE}),
        (
            "tại Phòng Nông nghiệp và Môi trường, không qua bộ phận một cửa",
            "3. Thời hạn giải quyết là 15 ngày làm việc.",
            {Kind.PROCEDURE_OUTSIDE_ONE_STOP},
        ),
        (
            "tại Bộ phận Một cửa của xã",
            "3. Lệ phí theo quy định.\nĐiều 2. Thời hạn chung\nThời hạn giải quyết các thủ tục tại Quy định này là 10 ngày làm việc.",
            set(),
        ),
    ],
)
def test_procedure_limits_and_reception(review, where: str, limit: str, expected: set[Kind]) -> None:
    found = {
        k
        for k in kinds(
            review("đường phố", PROCEDURE.format(where=where, limit=limit), basis="Căn cứ Luật Đất đai số 31/2024/QH15;")
        )
        if k in (Kind.PROCEDURE_WITHOUT_DEADLINE, Kind.PROCEDURE_OUTSIDE_ONE_STOP)
    }
    assert found == expected
