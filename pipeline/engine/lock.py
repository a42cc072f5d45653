"""One run at a time on an output folder."""

from __future__ import annotations

import contextlib
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import UsageError

NAME = "lock"
HOLDER = "lock.json"  # who holds it: for the message only


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder/lock``. The system lets go of it when the process ends, however it ends, so no stale lock is left.

    Raises UsageError: another run holds it (the message names its process), or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / NAME, timeout=0)
        lock.acquire()
    except Timeout as error:
        holder = _holder(folder)
        raise UsageError(
            f"Một lần rà soát khác đang ghi vào {folder.parent}{holder}. Chờ lần đó xong hoặc chọn --out khác.",
            f"Another review is writing to {folder.parent}{holder}. Wait for it, or choose another --out.",
        ) from error
    except OSError as error:
        raise UsageError(
            f"Không ghi được vào thư mục kết quả {folder.parent}: {error.strerror}. Hãy chọn thư mục khác bằng --out.",
            f"Cannot write to the output folder {folder.parent}: {error.strerror}. Choose another with --out.",
        ) from error
    try:
        with contextlib.suppress(OSError):
            (folder / HOLDER).write_text(json.dumps({"process": os.getpid(), "computer": platform.node()}), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f" (PID {int(told['process'])}, {str(told['computer'])[:64]})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
