"""The output folder of a review → records again, so that papers can be made later without another review.

Read are ``documents``, ``findings``, ``conformance``, ``provisions`` and ``alignments.jsonl`` and ``summary.json``. Times and
layout lines are not in them: what comes back is what the papers need, not the whole ``Review``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import UsageError
from pipeline.records import (
    Action,
    Alignment,
    Aspect,
    Box,
    Candidate,
    ConformanceRow,
    Explanation,
    Finding,
    IssuerLevel,
    Kind,
    LawUnit,
    Notice,
    Provision,
    ProvisionKind,
    ReadStatus,
    Severity,
    Span,
    Status,
    TextOrigin,
)
from pipeline.report.summarize import Digest, Handling, Summary, propose, readable_issuer, recount
from pipeline.report.write import ALIGNMENTS, CONFORMANCE, DOCUMENTS, FINDINGS, PROVISIONS, SUMMARY

_Line = Mapping[str, Any]
_T = TypeVar("_T")
_PAGED = frozenset({"pdf", "image"})


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the folder: what the papers print of it, and where its original can be found again.

    ``id`` is the first 16 hex digits of the file's SHA-256 (None where it could not be opened), ``ocr_pages`` the numbers of
    the pages that were recognised from an image.
    """

    digest: Digest
    id: str | None
    format: str | None
    place: str | None
    ocr_pages: frozenset[int] = frozenset()

    @property
    def path(self) -> str:
        return self.digest.path


@dataclass(frozen=True, slots=True)
class ReviewFolder:
    """A review as it was written. ``batch`` holds the findings on the whole batch."""

    folder: Path
    documents: tuple[StoredDocument, ...]
    batch: tuple[Finding, ...]
    summary: Summary
    provisions: Mapping[str, tuple[Provision, ...]] = field(default_factory=dict)
    alignments: Mapping[str, Mapping[str, Alignment]] = field(default_factory=dict)

    @property
    def kept(self) -> tuple[Digest, ...]:
        return tuple(document.digest for document in self.documents)

    @property
    def as_of(self) -> date:
        return self.summary.as_of


def read_folder(folder: Path, *, texts: bool = False) -> ReviewFolder:
    """Read a review folder; with ``texts`` its provisions and alignments too.

    Raises UsageError where the folder is no review folder, or a line is not what docs/outputs.md says: with file, line and
    remedy.
    """
    totals = _summary(folder)
    findings: dict[str, list[Finding]] = {}
    for finding in _lines(folder, FINDINGS, _finding):
        findings.setdefault(finding.document, []).append(finding)
    conformance: dict[str, list[ConformanceRow]] = {}
    for row in _lines(folder, CONFORMANCE, _conformance):
        conformance.setdefault(row.document, []).append(row)
    documents = tuple(
        _lines(
            folder,
            DOCUMENTS,
            lambda line: _document(line, tuple(findings.get(line["path"], ())), tuple(conformance.get(line["path"], ()))),
        )
    )
    known = {document.path for document in documents}
    batch = tuple(finding for path, of_path in findings.items() if path not in known for finding in of_path)
    provisions: dict[str, list[Provision]] = {}
    alignments: dict[str, dict[str, Alignment]] = {}
    if texts:
        for path, provision in _lines(folder, PROVISIONS, lambda line: (str(line["document"]), _provision(line))):
            provisions.setdefault(path, []).append(provision)
        for path, alignment in _lines(folder, ALIGNMENTS, lambda line: (str(line["document"]), _alignment(line))):
            alignments.setdefault(path, {})[alignment.path] = alignment
    return ReviewFolder(
        folder,
        documents,
        batch,
        recount(totals, tuple(document.digest for document in documents), batch),
        {path: tuple(of_path) for path, of_path in provisions.items()},
        alignments,
    )


