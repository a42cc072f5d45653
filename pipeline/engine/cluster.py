"""The same reviews on a Ray cluster (``pip install 'rasoat[ray]'``): one actor a core, each with the models loaded.

Ray ends the process that talks to it when the head is lost for long, so that process is a child of ours (``drive.py``): lost, it is
started again and told of every document that is not done. What is done is in the journal. The rules for a document are those of
``local.py``, and the same code reviews it: the results are the same bytes. Files travel as bytes: the nodes need the program, not
the documents' folder. Twins are not looked for across nodes; they are reviewed each for itself, with the same result.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from pipeline.engine.drive import Lost, Result, Started, drive
from pipeline.engine.local import LOOK, EngineOptions
from pipeline.engine.serve import Factory, Recall
from pipeline.errors import EngineError, UsageError
from pipeline.ingest import InputFile
from pipeline.records import Review

PATIENCE = 300.0  # seconds that a cluster may be away before the run stops

_log = logging.getLogger(__name__)


class Cluster:
    """A workforce (``pipeline.engine.batch.Workforce``). ``address`` as for ``ray.init``; None starts a cluster on this machine."""

    def __init__(
        self,
        settings: Any,
        options: EngineOptions,
        total: int,
        recall: Recall | None = None,
        address: str | None = None,
        factory: Factory | None = None,
        patience: float = PATIENCE,
    ) -> None:
        if find_spec("ray") is None:
            raise UsageError(
                "Chưa cài Ray; cài bằng: pip install 'rasoat[ray]', hoặc bỏ --engine ray.",
                "Ray is not installed; run pip install 'rasoat[ray]', or leave out --engine ray.",
            )
        if factory is None:
            from pipeline.review import Reviewer

            factory = Reviewer
        self._told = (settings, options, total, address, factory)
        self._files: dict[int, InputFile] = {}
        self._size = 1
        self._patience = patience
        self._ever = False
        self._lost_since: float | None = None
        self._here = False  # the child has reached the cluster
        self._due = 0.0  # when it must have
        self._process: Any = None
        self._connection: Any = None

    @property
    def pending(self) -> int:
        """Files submitted whose review was not given yet."""
        return len(self._files)

    @property
    def waiting(self) -> Sequence[int]:
        """Files that no actor has yet, as far as known here."""
        return range(max(0, len(self._files) - self._size))

    def start(self) -> None:
        """Start the child; the cluster is reached while the caller prepares."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        # Not a daemon: those may have no children, and Ray without an address starts some.
        self._process = context.Process(target=drive, args=(theirs, *self._told), name="rasoat-ray")
        self._process.start()
        theirs.close()
        self._here, self._due = False, time.monotonic() + self._told[1].start_seconds

    def submit(self, job: int, file: InputFile) -> None:
        """Queue a file under a number of the caller's."""
        self._files[job] = file
        self._send(job)

    def collect(self, block: bool = True) -> Iterator[tuple[int, Review]]:
        """Reviews that are done: waits for something to happen (a second at most) unless told not to.

        Raises EngineError where the cluster cannot be reached, or was away for longer than ``patience`` seconds.
        """
        try:
            ready = self._connection.poll(LOOK if block else 0.0)
            while ready:
                yield from self._take(self._connection.recv())
                ready = self._connection.poll(0.0)
        except (EOFError, OSError):
            self._again(f"exit code {self._process.exitcode}")
            return
        if not self._process.is_alive() and not self._connection.poll(0.0):
            self._again(f"exit code {self._process.exitcode}")
        elif not self._here and time.monotonic() > self._due:
            self._again("no answer")

    def close(self) -> None:
        """End the child; its actors end with it."""
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            self._connection.send(None)
        self._process.join(10)
        self._end()

    def _take(self, message: Any) -> Iterator[tuple[int, Review]]:
        if isinstance(message, Started):
            self._size, self._ever, self._here = message.size, True, True
        elif isinstance(message, Lost):
            self._again(message.why)
        elif isinstance(message, Result) and message.job in self._files:
            if message.done.trace:
                _log.warning("%s: %s", self._files[message.job].given, message.done.trace)
            del self._files[message.job]
            self._lost_since = None
            yield message.job, message.done.review

    def _again(self, why: str) -> None:
        """The cluster is lost: reach it anew, and hand over what is not done."""
        self._end()
        now = time.monotonic()
        self._lost_since = self._lost_since or now
        _log.warning("cluster lost: %s", why)
        if now - self._lost_since > (self._patience if self._ever else 0.0):
            raise EngineError(
                f"Không kết nối được cụm Ray ({why}). Kiểm tra cụm bằng “ray status” rồi chạy lại với --resume.",
                f"Cannot reach the Ray cluster ({why}). Check it with “ray status” and run again with --resume.",
            )
        time.sleep(min(2.0, self._patience / 10))
        self.start()
        for job in self._files:
            self._send(job)

    def _send(self, job: int) -> None:
        with contextlib.suppress(OSError):  # the child is gone: ``collect`` notices, and sends everything again
            self._connection.send((job, self._files[job]))

    def _end(self) -> None:
        if self._process.is_alive():
            self._process.kill()
        self._process.join(10)
        self._connection.close()
