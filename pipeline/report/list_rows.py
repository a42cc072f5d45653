"""Rows of the lists (danh mục): which documents stand on which list, and what each column says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from pipeline.records import Explanation, Finding
from pipeline.report.forms import Form
from pipeline.report.naming import subject
from pipeline.report.paper import Cell, Run
from pipeline.report.summarize import Digest, Handling, has_ended
from pipeline.report.tracking.decide import Decisions
from pipeline.report.tracking.entries import Progress
from pipeline.report.wording import Wording

TO_HANDLE = (
    Handling.REPEAL,
    Handling.REPEAL_PART,
    Handling.REPLACE,
    Handling.SUSPEND,
    Handling.SUSPEND_PART,
    Handling.AMEND,
    Handling.ISSUE_NEW,
)
_PLACES = 6  # provisions named for each kind of finding
_ADVICE = re.compile(r"^(?:Đề nghị|Đối chiếu tại ngày|Dự thảo hướng sửa|Nội dung chuẩn mực này)")
_ENDED_ON = re.compile(r"kết thúc ngày (\d{2}/\d{2}/\d{4})")
_SENTENCE = re.compile(r"(?<=[.!?”)])\s+(?=[A-ZĐÀ-Ỹ])")


class ListKind(StrEnum):
    """The four lists; each is made twice, for normative and for other documents. Values are the names of the forms."""

    EXPIRED = "list-expired"
    EXPIRED_PART = "list-expired-part"
    HANDLING = "list-handling"
    IN_FORCE = "list-in-force"


def belongs(one: Digest, kind: ListKind, decisions: Decisions) -> bool:
    """Whether the document stands on the list.

    A repeal or replacement that is done has ended the document; an amendment or partial repeal that is done has ended part of
    it. In force are documents with a number and a date that have not ended as a whole: drafts are not, and neither is a document
    that the machine proposes to list as expired.
    """
    if not one.reviewed:
        return False
    entry = decisions.documents.get(one.path)
    done = entry is not None and entry.progress is Progress.DONE and bool(entry.text("outcome"))
    ended = one.handling is Handling.EXPIRED or (done and one.handling in (Handling.REPEAL, Handling.REPLACE))
    in_part = one.handling is Handling.EXPIRED_PART or (done and one.handling in (Handling.REPEAL_PART, Handling.AMEND))
    match kind:
        case ListKind.EXPIRED:
            return ended
        case ListKind.EXPIRED_PART:
            return in_part
        case ListKind.HANDLING:
            return one.handling in TO_HANDLE and not done
        case ListKind.IN_FORCE:
            return not ended and not is_draft(one) and not (done and one.handling is Handling.SUSPEND)


def is_draft(one: Digest) -> bool:
    """A document without a number and a date of issue is not in force yet."""
    return not one.number and one.issued_on is None


def list_rows(
    documents: Sequence[Digest], form: Form, words: Wording, decisions: Decisions, start: int = 1
) -> Iterator[Sequence[Cell]]:
    """Rows of a list in the form's columns, numbered from ``start``."""
    for number, one in enumerate(documents, start=start):
        yield form.row(_contents(number, one, words, decisions))


def _contents(number: int, one: Digest, words: Wording, decisions: Decisions) -> Mapping[str, Cell]:
    issued = f", {words.phrase('issued-on', date=words.date(one.issued_on))}" if one.issued_on else ""
    content = decisions.of_document(one.path, "content")
    deadline = decisions.documents[one.path].deadline if one.path in decisions.documents else None
    texts = {
        "number": str(number),
        "type": (one.type or "").capitalize(),
        "symbol": (one.number or one.symbol or words.phrase("unnumbered")) + issued,
        "title": subject(one) or one.file_name,
        "proposal": words.of("handling", one.handling),
        "reason": content or reasons(one, words),
        "drafter": decisions.of_document(one.path, "drafter"),
        "deadline": words.date(deadline),
        "why-ended": content or _why_ended(one, words, decisions),
        "ended-content": content or places(one.findings, words),
        "ended-on": ended_on(one),
        "effective-on": "",
        "remark": _remark(one, words),
    }
    return {key: [[Run(text)]] for key, text in texts.items()}


def reasons(one: Digest, words: Wording) -> str:
    """``Quy định trái với Luật (khoản 2 Điều 4; …); Căn cứ đã hết hiệu lực (căn cứ 1)``: kinds, most frequent first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in one.findings:
        kinds.setdefault(words.of("kind", finding.kind), []).append(finding)
    ordered = sorted(kinds.items(), key=lambda entry: -len(entry[1]))
    return "; ".join(name + (f" ({where})" if (where := places(of_kind, words)) else "") for name, of_kind in ordered)


def places(findings: Sequence[Finding], words: Wording) -> str:
    """Labels of the provisions, each once, a few of them; nothing for findings on the whole document."""
    labels = list(dict.fromkeys(finding.label for finding in findings if finding.path != "document"))
    more = len(labels) - _PLACES
    shown = "; ".join(labels[:_PLACES])
    return shown + (words.phrase("list-more-places", count=words.number(more)) if more > 0 else "")


def _why_ended(one: Digest, words: Wording, decisions: Decisions) -> str:
    ended = next((finding for finding in one.findings if has_ended(finding)), None)
    if ended:
        return plain_reason(ended.explanation, words)
    reply = decisions.of_document(one.path, "replied") or decisions.of_document(one.path, "registered")
    key = "list-replaced" if one.handling is Handling.REPLACE else "list-repealed"
    return words.phrase(key, by=reply or "……") if one.handling in (Handling.REPLACE, Handling.REPEAL) else ""


def plain_reason(explanation: Explanation, words: Wording) -> str:
    """The explanation without the advice to the reviewer, which has no place in a list that is signed."""
    if words.lang != "vi":
        return explanation.en
    sentences = [sentence for sentence in _SENTENCE.split(explanation.vi) if not _ADVICE.match(sentence)]
    return " ".join(sentences)


def ended_on(one: Digest) -> str:
    """Day on which the document ended, where its own term tells it; the office fills in the others."""
    for finding in one.findings:
        if has_ended(finding) and (match := _ENDED_ON.search(finding.explanation.vi)):
            return match[1]
    return ""


def _remark(one: Digest, words: Wording) -> str:
    if one.handling is Handling.NONE:
        return words.phrase("list-unconfirmed")
    if one.handling is Handling.KEEP:
        return words.of("handling", one.handling)
    return words.phrase("list-proposed", handling=words.of("handling", one.handling).lower())
