"""``run_review.py review`` from the shell: files in, the contract's files out, exit codes, stops, no network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command_runs import JSONL, ROOT, SAMPLES, bad_files, lines, program
from docx import Document
from jsonschema import Draft202012Validator

Ran = tuple[Path, subprocess.CompletedProcess[str]]
DAY = ("--as-of", "2026-11-01")
CLEAN = f"{SAMPLES}/08-quy-che-dan-chu-xa-2025.md"
FAULTY = f"{SAMPLES}/05-quy-che-dan-chu-phuong-2024.docx"

_NO_NETWORK = """
import os, socket
def _refuse(self, address, *_):
    if self.family != getattr(socket, "AF_UNIX", None):
        with open(os.environ["NETWORK_LOG"], "a") as log:
            log.write(f"{address}\\n")
        raise OSError("no network in this test")
    return _connect(self, address)
_connect = socket.socket.connect
socket.socket.connect = socket.socket.connect_ex = _refuse
def _lookup(host, *_, **__):
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"lookup {host}\\n")
    raise OSError("no network in this test")
socket.getaddrinfo = _lookup
"""


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    out = tmp_path_factory.mktemp("samples") / "out"
    return out, program("review", SAMPLES, "--out", out, *DAY, "--workers", "2", RASOAT_DATA=str(out.parent))


@pytest.fixture(scope="session")
def no_network(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("network")
    (folder / "sitecustomize.py").write_text(_NO_NETWORK, encoding="utf-8")
    return {"PYTHONPATH": str(folder), "NETWORK_LOG": str(folder / "log"), "RASOAT_DATA": str(folder)}


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory, no_network: dict[str, str]) -> Ran:
    """The same documents again: in English, one process, no network."""
    out = tmp_path_factory.mktemp("again") / "out"
    return out, program("review", SAMPLES, "--out", out, *DAY, "--workers", "1", "--lang", "en", **no_network)


def test_samples_are_all_reviewed(samples: Ran) -> None:
    out, ran = samples
    assert ran.returncode == 0, ran.stderr
    assert {line["status"] for line in lines(out, "documents")} == {"reviewed"}
    assert {file.name for file in out.iterdir()} == {
        *(f"{name}.jsonl" for name in JSONL),
        *("summary.json", "report.html", "report.docx", "report.xlsx", ".rasoat"),
    }


@pytest.mark.parametrize("name", JSONL)
def test_lines_keep_the_published_schema(samples: Ran, name: str) -> None:
    schema: dict[str, Any] = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    written = lines(samples[0], name)
    assert written
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for line in written for error in validator.iter_errors(line)] == []


@pytest.mark.parametrize("name", JSONL)
def test_second_run_gives_the_same_bytes(samples: Ran, again: Ran, name: str) -> None:
    """Other language, other number of processes: the data do not change."""
    assert again[1].returncode == 0, again[1].stderr
    assert (samples[0] / f"{name}.jsonl").read_bytes() == (again[0] / f"{name}.jsonl").read_bytes()


def test_piped_output_is_plain(samples: Ran) -> None:
    ran = samples[1]
    assert "\x1b" not in ran.stdout + ran.stderr
    assert ran.stderr == ""
    assert "Quyết định 07/2009/QĐ-UBND" in ran.stdout
    assert f"{SAMPLES}/01-quy-che-dan-chu-xa-2009.docx" in ran.stdout
    assert ran.stdout.rstrip().endswith("report.html")


def test_language_of_report_and_table(samples: Ran, again: Ran) -> None:
    assert '<html lang="vi"' in (samples[0] / "report.html").read_text("utf-8")
    assert '<html lang="en"' in (again[0] / "report.html").read_text("utf-8")
    assert "12 documents reviewed" in again[1].stdout


def test_review_needs_no_network(again: Ran, no_network: dict[str, str]) -> None:
    assert again[1].returncode == 0
    log = Path(no_network["NETWORK_LOG"])
    assert not log.exists()
    attempt = "import socket; socket.create_connection(('127.0.0.1', 9))"
    control = subprocess.run(
        [sys.executable, "-c", attempt], env={**os.environ, **no_network}, capture_output=True, check=False
    )
    assert control.returncode != 0
    assert log.read_text().strip(), "the block itself does not work"
    log.unlink()


def test_unreadable_documents_are_listed_and_the_rest_is_reviewed(tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    folder.mkdir()
    for name, (content, _) in bad_files().items():
        (folder / name).write_bytes(content)
    ran = program("review", folder, CLEAN, "--out", tmp_path / "out", *DAY, "--progress", "json")
    assert ran.returncode == 1, ran.stderr
    documents = lines(tmp_path / "out", "documents")
    found = {Path(line["path"]).name: line["status"] for line in documents}
    assert found == {name: status for name, (_, status) in bad_files().items()} | {Path(CLEAN).name: "reviewed"}
    for line in documents:
        if line["status"] == "reviewed":
            assert line["reason"] is None
            continue
        assert Path(line["path"]).name in line["reason"]["vi"]
        assert Path(line["path"]).name in line["reason"]["en"]
        assert line["reason"]["vi"] in ran.stdout
    events = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [event["event"] for event in events] == ["started", *["document"] * 7, "finished"]
    assert events[-1]["done"] == events[0]["total"] == 7


def test_no_readable_document_still_gives_reports(tmp_path: Path) -> None:
    (tmp_path / "rong.docx").write_bytes(b"")
    ran = program("review", tmp_path / "rong.docx", "--out", tmp_path / "out", *DAY, "--slips")
    assert ran.returncode == 1, ran.stderr
    assert all((tmp_path / "out" / f"report.{kind}").stat().st_size > 1000 for kind in ("html", "docx", "xlsx"))
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["documents"]["by_status"]["empty"] == 1
    assert (tmp_path / "out" / "phieu-ra-soat" / "rong.docx").exists()


def test_fail_on_slips_and_offices(tmp_path: Path) -> None:
    kept = tmp_path / "out" / "phieu-ra-soat" / "da-ky.docx"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"filled in by hand")
    named = ("--office", "SỞ TƯ PHÁP", "--parent-office", "ỦY BAN NHÂN DÂN TỈNH", "--place", "Tân Lập")
    ran = program("review", FAULTY, "--out", tmp_path / "out", *DAY, "--fail-on", "high", "--slips", "--quiet", *named)
    assert ran.returncode == 3, ran.stderr
    assert len(ran.stdout.splitlines()) == 1
    assert kept.read_bytes() == b"filled in by hand"
    slip = Document(str(kept.parent / "05-quy-che-dan-chu-phuong-2024.docx"))
    text = "\n".join(p.text for p in slip.paragraphs) + "\n".join(c.text for t in slip.tables for r in t.rows for c in r.cells)
    assert "SỞ TƯ PHÁP" in text
    report = Document(str(tmp_path / "out" / "report.docx"))
    head = "\n".join(p.text for p in report.paragraphs) + "\n".join(
        c.text for t in report.tables for r in t.rows for c in r.cells
    )
    assert "ỦY BAN NHÂN DÂN TỈNH" in head
    assert "Tân Lập" in head


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.docx", "--out", "{out}"), "nowhere.docx"),
        ((CLEAN,), "--out"),
        (("--out", "{out}"), "PATHS"),
        ((CLEAN, "--out", "{out}", "--as-of", "01/11/2026"), "2026-11-01"),
        ((CLEAN, "--out", "{out}", "--law", "1/1900/XX"), "1/1900/XX"),
        ((CLEAN, "--out", "{out}", "--fail-on", "awful"), "awful"),
        ((CLEAN, "--out", "{out}", "--min-confidence", "2"), "2"),
        ((CLEAN, "--out", "{out}", "--workers", "-1"), "-1"),
        ((CLEAN, "--out", "{out}", "--timeout", "0"), "0"),
        ((CLEAN, "--out", CLEAN), "08-quy-che"),
        ((CLEAN, "--out", "{out}", "--resume", "--fresh"), "--fresh"),
        ((CLEAN, "--out", "{out}", "--address", "127.0.0.1:6379"), "--engine ray"),
        (("{empty}", "--out", "{out}"), "empty"),
    ],
)
def test_wrong_usage_is_exit_code_2(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "empty").mkdir()
    filled = (a.format(out=tmp_path / "out", empty=tmp_path / "empty") for a in arguments)
    ran = program("review", *filled)
    assert ran.returncode == 2, ran.stderr
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()


def test_dry_run_tells_and_does_nothing(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes((ROOT / FAULTY).read_bytes())
    ran = program(
        "review", tmp_path / "a.docx", tmp_path / "b.docx", CLEAN, "--out", tmp_path / "out", "--dry-run", "--lang", "en"
    )
    assert ran.returncode == 0, ran.stderr
    assert "3 files" in ran.stdout
    assert "0 unchanged since the last run, 3 to review" in ran.stdout
    assert "1 hold the same bytes" in ran.stdout
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="process groups and SIGINT are of POSIX systems")
def test_ctrl_c_publishes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "documents.jsonl").write_text("earlier\n")
    process = subprocess.Popen(
        [sys.executable, "run_review.py", "review", SAMPLES, "--out", str(out), "--slips", "--progress", "json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stderr
    assert "started" in process.stderr.readline()
    assert "document" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert str(out) in said
    assert {file.name for file in out.iterdir()} == {"documents.jsonl", ".rasoat"}
    assert (out / "documents.jsonl").read_text() == "earlier\n"
    _until_group_is_gone(process.pid)


def _until_group_is_gone(group: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("processes of the stopped run are left")
