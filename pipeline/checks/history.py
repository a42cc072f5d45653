"""What the rule was before: the sentence that tells a document keeping an old rule apart from one that invents its own.

Reads ``corpus/law/predecessors.yaml``. A document of 2009 that says "trên 50% cử tri" did not err when it was written; its reader
must learn which instrument said so, and since when another rule holds.
"""

from __future__ import annotations

from functools import cache

from pipeline.checks.compare import Verdict, compare
from pipeline.law.predecessors import load_predecessors
from pipeline.law.registry import Registry
from pipeline.law.statute import Predecessor
from pipeline.records import Confidence, Explanation, Norm

_OF_VOTERS = frozenset({"voters", "voters-or-household-representatives"})


@cache
def _by_norm() -> dict[str, tuple[Predecessor, ...]]:
    found: dict[str, list[Predecessor]] = {}
    for entry in load_predecessors():
        for id in entry.norm_ids:
            found.setdefault(id, []).append(entry)
    return {id: tuple(entries) for id, entries in found.items()}


def says_the_old_rule(local: Norm, entry: Predecessor) -> bool:
    """Whether a document's quantity is the value that the old instrument prescribed, on the same base."""
    old = entry.norm
    if old is None or old.value is None or (local.unit == "working-day") != (old.unit == "working-day"):
        return False
    if old.denominator in _OF_VOTERS and local.denominator not in (None, *_OF_VOTERS):
        return False
    return local.upper == old.upper and compare(local, old, "exact", "", (), ()).verdict is Verdict.CONFORMS


def with_history(explanation: Explanation, norm_id: str | None, local: Norm | None, registry: Registry) -> Explanation:
    """``explanation`` with what the norm of ``norm_id`` replaced, where the corpus knows it.

    Where ``local`` is the old value itself, the sentence says whose it was. A rule that never changed
    explains nothing and is left out. The confidence is that of the old value: below H the sentence says it was not read again.
    """
    entries = _by_norm().get(norm_id or "", ())
    kept = next((entry for entry in entries if local is not None and says_the_old_rule(local, entry)), None)
    entry = kept or next((entry for entry in entries if entry.change != "unchanged"), None)
    if entry is None or (kept is None and entry.change == "unchanged"):
        return explanation
    doubt_vi, doubt_en = ("", "") if entry.confidence is Confidence.HIGH else _DOUBT
    said_vi, said_en = _whose_rule(entry, registry) if kept else ("", "")
    return Explanation(
        vi=f"{explanation.vi} {said_vi}{entry.note_vi}{doubt_vi}",
        en=f"{explanation.en} {said_en}{entry.note_en}{doubt_en}",
    )


_DOUBT = (
    " (Giá trị cũ chưa được đọc lại ở văn bản gốc.)",
    " (The old value was not read again in the original.)",
)


def _whose_rule(entry: Predecessor, registry: Registry) -> tuple[str, str]:
    """That the value is the earlier one, not that the document took it from there: it may be older than the instrument."""
    known = registry.entry(entry.instrument)
    kind = known.instrument.type if known else "văn bản"
    place = f"{entry.place} " if entry.place else ""
    return (
        f"Mức này trùng với quy định trước đây tại {place}{kind[:1].upper()}{kind[1:]} số {entry.instrument}. ",
        f"This is the earlier value of {entry.instrument}{f' ({entry.place})' if entry.place else ''}. ",
    )
