"""Read the annotated sources of the corpus: text files with the labels under the paragraph they belong to (docs/gold.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

LAW = "10/2022/QH15"
DECREES = {
    "59": "59/2023/NĐ-CP",
    "61": "61/2023/NĐ-CP",
    "72": "72/2025/QH15",
    "47": "47/2024/QH15",
    "145": "145/2020/NĐ-CP",
}

Json = dict[str, Any]


class SourceError(ValueError):
    """A source breaks the markup; the message names the file and the line."""


@dataclass(frozen=True)
class Block:
    """One paragraph, table, head or signature block. ``kind`` is the markup's letter, see docs/gold.md."""

    kind: str
    cells: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        return self.cells[0]


@dataclass
class AnnotatedDocument:
    """A source file: metadata, blocks in order and label records without the document's file name."""

    name: str
    format: str
    style: str
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    labels: list[Json] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.name}.{self.format}"


def parse_unit(code: str) -> Json:
    """``13.2`` or ``59:3.5.a`` to a law unit."""
    prefix, _, place = code.rpartition(":")
    article, clause, point, *_ = [*place.split("."), None, None]
    law = DECREES[prefix] if prefix else LAW
    return {"law": law, "article": article, "clause": clause, "point": point}


def parse_finding(line: str, default_quote: str, context: str, fail: Callable[[str], SourceError]) -> Json:
    """``kind aspect unit | quote | why``; an empty quote means the whole paragraph; ``context`` is where quotes may stand."""
    head, quote, why = [part.strip() for part in line.split("|", 2)]
    kind, aspect, unit = head.split()
    quote = quote or default_quote
    if quote not in context:
        raise fail(f"quote not in its paragraph: {quote}")
    return {
        "kind": kind,
        "aspect": None if aspect == "-" else aspect,
        "law": None if unit == "-" else parse_unit(unit),
        "quote": quote,
        "why": why,
    }


def strip_note_marks(text: str) -> str:
    return re.sub(r"\[\^(\w+)\]", "", text)


def read_source(path: Path) -> AnnotatedDocument:
    """Parse one annotated source. Raises SourceError with file and line."""
    document = AnnotatedDocument(path.stem, "md", "plain")
    target = ""  # text of the block that following labels speak of
    context = ""  # where the quotes of its findings may stand: the same text, or the whole table row
    everything = ""
    for number, raw in enumerate(unicodedata.normalize("NFC", path.read_text("utf-8")).splitlines(), 1):
        line = raw.strip()

        def fail(message: str, number: int = number) -> SourceError:
            return SourceError(f"{path.name}:{number}: {message}")

        if not line:
            continue
        if line.startswith("%"):
            key, _, value = line[1:].partition(" ")
            document.about[key] = value
            continue
        if line.startswith("@"):
            articles = [] if line[1:].strip() == "-" else [parse_unit(code) for code in line[1:].split()]
            document.labels.append({"quote": target, "articles": articles, "findings": []})
            continue
        if line.startswith("!!"):
            finding = parse_finding(line[2:].strip(), "", everything, fail) if line.count("|") >= 2 else None
            if finding is None:
                raise fail("a finding needs kind aspect unit | quote | why")
            document.labels.append({"path": "document", "quote": finding["quote"], "articles": [], "findings": [finding]})
            continue
        if line.startswith("!"):
            if not document.labels or document.labels[-1]["quote"] != target:
                raise fail("a finding needs an alignment line before it")
            document.labels[-1]["findings"].append(parse_finding(line[1:].strip(), target, context, fail))
            continue
        note = re.match(r"\[\^(\w+)\]: (.*)", line)
        if note:
            document.notes[note[1]] = note[2]
            target = context = note[2]
        elif line.startswith("||"):
            marked = [cell.strip() for cell in line[2:].split("|")]
            row = tuple(cell.removeprefix("*") for cell in marked)
            last = document.blocks[-1] if document.blocks else None
            if last is not None and last.kind == "table":
                if len(row) != len(last.rows[0]):
                    raise fail(f"row has {len(row)} cells, the table {len(last.rows[0])}")
                document.blocks[-1] = replace(last, rows=(*last.rows, row))
            else:
                document.blocks.append(Block("table", (), (row,)))
            target = next((cell[1:] for cell in marked if cell.startswith("*")), None) or max(row, key=len)
            context = "\n".join(row)
        else:
            match = re.match(r"\[([HSCIP])\]\s*(.*)", line)
            kind, text = (match[1], match[2]) if match else ("text", line)
            cells = tuple(part.strip() for part in text.split(";;"))
            document.blocks.append(Block(kind, cells))
            target = context = strip_note_marks(cells[0])
        everything += context + "\n"
    document.name = document.about.get("name", path.stem)
    document.format = document.about.get("format", "md")
    document.style = document.about.get("style", "plain")
    return document
