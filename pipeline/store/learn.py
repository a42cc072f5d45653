"""Decisions → what the matcher and its calibration can learn from, behind the evaluation firewall.

Documents of an evaluation split must never be trained on. A decision is left out where its file is one of the split's, or its
provision holds a labelled passage of the split (the same document saved in another format has another hash).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from pipeline.errors import InvalidError
from pipeline.records import LawUnit
from pipeline.store.decide import Verdict
from pipeline.store.keep import fold, read_finding
from pipeline.store.queue import State
from pipeline.store.tables import DecisionRow, DocumentRow, FindingRow

_SHORTEST = 30  # characters of a passage that tells one document from another
_SHINGLE = 30  # passages are looked up by their first characters


@dataclass(frozen=True, slots=True)
class Firewall:
    """What may not be learnt from: hashes of files, and folded passages by their first ``_SHINGLE`` characters."""

    hashes: frozenset[str]
    passages: dict[str, tuple[str, ...]]

    def refuses(self, file_hash: str | None, text: str) -> bool:
        if file_hash is not None and (file_hash in self.hashes or file_hash[:16] in self.hashes):
            return True
        folded = fold(text)
        for start in range(len(folded) - _SHINGLE + 1):
            for passage in self.passages.get(folded[start : start + _SHINGLE], ()):
                if folded.startswith(passage, start):
                    return True
        return False


def build_firewall(folders: list[Path]) -> Firewall:
    """From the folders of evaluation splits: every file's hash, every quotation of their ``labels.jsonl``.

    Raises InvalidError where a folder or its labels cannot be read: without the firewall nothing is exported.
    """
    hashes: set[str] = set()
    passages: dict[str, list[str]] = {}
    for folder in folders:
        try:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    digest = sha256(file.read_bytes()).hexdigest()
                    hashes |= {digest, digest[:16]}
            for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                for quote in (row["quote"], *(one.get("quote") or "" for one in row["findings"])):
                    folded = fold(quote)
                    if len(folded) >= _SHORTEST:
                        passages.setdefault(folded[:_SHINGLE], []).append(folded)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidError(
                f"{folder}: không dựng được tường lửa đánh giá ({error!r}); không xuất dữ liệu.",
                f"{folder}: the evaluation firewall cannot be built ({error!r}); nothing is exported.",
            ) from error
    return Firewall(frozenset(hashes), {key: tuple(values) for key, values in passages.items()})


@dataclass(slots=True)
class Exported:
    """What an export did. ``refused``: decisions behind the firewall."""

    lines: int = 0
    refused: int = 0


def training_lines(
    session: Session, firewall: Firewall, count: Exported, approved_only: bool = True
) -> Iterator[dict[str, Any]]:
    """One line a decided finding, in the order of their ids.

    ``positives`` and ``negatives`` are places in the law for the provision's text: an accepted finding's place is a positive;
    a changed one's new place is a positive and the machine's a negative; one rejected with ``wrong-article`` gives a negative
    only. Other rejections say nothing about the place: both are empty. ``correct`` with ``confidence`` is for calibration.
    """
    states = (State.APPROVED,) if approved_only else (State.APPROVED, State.REVIEWED)
    query = (
        select(FindingRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == FindingRow.document_id)
        .where(FindingRow.state.in_(states), FindingRow.verdict.is_not(None))
        .order_by(FindingRow.id)
        .options(undefer(FindingRow.record))
    )
    for row, document in session.execute(query):
        finding = read_finding(row)
        if firewall.refuses(document.sha256, finding.text or finding.quote):
            count.refused += 1
            continue
        count.lines += 1
        code = session.scalar(
            select(DecisionRow.reason_code)
            .where(DecisionRow.finding_id == row.id, DecisionRow.stage == "review")
            .order_by(DecisionRow.id.desc())
            .limit(1)
        )
        positives, negatives = _places(row, _place(finding.law) if finding.law else None, code)
        yield {
            "id": finding.id,
            "document": (document.sha256 or "")[:16],
            "path": finding.path,
            "text": finding.text,
            "quote": [finding.start, finding.end],
            "positives": positives,
            "negatives": negatives,
            "kind": row.kind,
            "action": row.action,
            "verdict": row.verdict,
            "reason": code,
            "machine": row.origin == "machine",
            "confidence": round(finding.confidence, 4) if row.origin == "machine" else None,
            "correct": row.verdict != Verdict.REJECT and row.kind == finding.kind,
            "check": finding.check,
            "versions": dict(sorted(finding.versions.items())),
        }


def _places(row: FindingRow, stated: dict[str, Any] | None, code: str | None) -> tuple[list[Any], list[Any]]:
    decided = {"law": row.law, "article": row.article, "clause": row.clause, "point": row.point} if row.article else None
    if row.verdict == Verdict.REJECT:
        return [], ([stated] if stated and code == "wrong-article" else [])
    moved = stated if stated and decided and stated != decided else None
    return ([decided] if decided else []), ([moved] if moved else [])


def _place(unit: LawUnit) -> dict[str, Any]:
    return {"law": unit.law, "article": unit.article, "clause": unit.clause, "point": unit.point}
