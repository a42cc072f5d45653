"""The worker's side: load once, then one answer for every file that comes.

Whatever a document does here, the answer is a ``Done`` with a ``Review``; only what takes the process itself away (a crash in
native code, a kill, a hang) is left for the parent to notice.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

import psutil

from pipeline.errors import PipelineError
from pipeline.ingest import InputFile
from pipeline.records import Explanation, ReadStatus, Review

Recall = Callable[[str], Review | None]  # an earlier review of the same content or wording, by its key


class FileReviewer(Protocol):
    """What a worker holds: ``pipeline.review.Reviewer``, or a stand-in of the tests."""

    def load(self) -> None: ...

    def review(self, file: InputFile, recall: Recall | None = None) -> Review: ...


Factory = Callable[[Any], FileReviewer]  # called in the worker with the settings; pickled by its importable name


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded everything."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The worker cannot start: why, in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of the file in hand. ``last``: the worker ends after it (its memory may be unsound). ``trace``: code places
    of an unexpected error, never words of the document."""

    review: Review
    last: bool = False
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Is there a review with this key already? The worker waits for a ``Review`` or None."""

    key: str


Message = Ready | Refused | Done | Asking


def serve(connection: Connection, factory: Factory, settings: Any, memory: int, scratch: str) -> None:
    """Runs in the worker process until None comes or the parent is gone. Temporary files go to ``scratch``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the parent decides what to do
    threading.Thread(target=leave_with_parent, args=(scratch,), daemon=True).start()
    logging.getLogger().setLevel(logging.ERROR)
    tempfile.tempdir = scratch
    _limit_memory(memory)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            reviewer = factory(settings)
            reviewer.load()
        except PipelineError as error:
            connection.send(Refused(error.vi, error.en))
            return
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            connection.send(Refused(text, text))
            return
        connection.send(Ready())

        def recall(key: str) -> Review | None:
            connection.send(Asking(key))
            known = connection.recv()
            return known if isinstance(known, Review) else None

        while (file := connection.recv()) is not None:
            said = answer(reviewer, file, recall)
            try:
                connection.send(said)
            except (EOFError, OSError):
                raise
            except Exception as error:  # a result that cannot be pickled; nothing of it was sent
                connection.send(Done(_unexpected(file, error), trace=places(error)))
            if said.last:
                return


def answer(reviewer: FileReviewer, file: InputFile, recall: Recall | None) -> Done:
    """The outcome of a file, whatever the reviewer does short of taking the process away."""
    try:
        return Done(reviewer.review(file, recall))
    except MemoryError:
        return Done(out_of_memory(file), last=True)
    except Exception as error:  # a defect of ours on this document: a status of the document, with the place for the log
        return Done(_unexpected(file, error), trace=places(error))


def out_of_memory(file: InputFile) -> Review:
    """The outcome of a document that needs more memory than allowed."""
    return failed(
        file,
        ReadStatus.TOO_LARGE,
        "cần nhiều bộ nhớ hơn giới hạn cho một văn bản; hãy tách tệp rồi chạy lại",
        "needs more memory than one document may take; split the file and run again",
    )


def failed(file: InputFile, status: ReadStatus, vi: str, en: str) -> Review:
    """A review that only says why there is none; the file's name goes before the wording."""
    return Review(file.given, status, Explanation(f"{file.given}: {vi}", f"{file.given}: {en}"), None, None)


def places(error: BaseException) -> str:
    """Type of the error and the code places it came through: no message and no values, which may hold words of a document."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join([type(error).__name__, *(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames))])  # noqa: PTH119


def _unexpected(file: InputFile, error: Exception) -> Review:
    name = type(error).__name__
    return failed(
        file,
        ReadStatus.FAILED,
        f"chương trình gặp lỗi khi rà soát ({name}); hãy chạy lại với --verbose và gửi báo lỗi kèm phiên bản chương trình",
        f"the program failed on it ({name}); run again with --verbose and report it with the program's version",
    )


def _limit_memory(limit: int) -> None:
    """Address space, where the system knows such a limit: allocation then fails in this process alone."""
    if sys.platform == "win32" or limit <= 0:
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def leave_with_parent(scratch: str) -> None:
    """Wait for the parent's end, and end with it: a parent that was killed cannot stop its workers, nor the programs these started,
    nor clear away their files."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            child.kill()
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)
