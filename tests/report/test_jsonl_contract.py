"""The JSONL and summary files: the contract's keys, the published schemas, determinism."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import report_cases as cases
from jsonschema import Draft202012Validator

from pipeline.records import Action, Aspect, Kind, ProvisionKind, ReadStatus, Review, Severity, Status
from pipeline.report import Handling, write_reports

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
DATA_ONLY = cases.options(formats=frozenset())
JSONL = ("documents", "provisions", "alignments", "findings", "conformance")


def schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))


def lines(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_reports(cases.reviews(), tmp_path / "out", DATA_ONLY, cases.batch_findings())
    return tmp_path / "out"


@pytest.mark.parametrize("name", [*JSONL, "summary"])
def test_schema_is_valid_and_closed(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["additionalProperties"] is False


@pytest.mark.parametrize("name", JSONL)
def test_every_written_line_validates(out: Path, name: str) -> None:
    written = lines(out, name)
    assert written
    validator = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)
    problems = [f"{line.get('path')}: {error.message}" for line in written for error in validator.iter_errors(line)]
    assert problems == []


def test_summary_validates(out: Path) -> None:
    Draft202012Validator(schema("summary")).validate(json.loads((out / "summary.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("alignments", "document path text articles abstained"),
        (
            "findings",
            "id document path label quote text page span kind aspect status action severity confidence law "
            "explanation check versions",
        ),
    ],
)
def test_keys_of_the_contract_come_first_and_in_order(out: Path, name: str, keys: str) -> None:
    for line in lines(out, name):
        assert list(line)[: len(keys.split())] == keys.split()


def test_nested_keys_are_exactly_those_of_the_contract(out: Path) -> None:
    assert {tuple(f["law"]) for f in lines(out, "findings")} == {("law", "article", "clause", "point", "excerpt")}
    assert {tuple(a) for line in lines(out, "alignments") for a in line["articles"]} == {
        ("law", "article", "clause", "point", "probability")
    }


@pytest.mark.parametrize("name", JSONL)
def test_every_key_is_documented(name: str) -> None:
    page = (SCHEMAS.parent / "outputs.md").read_text("utf-8")
    section = page.split(f"## {name}.jsonl")[1].split("\n## ")[0] + page.split("## Coordinates")[1].split("\n## ")[0]
    assert [key for key in schema(name)["properties"] if f"`{key}`" not in section] == []


ENUMS: list[tuple[str, str, type[StrEnum]]] = [
    ("findings", "kind", Kind),
    ("findings", "aspect", Aspect),
    ("findings", "status", Status),
    ("findings", "action", Action),
    ("findings", "severity", Severity),
    ("provisions", "kind", ProvisionKind),
    ("documents", "status", ReadStatus),
    ("conformance", "status", Status),
]


@pytest.mark.parametrize(("name", "key", "vocabulary"), ENUMS)
def test_schema_lists_the_vocabulary(name: str, key: str, vocabulary: type[StrEnum]) -> None:
    assert {value for value in schema(name)["properties"][key]["enum"] if value} == {member.value for member in vocabulary}


def test_summary_schema_lists_the_vocabulary() -> None:
    properties = schema("summary")["properties"]
    assert set(properties["documents"]["properties"]["by_handling"]["required"]) == set(Handling)
    assert set(properties["findings"]["properties"]["by_kind"]["required"]) == set(Kind)


def test_one_line_per_document_and_provision_in_input_order(out: Path) -> None:
    reviews = cases.reviews()
    assert [line["path"] for line in lines(out, "documents")] == [review.path for review in reviews]
    expected = [(r.path, p.path) for r in reviews if r.document for p in r.document.provisions]
    assert [(line["document"], line["path"]) for line in lines(out, "provisions")] == expected
    assert [(line["document"], line["path"]) for line in lines(out, "alignments")] == expected


def test_spans_point_at_the_words(out: Path) -> None:
    for line in lines(out, "findings"):
        words = line["text"][line["quote_span"]["start"] : line["quote_span"]["end"]]
        assert bool(words) == bool(line["text"])
    second = lines(out, "findings")[1]
    assert second["text"][second["quote_span"]["start"] : second["quote_span"]["end"]] == "15 ngày"


def test_reason_is_given_exactly_where_a_document_was_not_reviewed(out: Path) -> None:
    for line in lines(out, "documents"):
        assert (line["reason"] is None) == (line["status"] == "reviewed")
        assert line["reason"] is None or (line["reason"]["vi"] and line["reason"]["en"])


def test_provision_the_matcher_left_out_is_listed_with_a_reason(out: Path) -> None:
    bases = [line for line in lines(out, "alignments") if line["path"].startswith("can-cu")]
    assert bases
    assert {line["abstained"] for line in bases} == {"not-aligned"}


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_reports(cases.reviews(), tmp_path / name, DATA_ONLY, cases.batch_findings())
    for name in [f"{stem}.jsonl" for stem in JSONL] + ["summary.json"]:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_lines_are_utf8_with_unix_line_ends(out: Path) -> None:
    data = (out / "findings.jsonl").read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert "Ủy ban nhân dân".encode() in data


def test_path_that_is_not_utf8_stays_valid_json(tmp_path: Path) -> None:
    odd = Review("thu-muc/\udcfftep.docx", ReadStatus.CORRUPT, None, None, None)
    write_reports([odd], tmp_path / "out", cases.options())
    assert [line["path"] for line in lines(tmp_path / "out", "documents")] == [odd.path]


def test_reviews_are_consumed_one_by_one(tmp_path: Path) -> None:
    """Lines of a review are on disk before the next one is asked for, so memory holds one source text at a time."""
    staged: list[int] = []

    def watched() -> Iterator[Review]:
        for review in cases.reviews():
            staged.append(len(list(tmp_path.glob("out/.writing-*/documents.jsonl"))))
            yield review

    write_reports(watched(), tmp_path / "out", DATA_ONLY)
    assert staged == [1] * len(cases.reviews())


def test_batch_findings_are_read_after_the_last_review(tmp_path: Path) -> None:
    order: list[str] = []

    def reviews() -> Iterator[Review]:
        yield from cases.reviews()
        order.append("reviews")

    def batch() -> Iterator[Any]:
        order.append("batch")
        yield from cases.batch_findings()

    summary = write_reports(reviews(), tmp_path / "out", DATA_ONLY, batch())
    assert order == ["reviews", "batch"]
    assert summary.by_kind[Kind.MISSING_DOCUMENT] == 1


def test_totals_agree_with_the_lines(tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = write_reports(cases.reviews(), out, DATA_ONLY, cases.batch_findings())
    written = lines(out, "findings")
    assert summary.findings == len(written) == sum(summary.by_kind.values())
    assert summary.unread == sum(1 for line in lines(out, "documents") if line["status"] != "reviewed") == 4
    assert summary.at_or_above(Severity.MEDIUM) == sum(1 for f in written if f["severity"] in ("high", "medium"))
    assert summary.at_or_above(Severity.INFO) == summary.findings
    assert json.loads((out / "summary.json").read_text("utf-8"))["findings"]["total"] == len(written)
