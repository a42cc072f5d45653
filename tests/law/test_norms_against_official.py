"""The norms against the official texts, both ways: no number without a norm or a reason, no norm without its number."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from official_text import CODIFIED, FILES, Passage, Quantity, official, passages, quantities

from pipeline import resources
from pipeline.law import load_law
from pipeline.law.read_corpus import read_yaml
from pipeline.records import Aspect, LawNorm, Operator

YEARLY = Quantity("hằng năm", (Fraction(1),), "times/year", 0, 0)


def norms_of(law: str) -> list[LawNorm]:
    return [norm for norm in load_law(law).norms if norm.unit.law == law]


def numeric(law: str) -> list[LawNorm]:
    return [norm for norm in norms_of(law) if norm.norm.value is not None and norm.direction != "list"]


def exempt() -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = read_yaml(resources.corpus_dir() / "law" / "uncovered-numbers.yaml")
    return data


def stands_at(norm: LawNorm, passage: Passage) -> bool:
    unit = norm.unit
    return (
        unit.article == passage.article
        and (unit.clause is None or unit.clause == passage.clause)
        and (unit.point is None or unit.point == passage.point)
    )


def holds(norm: LawNorm, quantity: Quantity) -> bool:
    """Same values in the same unit; or the quantity stands in an item of a list ("kế hoạch 06 tháng")."""
    values = {value for value in (norm.norm.value, norm.norm.upper) if value is not None}
    if set(quantity.values) == values and quantity.unit == norm.norm.unit:
        return True
    return bool(quantity.unit) and any(quantity.text.removeprefix("từng ") in item for item in norm.items)


def stated_operator(passage: Passage, quantity: Quantity) -> Operator:
    """What the words around a number say, as a reader would put it."""
    if len(quantity.values) == 2:
        return Operator.RANGE
    before = passage.text[max(0, quantity.start - 30) : quantity.start].lower()
    after = passage.text[quantity.end : quantity.end + 60].lower()
    notice = re.match(r"(?: \([^)]*\))? trước", after)
    for phrase, operator in [
        (r"(?:ít nhất|ít nhất là|không ít hơn) $", Operator.GE),
        (r"(?:trên|nhiều hơn) $", Operator.GT),
        (r"(?:chưa có đủ|chưa đạt|ít hơn|dưới) $", Operator.LT),
        (r"(?:không quá|tối đa|không chậm hơn) $", Operator.LE),
        (r"chậm nhất(?: là| sau)? $", Operator.GE if notice else Operator.LE),
        (r"trong thời hạn(?: không quá)? $", Operator.LE),
    ]:
        if re.search(phrase, before):
            return operator
    if "trở lên" in after:
        return Operator.GE
    if "trở xuống" in after:
        return Operator.LE
    return Operator.GE if quantity.text.startswith("ít nhất") else Operator.EQ


@pytest.mark.parametrize("law", FILES)
def test_every_number_has_a_norm_or_a_reason(law: str, capsys: pytest.CaptureFixture[str]) -> None:
    reasons = exempt()
    patterns = [re.compile(entry["match"]) for entry in reasons["patterns"]]
    norms = norms_of(law)
    counted = covered = explained = 0
    uncovered: list[str] = []
    for passage in passages(law):
        spans = [match.span() for pattern in patterns for match in pattern.finditer(passage.text)]
        places = [entry["number"] for entry in reasons["places"] if (entry["law"], entry["at"]) == (law, passage.place)]
        for quantity in quantities(passage.text):
            counted += 1
            if any(stands_at(norm, passage) and holds(norm, quantity) for norm in norms):
                covered += 1
            elif quantity.text in places or any(a <= quantity.start and quantity.end <= b for a, b in spans):
                explained += 1
            else:
                around = passage.text[max(0, quantity.start - 40) : quantity.end + 40]
                uncovered.append(f"{law} {passage.place}: “{quantity.text}” in “…{around}…”")
    with capsys.disabled():
        print(f"\n  {law}: {counted} numbers, {covered} in norms, {explained} explained, {len(uncovered)} uncovered")
    assert uncovered == []


def test_no_reason_is_stale() -> None:
    """Each pattern and each place of ``uncovered-numbers.yaml`` still explains a number that no norm holds."""
    reasons = exempt()
    unused = {entry["match"] for entry in reasons["patterns"]} | {
        f"{entry['law']} {entry['at']} {entry['number']}" for entry in reasons["places"]
    }
    for law in FILES:
        norms = norms_of(law)
        for passage in passages(law):
            for quantity in quantities(passage.text):
                if any(stands_at(norm, passage) and holds(norm, quantity) for norm in norms):
                    continue
                unused.discard(f"{law} {passage.place} {quantity.text}")
                unused -= {
                    pattern
                    for pattern in unused
                    if not pattern.startswith(law)
                    and any(
                        match.start() <= quantity.start and quantity.end <= match.end()
                        for match in re.finditer(pattern, passage.text)
                    )
                }
    assert unused == set()


@pytest.mark.parametrize("law", [*FILES, *CODIFIED])
def test_every_number_of_a_norm_stands_in_the_official_text(law: str) -> None:
    """Value, unit and operator: "ít nhất", "trên", "không quá", "chậm nhất … trước" must be what the norm says."""
    text = passages(law)
    wrong = []
    for norm in numeric(law):
        found = [
            (quantity, stated_operator(passage, quantity))
            for passage in text
            if stands_at(norm, passage)
            for quantity in quantities(passage.text)
            if holds(norm, quantity)
        ]
        if (norm.norm.unit, norm.norm.value) == ("times/year", 1) and any(
            stands_at(norm, passage) and re.search("hằng năm", passage.text, re.I) for passage in text
        ):
            found.append((YEARLY, Operator.EQ))
        # a term is a fixed time however it is worded ("có giá trị trong thời hạn 03 tháng")
        if norm.norm.aspect is Aspect.TERM and found:
            continue
        # "nhiều hơn" without a number refers to the ceiling named just before it
        if not found and norm.norm.operator is Operator.GT:
            clause = [passage for passage in text if stands_at(norm, passage)]
            named = {value for passage in clause for quantity in quantities(passage.text) for value in quantity.values}
            if norm.norm.value in named and any("nhiều hơn" in passage.text for passage in clause):
                continue
        if norm.norm.operator not in {operator for _, operator in found}:
            wrong.append(f"{norm.id}: {norm.norm.operator} {norm.norm.value} {norm.norm.unit}, official: {found}")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("law", [*FILES, *CODIFIED])
def test_lists_are_as_long_as_the_official_ones(law: str) -> None:
    """A list norm on an article counts its clauses, one on a clause with points counts these; else it counts its items."""
    text = passages(law)
    for norm in (norm for norm in norms_of(law) if norm.direction == "list"):
        assert norm.norm.value == len(norm.items), norm.id
        if norm.unit.clause is None:
            clauses = {passage.clause for passage in text if passage.article == norm.unit.article and passage.clause}
            assert norm.norm.value == len(clauses), norm.id
        elif norm.unit.point is None:
            points = {passage.point for passage in text if stands_at(norm, passage) and passage.point}
            assert norm.norm.value == len(points) or not points, norm.id


RISKS = ("thị trấn", "không chuyên trách ở cấp xã", "huyện", "Lao động - Thương binh", "Công đoàn")
HISTORY = ("N90.2",)  # "thị trấn" only in the title of the Ordinance that expired


@pytest.mark.parametrize(("law", "risks"), [("10/2022/QH15", RISKS), ("59/2023/NĐ-CP", ("Công đoàn", "công đoàn"))])
def test_what_law_97_2025_may_have_touched_is_marked(law: str, risks: tuple[str, ...]) -> None:
    """A norm carries the caution where its own words name a unit, post, body or union that the reform changed, and only in
    articles that do."""
    text = passages(law)
    titles = {article["article"]: article["title"] for article in official(law)}
    wrong = []
    for norm in norms_of(law):
        own = " ".join(
            passage.text
            for passage in text
            if stands_at(norm, passage)
            and (norm.unit.paragraph is None or passage.paragraph == norm.unit.paragraph or passage.point)
        )
        # Điều 85 names its bodies in the title alone
        own += titles[norm.unit.article or ""] if "huyện" in titles[norm.unit.article or ""] else ""
        whole = titles[norm.unit.article or ""] + " ".join(p.text for p in text if p.article == norm.unit.article)
        marked = norm.caution == "needs-97-2025-check"
        if not marked and any(risk in own for risk in risks) and norm.id not in HISTORY:
            wrong.append(f"{norm.id} is not marked")
        if marked and not any(risk in whole for risk in risks):
            wrong.append(f"{norm.id} is marked without reason")
    assert not wrong, "\n".join(map(str, wrong))


def test_there_are_at_least_140_norms() -> None:
    assert len({norm.id for norm in load_law().norms}) >= 140
