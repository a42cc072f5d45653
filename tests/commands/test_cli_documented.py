"""docs/cli.md names every command, every option, and nothing that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline.commands.main import cli
from pipeline.commands.messages import _TEXTS

DOC = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[2] for match in re.finditer(r"^#{2,3} ([a-z ]+)\n(.*?)(?=^#{2,3} |\Z)", DOC, re.MULTILINE | re.DOTALL)
}


def commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield prefix + name, command
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")


ALL = dict(commands(cli))
OPTIONS = [
    (name, option)
    for name, command in ALL.items()
    for param in command.params
    if isinstance(param, click.Option) and not param.hidden
    for option in param.opts
    if option.startswith("--")
]


@pytest.mark.parametrize("name", ALL)
def test_command_has_a_section_and_help(name: str) -> None:
    assert name in SECTIONS
    assert ALL[name].help


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_option_is_documented(name: str, option: str) -> None:
    assert re.search(rf"`[^`]*{option}\b(?!-)", SECTIONS[name]), f"docs/cli.md, section {name}: {option}"


@pytest.mark.parametrize("name", SECTIONS)
def test_documented_options_exist(name: str) -> None:
    known = {option for command, option in OPTIONS if command == name}
    named = {
        match for row in re.findall(r"^\| (`--.*?) \|", SECTIONS[name], re.MULTILINE) for match in re.findall(r"--[a-z-]+", row)
    }
    assert name in ALL
    assert named <= known


@pytest.mark.parametrize("option", [opt for p in cli.params for opt in p.opts if opt.startswith("--") and opt != "--help"])
def test_common_option_is_documented(option: str) -> None:
    assert f"`{option}`" in DOC.partition("\n## ")[0]


@pytest.mark.parametrize("key", _TEXTS)
def test_message_has_the_same_fields_in_both_languages(key: str) -> None:
    vi, en = _TEXTS[key]
    assert vi
    assert en
    assert set(re.findall(r"{(\w+)", vi)) == set(re.findall(r"{(\w+)", en))
