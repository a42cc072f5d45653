"""This run against the one published before it → ``changes.json``: findings and documents that are new, gone or changed.

Both runs are read from their JSONL, line by line, and compared in a temporary database: memory does not grow with their number.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

Change = Literal["new", "gone", "changed"]
Line = dict[str, Any]

_SHOWN = ("id", "document", "path", "label", "kind", "severity")  # of a finding
_ASIDE = ("versions",)  # every finding names the versions: another version alone is no change of the finding
_HEADER = ("id", "status", "type", "number", "issuer", "issued_on", "title")  # of a document


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of findings and documents by change; what is the same is not counted."""

    findings: dict[Change, int]
    documents: dict[Change, int]


def write_changes(path: Path, before: Path, after: Path) -> Changes | None:
    """Compare the folders ``before`` and ``after`` and write ``path``. None where ``before`` holds no run that can be read."""
    if not (before / "documents.jsonl").is_file() or not (before / "findings.jsonl").is_file():
        return None
    try:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write('{"documents": [')
            documents = _write(file, _compare(before / "documents.jsonl", after / "documents.jsonl", ("path",), _document))
            file.write('],\n"findings": [')
            key = ("document", "id")
            findings = _write(file, _compare(before / "findings.jsonl", after / "findings.jsonl", key, _finding))
            counts = {"documents": _counts(documents), "findings": _counts(findings)}
            file.write('],\n"counts": ' + json.dumps(counts) + "}\n")  # the end of the file: see read_counts
    except (ValueError, KeyError, TypeError, AttributeError):  # the earlier files are not ours, or of another version
        path.unlink(missing_ok=True)
        return None
    return Changes(_counts(findings), _counts(documents))


def read_counts(path: Path) -> dict[str, int] | None:
    """Findings by change, from the end of the file; None where there is no such file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 400))
        last = file.read().decode("utf-8", "replace").rpartition('"counts": ')[2].strip()
    counts: dict[str, int] = json.loads(last.removesuffix("}"))["findings"]
    return counts


def _counts(found: Counter[Change]) -> dict[Change, int]:
    return {"new": found["new"], "gone": found["gone"], "changed": found["changed"]}


def _write(file: Any, entries: Iterator[Line]) -> Counter[Change]:
    found: Counter[Change] = Counter()
    for entry in entries:
        file.write((",\n" if found.total() else "\n") + json.dumps(entry, ensure_ascii=False))
        found[entry["change"]] += 1
    return found


def _finding(line: Line) -> tuple[Line, Line]:
    return {name: line[name] for name in _SHOWN}, {name: value for name, value in line.items() if name not in _ASIDE}


def _document(line: Line) -> tuple[Line, Line]:
    told = {name: line[name] for name in _HEADER}
    return {"path": line["path"], "status": line["status"]}, told


def _compare(before: Path, after: Path, key: tuple[str, ...], view: Any) -> Iterator[Line]:
    """Entries in the order of ``after``, then what is gone in the order of ``before``; for a change, the keys that differ."""
    with closing(sqlite3.connect("")) as base:  # a private file that SQLite deletes; small ones stay in memory
        base.execute("CREATE TABLE old (key BLOB PRIMARY KEY, place INTEGER, digest BLOB, seen INTEGER DEFAULT 0)")
        base.executemany("INSERT OR REPLACE INTO old (key, place, digest) VALUES (?, ?, ?)", _old_rows(before, key, view))
        with before.open("rb") as old:
            for _, line in _lines(after):
                shown, told = view(line)
                name = _key(line, key)
                row = base.execute("SELECT place, digest FROM old WHERE key = ?", (name,)).fetchone()
                if row is None:
                    yield {"change": "new", **shown}
                    continue
                base.execute("UPDATE old SET seen = 1 WHERE key = ?", (name,))
                if row[1] != _digest(told):
                    was = view(_line_at(old, row[0]))[1]
                    differing = [one for one in told if told[one] != was.get(one)]
                    yield {"change": "changed", **shown, "differs": differing}
            for (place,) in base.execute("SELECT place FROM old WHERE NOT seen ORDER BY place"):
                yield {"change": "gone", **view(_line_at(old, place))[0]}


def _old_rows(path: Path, key: tuple[str, ...], view: Any) -> Iterator[tuple[bytes, int, bytes]]:
    for place, line in _lines(path):
        yield _key(line, key), place, _digest(view(line)[1])


def _lines(path: Path) -> Iterator[tuple[int, Line]]:
    with path.open("rb") as file:
        place = 0
        for raw in file:
            yield place, json.loads(raw)
            place += len(raw)


def _line_at(file: Any, place: int) -> Line:
    file.seek(place)
    line: Line = json.loads(file.readline())
    return line


def _key(line: Line, key: tuple[str, ...]) -> bytes:
    return json.dumps([line[name] for name in key]).encode()


def _digest(told: Line) -> bytes:
    return sha256(json.dumps(told, sort_keys=True).encode()).digest()
