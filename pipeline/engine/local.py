"""Reviews in worker processes on this machine: a document that hangs, crashes or eats memory is a status, not a lost batch."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from pipeline.ingest import InputFile
from pipeline.records import Explanation, ReadStatus, Review
from pipeline.review import Reviewer, ReviewSettings

START_SECONDS = 120.0  # allowed for a worker to load its models
AHEAD = 8  # documents per worker that may be finished before an earlier one is


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """``workers`` 0: one per core. ``seconds`` and ``memory_bytes`` bound one document (memory where the system can)."""

    workers: int = 0
    seconds: float = 300.0
    memory_bytes: int = 6 * 1024**3


class _Worker:
    """A process with the models loaded, and the document it is on."""

    def __init__(self, settings: ReviewSettings, options: EngineOptions) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, settings, options.memory_bytes), daemon=True)
        self.process.start()
        theirs.close()
        self.job: int | None = None
        self.deadline = time.monotonic() + START_SECONDS
        self.ready = False

    def stop(self) -> None:
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(2)
            if self.process.is_alive():
                self.process.kill()
        self.process.join(5)
        self.connection.close()


def run(files: Sequence[InputFile], settings: ReviewSettings, options: EngineOptions | None = None) -> Iterator[Review]:
    """One review per file, in the order given. Every file has exactly one outcome, whatever its worker does."""
    options = options or EngineOptions()
    if not files:
        return
    count = max(1, min(options.workers or os.cpu_count() or 1, len(files)))
    waiting = deque(range(len(files)))
    done: dict[int, Review] = {}
    written = 0
    workers = [_Worker(settings, options) for _ in range(count)]
    failed_starts = 0
    try:
        while written < len(files):
            for worker in workers:
                if worker.ready and worker.job is None and waiting and waiting[0] < written + AHEAD * count:
                    worker.job = waiting.popleft()
                    worker.deadline = time.monotonic() + options.seconds
                    worker.connection.send(files[worker.job])
            _await(workers)
            for at, worker in enumerate(workers):
                outcome = _poll(worker, options)
                if outcome is None:
                    continue
                if worker.job is not None:
                    done[worker.job] = outcome if isinstance(outcome, Review) else _failure(files[worker.job], outcome, options)
                    worker.job = None
                if not isinstance(outcome, Review):
                    failed_starts += 0 if worker.ready else 1
                    if failed_starts > count + 1:
                        raise RuntimeError(f"review workers cannot start: {outcome}")
                    worker.stop()
                    workers[at] = _Worker(settings, options)
            while written in done:
                yield done.pop(written)
                written += 1
    finally:
        for worker in workers:
            with contextlib.suppress(OSError, ValueError):
                worker.connection.send(None)
        for worker in workers:
            worker.stop()


def _await(workers: Sequence[_Worker]) -> None:
    nearest = (
        min(w.deadline for w in workers if w.job is not None or not w.ready)
        if any(w.job is not None or not w.ready for w in workers)
        else time.monotonic()
    )
    handles: list[Connection | int] = [w.connection for w in workers]
    wait([*handles, *(w.process.sentinel for w in workers)], max(0.0, min(1.0, nearest - time.monotonic())))


def _poll(worker: _Worker, options: EngineOptions) -> Review | str | None:
    """A review, or why the worker must be replaced ("timeout", "died: …", "start: …"), or None: still at work."""
    try:
        if worker.connection.poll():
            message = worker.connection.recv()
            if message == "ready":
                worker.ready = True
                return None
            if isinstance(message, Review):
                return message
            return str(message)
    except (EOFError, OSError):
        worker.process.join(2)
        return f"died: {worker.process.exitcode}"
    if not worker.process.is_alive():
        return f"died: {worker.process.exitcode}"
    if (worker.job is not None or not worker.ready) and time.monotonic() > worker.deadline:
        return "timeout"
    return None


def _failure(file: InputFile, outcome: str, options: EngineOptions) -> Review:
    if outcome == "timeout":
        reason = Explanation(
            f"{file.given}: quá thời gian {options.seconds:.0f} giây cho một văn bản; hãy tách tệp hoặc tăng --timeout",
            f"{file.given}: exceeded {options.seconds:.0f} seconds for one document; split the file or raise --timeout",
        )
        return Review(file.given, ReadStatus.TIMEOUT, reason, None, None)
    reason = Explanation(
        f"{file.given}: tiến trình rà soát dừng đột ngột ({outcome}); hãy mở thử tệp, lưu lại dưới dạng DOCX rồi chạy lại",
        f"{file.given}: the review process stopped unexpectedly ({outcome}); open the file, save it as DOCX and run again",
    )
    return Review(file.given, ReadStatus.FAILED, reason, None, None)


def _limit_memory(limit: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _serve(connection: Connection, settings: ReviewSettings, memory: int) -> None:
    """Runs in the worker: load once, then review what comes until None."""
    _limit_memory(memory)
    reviewer = Reviewer(settings)
    try:
        reviewer.load()
    except Exception as error:
        connection.send(f"start: {error}")
        return
    connection.send("ready")
    while (file := connection.recv()) is not None:
        try:
            connection.send(reviewer.review(file))
        except MemoryError:
            connection.send(
                Review(
                    file.given,
                    ReadStatus.TOO_LARGE,
                    Explanation(
                        f"{file.given}: cần nhiều bộ nhớ hơn giới hạn; hãy tách tệp",
                        f"{file.given}: needs more memory than the limit; split the file",
                    ),
                    None,
                    None,
                )
            )
        except Exception as error:
            connection.send(
                Review(
                    file.given,
                    ReadStatus.FAILED,
                    Explanation(
                        f"{file.given}: lỗi khi rà soát ({type(error).__name__}); hãy gửi báo lỗi kèm phiên bản chương trình",
                        f"{file.given}: the review failed ({type(error).__name__}); report it with the program's version",
                    ),
                    None,
                    None,
                )
            )
