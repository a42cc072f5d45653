"""``run_review.py ingest``: what was read from a file, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.engine import EngineOptions, run
from pipeline.errors import ReadError
from pipeline.ingest import InputFile, Limits, discover, read
from pipeline.ingest.show import show as describe
from pipeline.records import Explanation, ReadStatus, Review
from pipeline.review import Recall


@dataclass(frozen=True)
class SourceReader:
    """Stands where a reviewer does in the engine's worker: reads the file and judges nothing."""

    limits: Limits

    def load(self) -> None:
        """Nothing to load."""

    def review(self, file: InputFile, recall: Recall | None = None) -> Review:
        try:
            source = read(file.path, file.given, self.limits)
        except ReadError as error:
            return Review(file.given, error.status, Explanation(error.vi, error.en), None, None)
        return Review(file.given, ReadStatus.REVIEWED, None, source, None)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=True, exists=True))
@click.option("--show", is_flag=True, help="In toàn bộ nội dung đọc được / print all that was read.")
@click.option(
    "--timeout", default=300.0, show_default=True, help="Số giây tối đa cho một văn bản / most seconds for one document."
)
@click.option(
    "--memory", default=6144, show_default=True, help="Bộ nhớ tối đa (MiB) cho một văn bản / most memory for one document."
)
def ingest(file: Path, show: bool, timeout: float, memory: int) -> None:
    """Cho biết đã đọc được gì từ một tệp, từ nguồn nào, với cảnh báo gì / what was read, from where, with which warnings."""
    options = EngineOptions(workers=1, seconds=timeout, memory_bytes=memory * 2**20)
    unread = 0
    for number, outcome in enumerate(run(discover([str(file)]), Limits(), options, SourceReader)):
        if outcome.source is None:
            unread += 1
            reason = outcome.reason or Explanation("", "")
            click.echo(f"{outcome.status.value}: {reason.vi}\n{reason.en}", err=True)
            continue
        text = describe(outcome.source)
        # The head of the description ends at the first empty line.
        click.echo(("\n" if number else "") + (text if show else text.partition("\n\n")[0]))
    if unread:
        raise click.exceptions.Exit(1)
