"""Reviews in worker processes on this machine: a document that hangs, crashes or eats memory is a status, not a lost batch.

Rules, in the order they apply to a file:

1. What the worker answers is the outcome.
2. A worker past ``seconds`` is ended; the file is ``timeout``. One over ``memory_bytes``: ``too-large``.
3. A worker that dies is replaced and the file tried once more (the system may have ended the process for the sake of another);
   dying twice is ``failed``.
4. Where no worker can be started any more, the files left are ``failed`` with that reason; where none ever could,
   ``EngineError`` is raised: then the installation is at fault, not the documents.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from pipeline.engine.serve import Done, Factory, Ready, Refused, failed, out_of_memory
from pipeline.engine.worker import Died, Event, Late, Swollen, Worker
from pipeline.errors import EngineError
from pipeline.ingest import InputFile
from pipeline.records import ReadStatus, Review

AHEAD = 8  # documents per worker that may be finished before an earlier one is: bounds the reviews held in memory
TRIES = 2  # attempts at a file whose worker dies, and at starting workers when none is left
LOOK = 1.0  # seconds between looks at time and memory of busy workers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """``workers`` 0: one per core. ``seconds`` and ``memory_bytes`` bound one document; ``start_seconds`` the loading."""

    workers: int = 0
    seconds: float = 300.0
    memory_bytes: int = 6 * 1024**3
    start_seconds: float = 180.0

    def count(self, files: int) -> int:
        """Processes for so many files."""
        return max(1, min(self.workers or os.cpu_count() or 1, files))


def run(
    files: Sequence[InputFile], settings: Any, options: EngineOptions | None = None, factory: Factory | None = None
) -> Generator[Review, None, None]:
    """One review per file, in the order given. Every file has exactly one outcome, whatever its worker does.

    The workers start at the call, before the first review is asked for; closing the iterator ends them. Processes are spawned,
    so a script that calls this needs ``if __name__ == "__main__":``.

    Args:
        settings: what ``factory`` is called with in each worker; must be picklable.
        factory: gives the reviewer; ``pipeline.review.Reviewer`` unless given. Must be importable by name.

    Raises:
        EngineError: no worker could be started at all.
    """
    if factory is None:
        from pipeline.review import Reviewer

        factory = Reviewer
    batch = _Batch(files, settings, options or EngineOptions(), factory)
    batch.start()
    return batch.reviews()


class _Batch:
    """The state of one run: files waiting, workers at work, reviews finished before their turn."""

    def __init__(self, files: Sequence[InputFile], settings: Any, options: EngineOptions, factory: Factory) -> None:
        self.files, self.settings, self.options, self.factory = files, settings, options, factory
        self.waiting = deque(range(len(files)))
        self.deaths: dict[int, int] = {}
        self.done: dict[int, Review] = {}
        self.given_out = 0
        self.workers: list[Worker] = []
        self.ever_ready = False
        self.starts_failed = 0  # in a row

    def start(self) -> None:
        try:
            for _ in range(self.options.count(len(self.files)) if self.files else 0):
                self._hire()
        except BaseException:
            self._dismiss()
            raise

    def reviews(self) -> Generator[Review, None, None]:
        try:
            while self.given_out < len(self.files):
                self._hand_out()
                self._await()
                for worker in list(self.workers):
                    if (event := worker.poll()) is not None:
                        self._take(worker, event)
                while self.given_out in self.done:
                    self.given_out += 1
                    yield self.done.pop(self.given_out - 1)
        finally:
            self._dismiss()

    def _hand_out(self) -> None:
        bound = self.given_out + AHEAD * self.options.count(len(self.files))
        for worker in list(self.workers):
            if worker.busy or not self.waiting or self.waiting[0] >= bound:
                continue
            job = self.waiting.popleft()
            if not worker.give(job, self.files[job], self.options.seconds):
                self.waiting.appendleft(job)
                self._replace(worker)

    def _await(self) -> None:
        """Sleep until a worker has something to say, but no longer than until the next deadline or look."""
        if not self.workers:
            return
        nearest = min((w.deadline for w in self.workers if w.busy), default=time.monotonic())
        channels = [w.connection for w in self.workers]
        wait([*channels, *(w.process.sentinel for w in self.workers)], max(0.0, min(LOOK, nearest - time.monotonic())))

    def _take(self, worker: Worker, event: Event) -> None:
        """Note what a worker says, or what became of it."""
        if isinstance(event, Ready):
            worker.ready = self.ever_ready = True
            self.starts_failed = 0
        elif not worker.ready:
            self._not_started(worker, event)
        elif isinstance(event, Done):
            if event.trace:
                _log.warning("%s: %s", self._name(worker), event.trace)
            self._finish(worker, event.review)
            if event.last:
                self._replace(worker)
        else:
            self._lost(worker, event)
            self._replace(worker)

    def _lost(self, worker: Worker, event: Event) -> None:
        """The worker is gone or must go: what that means for the file it was on."""
        job = worker.job
        if job is None:
            return
        file = self.files[job]
        if isinstance(event, Late):
            self._finish(worker, _timeout(file, self.options.seconds))
        elif isinstance(event, Swollen):
            self._finish(worker, out_of_memory(file))
        else:
            code = event.exitcode if isinstance(event, Died) else None
            self.deaths[job] = self.deaths.get(job, 0) + 1
            _log.warning("%s: worker ended with %s", file.given, code)
            if self.deaths[job] < TRIES:
                worker.job = None
                self.waiting.appendleft(job)
            else:
                self._finish(worker, _crash(file, code))

    def _not_started(self, worker: Worker, event: Event) -> None:
        self._release(worker)
        self._do_without(*_why_not_started(event, self.options.start_seconds))

    def _do_without(self, vi: str, en: str) -> None:
        """A worker could not be started: fewer hands, same work, while there are any."""
        self.starts_failed += 1
        _log.warning("%s", en)
        if self.workers:
            return
        if self.starts_failed < TRIES * self.options.count(len(self.files)):
            self._hire()
        elif self.ever_ready:
            for job in self.waiting:
                self.done[job] = failed(self.files[job], ReadStatus.FAILED, vi, en)
            self.waiting.clear()
        else:
            raise EngineError(vi, en)

    def _finish(self, worker: Worker, review: Review) -> None:
        assert worker.job is not None
        self.done[worker.job] = review
        worker.job = None

    def _name(self, worker: Worker) -> str:
        return self.files[worker.job].given if worker.job is not None else "-"

    def _hire(self) -> None:
        options = self.options
        try:
            self.workers.append(Worker(self.factory, self.settings, options.memory_bytes, options.start_seconds))
        except OSError as error:
            self._do_without(
                f"hệ điều hành không cho tạo tiến trình mới ({error.strerror}); hãy giảm --workers rồi chạy lại",
                f"the system refuses a new process ({error.strerror}); lower --workers and run again",
            )

    def _replace(self, worker: Worker) -> None:
        self._release(worker)
        if len(self.workers) < len(self.waiting) or (self.waiting and not self.workers):
            self._hire()

    def _release(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.stop()

    def _dismiss(self) -> None:
        for worker in self.workers:
            worker.retire()
        while self.workers:
            self.workers.pop().stop(patience=1.0)


def _timeout(file: InputFile, seconds: float) -> Review:
    return failed(
        file,
        ReadStatus.TIMEOUT,
        f"quá thời gian {seconds:.0f} giây cho một văn bản; hãy tách tệp hoặc tăng --timeout",
        f"took more than {seconds:.0f} seconds, the limit for one document; split the file or raise --timeout",
    )


def _crash(file: InputFile, exitcode: int | None) -> Review:
    return failed(
        file,
        ReadStatus.FAILED,
        f"tiến trình rà soát dừng đột ngột {TRIES} lần (mã {exitcode}); hãy mở tệp, lưu lại dưới dạng DOCX rồi chạy lại",
        f"the review process stopped suddenly {TRIES} times (exit code {exitcode}); open the file, save it as DOCX and run again",
    )


def _why_not_started(event: Event, seconds: float) -> tuple[str, str]:
    if isinstance(event, Refused):
        return f"không khởi động được tiến trình rà soát: {event.vi}", f"cannot start a review process: {event.en}"
    if isinstance(event, Late):
        return (
            f"tiến trình rà soát không khởi động xong trong {seconds:.0f} giây; hãy giảm --workers rồi chạy lại",
            f"a review process did not start within {seconds:.0f} seconds; lower --workers and run again",
        )
    code = event.exitcode if isinstance(event, Died) else "?"
    return (
        f"tiến trình rà soát dừng ngay khi khởi động (mã {code}); hãy chạy “run_review.py doctor” và giảm --workers",
        f"a review process stopped while starting (exit code {code}); run “run_review.py doctor” and lower --workers",
    )
