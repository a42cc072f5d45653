"""Procedures, ended documents, lost bases and terms out of use in the wordings of many clerks, through the real rooms.

A line of a case ends with the marks of what must be found in it; every other line must stay silent. ``first`` was written before
the rules were widened and used to widen them; ``second`` was written after, apart from them, and measures them.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.checks import Case, run_checks
from pipeline.ingest import read
from pipeline.language import Annotator
from pipeline.law import load_law, load_registry, load_terms
from pipeline.structure import parse

HERE = Path(__file__).parent / "paraphrases"
MARKS = {
    "D": "procedure-without-deadline",
    "O": "procedure-outside-one-stop",
    "X": "expired-document",
    "B": "repealed-basis",
    "T": "outdated-term",
}
KINDS = set(MARKS.values())


def load(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())


def judge(case: dict[str, Any], folder: Path, annotator: Annotator, as_of: Any) -> tuple[Counter[str], list[str]]:
    """Right, missed and false findings by kind, and what went wrong in words."""
    lines: list[tuple[str, set[str]]] = []
    for line in case["text"].splitlines():
        marks = re.findall(r"@(\w)", line)
        lines.append((re.sub(r"\s*@\w", "", line), {MARKS[m] for m in marks}))
    path = folder / "van-ban.md"
    path.write_text("\n".join(line for line, _ in lines), encoding="utf-8")
    document = parse(read(path, path.name))
    outcome = run_checks(
        Case(document, annotator.annotate(document), (), load_law(as_of=as_of), load_registry(), load_terms(), as_of)
    )
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    hit: set[tuple[int, str]] = set()
    for finding in outcome.findings:
        kind = str(finding.kind.value)
        if kind not in KINDS:
            continue
        quote = plain(finding.quote)
        at = [i for i, (line, _) in enumerate(lines) if plain(line) and (quote in plain(line) or plain(line) in quote)]
        good = [i for i in at if kind in lines[i][1]]
        if good:
            hit |= {(i, kind) for i in good[:1] if (i, kind) not in hit} or {(i, kind) for i in good}
        elif not (kind == "repealed-basis" and any("expired-document" in lines[i][1] for i in at)):
            counts["false " + kind] += 1
            wrong.append(f"{case['name']}: FALSE {kind}: {finding.quote[:140]}")
    for i, (line, kinds) in enumerate(lines):
        for kind in kinds:
            found = (i, kind) in hit
            counts[("right " if found else "missed ") + kind] += 1
            if not found:
                wrong.append(f"{case['name']}: MISSED {kind}: {line.strip()[:140]}")
    return counts, wrong


@pytest.mark.parametrize("name", sorted(p.name for p in HERE.glob("procedures_*.yaml")))
def test_paraphrases_of_procedures_and_terms(name: str, tmp_path: Path, annotator: Annotator) -> None:
    """Most of what is wrong is found and hardly anything else; the figures themselves stand in docs/checks.md."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for case in load(name):
        found, failures = judge(case, tmp_path, annotator, date(2026, 11, 1))
        counts += found
        wrong += failures
    total = {word: sum(n for key, n in counts.items() if key.startswith(word)) for word in ("right", "missed", "false")}
    recall = total["right"] / (total["right"] + total["missed"])
    precision = total["right"] / (total["right"] + total["false"])
    report = "\n".join([f"{recall:.2f} {precision:.2f}", *wrong])
    assert recall >= 0.8, report
    assert precision >= 0.95, report
