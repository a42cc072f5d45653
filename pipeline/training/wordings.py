"""The training lines of ``corpus/law/wordings``: clauses with their quantities' norms and the breach that the wording commits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import CorpusError
from pipeline.records import Kind, Setting
from pipeline.resources import corpus_dir

_QUANTITY = re.compile(r"\[\[(?P<words>[^\[\]|]+)\|(?P<norm>[^\[\]|]+)\]\]")
_BREACHES = {
    "CN": Kind.CONFLICTING_NORM,
    "NR": Kind.NARROWED_RIGHT,
    "AB": Kind.ADDED_BURDEN,
    "EA": Kind.EXCEEDS_AUTHORITY,
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words ``text[start:end]`` that speak of ``norm``; None: of no norm of the corpus."""

    start: int
    end: int
    norm: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause under ``title`` and ``headings`` (nearest last). ``breaches``: kind and what is broken, as written in the file."""

    source: str  # "file:line"
    setting: Setting | None
    title: str
    headings: tuple[str, ...]
    text: str
    quantities: tuple[Spoken, ...]
    breaches: tuple[tuple[Kind, str], ...]


def load_wordings(folder: Path | None = None) -> tuple[Wording, ...]:
    """All lines of ``folder`` (the corpus's own unless given), files in order of name.

    Raises:
        CorpusError: a line breaks the layout; the message names file and line.
    """
    root = folder or corpus_dir() / "law" / "wordings"
    return tuple(wording for file in sorted(root.glob("*.txt")) for wording in _read(file))


def _read(file: Path) -> Iterator[Wording]:
    setting: Setting | None = None
    title = ""
    headings: tuple[str, ...] = ()
    for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        line, where = raw.strip(), f"{file.name}:{number}"
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith("@"):
                name, title, heads = (*(part.strip() for part in line[1:].split("|")), "", "")[:3]
                setting = None if name == "none" else Setting(name)
                headings = tuple(part.strip() for part in heads.split(" > ") if part.strip())
                continue
            marks, _, marked = line.partition(" | ")
            if not marked:
                raise ValueError("no mark before ' | '")
            text, quantities = _unmark(marked.strip())
            yield Wording(where, setting, title, headings, text, quantities, _breaches(marks))
        except ValueError as error:
            raise CorpusError(f"{where}: dòng sai cách viết ({error}).", f"{where}: malformed line ({error}).") from error


def _unmark(marked: str) -> tuple[str, tuple[Spoken, ...]]:
    text, cursor, found = "", 0, []
    for match in _QUANTITY.finditer(marked):
        text += marked[cursor : match.start()]
        norm = match["norm"].strip()
        found.append(Spoken(len(text), len(text) + len(match["words"]), None if norm == "-" else norm))
        text += match["words"]
        cursor = match.end()
    return text + marked[cursor:], tuple(found)


def _breaches(marks: str) -> tuple[tuple[Kind, str], ...]:
    if marks.strip() == "OK":
        return ()
    out = []
    for mark in marks.split(";"):
        name, _, broken = mark.strip().partition(" ")
        if name not in _BREACHES:
            raise ValueError(f"unknown mark {name!r}")
        out.append((_BREACHES[name], broken.strip()))
    return tuple(out)
