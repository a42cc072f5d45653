"""The ``run_review.py`` command: groups, common options, exit codes."""

from __future__ import annotations

import importlib
import logging
import sys

import click

from pipeline import __version__
from pipeline.commands.messages import say
from pipeline.errors import PipelineError

COMMANDS = (
    "annotate",
    "doctor",
    "evaluate",
    "export",
    "ingest",
    "law",
    "papers",
    "promote",
    "review",
    "serve",
    "track",
    "train",
    "workspace",
)

EXIT_DONE, EXIT_UNREAD, EXIT_USAGE, EXIT_FINDINGS = 0, 1, 2, 3


class _Lazy(click.Group):
    """Imports a command's module when it is called: ``evaluate`` need not load the readers, nor ``--help`` anything."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"pipeline.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rasoat")
@click.option("--verbose", is_flag=True, help="Ghi nhật ký chi tiết ra stderr / log details to stderr.")
def cli(verbose: bool) -> None:
    """Rà soát văn bản địa phương theo Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15.

    Review local documents against the Law on Grassroots Democracy Implementation. Nothing is sent anywhere.
    """
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, stream=sys.stderr, format="%(levelname)s %(message)s")


def main() -> None:
    """Run the command line; errors of this project are one line in both languages and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli(standalone_mode=False)  # what ``Exit`` carries, None where a command just ended
        sys.exit(code if isinstance(code, int) else EXIT_DONE)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_USAGE)
    except click.Abort:
        sys.exit(130)
    except PipelineError as error:
        click.echo(f"{say('error', 'vi')}: {error.vi}", err=True)
        click.echo(f"{say('error', 'en')}: {error.en}", err=True)
        sys.exit(EXIT_USAGE)
