"""The generated page for readers is in step with the corpus."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.law import load_law
from pipeline.law.draw_map import AS_OF, draw_map, stated

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law-map.md"


def test_page_is_in_step_with_the_corpus() -> None:
    assert PAGE.read_text(encoding="utf-8") == draw_map(), "run: python -m pipeline.law.draw_map docs/law-map.md"


def test_page_names_every_article_and_norm() -> None:
    page = draw_map()
    law = load_law(as_of=AS_OF)
    assert [n.id for n in law.norms if f"| {n.id} |" not in page] == []
    assert [a.number for a in law.articles if f"#### Điều {a.number}. {a.title}" not in page] == []


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("N13.2a", "≥ 30 ngày"),
        ("N12.3", "≤ 05 ngày làm việc"),
        ("N21.1a", "≥ 2/3 tổng số đại diện hộ"),
        ("N21.1c", "> 50% tổng số đại diện hộ"),
        ("N60", "03–09 người"),
        ("N145-38.3", "≥ 01 lần/02 năm"),
        ("N36.2", "theo nhiệm kỳ Trưởng thôn"),
        ("N39.1", ""),
    ],
)
def test_quantities_for_people(id: str, text: str) -> None:
    norm = load_law(as_of=AS_OF).norm(id)
    assert norm is not None
    assert stated(norm.norm) == text


def test_every_unit_of_the_corpus_has_a_name() -> None:
    for norm in load_law(as_of=AS_OF).norms:
        if norm.norm.value not in (None, Fraction(0)) and norm.norm.unit != "share":
            assert stated(norm.norm)[-1].isalpha(), norm.id
