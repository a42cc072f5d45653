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
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from pipeline.engine.serve import Asking, Done, Factory, Ready, Recall, Refused, failed, out_of_memory
from pipeline.engine.twins import Twins
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
    """One review per file, in the order given, kept nowhere: for a handful of files. ``run_batch`` is for the others.

    The workers start at the call, before the first review is asked for; closing the iterator ends them. Processes are spawned,
    so a script that calls this needs ``if __name__ == "__main__":``.

    Args:
        settings: what ``factory`` is called with in each worker; must be picklable.
        factory: gives the reviewer; ``pipeline.review.Reviewer`` unless given. Must be importable by name.

    Raises:
        EngineError: no worker could be started at all.
    """
    pool = Pool(settings, options or EngineOptions(), factory, len(files))
    pool.start()
    return _in_order(pool, files)


def _in_order(pool: Pool, files: Sequence[InputFile]) -> Generator[Review, None, None]:
    done: dict[int, Review] = {}
    given_out = submitted = 0
    try:
        while given_out < len(files):
            while submitted < min(len(files), given_out + AHEAD * pool.size):
                pool.submit(submitted, files[submitted])
                submitted += 1
            done.update(pool.collect())
            while given_out in done:
                given_out += 1
                yield done.pop(given_out - 1)
    finally:
        pool.close()


