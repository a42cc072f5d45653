"""The background worker: takes waiting runs one by one and keeps each review as it comes."""

from __future__ import annotations

import logging
import threading
from contextlib import closing
from datetime import date

from pipeline.engine import InputFile
from pipeline.errors import PipelineError
from pipeline.records import Explanation, Review
from pipeline.store import jobs
from pipeline.store.keep import Origin, keep_review, storable
from pipeline.store.tables import JobFile
from pipeline.web.workspace import Workspace

_LOOK = 1.0  # seconds between looks at the queue
_log = logging.getLogger(__name__)


class BackgroundWorker:
    """One thread of the server. What it does is in the database, so a restart goes on where it stopped."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="runs", daemon=True)

    def start(self) -> None:
        with self.workspace.database.begin() as session:
            jobs.recover(session)
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end; the document in hand is given up and reviewed again after the next start."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                if not self.step():
                    self._stop.wait(_LOOK)
            except Exception:  # the thread must outlive a database that is away for a moment
                _log.exception("the background worker")
                self._stop.wait(_LOOK * 5)

    def step(self) -> bool:
        """Do the oldest waiting run, if there is one; False otherwise."""
        with self.workspace.database.begin() as session:
            job = jobs.take_next(session)
            waiting = jobs.waiting(session, job.id) if job else ()
        if job is None:
            return False
        try:
            status = self._review(job.id, job.unit_id, job.as_of, list(waiting))
            self._finish(job.id, status)
        except PipelineError as error:
            self._finish(job.id, "failed", Explanation(error.vi, error.en))
        except Exception as error:  # a defect of ours: the run says so and can be resumed, the server goes on
            _log.exception("run %s", job.id)
            name = type(error).__name__
            self._finish(
                job.id,
                "failed",
                Explanation(
                    f"Lỗi phần mềm ({name}). Hãy bấm chạy tiếp; nếu vẫn lỗi, gửi nhật ký máy chủ cho bộ phận kỹ thuật.",
                    f"A defect of the program ({name}). Resume the run; if it fails again, hand the server's log to support.",
                ),
            )
        return True

    def _review(self, job_id: int, unit_id: int, as_of: date, files: list[JobFile]) -> str:
        """Review the files; returns the run's status at the end."""
        if not files:
            return "done"
        inputs = [InputFile(one.given, self.workspace.files.path(one.sha256, one.suffix)) for one in files]
        running = self.workspace.review(inputs, as_of)
        with closing(running.reviews) as reviews:
            for file, review in zip(files, reviews, strict=False):
                self._keep(file, review, Origin(unit_id, as_of, running.versions, file.sha256, file.suffix))
                if self._stop.is_set():
                    return "queued"
                with self.workspace.database.read() as session:
                    if jobs.is_cancelling(session, job_id):
                        return "cancelled"
        return "done"

    def _keep(self, file: JobFile, review: Review, origin: Origin) -> None:
        """The document and the outcome in one transaction: a crash between the two cannot keep a document twice."""
        with self.workspace.database.begin() as session:
            document = keep_review(session, review, origin)
            reason = Explanation(storable(review.reason.vi), storable(review.reason.en)) if review.reason else None
            jobs.finish_file(session, file.id, review.status, reason, document.id)

    def _finish(self, job_id: int, status: str, reason: Explanation | None = None) -> None:
        with self.workspace.database.begin() as session:
            if status == "queued":
                return
            jobs.finish_job(session, job_id, status, reason)
