"""Reviewers that misbehave on request: what a file's name begins with is what happens to it in the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.ingest import InputFile, content_key
from pipeline.records import Explanation, ReadStatus, Review, SourceText


@dataclass(frozen=True)
class Orders:
    """Settings of the tests: ``folder`` is where a reviewer leaves its traces, ``start`` what it does while loading."""

    folder: Path
    start: str = "well"


class Unpicklable:
    def __reduce__(self) -> str:
        raise TypeError("cannot be pickled")


class BreaksOnArrival:
    """Pickles, and fails when it is unpickled in the parent."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return _raise, (1,)


def _raise(_: int) -> None:
    raise ValueError("cannot be unpickled")


class Misbehaving:
    def __init__(self, orders: Orders) -> None:
        self.orders = orders

    def load(self) -> None:
        first = not (self.orders.folder / "loaded").exists()
        (self.orders.folder / "loaded").touch()
        match self.orders.start:
            case "refuse":
                raise ModelError("thiếu mô hình", "no model")
            case "raise":
                raise RuntimeError("broken library")
            case "die":
                os._exit(5)
            case "hang":
                time.sleep(600)
            case "well-once" if not first:
                raise ModelError("thiếu mô hình", "no model")

    def review(self, file: InputFile, recall: object = None) -> Review:
        name = Path(file.given).name
        (self.orders.folder / f"try-{name}-{time.monotonic_ns()}").touch()
        match name.split("-")[0]:
            case "hang":
                time.sleep(600)
            case "spawn":
                child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
                (self.orders.folder / "child.pid").write_text(str(child.pid))
                child.wait()
            case "exit":
                os._exit(7)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "dieonce" if len(list(self.orders.folder.glob(f"try-{name}-*"))) == 1:
                os._exit(9)
            case "raise":
                raise RuntimeError("secret words of the document")
            case "memory":
                raise MemoryError
            case "swell":
                held = bytearray(4 * 1024**3)
                return _review(file, str(len(held)))
            case "unpicklable":
                return Review(file.given, ReadStatus.REVIEWED, None, None, None, seconds=Unpicklable())  # type: ignore[arg-type]
            case "unreadable":
                return Review(file.given, ReadStatus.REVIEWED, None, None, None, seconds=BreaksOnArrival())  # type: ignore[arg-type]
            case "large":
                return _review(file, "x" * 30_000_000)
            case "slow":
                time.sleep(0.7)
            case "pid":
                return _review(file, str(os.getpid()))
        return _review(file, "well")


def _review(file: InputFile, text: str) -> Review:
    return Review(file.given, ReadStatus.REVIEWED, Explanation(text, text), None, None)


class Recorder(Misbehaving):
    """Asks for its file's content first; leaves a trace ``worked-…`` where it had to do the work itself."""

    def review(self, file: InputFile, recall: object = None) -> Review:
        key = content_key(file)
        known = recall(f"content:{key}") if callable(recall) else None
        if known is not None:
            return replace(known, path=file.given)
        time.sleep(0.2)
        if Path(file.given).name.startswith("exit-"):
            os._exit(7)
        (self.orders.folder / f"worked-{time.monotonic_ns()}").touch()
        return replace(_review(file, "well"), source=SourceText(file.given, "0" * 64, "text", "x", (), ()))
