"""Large reports in parts, and what changed since the run before."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import report_cases as cases
from markupsafe import escape

from pipeline.records import Review
from pipeline.report import Format, write_reports
from pipeline.report.changes import read_counts

HTML = frozenset({Format.HTML})


def many(count: int) -> list[Review]:
    """The cases again and again under other names."""
    given = cases.reviews()
    made = []
    for number in range(count):
        one = given[number % len(given)]
        path = f"{number:03d}-{one.path}"
        findings = tuple(replace(finding, document=path, id=f"{number}-{finding.id}") for finding in one.findings)
        rows = tuple(replace(row, document=path) for row in one.conformance)
        made.append(replace(one, path=path, findings=findings, conformance=rows))
    return made


@pytest.mark.parametrize(("documents", "limit", "parts"), [(0, 10, 1), (10, 10, 1), (11, 10, 2), (30, 10, 3), (31, 10, 4)])
def test_parts_hold_every_document_once(tmp_path: Path, documents: int, limit: int, parts: int) -> None:
    options = cases.options(formats=HTML, part_documents=limit)
    summary = write_reports(many(documents), tmp_path, options)
    files = sorted(path.name for path in tmp_path.glob("report*"))
    expected = ["report.html"] if parts == 1 else [*(f"report-{n:03d}.html" for n in range(1, parts + 1)), "report.html"]
    assert files == expected
    assert set(expected) <= set(summary.files)
    text = "".join((tmp_path / name).read_text("utf-8") for name in (files if parts == 1 else files[:-1]))
    for review in many(documents):
        assert str(escape(review.path)) in text
    if parts > 1:
        contents = (tmp_path / "report.html").read_text("utf-8")
        assert all(f'href="{name}"' in contents for name in files[:-1])
        assert "<script" not in contents


def test_jsonl_is_the_same_in_one_part_and_in_many(tmp_path: Path) -> None:
    for name, limit in (("one", 500), ("many", 4)):
        write_reports(many(15), tmp_path / name, cases.options(formats=HTML, part_documents=limit))
    for name in ("documents", "provisions", "alignments", "findings", "conformance"):
        assert (tmp_path / "one" / f"{name}.jsonl").read_bytes() == (tmp_path / "many" / f"{name}.jsonl").read_bytes()


def test_parts_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    write_reports(many(15), tmp_path, cases.options(formats=HTML, part_documents=4))
    (tmp_path / "report-nhap.html").write_text("của đơn vị", encoding="utf-8")
    write_reports(many(3), tmp_path, cases.options(formats=HTML))
    assert sorted(path.name for path in tmp_path.glob("report*")) == ["report-nhap.html", "report.html"]


def test_findings_bound_a_part_too(tmp_path: Path) -> None:
    write_reports(many(12), tmp_path, cases.options(formats=HTML, part_findings=1))
    assert len(list(tmp_path.glob("report-*.html"))) > 2


def test_changes_name_what_is_new_gone_and_changed(tmp_path: Path) -> None:
    before = [one for one in many(9) if one.findings][:3]
    assert len(before) == 3
    options = cases.options(formats=frozenset())
    write_reports(before, tmp_path, options)
    assert read_counts(tmp_path / "changes.json") is None
    first, second, _ = before
    other = replace(first.findings[0], confidence=0.123, versions={"corpus": "other"})
    same = tuple(replace(finding, versions={"corpus": "other"}) for finding in first.findings[1:])
    added = replace(second, path="new.docx", findings=tuple(replace(f, document="new.docx") for f in second.findings))
    write_reports([replace(first, findings=(other, *same)), second, added], tmp_path, options)
    changes = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    assert changes["counts"]["documents"] == {"new": 1, "gone": 1, "changed": 0}
    counts = {"new": len(second.findings), "gone": len(before[2].findings), "changed": 1}
    assert changes["counts"]["findings"] == counts == read_counts(tmp_path / "changes.json")
    changed = [entry for entry in changes["findings"] if entry["change"] == "changed"]
    assert [(entry["id"], entry["differs"]) for entry in changed] == [(other.id, ["confidence"])]


@pytest.mark.parametrize("text", ["no json\n", '{"a": 1}\n', "[]\n", "\x00\xff\n"])
def test_earlier_files_that_are_not_ours_are_no_run_to_compare_with(tmp_path: Path, text: str) -> None:
    for name in ("documents.jsonl", "findings.jsonl"):
        (tmp_path / name).write_text(text, encoding="latin-1")
    write_reports(many(2), tmp_path, cases.options(formats=frozenset()))
    assert not (tmp_path / "changes.json").exists()
