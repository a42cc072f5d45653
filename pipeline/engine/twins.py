"""The same content or wording in two files at once: one worker does the work, the others wait for it."""

from __future__ import annotations

from pipeline.engine.serve import Recall
from pipeline.engine.worker import Worker
from pipeline.records import ReadStatus, Review


class Twins:
    """Who asked for which key first, and who waits for the answer.

    A worker that waits has been told of no one else's wait, and the one it waits for was told to go on: there is no circle.
    """

    def __init__(self, recall: Recall | None) -> None:
        self._recall = recall
        self._first: dict[str, int] = {}  # key → the job that does the work
        self._parked: dict[str, list[Worker]] = {}

    def ask(self, worker: Worker, key: str) -> None:
        """Answer at once with what is known, or when the job that asked first is done."""
        assert worker.job is not None
        known = self._recall(key) if self._recall else None
        if known is None and self._first.setdefault(key, worker.job) != worker.job:
            worker.park()
            self._parked.setdefault(key, []).append(worker)
        else:
            worker.answer(known)

    def close(self, job: int, review: Review | None) -> None:
        """The job is done or lost: answer those who wait. Without a review they do the work themselves."""
        known = review if review is not None and review.status is ReadStatus.REVIEWED else None
        for key in [key for key, first in self._first.items() if first == job]:
            del self._first[key]
            for worker in self._parked.pop(key, []):
                worker.answer(known)

    def forget(self, worker: Worker) -> None:
        """The worker is no more."""
        for waiting in self._parked.values():
            if worker in waiting:
                waiting.remove(worker)
