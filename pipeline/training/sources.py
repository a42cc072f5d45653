"""Training data of a user's own: labelled texts, and what reviewers decided, behind the evaluation firewall.

Two forms of JSON lines. *Pairs*: ``{"text": …, "article": "13", "law": "10/2022/QH15", "document": …}``, the last two optional.
*Decisions*: the export of the review workspace, ``{"text": …, "document": …, "positives": [{"law": …, "article": …}], "confidence": …,
"correct": …}``. A rejection without a place teaches the calibration only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.matching.exemplars import ExemplarText
from pipeline.matching.lexical import syllables

RUN = 8  # syllables of a run that is looked up; shorter texts must be equal as a whole
SHARED = 0.6  # share of a row's runs that stand in evaluation texts from which it is refused


def _runs(text: str) -> set[bytes]:
    words = syllables(text)
    runs = [words[i : i + RUN] for i in range(len(words) - RUN + 1)] or [words]
    return {blake2b(" ".join(run).encode(), digest_size=8).digest() for run in runs}


@dataclass(frozen=True, slots=True)
class Firewall:
    """``runs``: hashes of the evaluation splits' wording; ``documents``: their file names; ``topics``: codification topics kept back."""

    runs: frozenset[bytes]
    documents: frozenset[str]
    topics: frozenset[str] = frozenset()

    def refuses(self, text: str, document: str = "") -> bool:
        """The row is of an evaluation split, or repeats most of one's wording."""
        if document and Path(document).name in self.documents:
            return True
        runs = _runs(text)
        return len(runs & self.runs) >= SHARED * len(runs)


def build_firewall(folders: Iterable[Path], topics: Iterable[str] = ()) -> Firewall:
    """From folders of labelled documents (``labels.jsonl``) and of the benchmark (``queries.jsonl``, or a folder of such folders).

    Raises UsageError where a folder holds neither: an evaluation split that cannot be read cannot be kept out.
    """
    runs: set[bytes] = set()
    documents: set[str] = set()
    for folder in folders:
        files = [*folder.glob("labels.jsonl"), *folder.glob("queries.jsonl"), *folder.glob("*/queries.jsonl")]
        if not files:
            raise UsageError(
                f"{folder}: không có labels.jsonl hay queries.jsonl", f"{folder}: neither labels.jsonl nor queries.jsonl"
            )
        for file in files:
            for _, row in _rows(file):
                if file.name == "labels.jsonl":
                    documents.add(Path(str(row.get("document", ""))).name)
                runs |= _runs(str(row.get("quote") or row.get("text") or ""))
    return Firewall(frozenset(runs), frozenset(documents - {""}), frozenset(topics))


@dataclass(frozen=True, slots=True)
class Learnt:
    """``texts`` with their article; ``confidence`` and ``correct`` by decision, for calibration; ``refused``: "file:line" behind the firewall."""

    texts: tuple[ExemplarText, ...]
    confidence: tuple[float, ...] = ()
    correct: tuple[bool, ...] = ()
    refused: tuple[str, ...] = ()


def read_learnt(paths: Iterable[Path], law: str, articles: Iterable[str], firewall: Firewall) -> Learnt:
    """Rows of both forms. Raises UsageError naming file and line where a row is neither, or names an article that the law has not."""
    known = set(articles)
    texts: dict[tuple[str, str], ExemplarText] = {}
    confidence: list[float] = []
    correct: list[bool] = []
    refused: list[str] = []
    for path in paths:
        for number, row in _rows(path):
            where = f"{path}:{number}"
            try:
                text, source = str(row["text"]).strip(), f"pair:{row.get('document') or path.name}"
                places = row["positives"] if "positives" in row else [{"law": row.get("law", law), "article": row["article"]}]
                named = [str(p["article"]) for p in places if p.get("law") == law and p.get("article")]
                if row.get("confidence") is not None:
                    stated, right = float(row["confidence"]), bool(row["correct"])
                else:
                    stated = None
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UsageError(f"{where}: dòng dữ liệu sai ({error!r})", f"{where}: bad row ({error!r})") from error
            if missing := set(named) - known:
                raise UsageError(
                    f"{where}: Luật không có điều {sorted(missing)}", f"{where}: no such articles: {sorted(missing)}"
                )
            if firewall.refuses(text, str(row.get("document") or "")):
                refused.append(where)
                continue
            if stated is not None:
                confidence.append(stated)
                correct.append(right)
            for article in named[:1]:
                if text:
                    texts.setdefault((article, text), ExemplarText(article, text, source))
    return Learnt(tuple(texts.values()), tuple(confidence), tuple(correct), tuple(refused))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, row). Raises UsageError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: không đọc được ({error})", f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number}: không phải JSON ({error})", f"{path}:{number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise UsageError(f"{path}:{number}: không phải đối tượng JSON", f"{path}:{number}: not a JSON object")
        yield number, row
