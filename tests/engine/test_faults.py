"""The program under faults: after each of them, and --resume, every document has exactly one outcome and the report says so."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil
import pytest
from bad_zoo import bad_files, good_text

from pipeline.engine.journal import FOLDER, NAME

ROOT = Path(__file__).parents[2]
JSONL = ("documents", "provisions", "alignments", "findings", "conformance")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX systems")


def command(folder: Path, out: Path, *more: str) -> list[str]:
    options = ("--as-of", "2026-11-01", "--workers", "2", "--progress", "json", "--timeout", "60")
    return [sys.executable, "run_review.py", "review", str(folder), "--out", str(out), *options, *more]


def start(folder: Path, out: Path, *more: str, before: tuple[str, ...] = (), **popen: Any) -> subprocess.Popen[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "RASOAT_DATA": str(out.parent / "data")}
    return subprocess.Popen(
        [*before, *command(folder, out, *more)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        **popen,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=400)
    return process.returncode, said


def run(folder: Path, out: Path, *more: str, **popen: Any) -> tuple[int, str]:
    return finish(start(folder, out, *more, **popen))


def last_event(said: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads([line for line in said.splitlines() if line.startswith("{")][-1])
    return event


def until_documents(process: subprocess.Popen[str], count: int) -> str:
    """Read the progress until so many documents are done."""
    assert process.stderr is not None
    said = ""
    while count:
        line = process.stderr.readline()
        assert line, said
        said += line
        count -= '"document"' in line
    return said


def outcomes(out: Path, given: list[Path]) -> Counter[str]:
    """Statuses, after checking that data, summary and report agree on one outcome for every document."""
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text("utf-8").splitlines()]
    assert sorted(line["path"] for line in documents) == sorted(path.as_posix() for path in given)
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    statuses = Counter(line["status"] for line in documents)
    assert {status: count for status, count in summary["documents"]["by_status"].items() if count} == dict(statuses)
    assert all((line["reason"] is None) == (line["status"] == "reviewed") for line in documents)
    assert (out / "report.html").stat().st_size > 1000
    assert not list(out.glob(".writing-*"))
    return statuses


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("in")
    for number in range(24):
        (made / f"{number:02d}.txt").write_bytes(good_text(number))
    return made


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    code, said = run(folder, out)
    assert code == 0, said
    return out


def same_bytes(out: Path, undisturbed: Path) -> bool:
    return all((out / f"{name}.jsonl").read_bytes() == (undisturbed / f"{name}.jsonl").read_bytes() for name in JSONL)


def test_kill_9_and_resume_repeats_nothing_and_gives_the_same_bytes(folder: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(folder, out)
    until_documents(process, 6)
    process.kill()
    finish(process)
    assert not (out / "documents.jsonl").exists()
    code, said = run(folder, out, "--resume")
    assert code == 0, said
    assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}
    assert same_bytes(out, undisturbed)
    event = last_event(said)
    assert event["kept"] >= 6
    assert event["kept"] + event["made"] == 24


def test_second_run_keeps_all_and_a_changed_document_alone_is_reviewed(folder: Path, tmp_path: Path) -> None:
    copy, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(folder, copy)
    for path in list(copy.iterdir())[6:]:
        path.unlink()
    assert run(copy, out)[0] == 0
    first, *_ = sorted(copy.iterdir())
    first.write_bytes(first.read_bytes().replace("15 ngày".encode(), "45 ngày".encode()))
    code, said = run(copy, out)
    assert code == 0, said
    assert (last_event(said)["kept"], last_event(said)["made"]) == (5, 1)
    changes = json.loads((out / "changes.json").read_text("utf-8"))
    assert changes["counts"]["documents"] == {"new": 0, "gone": 0, "changed": 1}
    assert {entry["document"] for entry in changes["findings"]} <= {first.as_posix()}
    assert changes["findings"], "posting for 45 days is no finding any more"


def test_workers_killed_again_and_again(folder: Path, undisturbed: Path, tmp_path: Path) -> None:
    out, draw = tmp_path / "out", random.Random(3)
    process = start(folder, out)
    for count in (2, 5, 5):
        until_documents(process, count)
        workers = [p for p in psutil.Process(process.pid).children() if "spawn_main" in " ".join(p.cmdline())]
        with contextlib.suppress(psutil.NoSuchProcess, IndexError):
            draw.choice(workers).kill()
    code, said = finish(process)
    assert code == 0, said
    assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}
    assert same_bytes(out, undisturbed)


def test_interrupted_twice_ends_at_once_and_can_be_resumed(folder: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(folder, out, "--slips")
    until_documents(process, 4)
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGINT)
    code, said = finish(process)
    assert code == 130
    assert "Traceback" not in said
    code, said = run(folder, out, "--resume", "--slips")
    assert code == 0, said
    assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}
    assert same_bytes(out, undisturbed)
    assert len(list((out / "phieu-ra-soat").iterdir())) == 24


def test_terminated_is_stopped_in_good_order(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(folder, out)
    until_documents(process, 1)
    process.terminate()
    code, said = finish(process)
    assert code == 130
    assert "--resume" in said
    assert {path.name for path in out.iterdir()} == {FOLDER}


@pytest.mark.parametrize("kilobytes", [8, 60, 400], ids=["journal", "journal-later", "reports"])
def test_full_disk_stops_with_a_remedy_and_can_be_resumed(
    folder: Path, undisturbed: Path, tmp_path: Path, kilobytes: int
) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    out = tmp_path / "out"
    out.mkdir()
    (out / "documents.jsonl").write_text("earlier\n", encoding="utf-8")
    code, said = run(folder, out, preexec_fn=limit)
    assert code == 2, said
    assert "Traceback" not in said
    assert "--resume" in said
    assert str(out) in said
    assert (out / "documents.jsonl").read_text("utf-8") == "earlier\n"
    code, said = run(folder, out, "--resume")
    assert code == 0, said
    assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}
    assert same_bytes(out, undisturbed)


def test_disk_that_is_really_full(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "small"
    out.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", out], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs rights that this machine does not give")
    try:
        code, said = run(folder, out)
        assert code == 2, said
        assert "Traceback" not in said
        subprocess.run(["mount", "-o", "remount,size=50m", out], check=True)
        code, said = run(folder, out, "--resume")
        assert code == 0, said
        assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}
    finally:
        subprocess.run(["umount", out], check=True)


def test_input_removed_while_running(folder: Path, tmp_path: Path) -> None:
    copy, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(folder, copy)
    listed = sorted(copy.iterdir())
    process = start(copy, out)
    until_documents(process, 2)
    shutil.rmtree(copy)
    code, said = finish(process)
    assert code == 1, said
    statuses = outcomes(out, listed)
    assert statuses["reviewed"] >= 2
    assert set(statuses) == {"reviewed", "failed"}


@pytest.mark.parametrize("damage", ["noise", "cut", "gone"])
def test_journal_damaged_between_two_runs(folder: Path, undisturbed: Path, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "out"
    process = start(folder, out)
    until_documents(process, 5)
    process.kill()
    finish(process)
    file = out / FOLDER / NAME
    match damage:
        case "noise":
            file.write_bytes(random.Random(5).randbytes(50_000))
        case "cut":
            file.write_bytes(file.read_bytes()[:5000])
            (out / FOLDER / f"{NAME}-wal").unlink(missing_ok=True)
        case "gone":
            shutil.rmtree(out / FOLDER)
    code, said = run(folder, out, "--resume")
    assert code == 0, said
    assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}
    assert same_bytes(out, undisturbed)


def bound_by_permissions() -> tuple[str, ...]:
    """What to put before a command so that permissions hold for it: root may do anything unless it gives up that capability."""
    if os.geteuid() != 0:
        return ()
    without = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if shutil.which("setpriv") is None or subprocess.run([*without, "true"], capture_output=True, check=False).returncode:
        pytest.skip("root without its capabilities needs setpriv, and the right to use it")
    return without


def test_permissions_revoked_while_running(folder: Path, tmp_path: Path) -> None:
    before, copy, out = bound_by_permissions(), tmp_path / "in", tmp_path / "out"
    shutil.copytree(folder, copy)
    listed = sorted(copy.iterdir())
    process = start(copy, out, before=before)
    until_documents(process, 1)
    listed[-1].chmod(0)
    out.chmod(0o555)
    try:
        code, said = finish(process)
        assert code == 2, said
        assert "Traceback" not in said
        assert str(out) in said
    finally:
        out.chmod(0o777)
    code, said = run(copy, out, "--resume", before=before)
    statuses = outcomes(out, listed)
    assert statuses.total() == 24
    assert code == (1 if statuses["failed"] else 0), said
    assert statuses["failed"] <= 1  # none where the file was read before its right was taken


def test_two_runs_on_one_folder(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = start(folder, out)
    until_documents(first, 1)
    code, said = run(folder, out)
    assert code == 2
    assert str(first.pid) in said
    code, said = finish(first)
    assert code == 0, said
    assert outcomes(out, sorted(folder.iterdir())) == {"reviewed": 24}


def test_zoo_of_bad_files(tmp_path: Path) -> None:
    zoo, out = tmp_path / "in", tmp_path / "out"
    zoo.mkdir()
    for name, data in bad_files().items():
        (zoo / name).write_bytes(data)
    assert len(list(zoo.iterdir())) >= 200
    code, said = run(zoo, out, "--skip-errors")
    assert code == 0, said
    assert "Traceback" not in said
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text("utf-8").splitlines()]
    named = Counter(line["path"].partition("!/")[0] for line in documents)  # archives that open give their documents
    assert set(named) == {path.as_posix() for path in zoo.iterdir()}
    assert len({line["path"] for line in documents}) == len(documents)
    statuses = Counter(line["status"] for line in documents)
    assert statuses["failed"] == 0, [line["reason"]["en"] for line in documents if line["status"] == "failed"]
    assert statuses["timeout"] == 0
    page = (out / "report.html").read_text("utf-8")
    assert "<script>alert(1)" not in page
    before = time.monotonic()
    code, said = run(zoo, out)
    assert code == 1
    assert last_event(said)["kept"] >= statuses["reviewed"] + statuses["corrupt"] + statuses["mismatched"], (
        time.monotonic() - before
    )
