"""Short and relative names, which only the document around them explains."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.language import Annotator
from pipeline.law.registry import load_registry
from pipeline.records import Annotation, Document, IssuerLevel, LawUnit, Provision, ProvisionKind, Span


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_registry())


def document(*texts: str, type_: str = "quyết định", kinds: dict[int, ProvisionKind] | None = None, **paths: str) -> Document:
    provisions = tuple(
        Provision(
            f"dieu-{n}", f"Điều {n}", (kinds or {}).get(n, ProvisionKind.ARTICLE), str(n), None, text, Span(0, len(text)), None
        )
        for n, text in enumerate(texts, start=1)
    )
    return Document("x", "x.txt", type_, "12/2024/QĐ-UBND", None, IssuerLevel.COMMUNE, date(2024, 3, 1), None, provisions)


def annotate(annotator: Annotator, *texts: str, type_: str = "quyết định") -> tuple[Annotation, ...]:
    return annotator.annotate(document(*texts, type_=type_))


def test_a_short_name_means_the_instrument_named_before(annotator: Annotator) -> None:
    result = annotate(annotator, "Căn cứ Nghị định số 59/2023/NĐ-CP ngày 14/8/2023 của Chính phủ;", "theo Điều 3 Nghị định 59")
    (found,) = result[1].citations
    assert found.resolved == "59/2023/NĐ-CP"
    assert found.units == (LawUnit("59/2023/NĐ-CP", "3"),)


def test_a_short_name_never_named_before_is_no_citation(annotator: Annotator) -> None:
    assert annotate(annotator, "theo Nghị định 59")[0].citations == ()


def test_memory_ends_with_the_document(annotator: Annotator) -> None:
    annotate(annotator, "Nghị định số 59/2023/NĐ-CP")
    assert annotate(annotator, "theo Nghị định 59")[0].citations == ()


def test_a_defined_name(annotator: Annotator) -> None:
    first = (
        "theo Nghị định số 59/2023/NĐ-CP (sau đây gọi là Nghị định 59); Luật số 10/2022/QH15 (sau đây gọi tắt là Luật Dân chủ)."
    )
    result = annotate(annotator, first, "khoản 2 Điều 13 Luật Dân chủ")
    assert result[1].citations[0].units == (LawUnit("10/2022/QH15", "13", "2"),)


def test_this_law_in_a_decision_is_the_law_named_last(annotator: Annotator) -> None:
    result = annotate(annotator, "Luật Thực hiện dân chủ ở cơ sở", "theo Điều 25 của Luật này", "theo Điều 15 của Luật")
    assert result[1].citations[0].units == (LawUnit("10/2022/QH15", "25"),)
    assert result[1].citations[0].relative
    assert result[2].citations[0].units == (LawUnit("10/2022/QH15", "15"),)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("theo khoản 2 Điều này", (LawUnit("", "1", "2"),)),
        ("theo Điều 4 Quy chế này", (LawUnit("", "4"),)),
        ("theo Điều 4 của Quyết định này", (LawUnit("", "4"),)),
        ("quy định tại khoản 3 Điều 6", (LawUnit("", "6", "3"),)),
    ],
)
def test_places_in_the_document_itself(annotator: Annotator, text: str, units: tuple[LawUnit, ...]) -> None:
    (found,) = annotate(annotator, text)[0].citations
    assert found.relative
    assert found.resolved is None
    assert found.units == units


def test_the_own_number_is_relative(annotator: Annotator) -> None:
    (found,) = annotate(annotator, "Ban hành kèm theo Quyết định số 12/2024/QĐ-UBND ngày 01/3/2024")[0].citations
    assert found.relative


@pytest.mark.parametrize("text", ["Điều 5. Niêm yết công khai", "“Điều 5. Niêm yết”", "Điều 5: Hiệu lực"])
def test_a_heading_refers_to_nothing(annotator: Annotator, text: str) -> None:
    assert annotate(annotator, text)[0].citations == ()


def test_a_date_decides_between_laws_of_one_name(annotator: Annotator) -> None:
    result = annotate(annotator, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;")
    assert result[0].citations[0].resolved == "72/2025/QH15"
