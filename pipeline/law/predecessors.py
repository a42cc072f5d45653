"""What earlier instruments provided, so that a report can say "this was the rule of 2007; since 1 July 2023 it is …"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import resources
from pipeline.law.read_corpus import at_place, parse_rule, read_yaml
from pipeline.law.statute import Predecessor
from pipeline.records import Confidence, Setting


def load_predecessors(corpus: Path | None = None) -> tuple[Predecessor, ...]:
    """The table "old → new" of ``corpus/law/predecessors.yaml``, in its order.

    Raises:
        CorpusError: the file is missing or breaks its layout.
    """
    return _load((corpus or resources.corpus_dir()) / "law" / "predecessors.yaml")


@lru_cache(maxsize=4)
def _load(file: Path) -> tuple[Predecessor, ...]:
    data = read_yaml(file)
    with at_place(file):
        entries = data["predecessors"]
    found = []
    for number, entry in enumerate(entries, start=1):
        with at_place(file, f"predecessors {number}"):
            found.append(_predecessor(entry))
    return tuple(found)


def _predecessor(entry: Mapping[str, Any]) -> Predecessor:
    return Predecessor(
        subject=entry["subject"],
        norm_ids=tuple(entry["norms"]),
        setting=Setting(entry["setting"]) if "setting" in entry else None,
        instrument=entry["instrument"],
        place=entry.get("place"),
        norm=parse_rule(entry["rule"], subject=entry["subject"]) if "rule" in entry else None,
        change=entry["change"],
        old_vi=entry["old_vi"],
        old_en=entry["old_en"],
        note_vi=entry["note_vi"],
        note_en=entry["note_en"],
        confidence=Confidence(entry["confidence"]),
        source=entry["source"],
    )