class Pool:
    """Worker processes that take files in the order they are submitted and give reviews as they are done.

    ``total`` is how many files will be submitted at most. ``recall`` answers workers that ask for an earlier review.
    """

    def __init__(
        self, settings: Any, options: EngineOptions, factory: Factory | None, total: int, recall: Recall | None = None
    ) -> None:
        if factory is None:
            from pipeline.review import Reviewer

            factory = Reviewer
        self.settings, self.options, self.factory = settings, options, factory
        self.size = options.count(total) if total else 0
        self.files: dict[int, InputFile] = {}  # submitted and not finished
        self.waiting: deque[int] = deque()
        self._deaths: dict[int, int] = {}
        self._done: deque[tuple[int, Review]] = deque()
        self._workers: list[Worker] = []
        self._twins = Twins(recall)
        self._ever_ready = False
        self._starts_failed = 0  # in a row
        self._given_up: tuple[str, str] | None = None

    @property
    def pending(self) -> int:
        """Files submitted whose review was not given yet."""
        return len(self.files) + len(self._done)

    def start(self) -> None:
        """Start all workers now, so that they load while the caller prepares. Raises EngineError where none can be started."""
        try:
            for _ in range(self.size):
                self._hire()
        except BaseException:
            self.close()
            raise

    def submit(self, job: int, file: InputFile) -> None:
        """Queue a file under a number of the caller's."""
        self.files[job] = file
        self.waiting.append(job)
        if self._given_up:
            self._fail_waiting(*self._given_up)

    def collect(self, block: bool = True) -> Iterator[tuple[int, Review]]:
        """Reviews that are done: waits for something to happen (a second at most) unless told not to."""
        self._hand_out()
        if not self._done:
            self._await(block)
            for worker in list(self._workers):
                if (event := worker.poll()) is not None:
                    self._take(worker, event)
                    yield from self._give()
            self._hand_out()
        yield from self._give()

    def close(self) -> None:
        """End the workers and all they started."""
        for worker in self._workers:
            worker.retire()
        while self._workers:
            self._workers.pop().stop(patience=1.0)

    def _give(self) -> Iterator[tuple[int, Review]]:
        while self._done:
            yield self._done.popleft()

    def _hand_out(self) -> None:
        while len(self._workers) < min(self.size, len(self.files)) and not self._given_up:
            self._hire()
        for worker in list(self._workers):
            if worker.busy or not self.waiting:
                continue
            job = self.waiting.popleft()
            if not worker.give(job, self.files[job], self.options.seconds):
                self.waiting.appendleft(job)
                self._release(worker)

    def _await(self, block: bool) -> None:
        """Sleep until a worker has something to say, but no longer than until the next deadline or look."""
        if not self._workers:
            return
        nearest = min((w.deadline for w in self._workers if w.busy), default=time.monotonic())
        channels = [w.connection for w in self._workers]
        patience = max(0.0, min(LOOK, nearest - time.monotonic())) if block else 0.0
        wait([*channels, *(w.process.sentinel for w in self._workers)], patience)

    def _take(self, worker: Worker, event: Event) -> None:
        """Note what a worker says, or what became of it."""
        if isinstance(event, Ready):
            worker.ready = self._ever_ready = True
            self._starts_failed = 0
        elif not worker.ready:
            self._not_started(worker, event)
        elif isinstance(event, Asking):
            self._twins.ask(worker, event.key)
        elif isinstance(event, Done):
            if event.trace:
                _log.warning("%s: %s", self._name(worker), event.trace)
            self._finish(worker, event.review)
            if event.last:
                self._release(worker)
        else:
            self._lost(worker, event)
            self._release(worker)

    def _lost(self, worker: Worker, event: Event) -> None:
        """The worker is gone or must go: what that means for the file it was on."""
        job = worker.job
        if job is None:
            return
        file = self.files[job]
        if isinstance(event, Late):
            self._finish(worker, timed_out(file, self.options.seconds))
        elif isinstance(event, Swollen):
            self._finish(worker, out_of_memory(file))
        else:
            code = event.exitcode if isinstance(event, Died) else None
            self._deaths[job] = self._deaths.get(job, 0) + 1
            _log.warning("%s: worker ended with %s", file.given, code)
            if self._deaths[job] < TRIES:
                worker.job = None
                self._twins.close(job, None)
                self.waiting.appendleft(job)
            else:
                self._finish(worker, crashed(file, code))

    def _not_started(self, worker: Worker, event: Event) -> None:
        self._release(worker)
        self._do_without(*_why_not_started(event, self.options.start_seconds))

    def _do_without(self, vi: str, en: str) -> None:
        """A worker could not be started: fewer hands, same work, while there are any."""
        self._starts_failed += 1
        _log.warning("%s", en)
        if self._workers:
            self.size = len(self._workers)
        elif self._starts_failed >= TRIES * self.size:
            self._given_up = (vi, en)
            if not self._ever_ready:
                raise EngineError(vi, en)
            self._fail_waiting(vi, en)

    def _fail_waiting(self, vi: str, en: str) -> None:
        while self.waiting:
            job = self.waiting.popleft()
            self._done.append((job, failed(self.files.pop(job), ReadStatus.FAILED, vi, en)))

    def _finish(self, worker: Worker, review: Review) -> None:
        assert worker.job is not None
        self._done.append((worker.job, review))
        self._twins.close(worker.job, review)
        self._deaths.pop(worker.job, None)
        del self.files[worker.job]
        worker.job = None

    def _name(self, worker: Worker) -> str:
        return self.files[worker.job].given if worker.job is not None else "-"

    def _hire(self) -> None:
        options = self.options
        try:
            self._workers.append(Worker(self.factory, self.settings, options.memory_bytes, options.start_seconds))
        except OSError as error:
            self._do_without(
                f"hệ điều hành không cho tạo tiến trình mới ({error.strerror}); hãy giảm --workers rồi chạy lại",
                f"the system refuses a new process ({error.strerror}); lower --workers and run again",
            )

    def _release(self, worker: Worker) -> None:
        self._twins.forget(worker)
        self._workers.remove(worker)
        worker.stop()


def timed_out(file: InputFile, seconds: float) -> Review:
    """The outcome of a document that took longer than allowed."""
    return failed(
        file,
        ReadStatus.TIMEOUT,
        f"quá thời gian {seconds:.0f} giây cho một văn bản; hãy tách tệp hoặc tăng --timeout",
        f"took more than {seconds:.0f} seconds, the limit for one document; split the file or raise --timeout",
    )


def crashed(file: InputFile, exitcode: int | None) -> Review:
    """The outcome of a document whose worker died each time."""
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
