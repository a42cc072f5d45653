"""Progress on stderr: a bar on a terminal, one JSON object a line for programs, or nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from pipeline.commands.messages import Language, say
from pipeline.engine import Progress
from pipeline.records import Review, Severity

Mode = Literal["auto", "json", "none"]


def follow(reviews: Iterable[Review], state: Progress, mode: Mode, lang: Language) -> Iterator[Review]:
    """Hand the reviews on, telling of each as it comes; ``state`` is the batch's own account of how far it is."""
    if mode == "none":
        return iter(reviews)
    return _lines(reviews, state) if mode == "json" else _bar(reviews, state, lang)


def _bar(reviews: Iterable[Review], state: Progress, lang: Language) -> Iterator[Review]:
    console = Console(stderr=True)
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
        TextColumn("{task.fields[name]}", markup=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(say("reviewing", lang), total=state.total, name="", left="")
        for review in reviews:
            bar.update(task, advance=1, name=PurePosixPath(review.path).name[:40], left=_clock(state.eta()))
            yield review


def _clock(seconds: float | None) -> str:
    return "" if seconds is None else f"{timedelta(seconds=round(seconds))}"


def _lines(reviews: Iterable[Review], state: Progress) -> Iterator[Review]:
    """Events ``started``, ``document`` and ``finished``; described in docs/cli.md."""
    started = time.perf_counter()
    _emit(event="started", total=state.total)
    done = 0
    for done, review in enumerate(reviews, start=1):
        eta = state.eta()
        _emit(
            event="document",
            done=done,
            total=state.total,
            path=review.path,
            status=review.status.value,
            findings=len(review.findings),
            high=sum(finding.severity is Severity.HIGH for finding in review.findings),
            seconds=round(time.perf_counter() - started, 3),
            eta=None if eta is None else round(eta, 1),
        )
        yield review
    _emit(
        event="finished",
        done=done,
        total=state.total,
        seconds=round(time.perf_counter() - started, 3),
        made=state.made,
        kept=state.kept,
        duplicates=state.duplicates,
    )


def _emit(**event: object) -> None:
    sys.stderr.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stderr.flush()
