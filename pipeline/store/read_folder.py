"""The folder that ``run_review.py review`` writes → reviews, one document at a time.

Reads ``documents.jsonl``, ``provisions.jsonl``, ``alignments.jsonl``, ``findings.jsonl``, ``conformance.jsonl`` and the date
and versions of ``summary.json``. What the files do not hold (lines, tables, norms, evidence of the matcher) stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.errors import InvalidError
from pipeline.records import (
    Action,
    Alignment,
    Aspect,
    Box,
    Candidate,
    ConformanceRow,
    Document,
    Explanation,
    Finding,
    IssuerLevel,
    Kind,
    LawUnit,
    Notice,
    Provision,
    ProvisionKind,
    ReadStatus,
    Review,
    Severity,
    SourcePage,
    SourceText,
    Span,
    Status,
    TextOrigin,
)

Line = dict[str, Any]

# The files do not give the size of a page, only that there was one; A4 stands for it, so that page numbers are printed.
_ASSUMED_WIDTH, _ASSUMED_HEIGHT = 595.0, 842.0


@dataclass(frozen=True, slots=True)
class ReviewFolder:
    """``reviews`` in the order of ``documents.jsonl``; read as they are asked for."""

    as_of: date
    versions: dict[str, str]
    reviews: Iterator[Review]


def read_folder(folder: Path) -> ReviewFolder:
    """Open an output folder. Raises InvalidError naming file and line where it is not one."""
    summary_file = folder / "summary.json"
    try:
        summary = json.loads(summary_file.read_text(encoding="utf-8"))
        as_of, versions = date.fromisoformat(summary["as_of"]), {str(k): str(v) for k, v in summary["versions"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidError(
            f"{summary_file}: không đọc được ({error}). Hãy chỉ đúng thư mục kết quả của lệnh “review”.",
            f"{summary_file}: cannot be read ({error}). Name an output folder of the command “review”.",
        ) from error
    return ReviewFolder(as_of, versions, _reviews(folder))


def _reviews(folder: Path) -> Iterator[Review]:
    """The files list documents in one order, so they are read side by side and never held whole."""
    parts = {name: _Groups(folder / f"{name}.jsonl") for name in ("provisions", "alignments", "findings", "conformance")}
    for number, line in _lines(folder / "documents.jsonl"):
        try:
            mine = {name: group.of(line["path"]) for name, group in parts.items()}
            yield _review(line, mine)
        except (KeyError, ValueError, TypeError) as error:
            raise _bad(folder / "documents.jsonl", number, error) from error


class _Groups:
    """Lines of one file by document, in the file's order."""

    def __init__(self, file: Path) -> None:
        self._groups = groupby((line for _, line in _lines(file)), key=lambda line: line["document"])
        self._next = self._take()

    def of(self, path: str) -> list[Line]:
        if self._next is None or self._next[0] != path:
            return []
        found = self._next[1]
        self._next = self._take()
        return found

    def _take(self) -> tuple[str, list[Line]] | None:
        for path, lines in self._groups:
            return path, list(lines)
        return None


