"""papers, track, annotate and export as a user runs them, on real samples."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from command_runs import ROOT, program

from pipeline.report.amendments import Source, propose_amendment
from pipeline.report.folder import read_folder
from pipeline.report.tracking.decide import Decisions

SAMPLES = ("01-quy-che-dan-chu-xa-2009.docx", "04-cong-van-trien-khai-luat-2023.pdf", "10-ke-hoach-2021.pdf")


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("review")
    files = [f"corpus/samples/{name}" for name in SAMPLES]
    run = program("review", *files, "--out", out, "--as-of", "2026-11-01", "--quiet", "--workers", "1")
    assert run.returncode == 0, run.stderr
    return out


def test_papers_track_and_a_second_round(review: Path, tmp_path: Path) -> None:
    first = program("papers", review, "--out", tmp_path, "--office", "Sở Tư pháp", "--as-of", "2026-11-01")
    assert first.returncode == 0, first.stderr
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"bao-cao-ket-qua-ra-soat.docx", "theo-doi.xlsx", "bao-cao.html"} <= names
    assert "phieu-ra-soat/04-cong-van-trien-khai-luat-2023.docx" in names
    assert "danh-muc/danh-muc-van-ban-hanh-chinh-1-het-thoi-han-khong-con-ap-dung.docx" in names
    assert "bang-so-sanh/01-quy-che-dan-chu-xa-2009.docx" in names

    book = openpyxl.load_workbook(tmp_path / "theo-doi.xlsx")
    sheet = book["Quyết định - cần xử lý"]
    sheet["J2"], sheet["O2"] = "Lê Thị Hoa", "01/10/2026"
    book.save(tmp_path / "theo-doi.xlsx")
    second = program("papers", review, "--out", tmp_path, "--only", "tracking")
    assert second.stdout.split() == [str(tmp_path / "theo-doi.xlsx")]
    track = program("track", tmp_path, "--as-of", "2026-11-01", "--out", tmp_path / "tong-hop.docx")
    late = next(line for line in track.stdout.splitlines() if "Lê Thị Hoa" in line)
    assert late.startswith("31\t01/10/2026\t")
    assert zipfile.is_zipfile(tmp_path / "tong-hop.docx")
    data = json.loads(program("track", tmp_path, "--as-of", "2026-11-01", "--json").stdout)
    assert {one["unit"]: one["late"] for one in data["units"]}["Sở Nội vụ"] == 2  # two tasks of the dispatch of 2023
    assert not any("10-ke-hoach" in one["path"] for one in data["late"])  # a plan whose term has ended gives no tasks


def test_annotate_marks_every_finding_of_the_samples(review: Path, tmp_path: Path) -> None:
    run = program("annotate", review, "--out", tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".docx", ".html", ".html", ".html", ".pdf", ".pdf"]


def test_annotate_refuses_an_original_that_has_changed(review: Path, tmp_path: Path) -> None:
    changed = tmp_path / "goc"
    changed.mkdir()
    for name in SAMPLES:
        (changed / name).write_bytes((ROOT / "corpus" / "samples" / name).read_bytes() + b" ")
    run = program("annotate", review, "--out", tmp_path / "out", "--originals", changed, "--format", "pdf")
    assert run.returncode == 1
    assert "đã thay đổi sau khi rà soát" in run.stderr


@pytest.mark.parametrize(
    ("format_", "files"),
    [
        ("akn", 3),
        ("webannotation", 1),
        ("labelstudio", 2),
        ("csv", 3),
    ],
)
def test_export(review: Path, tmp_path: Path, format_: str, files: int) -> None:
    run = program("export", review, "--out", tmp_path, "--format", format_)
    assert run.returncode == 0, run.stderr
    assert len(list(tmp_path.iterdir())) == len(run.stdout.splitlines()) == files


@pytest.mark.parametrize("command", ["papers", "annotate", "export"])
def test_a_folder_that_is_no_review_is_wrong_usage(tmp_path: Path, command: str) -> None:
    extra = ["--format", "csv"] if command == "export" else []
    run = program(command, tmp_path, "--out", tmp_path / "out", *extra)
    assert run.returncode == 2
    assert "không phải thư mục kết quả rà soát" in run.stderr


def test_drafts_of_the_checks_reach_the_comparison(review: Path) -> None:
    """Guards the wording that ``amendments`` reads drafts from: a change in the checks' sentences must fail here."""
    findings = read_folder(review).documents[0].digest.findings
    sources = [one.source for finding in findings if (one := propose_amendment(finding, Decisions()))]
    assert sources.count(Source.DRAFT) >= 4
