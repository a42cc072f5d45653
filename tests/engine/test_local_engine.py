"""The engine with real processes and reviewers that hang, die, raise and swell."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from engine_reviewers import Misbehaving, Orders

from pipeline.engine import EngineOptions, run
from pipeline.errors import EngineError
from pipeline.ingest import InputFile
from pipeline.records import ReadStatus, Review

GiB = 1024**3


def review_all(names: list[str], folder: Path, start: str = "well", **options: float) -> list[Review]:
    settings = {"workers": 1, "seconds": 30.0, "memory_bytes": 3 * GiB, **options}
    files = [InputFile(name, folder / name) for name in names]
    return list(run(files, Orders(folder, start), EngineOptions(**settings), Misbehaving))  # type: ignore[arg-type]


def tries(folder: Path, name: str) -> int:
    return len(list(folder.glob(f"try-{name}-*")))


@pytest.fixture(autouse=True)
def no_process_is_left() -> object:
    yield
    assert multiprocessing.active_children() == []
    assert [p for p in psutil.Process().children(recursive=True) if "resource_tracker" not in " ".join(_line(p))] == []


def _line(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.Error):
        return process.cmdline() or [process.status()]
    return ["resource_tracker"]  # gone meanwhile


def test_every_way_to_fail_is_the_outcome_of_that_file_alone(tmp_path: Path) -> None:
    expected = {
        "a.txt": (ReadStatus.REVIEWED, "well", 1),
        "exit-b.txt": (ReadStatus.FAILED, "exit code 7", 2),
        "raise-c.txt": (ReadStatus.FAILED, "RuntimeError", 1),
        "memory-d.txt": (ReadStatus.TOO_LARGE, "memory", 1),
        "dieonce-e.txt": (ReadStatus.REVIEWED, "well", 2),
        "unpicklable-f.txt": (ReadStatus.FAILED, "TypeError", 1),
        "unreadable-g.txt": (ReadStatus.FAILED, "stopped suddenly", 2),
        "z.txt": (ReadStatus.REVIEWED, "well", 1),
    }
    reviews = review_all(list(expected), tmp_path, workers=2)
    assert [r.path for r in reviews] == list(expected)
    for review, (status, words, attempts) in zip(reviews, expected.values(), strict=True):
        assert review.status is status, review
        assert review.reason
        assert words in review.reason.en
        assert tries(tmp_path, review.path) == attempts, review.path
        if status is not ReadStatus.REVIEWED:
            assert review.reason.vi.startswith(f"{review.path}: ")
            assert review.reason.en.startswith(f"{review.path}: ")
            assert "secret" not in review.reason.en


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on Windows")
def test_killed_worker_is_replaced(tmp_path: Path) -> None:
    first, second = review_all(["kill-a.txt", "b.txt"], tmp_path)
    assert (first.status, second.status) == (ReadStatus.FAILED, ReadStatus.REVIEWED)
    assert first.reason
    assert "-9" in first.reason.en


def test_hung_document_is_a_timeout_and_its_child_programs_end(tmp_path: Path) -> None:
    started = time.monotonic()
    hung, well = review_all(["spawn-a.txt", "b.txt"], tmp_path, seconds=1.5)
    assert time.monotonic() - started < 20
    assert (hung.status, well.status) == (ReadStatus.TIMEOUT, ReadStatus.REVIEWED)
    assert hung.reason
    assert "--timeout" in hung.reason.vi
    child = int((tmp_path / "child.pid").read_text())
    _until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)


@pytest.mark.skipif(sys.platform == "win32", reason="address space is bounded on POSIX systems only")
def test_swelling_document_is_too_large(tmp_path: Path) -> None:
    assert [r.status for r in review_all(["swell-a.txt", "b.txt"], tmp_path)] == [ReadStatus.TOO_LARGE, ReadStatus.REVIEWED]


def test_memory_seen_from_outside_ends_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems without a limit on address space: the parent looks at the worker's size."""
    monkeypatch.setattr("pipeline.engine.worker.Worker._size", lambda worker: 4 * GiB if worker.job == 0 else 0)
    assert [r.status for r in review_all(["hang-a.txt", "b.txt"], tmp_path)] == [ReadStatus.TOO_LARGE, ReadStatus.REVIEWED]


def test_large_results_come_whole(tmp_path: Path) -> None:
    reviews = review_all(["large-a.txt", "large-b.txt", "c.txt"], tmp_path)
    assert [len(r.reason.vi) for r in reviews if r.reason] == [30_000_000, 30_000_000, 4]


def test_results_come_in_order_and_the_slow_one_bounds_how_far_others_run_ahead(tmp_path: Path) -> None:
    names = ["slow-0.txt", *(f"{i}.txt" for i in range(1, 60))]
    seen = []
    for review in run([InputFile(n, tmp_path / n) for n in names], Orders(tmp_path), EngineOptions(workers=2), Misbehaving):
        if not seen:
            assert len(list(tmp_path.glob("try-*"))) <= 2 * 8 + 2
        seen.append(review.path)
    assert seen == names


def test_one_process_serves_many_files(tmp_path: Path) -> None:
    reviews = review_all([f"pid-{i}.txt" for i in range(10)], tmp_path)
    assert len({r.reason.vi for r in reviews if r.reason}) == 1


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("refuse", "no model"),
        ("raise", "RuntimeError: broken library"),
        ("die", "exit code 5"),
        ("hang", "did not start within 2"),
    ],
)
def test_workers_that_never_start_are_an_error_of_the_installation(tmp_path: Path, start: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        review_all(["a.txt"], tmp_path, start, start_seconds=2.0)


def test_workers_that_cannot_be_replaced_leave_a_status_for_every_file(tmp_path: Path) -> None:
    reviews = review_all(["a.txt", "memory-b.txt", "c.txt", "d.txt"], tmp_path, "well-once")
    assert [r.status for r in reviews] == [ReadStatus.REVIEWED, ReadStatus.TOO_LARGE, ReadStatus.FAILED, ReadStatus.FAILED]
    assert reviews[3].reason
    assert "thiếu mô hình" in reviews[3].reason.vi


def test_closing_early_ends_the_workers(tmp_path: Path) -> None:
    reviews = run([InputFile(f"{i}.txt", tmp_path) for i in range(50)], Orders(tmp_path), EngineOptions(workers=2), Misbehaving)
    assert next(reviews).status is ReadStatus.REVIEWED
    reviews.close()
    assert multiprocessing.active_children() == []


def test_nothing_to_do_starts_nothing(tmp_path: Path) -> None:
    assert review_all([], tmp_path) == []
    assert not (tmp_path / "loaded").exists()


_PARENT = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from engine_reviewers import Misbehaving, Orders
from pipeline.engine import EngineOptions, run
from pipeline.ingest import InputFile
if __name__ == "__main__":
    list(run([InputFile("spawn-a.txt", Path("a"))], Orders(Path({folder!r})), EngineOptions(workers=1), Misbehaving))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX systems")
def test_workers_leave_when_the_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT.format(here=str(Path(__file__).parent), folder=str(tmp_path)), encoding="utf-8")
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(tmp_path)})
    pid = tmp_path / "child.pid"
    _until(lambda: pid.exists() and pid.read_text())
    family = psutil.Process(parent.pid).children(recursive=True)
    assert len(family) >= 2
    parent.kill()
    parent.wait()
    _until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family))
    assert list(tmp_path.glob("rasoat-*")) == []


def _until(condition: object, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