def _lines(file: Path) -> Iterator[tuple[int, Line]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                try:
                    yield number, json.loads(text)
                except ValueError as error:
                    raise _bad(file, number, error) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(file, 0, error) from error


def _bad(file: Path, number: int, error: Exception) -> InvalidError:
    return InvalidError(
        f"{file}, dòng {number}: sai định dạng ({error!r}). Hãy chạy lại lệnh “review” để ghi lại thư mục.",
        f"{file}, line {number}: not in the format ({error!r}). Run “review” again to write the folder anew.",
    )


def _review(line: Line, parts: dict[str, list[Line]]) -> Review:
    path = line["path"]
    read = line["format"] is not None
    return Review(
        path=path,
        status=ReadStatus(line["status"]),
        reason=_explanation(line["reason"]) if line["reason"] else None,
        source=_source(line) if read else None,
        document=_document(line, parts["provisions"]) if line["issuer_level"] is not None else None,
        alignments=tuple(_alignment(one) for one in parts["alignments"] if one["abstained"] != "not-aligned"),
        findings=tuple(map(_finding, parts["findings"])),
        conformance=tuple(
            ConformanceRow(path, row["norm"], _place(row["law"]), Status(row["status"]), row["provision"], row["reason"])
            for row in parts["conformance"]
        ),
    )


def _source(line: Line) -> SourceText:
    provenance = line["provenance"]
    pages = tuple(_page(page) for page in provenance["pages"])
    notices = tuple(Notice(one["code"], one["vi"], one["en"], one["page"]) for one in line["warnings"])
    return SourceText(path=line["path"], sha256=line["id"] or "", format=line["format"], text="", lines=(), pages=pages,
                      warnings=notices, provenance=tuple(provenance["steps"]))  # fmt: skip


def _page(page: Line) -> SourcePage:
    origin = TextOrigin(page["origin"])
    sized = origin in (TextOrigin.TEXT_LAYER, TextOrigin.OCR)
    width, height = (_ASSUMED_WIDTH, _ASSUMED_HEIGHT) if sized else (0.0, 0.0)
    return SourcePage(page["page"], origin, width, height, page["confidence"], page["reader"])


def _document(line: Line, provisions: list[Line]) -> Document:
    return Document(
        id=line["id"],
        path=line["path"],
        type=line["type"],
        number=line["number"],
        issuer=line["issuer"],
        issuer_level=IssuerLevel(line["issuer_level"]),
        issued_on=date.fromisoformat(line["issued_on"]) if line["issued_on"] else None,
        title=line["title"],
        provisions=tuple(map(_provision, provisions)),
        place=line["place"],
        symbol=line["symbol"],
        normative=line["normative"],
    )


def _provision(line: Line) -> Provision:
    return Provision(
        path=line["path"],
        label=line["label"],
        kind=ProvisionKind(line["kind"]),
        number=line["number"],
        title=line["title"],
        text=line["text"],
        span=_span(line["span"], line["page"]),
        parent=line["parent"],
        cells=tuple(line["cells"]),
        columns=tuple(line["columns"]),
        quoted=line["quoted"],
    )


def _alignment(line: Line) -> Alignment:
    candidates = tuple(Candidate(_place(one), one["probability"]) for one in line["articles"])
    return Alignment(line["path"], candidates, line["abstained"])


def _finding(line: Line) -> Finding:
    law = line["law"]
    return Finding(
        id=line["id"],
        document=line["document"],
        path=line["path"],
        label=line["label"],
        quote=line["quote"],
        text=line["text"],
        start=line["quote_span"]["start"],
        end=line["quote_span"]["end"],
        span=_span(line["span"], line["page"]) if line["span"] else None,
        kind=Kind(line["kind"]),
        aspect=Aspect(line["aspect"]) if line["aspect"] else None,
        status=Status(line["status"]),
        action=Action(line["action"]),
        severity=Severity(line["severity"]),
        confidence=line["confidence"],
        law=_place(law) if law["law"] else None,
        excerpt=law["excerpt"],
        excerpt_start=line["excerpt_span"]["start"],
        excerpt_end=line["excerpt_span"]["end"],
        explanation=_explanation(line["explanation"]),
        check=line["check"],
        versions=line["versions"],
        cautions=tuple(line["cautions"]),
        norm_id=line["norm"],
    )


def _place(value: Line) -> LawUnit:
    return LawUnit(value["law"], value["article"], value["clause"], value["point"])


def _explanation(value: Line) -> Explanation:
    return Explanation(value["vi"], value["en"])


def _span(value: Line, page: int | None) -> Span:
    box = value["box"]
    return Span(value["start"], value["end"], page or 1, value["line"], Box(*box) if box else None)
