"""`outdated-term`: bodies, levels and concepts that no longer exist on the review date, one finding a provision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.checks.judge import LawSide, caution_sentences, find
from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.register import check
from pipeline.checks.wording import Sentence, fold
from pipeline.law.load import LAW
from pipeline.law.terms import OutdatedTerm, TermHit, find_terms
from pipeline.records import Action, Confidence, Explanation, Finding, Kind, Provision, ProvisionKind, Severity, Status

NAME = "outdated-term"

_SURE = {Confidence.HIGH: 0.95, Confidence.MEDIUM: 0.85, Confidence.LOW: 0.45}
_SPEAKS = re.compile(
    r"(?:chỉ thị|yêu cầu|hướng dẫn|thông báo|đề nghị|có ý kiến|quyết định|chỉ đạo|ban hành kế hoạch)[^:]{0,80}:$"
)
_STYLE = "style"  # an old wording that contradicts nothing (the four-part motto): never a finding by itself


@check(NAME, Kind.OUTDATED_TERM, needs=("terms", "citations"), severity=Severity.MEDIUM)
def check_terms(reading: Reading) -> Iterable[Finding]:
    """Provisions that give tasks to bodies or levels that ended. Facts of the past and titles of cited acts are left alone."""
    if reading.factual or reading.lapsed or reading.outside_scope:
        return
    for provision in reading.judged():
        hits = _hits(reading, provision, reading.case.terms) if provision.kind is not ProvisionKind.ATTACHMENT else []
        if hits:
            yield _finding(reading, provision, hits)


def _left_alone(term: OutdatedTerm) -> bool:
    """Style, and what the Law itself replaced: whether an old unit of voting contradicts it, the comparison of norms says."""
    return term.kind == _STYLE or (term.kind == "concept" and term.law is not None and term.law.law == LAW)


def _introduces(reading: Reading, provision: Provision) -> bool:
    """ "Chủ tịch Ủy ban nhân dân huyện yêu cầu:": the issuer speaks for itself, as in the head of the document."""
    text = fold(provision.text).rstrip()
    if not text.endswith(":") or not _SPEAKS.search(text) or provision.number is not None:
        return False
    issuer = set(fold(reading.document.issuer or "").split())
    return bool(issuer) and len(issuer & set(text.split())) >= 0.5 * len(issuer)


def _hits(reading: Reading, provision: Provision, terms: Sequence[OutdatedTerm]) -> list[TermHit]:
    if _introduces(reading, provision):
        return []
    cited = [(c.start, c.end) for c in reading.annotation(provision).citations]
    found = []
    for hit in find_terms(provision.text, terms, reading.case.as_of):
        if _left_alone(hit.term) or any(start <= hit.start < end for start, end in cited):
            continue
        if is_past_fact(reading.sentence_at(provision, hit.start)):
            continue
        found.append(hit)
    return found


def _finding(reading: Reading, provision: Provision, hits: list[TermHit]) -> Finding:
    first = max(hits, key=lambda h: (_SURE[h.term.confidence], -h.start))
    terms = {h.term.id: h for h in sorted(hits, key=lambda h: -h.start)}
    listed = sorted(terms.values(), key=lambda h: h.start)
    cautions = list(dict.fromkeys(h.term.caution for h in listed if h.term.caution))
    if first.term.confidence is not Confidence.HIGH:
        cautions.append("unverified-norm")
    vi = "; ".join(
        f"“{provision.text[h.start : h.end]}” (từ {h.term.since:%d/%m/%Y} thay bằng: {h.term.replaced_vi})" for h in listed
    )
    en = "; ".join(f"“{provision.text[h.start : h.end]}” (since {h.term.since:%Y-%m-%d}: {h.term.replaced_en})" for h in listed)
    note_vi, note_en = caution_sentences(cautions)
    excerpt = first.term.note_vi or first.term.replaced_vi
    return find(
        reading,
        provision,
        (first.start, first.end),
        check=NAME,
        kind=Kind.OUTDATED_TERM,
        status=Status.OUTDATED,
        action=Action.AMEND,
        severity=Severity.MEDIUM,
        confidence=max(_SURE[h.term.confidence] for h in listed),
        explanation=Explanation(
            vi=f"Văn bản dùng tên cơ quan, cấp hành chính hoặc khái niệm không còn phù hợp: {vi}. Đề nghị sửa đổi cho đúng cơ "
            "quan có thẩm "
            f"quyền hiện nay. {note_vi}".strip(),
            en=f"The provision names bodies, levels or concepts that no longer exist: {en}. Amend to the authority now "
            "competent. "
            f"{note_en}".strip(),
        ),
        law=LawSide(first.term.law, excerpt, 0, len(excerpt)),
        cautions=cautions,
        sentence=_held(reading, provision, listed),
    )


def _held(reading: Reading, provision: Provision, hits: list[TermHit]) -> Sentence:
    """From the sentence of the first hit to that of the last."""
    start = reading.sentence_at(provision, hits[0].start).start
    end = reading.sentence_at(provision, hits[-1].start).end
    text = provision.text[start:end]
    return Sentence(start, end, text, fold(text))
