"""A review folder read back: the same documents and findings as were written, and a clear error where it is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import report_cases as cases

from pipeline.errors import UsageError
from pipeline.report import write_reports
from pipeline.report.folder import read_folder
from pipeline.report.summarize import digest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("review")
    write_reports(cases.reviews(), out, cases.options(formats=frozenset()), cases.batch_findings())
    return out


def test_documents_and_findings_come_back_as_written(folder: Path) -> None:
    read = read_folder(folder).kept
    written = [digest(review) for review in cases.reviews()]
    for back, one in zip(read, written, strict=True):
        # The lines hold no paragraph of an article, boxes to two decimals, versions sorted; a reason is filled in for every failure.
        assert [(f.id, f.text, f.start, f.end, f.kind, f.action, f.confidence) for f in back.findings] == [
            (f.id, f.text, f.start, f.end, f.kind, f.action, f.confidence) for f in one.findings
        ]
        assert replace(back, findings=(), conformance=(), reason=None) == replace(one, findings=(), conformance=(), reason=None)
        assert [(row.norm_id, row.status) for row in back.conformance] == [(row.norm_id, row.status) for row in one.conformance]


def test_totals_are_those_of_the_review(folder: Path) -> None:
    summary = read_folder(folder).summary
    assert (summary.documents, summary.unread, summary.findings) == (7, 4, 13)
    assert sum(summary.handling.values()) == 7


def test_batch_findings_are_kept_apart(folder: Path) -> None:
    assert [finding.id for finding in read_folder(folder).batch] == ["F0013"]


def test_texts_are_read_where_asked_for(folder: Path) -> None:
    assert read_folder(folder).provisions == {}
    read = read_folder(folder, texts=True)
    source = cases.reviews()[0].document
    assert source is not None
    assert [p.path for p in read.provisions[cases.REGULATION]] == [p.path for p in source.provisions]
    assert read.alignments[cases.REGULATION]["dieu-5/khoan-2"].candidates[0].unit.article == "13"


def test_a_folder_that_is_none_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_folder(tmp_path)
    assert "run_review.py review" in caught.value.vi
    assert str(tmp_path) in caught.value.vi


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"document": "x"}'])
def test_a_broken_line_is_named(folder: Path, tmp_path: Path, line: str) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "findings.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(UsageError, match=r"findings\.jsonl, line 14"):
        read_folder(tmp_path)
