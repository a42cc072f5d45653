"""An interrupted run leaves the files of the run before, whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import report_cases as cases

from pipeline.errors import UsageError
from pipeline.records import Review
from pipeline.report import Format, write_reports
from pipeline.report.stage import staged


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _broken() -> Iterator[Review]:
    yield cases.reviews()[0]
    raise RuntimeError("power cut")


def test_failure_in_the_middle_leaves_the_old_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_reports(cases.reviews(), out, cases.options())
    before = _files(out)
    with pytest.raises(RuntimeError, match="power cut"):
        write_reports(_broken(), out, cases.options())
    assert _files(out) == before


def test_failure_of_a_paper_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write_reports(cases.reviews(), out, cases.options())
    before = _files(out)

    def fail(*_: object) -> None:
        raise RuntimeError("no paper")

    monkeypatch.setattr("pipeline.report.report_paper.write_report_paper", fail)
    with pytest.raises(RuntimeError, match="no paper"):
        write_reports(cases.reviews()[:1], out, cases.options())
    assert _files(out) == before


def test_failure_of_a_first_run_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write_reports(_broken(), tmp_path / "new" / "out", cases.options())
    assert not (tmp_path / "new" / "out").exists()


def test_success_leaves_the_contract_and_no_stage(tmp_path: Path) -> None:
    summary = write_reports(cases.reviews(), tmp_path / "out", cases.options())
    expected = {
        *("documents.jsonl", "provisions.jsonl", "alignments.jsonl", "findings.jsonl", "conformance.jsonl"),
        *("summary.json", "report.html", "report.docx", "report.xlsx"),
    }
    assert set(_files(tmp_path / "out")) == expected == set(summary.files)


@pytest.mark.parametrize("chosen", [frozenset(), frozenset({Format.HTML}), frozenset({Format.DOCX, Format.XLSX})])
def test_only_the_formats_asked_for_are_written(tmp_path: Path, chosen: frozenset[Format]) -> None:
    write_reports(cases.reviews(), tmp_path / "out", cases.options(formats=chosen))
    assert {path.suffix[1:] for path in (tmp_path / "out").glob("report.*")} == {str(one) for one in chosen}


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ghi-chu.txt").write_text("của đơn vị", encoding="utf-8")
    write_reports(cases.reviews(), tmp_path, cases.options())
    assert (tmp_path / "ghi-chu.txt").read_text("utf-8") == "của đơn vị"


def test_output_that_is_a_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        write_reports(cases.reviews(), target, cases.options())
    assert "--out" in caught.value.vi
    assert "--out" in caught.value.en
    assert target.read_text("utf-8") == ""


def test_files_are_moved_in_the_order_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (moved.append(Path(target).name), replace(self, target))[1])
    with staged(tmp_path, ("b", "a", "absent")) as stage:
        for name in ("a", "b"):
            (stage / name).write_text(name, encoding="utf-8")
    assert moved == ["b", "a"]


def test_file_held_open_elsewhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(self: Path, target: Path) -> None:
        raise PermissionError(13, "held", str(target))

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(UsageError) as caught, staged(tmp_path, ("report.xlsx",)) as stage:
        (stage / "report.xlsx").write_text("x", encoding="utf-8")
    assert "report.xlsx" in caught.value.vi
