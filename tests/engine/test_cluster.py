"""The Ray engine on a real cluster (``ray start``): same bytes as local, killed workers, a head that comes back."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from engine_reviewers import Misbehaving, Orders

from pipeline.engine import Batch, EngineOptions, Fingerprint, Journal
from pipeline.engine.cluster import Cluster
from pipeline.errors import EngineError
from pipeline.ingest import InputFile
from pipeline.records import ReadStatus

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups are of POSIX systems")


@dataclass
class Head:
    """A Ray head of our own on free ports; ``kill`` ends its processes, ``start`` brings it back at the same address."""

    folder: Path
    port: int
    group: int = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [Path(sys.executable).with_name("ray"), "start", "--head", "--block", f"--port={self.port}", "--num-cpus=2"]
        rest = ["--node-ip-address=127.0.0.1", "--include-dashboard=false", "--disable-usage-stats", "--min-worker-port=0"]
        memory = ["--object-store-memory=100000000", "--max-worker-port=0", f"--temp-dir={self.folder}"]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{HERE}", "RAY_raylet_start_wait_time_s": "120"}
        log = (self.folder / "start.log").open("a")
        process = subprocess.Popen([*command, *rest, *memory], env=environment, stdout=log, stderr=log, start_new_session=True)
        log.close()
        self.group = process.pid
        end = time.monotonic() + 120
        while "Ray runtime started" not in (self.folder / "start.log").read_text():
            assert time.monotonic() < end, (self.folder / "start.log").read_text()[-800:]
            assert process.poll() is None, (self.folder / "start.log").read_text()[-800:]
            time.sleep(0.2)

    def family(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.group).children(recursive=True)
        return []

    def kill(self) -> None:
        gone = [psutil.Process(self.group), *self.family()] if psutil.pid_exists(self.group) else []
        for process in gone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(gone, timeout=10)
        (self.folder / "start.log").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Head]:
    if find_spec("ray") is None:
        pytest.fail("ray is missing") if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip("ray is not installed")
    folder = Path("/tmp") / f"rasoat-ray-{os.getpid()}"  # sockets: paths must be short
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = Head(folder, port)
    with pytest.MonkeyPatch.context() as patch:  # a cluster that asks for a token, whatever the user's own says
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
        started.start()
        yield started
        started.kill()
    subprocess.run(["rm", "-rf", str(folder)], check=False)


def files(folder: Path, names: list[str]) -> list[InputFile]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(f"nội dung {name}", encoding="utf-8")
    return [InputFile(name, folder / name) for name in names]


def cluster(head: Head, folder: Path, seconds: float = 60.0) -> Callable[[int, object], Cluster]:
    options = EngineOptions(workers=2, seconds=seconds)
    return lambda total, recall: Cluster(Orders(folder), options, total, None, head.address, Misbehaving, patience=120)


def test_every_way_to_fail_has_the_outcome_of_the_local_engine(head: Head, tmp_path: Path) -> None:
    names = ["a.txt", "exit-b.txt", "raise-c.txt", "dieonce-d.txt", "hang-e.txt", "z.txt"]
    listed = [*files(tmp_path / "in", names), InputFile("absent.txt", tmp_path / "absent.txt")]
    with Journal(tmp_path) as journal:
        journal.begin(Fingerprint("r", "v"), {})
        made = Batch(listed, journal, cluster(head, tmp_path / "in", seconds=8.0))
        made.start()
        found = {one.path: one.status for one in made.reviews()}
    assert found == {
        "a.txt": ReadStatus.REVIEWED,
        "exit-b.txt": ReadStatus.FAILED,
        "raise-c.txt": ReadStatus.FAILED,
        "dieonce-d.txt": ReadStatus.REVIEWED,
        "hang-e.txt": ReadStatus.TIMEOUT,
        "z.txt": ReadStatus.REVIEWED,
        "absent.txt": ReadStatus.REVIEWED,  # the stand-in reads nothing
    }


def test_head_that_is_killed_and_comes_back_loses_nothing(head: Head, tmp_path: Path) -> None:
    names = [f"slow-{number}.txt" for number in range(12)]
    with Journal(tmp_path) as journal:
        journal.begin(Fingerprint("r", "v"), {})
        made = Batch(files(tmp_path / "in", names), journal, cluster(head, tmp_path / "in"))
        made.start()
        reviews = made.reviews()
        seen = [next(reviews).path for _ in range(3)]
        head.kill()
        head.start()
        seen += [review.path for review in reviews]
        assert seen == names
        assert journal.counts() == {"reviewed": len(names)}


def test_cluster_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path, head: Head) -> None:
    absent = Head(tmp_path, 1)
    with Journal(tmp_path) as journal:
        journal.begin(Fingerprint("r", "v"), {})
        made = Batch(files(tmp_path / "in", ["a.txt"]), journal, cluster(absent, tmp_path / "in"))
        made.start()
        with pytest.raises(EngineError) as caught:
            list(made.reviews())
    assert "ray status" in caught.value.vi


def test_command_on_a_cluster_with_a_killed_worker_gives_the_bytes_of_the_local_engine(head: Head, tmp_path: Path) -> None:
    samples = [
        f"corpus/samples/{name}"
        for name in ("07-dat-ten-duong-2022.pdf", "10-ke-hoach-2021.pdf", "11-sua-doi-quy-che-2012.txt")
    ]
    command = [sys.executable, "run_review.py", "review", *samples, "--as-of", "2026-11-01", "--quiet"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "RASOAT_DATA": str(tmp_path)}
    local = [*command, "--out", str(tmp_path / "local")]
    subprocess.run(local, cwd=ROOT, env=environment, check=True, timeout=300)
    many = [*command, "--out", str(tmp_path / "ray"), "--engine", "ray", "--address", head.address]
    running = subprocess.Popen(many, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 400
    killed = False
    while running.poll() is None and time.monotonic() < end:
        for process in head.family():
            with contextlib.suppress(psutil.Error):
                if not killed and " ".join(process.cmdline()).startswith("ray::Seat.review"):
                    process.kill()
                    killed = True
        time.sleep(0.02)
    assert running.wait(30) == 0, running.stderr.read() if running.stderr else ""
    assert killed
    for name in ("documents", "provisions", "alignments", "findings", "conformance"):
        assert (tmp_path / "ray" / f"{name}.jsonl").read_bytes() == (tmp_path / "local" / f"{name}.jsonl").read_bytes()
