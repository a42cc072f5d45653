"""Findings and alignments against gold labels: matched by document, quoted text and kind.

A gold finding and a printed one are the same when document and kind agree and their quotations overlap: one contains the other, or
they share at least ``SHARED`` of the shorter one's words. Document-level kinds (``expired-document``, ``missing-…``) need no quotation.
Each label is matched once, longest overlap first; what is left over is a miss or a false alarm.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import UsageError
from pipeline.matching.lexical import syllables
from pipeline.records import Alignment, Finding, Kind, Provision

SHARED = 0.6
WHOLE_DOCUMENT = {Kind.EXPIRED_DOCUMENT, Kind.MISSING_DOCUMENT, Kind.MISSING_PROVISION}


@dataclass(frozen=True, slots=True)
class GoldFinding:
    document: str
    kind: Kind
    quote: str
    provision: str
    article: str | None


@dataclass(frozen=True, slots=True)
class GoldProvision:
    """``articles``: numbers of the Law's articles, best first; empty where the provision aligns with nothing."""

    document: str
    quote: str
    articles: tuple[str, ...]


def read_gold(path: Path, law: str) -> tuple[list[GoldProvision], list[GoldFinding]]:
    """Labels of a split: ``labels.jsonl`` of a folder, or the file itself. Raises UsageError naming the line."""
    file = path / "labels.jsonl" if path.is_dir() else path
    provisions, findings = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            articles = tuple(a["article"] for a in row["articles"] if a["law"] == law and a.get("article"))
            provisions.append(GoldProvision(row["document"], row["quote"], articles))
            for item in row["findings"]:
                place = item.get("law") or {}
                findings.append(
                    GoldFinding(
                        row["document"],
                        Kind(item["kind"]),
                        item.get("quote") or row["quote"],
                        row["quote"],
                        place.get("article"),
                    )
                )
        except (KeyError, ValueError, TypeError) as error:
            raise UsageError(f"{file}:{number}: nhãn sai ({error})", f"{file}:{number}: bad label ({error})") from error
    return provisions, findings


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the shorter one's words (with repetition) that the other has, in [0, 1]."""
    if not one or not other:
        return 0.0
    return sum((Counter(one) & Counter(other)).values()) / min(len(one), len(other))


def _alike(gold: GoldFinding, finding: Finding) -> float:
    if gold.kind in WHOLE_DOCUMENT:
        return 1.0
    quote, text = syllables(finding.quote), syllables(finding.text)
    wanted = syllables(gold.quote)
    score = max(overlap(wanted, quote), 0.9 * overlap(wanted, text) if len(wanted) <= len(text) else 0.0)
    return score + 0.01 * overlap(syllables(gold.provision), text)


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs (gold, printed); ``missed`` gold findings; ``alarms`` printed ones that no label explains."""

    matched: tuple[tuple[GoldFinding, Finding], ...]
    missed: tuple[GoldFinding, ...]
    alarms: tuple[Finding, ...]


def judge(gold: Sequence[GoldFinding], printed: Sequence[tuple[str, Finding]]) -> Judged:
    """``printed``: (document name as in the labels, finding)."""
    pairs = [
        (score, g, p)
        for g, label in enumerate(gold)
        for p, (document, finding) in enumerate(printed)
        if document == label.document and finding.kind is label.kind and (score := _alike(label, finding)) >= SHARED
    ]
    used_gold: set[int] = set()
    used_printed: set[int] = set()
    matched = []
    for _, g, p in sorted(pairs, key=lambda item: (-item[0], item[1], item[2])):
        if g not in used_gold and p not in used_printed:
            used_gold.add(g)
            used_printed.add(p)
            matched.append((gold[g], printed[p][1]))
    return Judged(
        tuple(matched),
        tuple(label for g, label in enumerate(gold) if g not in used_gold),
        tuple(finding for p, (_, finding) in enumerate(printed) if p not in used_printed),
    )


def scores(judged: Judged, draws: int = 1000, seed: int = 7) -> dict[str, Any]:
    """Precision, recall and F1, over all and by kind; 95 % intervals by resampling documents."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    by_document: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for label, _ in judged.matched:
        table[label.kind.value][0] += 1
        by_document[label.document][0] += 1
    for finding in judged.alarms:
        table[finding.kind.value][1] += 1
        by_document[Path(finding.document).name][1] += 1
    for label in judged.missed:
        table[label.kind.value][2] += 1
        by_document[label.document][2] += 1
    out: dict[str, Any] = {"all": _prf(np.sum(list(table.values()), axis=0).tolist() if table else [0, 0, 0])}
    counts = np.array(list(by_document.values()) or [[0, 0, 0]])
    picks = np.random.default_rng(seed).integers(0, len(counts), (draws, len(counts)))
    sums = counts[picks].sum(axis=1)
    for name, value in (
        ("precision", sums[:, 0] / np.maximum(1, sums[:, 0] + sums[:, 1])),
        ("recall", sums[:, 0] / np.maximum(1, sums[:, 0] + sums[:, 2])),
    ):
        out["all"][f"{name}_interval"] = [round(float(np.quantile(value, q)), 3) for q in (0.025, 0.975)]
    return out | {kind: _prf(values) for kind, values in sorted(table.items())}


def _prf(values: Sequence[int]) -> dict[str, Any]:
    right, false, missed = values
    precision = right / (right + false) if right + false else None
    recall = right / (right + missed) if right + missed else None
    f1 = 2 * right / (2 * right + false + missed) if right + false + missed else None
    return {
        "right": right,
        "false": false,
        "missed": missed,
        **{n: None if v is None else round(v, 3) for n, v in (("precision", precision), ("recall", recall), ("f1", f1))},
    }


def alignment_rank(gold: GoldProvision, provisions: Sequence[Provision], alignments: Sequence[Alignment]) -> int | None:
    """Rank of the first right article for the provision that best overlaps the quotation; 99 where it is not listed.

    None where no provision of the document holds the quotation (a miss of the structure, counted apart).
    """
    wanted = syllables(gold.quote)
    best, at = 0.0, -1
    for i, provision in enumerate(provisions):
        words = syllables(provision.text)
        score = overlap(wanted, words) * min(len(words), len(wanted)) / max(1, len(words), len(wanted))
        if score > best:
            best, at = score, i
    if best < 0.3:
        return None
    articles: list[str] = []
    for candidate in alignments[at].candidates:
        if candidate.unit.article and candidate.unit.article not in articles:
            articles.append(candidate.unit.article)
    return next((r for r, a in enumerate(articles, 1) if a in gold.articles), 99)
