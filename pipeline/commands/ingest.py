"""``run_review.py ingest``: what was read from a file, before anything is judged."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.ingest.show import show as describe


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--show", is_flag=True, help="In toàn bộ nội dung đọc được / print all that was read.")
def ingest(file: Path, show: bool) -> None:
    """Cho biết đã đọc được gì từ một tệp, từ nguồn nào, với cảnh báo gì / what was read, from where, with which warnings."""
    try:
        source = read(file, str(file))
    except ReadError as error:
        click.echo(f"{error.status.value}: {error.vi}\n{error.en}", err=True)
        raise click.exceptions.Exit(1) from error
    text = describe(source)
    click.echo(text if show else text.partition("\n\n")[0])  # the head ends at the first empty line
