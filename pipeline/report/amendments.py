"""A finding → the amendment that the program or the office proposes for the provision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.records import Action, Finding, Kind
from pipeline.report.tracking.decide import Decisions

# The draft that the checks put into their Vietnamese explanation: words of the document, words in their place.
_DRAFT = re.compile(r"thay “(?P<old>[^”]+)” bằng “(?P<new>[^”]+)”")


class Source(StrEnum):
    """Whose wording an amendment is."""

    OFFICE = "office"  # written into the workbook
    DRAFT = "draft"  # words that a check proposes in place of the marked ones
    DIRECTION = "direction"  # no wording: only what is to be done


@dataclass(frozen=True, slots=True)
class Amendment:
    """``text`` is the office's wording; of a draft, the words that replace the marked ones; "" where there is only a direction."""

    finding: Finding
    source: Source
    text: str = ""


def propose_amendment(finding: Finding, decisions: Decisions) -> Amendment | None:
    """The amendment for one finding; None where the finding asks for none (to be kept, or about the whole document).

    A draft counts only where it replaces exactly the marked words: it is put into the provision in their place.
    """
    if finding.action is Action.KEEP or finding.path == "document" or finding.kind is Kind.RESTATEMENT:
        return None
    wording = decisions.wording(finding.id)
    if wording:
        return Amendment(finding, Source.OFFICE, wording)
    marked = finding.text[finding.start : finding.end].strip()
    draft = _DRAFT.search(finding.explanation.vi)
    if draft and marked and draft["old"].strip() == marked:
        return Amendment(finding, Source.DRAFT, draft["new"].strip())
    return Amendment(finding, Source.DIRECTION)
