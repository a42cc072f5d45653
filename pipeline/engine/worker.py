"""The parent's handle of one worker process: start it, hand it a file, ask how it stands, end it with all it started."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil

from pipeline.engine.serve import Asking, Done, Factory, Message, Ready, Refused, serve
from pipeline.ingest import InputFile
from pipeline.records import Review

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended without an answer; ``exitcode`` as in ``multiprocessing`` (negative: the signal)."""

    exitcode: int | None


@dataclass(frozen=True, slots=True)
class Late:
    """The process passed its deadline."""


@dataclass(frozen=True, slots=True)
class Swollen:
    """The process holds more memory than allowed (seen from outside: systems without a limit on address space)."""


Event = Message | Died | Late | Swollen


class Worker:
    """A process with the models loaded, and the number of the file it is on (``job``)."""

    def __init__(self, factory: Factory, settings: Any, memory: int, start_seconds: float) -> None:
        self.job: int | None = None
        self.ready = False
        self.memory = memory
        self.deadline = time.monotonic() + start_seconds
        self._left = 0.0
        self._scratch = tempfile.TemporaryDirectory(prefix="rasoat-", ignore_cleanup_errors=True)
        context = multiprocessing.get_context("spawn")  # the same on every system; no state of the parent's threads
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=serve, args=(theirs, factory, settings, memory, self._scratch.name), daemon=True, name="rasoat-worker"
        )
        try:
            with _one_thread():
                self.process.start()
        except BaseException:
            self.connection.close()
            self._scratch.cleanup()
            raise
        finally:
            theirs.close()

    @property
    def busy(self) -> bool:
        """Starting, or on a file: something is due from it by ``deadline``."""
        return self.job is not None or not self.ready

    def give(self, job: int, file: InputFile, seconds: float) -> bool:
        """Hand over a file; False where the process is gone, and the file untouched."""
        try:
            self.connection.send(file)
        except OSError:
            return False
        self.job, self.deadline = job, time.monotonic() + seconds
        return True

    def park(self) -> None:
        """It waits for an answer of ours: the clock of its document stands still."""
        self._left = self.deadline - time.monotonic()
        self.deadline = float("inf")

    def answer(self, known: Review | None) -> None:
        """What it asked for. A process that is gone meanwhile is noticed by ``poll``."""
        if self.deadline == float("inf"):
            self.deadline = time.monotonic() + self._left
        with contextlib.suppress(OSError):
            self.connection.send(known)

    def poll(self) -> Event | None:
        """What there is to say of it now; None while it works in good order."""
        try:
            if self.connection.poll():
                message = self.connection.recv()
                return message if isinstance(message, (Ready, Refused, Done, Asking)) else self._died()
        except Exception:  # the pipe broke inside a message, or what came cannot be unpickled
            return self._died()
        if not self.process.is_alive():
            # The answer may have been written between the two looks.
            return self.poll() if self._unread() else self._died()
        if self.busy and time.monotonic() > self.deadline:
            return Late()
        if self.job is not None and self._size() > self.memory > 0:
            return Swollen()
        return None

    def retire(self) -> None:
        """Tell an idle process to go."""
        if not self.busy:
            with contextlib.suppress(OSError, ValueError):
                self.connection.send(None)

    def stop(self, patience: float = 0.0) -> None:
        """End the process and the programs it started (LibreOffice, Tesseract); an idle one has ``patience`` seconds to go."""
        if not self.busy:
            self.process.join(patience)
        offspring = self._offspring()
        if self.process.is_alive():
            self.process.kill()
        for child in offspring:
            with contextlib.suppress(psutil.Error):
                child.kill()
        self.process.join(10)
        self.connection.close()
        self._scratch.cleanup()

    def _died(self) -> Died:
        self.process.join(2)
        return Died(self.process.exitcode)

    def _unread(self) -> bool:
        with contextlib.suppress(OSError):
            return self.connection.poll()
        return False

    def _size(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(psutil.Process(self.process.pid).memory_info().rss)
        return 0

    def _offspring(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.Error):
            return list(psutil.Process(self.process.pid).children(recursive=True))
        return []


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Workers share the cores: numeric libraries read these at import and would each start a thread per core."""
    added = [name for name in _ONE_THREAD if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
