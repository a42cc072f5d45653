"""``review --dry-run``: what would be done, and nothing is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath

import click

from pipeline.commands.messages import Language, say
from pipeline.ingest import InputFile, Limits, content_key

Settled = Callable[[str, str | None], bool]  # (given, content key) → is its outcome known?


def print_plan(files: Sequence[InputFile], settled: Settled, pace: float | None, limits: Limits, lang: Language) -> None:
    """Print files by format, how many are known already, how many hold the same bytes, and the time at ``pace`` (seconds each)."""
    formats = Counter(PurePath(file.given).suffix.lower() or "-" for file in files)
    seen: set[str | None] = set()
    known = copies = unreadable = 0
    for file in files:
        content = content_key(file, limits)
        if settled(file.given, content):
            known += 1
        elif content is None:
            unreadable += 1
        elif content in seen:
            copies += 1
        seen.add(content)
    click.echo(say("plan-files", lang, count=len(files)))
    for suffix, count in formats.most_common():
        click.echo(f"  {suffix:<8}{count:>8}")
    left = len(files) - known
    click.echo(say("plan-known", lang, known=known, left=left))
    if copies:
        click.echo(say("plan-copies", lang, count=copies))
    if unreadable:
        click.echo(say("plan-unreadable", lang, count=unreadable))
    if pace is not None and left:
        click.echo(say("plan-time", lang, minutes=max(1, round((left - copies) * pace / 60))))
    click.echo(say("plan-nothing", lang))
