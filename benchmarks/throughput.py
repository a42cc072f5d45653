"""Documents and clauses a second, scaling, memory against count, time by step, start-up and resume; beside a plain pipeline.

    python benchmarks/throughput.py [--counts 100 300] [--plain 12] [--work DIR]

Runs the command as a user does, on documents of ``vary_documents.py``, and prints Markdown tables. Each row has wall time and the
processor time of all its processes: on a machine shared with other work only the latter compares. The plain pipeline (pdfplumber and
the like, underthesea, sentence-transformers in fp32, cosine with the articles) needs the train extra and runs on the same documents.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psutil
from vary_documents import build

from pipeline.engine import Journal
from pipeline.ingest import discover
from pipeline.review import Reviewer, ReviewSettings

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)


@dataclass(frozen=True)
class Ran:
    """One run of the command. ``first``: seconds to the first document done; ``peak``, ``parent``: MB of all processes, of the parent."""

    wall: float
    processor: float
    first: float
    peak: float
    parent: float
    made: int
    kept: int


def run(folder: Path, out: Path, workers: int, *more: str) -> Ran:
    command = [sys.executable, "run_review.py", "review", str(folder), "--out", str(out), "--as-of", str(DAY), *more]
    command += ["--workers", str(workers), "--progress", "json", "--skip-errors"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    before, started = os.times(), time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watch = Watch(process.pid)
    assert process.stderr
    first, last = 0.0, ""
    for line in process.stderr:
        last = line if line.startswith("{") else last
        if not first and '"document"' in line:
            first = time.perf_counter() - started
    code = process.wait()
    watch.stop()
    wall, after = time.perf_counter() - started, os.times()
    if code:
        raise SystemExit(f"exit code {code}: {last}")
    event = json.loads(last)
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(wall, processor, first, watch.peak, watch.parent, event["made"], event["kept"])


class Watch:
    """Looks at the memory of a process and its children twice a second: proportional set size, so that shared pages count once."""

    def __init__(self, pid: int) -> None:
        self.peak = self.parent = 0.0
        self._process, self._ended = psutil.Process(pid), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            with suppress(psutil.Error):
                own = _size(self._process)
                self.parent = max(self.parent, own)
                self.peak = max(self.peak, own + sum(_size(child) for child in self._process.children(recursive=True)))


def _size(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(getattr(process.memory_full_info(), "pss", process.memory_info().rss)) / 1e6
    return 0.0


def steps(out: Path) -> tuple[Counter[str], int, int]:
    """Seconds by step, clauses and documents, from the journal of a run."""
    total: Counter[str] = Counter()
    clauses = documents = 0
    with closing(Journal(out)) as journal:
        for (given,) in journal._base.execute("SELECT given FROM outcomes").fetchall():
            review = journal.get(bytes(given).decode())
            if review is not None and review.document is not None:
                total.update(review.seconds)
                clauses += len(review.document.provisions)
                documents += 1
    return total, clauses, documents


def bare(folder: Path, count: int) -> tuple[float, int]:
    """Processor seconds of the review steps alone, in this process, without journal, isolation and reports; and clauses."""
    reviewer = Reviewer(ReviewSettings(as_of=DAY))
    reviewer.load()
    files = discover([str(folder)])[:count]
    started, clauses = time.process_time(), 0
    for file in files:
        review = reviewer.review(file)
        clauses += len(review.document.provisions) if review.document else 0
    return time.process_time() - started, clauses


def plain(folder: Path, count: int, batch: int) -> tuple[float, int, int]:
    """The pipeline one would write first: processor seconds, clauses, documents. ``batch`` 1: a clause at a time."""
    from plain_pipeline import PlainPipeline

    pipeline = PlainPipeline(Reviewer(ReviewSettings(as_of=DAY)).law.articles)
    files = discover([str(folder)])[:count]
    started, clauses = time.process_time(), 0
    for file in files:
        clauses += len(pipeline.align(file.path, batch))
    return time.process_time() - started, clauses, len(files)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--plain", type=int, default=12, help="documents for the plain pipeline; 0: leave it out")
    parser.add_argument("--work", type=Path, default=None, help="keep documents and results here")
    arguments = parser.parse_args()
    work = arguments.work or Path(tempfile.mkdtemp(prefix="rasoat-bench-"))
    try:
        measure(work, sorted(arguments.counts), arguments.plain)
    finally:
        if arguments.work is None:
            shutil.rmtree(work, ignore_errors=True)


def measure(work: Path, counts: list[int], plainly: int) -> None:
    folders = {count: build(work / f"in-{count}", count) for count in counts}
    smallest, largest = counts[0], counts[-1]
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(
        "| documents | workers | wall s | processor s | documents/s of wall | processor s/document | to first, s | peak MB, all | parent MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for workers, count in [(1, smallest), *((2, count) for count in counts)]:
        ran = run(folders[count], work / f"out-{count}-{workers}", workers)
        row(count, workers, ran)
    again = run(folders[largest], work / f"out-{largest}-2", 2)
    row(f"{largest} again, all kept", 2, again)
    total, clauses, documents = steps(work / f"out-{largest}-2")
    seconds = sum(total.values())
    print(
        f"\n{documents} documents, {clauses} clauses: {seconds:.0f} s in the steps, {clauses / seconds:.1f} clauses a second and worker\n"
    )
    print("| step | share | ms/document |\n|---|---|---|")
    for step, spent in total.most_common():
        print(f"| {step} | {spent / seconds:.1%} | {spent / documents * 1000:.0f} |")
    if plainly:
        compare(folders[smallest], plainly)


def row(count: Any, workers: int, ran: Ran) -> None:
    done = ran.made or ran.kept
    print(
        f"| {count} | {workers} | {ran.wall:.1f} | {ran.processor:.1f} | {done / ran.wall:.2f} | {ran.processor / done:.3f} "
        f"| {ran.first:.1f} | {ran.peak:.0f} | {ran.parent:.0f} |",
        flush=True,
    )


def compare(folder: Path, count: int) -> None:
    print(f"\nThe same {count} documents in one process, processor time:\n")
    print("| pipeline | s | s/document | clauses/s |\n|---|---|---|---|")
    spent, clauses = bare(folder, count)
    print(f"| this one, all steps | {spent:.1f} | {spent / count:.2f} | {clauses / spent:.1f} |", flush=True)
    for batch, name in ((1, "plain, one clause at a time"), (32, "plain, batches of 32")):
        used, found, files = plain(folder, count, batch)
        print(f"| {name} | {used:.1f} | {used / files:.2f} | {found / used:.1f} |", flush=True)
        print(f"| … over this one | | {used / files / (spent / count):.2f} × | |", flush=True)


if __name__ == "__main__":
    main()