def _lines(folder: Path, name: str, build: Callable[[_Line], _T]) -> Iterator[_T]:
    try:
        with (folder / name).open(encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                try:
                    yield build(json.loads(text))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise _unlike(folder / name, number, error) from error
    except FileNotFoundError as error:
        raise _no_folder(folder, name) from error
    except OSError as error:
        raise UsageError(
            vi=f"Không đọc được {folder / name}: {error.strerror}.", en=f"Cannot read {folder / name}: {error.strerror}."
        ) from error


def _summary(folder: Path) -> Summary:
    """Totals as stored; those that follow from the findings are counted anew by the caller."""
    try:
        data = json.loads((folder / SUMMARY).read_text("utf-8"))
        return Summary(
            as_of=date.fromisoformat(data["as_of"]),
            versions=dict(data["versions"]),
            documents=data["documents"]["total"],
            by_status={ReadStatus(key): count for key, count in data["documents"]["by_status"].items()},
            handling={},
            normative=data["documents"]["normative"],
            pages=data["documents"]["pages"],
            provisions=data["provisions"]["total"],
            abstained=dict(data["provisions"]["abstained"]),
            findings=0,
            by_kind={},
            by_severity={},
            by_action={},
            by_article={},
            conformance={Status(key): count for key, count in data["conformance"].items()},
            files=tuple(data["files"]),
        )
    except FileNotFoundError as error:
        raise _no_folder(folder, SUMMARY) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unlike(folder / SUMMARY, 1, error) from error


def _no_folder(folder: Path, name: str) -> UsageError:
    return UsageError(
        vi=f"{folder} không phải thư mục kết quả rà soát (thiếu {name}). Hãy chạy “run_review.py review … --out {folder}” trước.",
        en=f'{folder} is no review folder ({name} is missing). Run "run_review.py review … --out {folder}" first.',
    )


def _unlike(path: Path, number: int, error: Exception) -> UsageError:
    return UsageError(
        vi=f"{path}, dòng {number}: không đúng cấu trúc kết quả rà soát ({error}). Hãy rà soát lại để ghi tệp mới.",
        en=f"{path}, line {number}: not a line of a review ({error}). Review again to write it anew.",
    )


def _document(line: _Line, findings: tuple[Finding, ...], conformance: tuple[ConformanceRow, ...]) -> StoredDocument:
    status = ReadStatus(line["status"])
    pages = line["provenance"]["pages"]
    issued_on = line["issued_on"]
    digest = Digest(
        path=line["path"],
        status=status,
        reason=_explanation(line["reason"]),
        type=line["type"],
        number=line["number"],
        symbol=line["symbol"],
        issuer=readable_issuer(line["issuer"]) if line["issuer"] else None,
        issuer_level=IssuerLevel(line["issuer_level"] or "unknown"),
        issued_on=date.fromisoformat(issued_on) if issued_on else None,
        title=line["title"],
        normative=bool(line["normative"]),
        pages=line["pages"] or 0,
        paged=line["format"] in _PAGED,
        provisions=line["counts"]["provisions"],
        warnings=tuple(Notice(one["code"], one["vi"], one["en"], one["page"]) for one in line["warnings"]),
        findings=findings,
        conformance=conformance,
        handling=propose(findings) if status is ReadStatus.REVIEWED else Handling.NOT_REVIEWED,
    )
    recognised = frozenset(int(page["page"]) for page in pages if page["origin"] == TextOrigin.OCR)
    return StoredDocument(digest, line["id"], line["format"], line["place"], recognised)


def _finding(line: _Line) -> Finding:
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
        span=_span(line["span"], line["page"]),
        kind=Kind(line["kind"]),
        aspect=Aspect(line["aspect"]) if line["aspect"] else None,
        status=Status(line["status"]),
        action=Action(line["action"]),
        severity=Severity(line["severity"]),
        confidence=line["confidence"],
        law=_unit(law),
        excerpt=law["excerpt"],
        excerpt_start=line["excerpt_span"]["start"],
        excerpt_end=line["excerpt_span"]["end"],
        explanation=Explanation(line["explanation"]["vi"], line["explanation"]["en"]),
        check=line["check"],
        versions=dict(line["versions"]),
        cautions=tuple(line["cautions"]),
        norm_id=line["norm"],
    )


def _conformance(line: _Line) -> ConformanceRow:
    unit = _unit(line["law"]) or LawUnit("")
    return ConformanceRow(line["document"], line["norm"], unit, Status(line["status"]), line["provision"], line["reason"])


def _provision(line: _Line) -> Provision:
    span = _span(line["span"], line["page"])
    assert span is not None
    return Provision(
        path=line["path"],
        label=line["label"],
        kind=ProvisionKind(line["kind"]),
        number=line["number"],
        title=line["title"],
        text=line["text"],
        span=span,
        parent=line["parent"],
        cells=tuple(line["cells"]),
        columns=tuple(line["columns"]),
        quoted=line["quoted"],
    )


def _alignment(line: _Line) -> Alignment:
    candidates = tuple(
        Candidate(LawUnit(one["law"], one["article"], one["clause"], one["point"]), one["probability"])
        for one in line["articles"]
    )
    return Alignment(line["path"], candidates, line["abstained"])


def _unit(law: _Line) -> LawUnit | None:
    return LawUnit(law["law"], law["article"], law["clause"], law["point"]) if law["law"] else None


def _span(span: _Line | None, page: int | None) -> Span | None:
    if span is None:
        return None
    box = Box(*span["box"]) if span["box"] else None
    return Span(span["start"], span["end"], page or 1, span["line"], box)


def _explanation(reason: _Line | None) -> Explanation | None:
    return Explanation(reason["vi"], reason["en"]) if reason else None
