"""The child process that talks to Ray: files in, reviews out, one actor for each core of the cluster."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path, PurePath
from typing import Any

from pipeline.engine.local import LOOK, TRIES, EngineOptions, crashed, timed_out
from pipeline.engine.serve import Done, Factory, answer, leave_with_parent
from pipeline.ingest import InputFile, Limits

_TICK = 0.2  # seconds between looks at the pipe while actors work


@dataclass(frozen=True, slots=True)
class Started:
    """The cluster answers; ``size`` actors."""

    size: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The cluster cannot be reached, or no actor can be started on it."""

    why: str


@dataclass(frozen=True, slots=True)
class Result:
    job: int
    done: Done


class Seat:
    """The actor: what ``serve`` is on one machine."""

    def __init__(self, factory: Factory, settings: Any) -> None:
        logging.getLogger().setLevel(logging.ERROR)
        self._scratch = tempfile.TemporaryDirectory(prefix="rasoat-", ignore_cleanup_errors=True)
        self._reviewer = factory(settings)
        self._reviewer.load()

    def ready(self) -> bool:
        return True

    def review(self, given: str, data: bytes) -> Done:
        """Review the file with these bytes. It is written to a scratch file: readers and converters want a path."""
        path = Path(self._scratch.name) / f"document{PurePath(given).suffix if PurePath(given).suffix.isascii() else ''}"
        path.write_bytes(data)
        try:
            return answer(self._reviewer, InputFile(given, path), None)
        finally:
            path.unlink(missing_ok=True)


@dataclass(slots=True)
class _Actor:
    handle: Any
    busy: Any  # the reference that is awaited
    deadline: float
    job: int | None = None
    ready: bool = False


@dataclass(slots=True)
class _Driver:
    ray: Any
    connection: Connection
    settings: Any
    options: EngineOptions
    factory: Factory
    files: dict[int, InputFile] = field(default_factory=dict)
    waiting: deque[int] = field(default_factory=deque)
    deaths: dict[int, int] = field(default_factory=dict)
    actors: list[_Actor] = field(default_factory=list)
    ended: bool = False

    def run(self, size: int) -> None:
        for _ in range(size):
            self._hire()
        self.connection.send(Started(size))
        while not self.ended:
            self._listen()
            self._hand_out()
            busy = [actor.busy for actor in self.actors if actor.busy is not None]
            if busy:
                self.ray.wait(busy, num_returns=1, timeout=_TICK)
            for actor in list(self.actors):
                self._look(actor)
            while len(self.actors) < min(size, len(self.files)):
                self._hire()

    def _listen(self) -> None:
        idle = all(actor.busy is None for actor in self.actors)
        ready = self.connection.poll(LOOK if idle and not self.waiting else 0.0)
        while ready:
            message = self.connection.recv()
            if message is None:
                self.ended = True
                return
            job, self.files[message[0]] = message
            self.waiting.append(job)
            ready = self.connection.poll(0.0)

    def _hire(self) -> None:
        remote = self.ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Seat)
        handle = remote.remote(self.factory, self.settings)
        self.actors.append(_Actor(handle, handle.ready.remote(), time.monotonic() + self.options.start_seconds))

    def _hand_out(self) -> None:
        for actor in self.actors:
            while actor.ready and actor.busy is None and self.waiting:
                job = self.waiting.popleft()
                file = self.files[job]
                data = _bytes_of(file, getattr(self.settings, "limits", Limits()))
                if data is None:  # missing, too large …: reading says why, here where the file would be
                    self._finish(job, answer(self.factory(self.settings), file, None))
                    continue
                actor.busy = actor.handle.review.remote(file.given, data)
                actor.job, actor.deadline = job, time.monotonic() + self.options.seconds

    def _look(self, actor: _Actor) -> None:
        if actor.busy is None:
            return
        done, _ = self.ray.wait([actor.busy], timeout=0)
        if done:
            self._take(actor)
        elif time.monotonic() > actor.deadline:
            self._late(actor)

    def _take(self, actor: _Actor) -> None:
        try:
            said = self.ray.get(actor.busy)
        except self.ray.exceptions.RayTaskError as error:  # the constructor or the transfer failed
            self._gone(actor, f"{type(error.cause).__name__}: {error.cause}")
            return
        except self.ray.exceptions.RayError as error:  # actor, worker or node is gone
            self._gone(actor, type(error).__name__)
            return
        actor.busy = None
        if not actor.ready:
            actor.ready = True
        elif actor.job is not None:
            self._finish(actor.job, said)
            actor.job = None
            if said.last:
                self._dismiss(actor)

    def _late(self, actor: _Actor) -> None:
        job = actor.job
        self._dismiss(actor)
        if job is not None:
            self._finish(job, Done(timed_out(self.files[job], self.options.seconds)))
        elif not any(one.ready for one in self.actors):
            raise ConnectionError(f"no actor started within {self.options.start_seconds:.0f} s")

    def _gone(self, actor: _Actor, why: str) -> None:
        job = actor.job
        self._dismiss(actor)
        if job is None:
            if not any(one.ready for one in self.actors):
                raise ConnectionError(f"no actor could be started: {why}")
            return
        self.deaths[job] = self.deaths.get(job, 0) + 1
        if self.deaths[job] < TRIES:
            self.waiting.appendleft(job)
        else:
            self._finish(job, Done(crashed(self.files[job], None)))

    def _finish(self, job: int, done: Done) -> None:
        self.connection.send(Result(job, done))
        del self.files[job]

    def _dismiss(self, actor: _Actor) -> None:
        self.actors.remove(actor)
        with contextlib.suppress(Exception):
            self.ray.kill(actor.handle, no_restart=True)


def _bytes_of(file: InputFile, limits: Limits) -> bytes | None:
    try:
        if not file.path.is_file() or file.path.stat().st_size > limits.bytes:
            return None
        return file.path.read_bytes()
    except OSError:
        return None


def _knock(address: str | None) -> None:
    """Ray waits for minutes where nobody listens; a refused connection says so at once. Raises OSError."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=10).close()


def drive(
    connection: Connection, settings: Any, options: EngineOptions, total: int, address: str | None, factory: Factory
) -> None:
    """Runs in the child until None comes, the parent is gone or the cluster is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=leave_with_parent, args=("",), daemon=True).start()
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is sent anywhere
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("RAY_raylet_start_wait_time_s", "120")  # a busy office PC takes longer than Ray's 30 s
    if "RAY_AUTH_MODE" not in os.environ and (Path.home() / ".ray" / "auth_token").exists():
        os.environ["RAY_AUTH_MODE"] = "token"  # as "ray start" does: where there is a token, the cluster asks for it
    import ray

    try:
        _knock(address)
        more = {} if address else {"include_dashboard": False, "num_cpus": options.count(total)}
        ray.init(address=address, logging_level=logging.ERROR, log_to_driver=False, **more)
        cores = int(ray.cluster_resources().get("CPU", 1))
        _Driver(ray, connection, settings, options, factory).run(max(1, min(options.workers or cores, cores, total)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone
    except Exception as error:  # Ray raises what it likes, also bare Exception
        with contextlib.suppress(OSError):
            connection.send(Lost(f"{type(error).__name__}: {str(error)[:300]}"))
    finally:
        with contextlib.suppress(Exception):
            ray.shutdown()
