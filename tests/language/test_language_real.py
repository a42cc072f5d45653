"""On real texts: the Law and its decrees, whose numbers are known, and provincial documents, whose citations are regular."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.language import Annotator
from pipeline.law.registry import load_registry
from pipeline.records import Norm

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
F = Fraction

# (article, operator, value, upper, unit): facts about the instruments, see the corpus of the Law for their sources.
LAW = [
    ("12", "<=", 5, None, "working-day"),
    ("13", ">=", 30, None, "day"),
    ("13", ">=", 3, None, "day"),
    ("16", ">=", F(1, 10), None, "share"),
    ("16", "=", 3, None, "month"),
    ("18", ">=", 200, None, "household"),
    ("19", "range", 3, 5, "person"),
    ("19", ">=", 2, None, "day"),
    ("20", "<=", 5, None, "working-day"),
    ("21", ">=", F(2, 3), None, "share"),
    ("21", ">", F(1, 2), None, "share"),
    ("21", "<=", 5, None, "working-day"),
    ("28", ">=", 20, None, "day"),
    ("32", ">=", 1, None, "times/year"),
    ("33", "=", 1, None, "times/year"),
    ("36", ">=", 5, None, "person"),
    ("36", ">=", 6, None, "month"),
    ("40", "<=", 15, None, "day"),
    ("41", ">=", 5, None, "person"),
    ("45", ">=", 45, None, "day"),
    ("45", "<=", 15, None, "day"),
    ("47", "<=", 5, None, "working-day"),
    ("48", ">=", 20, None, "day"),
    ("50", ">=", F(1, 3), None, "share"),
    ("51", ">=", F(2, 3), None, "share"),
    ("51", ">", F(1, 2), None, "share"),
    ("51", "<=", 3, None, "month"),
    ("51", "=", 1, None, "times/year"),
    ("52", "=", 2, None, "times/year"),
    ("60", "range", 3, 9, "person"),
    ("60", "=", 2, None, "year"),
    ("60", "<=", 7, None, "person"),
    ("63", "<=", 15, None, "day"),
    ("65", "<=", 15, None, "day"),
    ("66", ">=", 20, None, "day"),
    ("68", ">=", F(1, 3), None, "share"),
    ("69", ">=", F(2, 3), None, "share"),
    ("70", "=", 2, None, "times/year"),
    ("77", "range", 3, 9, "person"),
    ("77", "=", 2, None, "year"),
]
DECREE_59 = [
    ("3", ">=", 2, None, "day"),
    ("3", ">", F(1, 2), None, "share"),
    ("3", "range", 3, 5, "person"),
    ("3", "<=", 5, None, "working-day"),
    ("4", "<=", 2, None, "day"),
    ("5", ">", F(1, 2), None, "share"),
    ("6", ">=", 20, None, "day"),
    ("6", ">=", 10, None, "day"),
    ("6", ">=", 7, None, "day"),
    ("6", ">=", 15, None, "day"),
    ("6", ">=", 1, None, "person"),
    ("9", ">=", F(1, 2), None, "share"),
    ("9", "<=", 60, None, "day"),
    ("11", ">=", 5, None, "day"),
    ("13", "<=", 5, None, "person"),
    ("14", ">=", 5, None, "working-day"),
    ("17", "<=", 5, None, "person"),
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_registry())


def official(name: str) -> dict[str, list[str]]:
    file = DATA / "law" / name
    if not file.exists():
        pytest.skip(f"shared data not there: {file}")
    return {
        article["article"]: article["text"].split("\n") for article in json.loads(file.read_text(encoding="utf-8"))["articles"]
    }


def read(annotator: Annotator, lines: list[str]) -> list[Norm]:
    return [norm for line in lines for norm in annotator.annotate_text(line).norms]


@pytest.mark.parametrize(("file", "expected"), [("10-2022-QH15.json", LAW), ("59-2023-NĐ-CP.json", DECREE_59)])
def test_the_known_numbers_of_the_law_are_read_out_of_its_text(annotator: Annotator, file: str, expected: list[tuple]) -> None:
    articles = official(file)
    found = {
        (article, n.operator.value, n.value, n.upper, n.unit)
        for article, lines in articles.items()
        for n in read(annotator, lines)
    }
    missing = [row for row in expected if row not in found]
    assert not missing


def test_every_number_of_a_basis_is_cited_or_stands_in_a_title(annotator: Annotator) -> None:
    folder = DATA / "provincial"
    if not folder.exists():
        pytest.skip(f"shared data not there: {folder}")
    number = re.compile(r"\d{1,4}/\d{4}/[A-ZĐ]{2,}[A-Z0-9Đ-]*")
    total = missed = 0
    for file in sorted(folder.glob("*.md")):
        text = file.read_text(encoding="utf-8").replace("*", "")
        for block in re.split(r"\n\s*\n", text):
            basis = " ".join(block.split())
            if not basis.startswith("Căn cứ") or basis.count("Căn cứ") > 1:
                continue
            cited = annotator.annotate_text(basis).citations
            first = number.search(basis)  # what follows may be in its title
            if first is None:
                continue
            total += 1
            missed += not any(c.start <= first.start() < c.end for c in cited)
    assert total > 200
    assert missed / total <= 0.01
