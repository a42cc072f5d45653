"""Progress on stderr: a bar on a terminal, one JSON object a line for programs, or nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.commands.messages import Language, say
from pipeline.records import Review, Severity

Mode = Literal["auto", "json", "none"]


def follow(reviews: Iterable[Review], total: int, mode: Mode, lang: Language) -> Iterator[Review]:
    """Hand the reviews on, telling of each as it comes."""
    if mode == "none":
        return iter(reviews)
    return _lines(reviews, total) if mode == "json" else _bar(reviews, total, lang)


def _bar(reviews: Iterable[Review], total: int, lang: Language) -> Iterator[Review]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(say("reviewing", lang), total=total, name="")
        for review in reviews:
            bar.update(task, advance=1, name=PurePosixPath(review.path).name[:40])
            yield review


def _lines(reviews: Iterable[Review], total: int) -> Iterator[Review]:
    """Events ``started``, ``document`` and ``finished``; described in docs/cli.md."""
    started = time.perf_counter()
    _emit(event="started", total=total)
    done = 0
    for done, review in enumerate(reviews, start=1):
        _emit(
            event="document",
            done=done,
            total=total,
            path=review.path,
            status=review.status.value,
            findings=len(review.findings),
            high=sum(finding.severity is Severity.HIGH for finding in review.findings),
            seconds=round(time.perf_counter() - started, 3),
        )
        yield review
    _emit(event="finished", done=done, total=total, seconds=round(time.perf_counter() - started, 3))


def _emit(**event: object) -> None:
    sys.stderr.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stderr.flush()
