"""`missing-provision`: an item that the Law requires in this type of document is absent from the whole of it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.cite import place_en, place_vi
from pipeline.checks.judge import caution_sentences, find, law_side
from pipeline.checks.reading import Reading
from pipeline.checks.recognise import MandatoryList, load_recognition
from pipeline.checks.register import check
from pipeline.checks.wording import fold
from pipeline.records import Action, Explanation, Finding, Kind, LawNorm, Severity, Status

NAME = "missing-provision"
_SHORTEST = 400  # characters of body text: below that the document was hardly read, and silence shows nothing


@check(NAME, Kind.MISSING_PROVISION, severity=Severity.MEDIUM)
def check_items(reading: Reading) -> Iterable[Finding]:
    """One finding a document, listing the items that are missing."""
    if reading.outside_scope or reading.lapsed:
        return
    body = " \n ".join(fold(p.text) for p in reading.judged())
    if len(body) < _SHORTEST:
        return
    head = f"{fold(reading.document.type or '')} {reading.folded_title}"
    for wanted in load_recognition().mandatory:
        norm = reading.case.law.norm(wanted.norm)
        if norm is None or not wanted.documents.search(head) or (wanted.unless and wanted.unless.search(head)):
            continue
        missing = [name for name, shown in wanted.items if not shown.search(body)]
        if missing and len(missing) < len(wanted.items):
            yield _finding(reading, wanted, norm, missing)


def _finding(reading: Reading, wanted: MandatoryList, norm: LawNorm, missing: list[str]) -> Finding:
    side = law_side(norm)
    note_vi, note_en = caution_sentences(side.cautions)
    listed = "; ".join(missing)
    return find(
        reading,
        None,
        (0, len(reading.document.title or "")),
        check=NAME,
        kind=Kind.MISSING_PROVISION,
        aspect=norm.norm.aspect,
        status=Status.OMITTED,
        action=Action.AMEND,
        severity=Severity.MEDIUM,
        confidence=0.75 if len(missing) == 1 else 0.65,
        explanation=Explanation(
            vi=f"Văn bản thiếu nội dung bắt buộc theo {place_vi(norm.unit)}: {listed}. Đề nghị bổ sung. {note_vi}".strip(),
            en=f"The document lacks what {place_en(norm.unit)} requires: {listed} ({norm.gist_en.rstrip('.')}). Add it. "
            f"{note_en}".strip(),
        ),
        law=side,
    )
