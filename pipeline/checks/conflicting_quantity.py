"""`conflicting-norm` for quantities: durations, deadlines, thresholds, sizes, terms, frequencies against the Law's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from pipeline.checks.cite import place_en, place_vi, quantity_en, quantity_vi
from pipeline.checks.compare import Comparison, Verdict, compare
from pipeline.checks.judge import caution_sentences, find, law_side, law_version
from pipeline.checks.reading import RELEVANCE, Reading, is_past_fact
from pipeline.checks.recognise import Recognised, excepted, load_recognition, recognise
from pipeline.checks.register import check
from pipeline.checks.wording import Sentence, fold
from pipeline.records import Action, Explanation, Finding, Kind, LawNorm, Norm, Operator, Provision, Severity, Status

NAME = "conflicting-quantity"

_DEFAULT_POLICY = {"floor": "floor", "ceiling": "ceiling", "exact": "exact"}
_DENOMINATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "attendees",
        re.compile(
            r"(?:người|đại biểu|đại diện|hộ|cử tri|số|thành viên|phiếu)[^,.;]{0,40}(?:dự họp|tham dự|có mặt|dự hội nghị"
            r"|tham gia (?:họp|cuộc họp|hội nghị)|dự cuộc họp|bỏ phiếu(?! (?:thuận|cho|tán|đồng|nhất|tín|bầu|kín))"
            r"|hợp lệ|đến họp|đi họp|đến dự|người đến)"
            r"|số người (?:đến|dự|họp)"
        ),
    ),
    ("voters-or-household-representatives", re.compile(r"cử tri hoặc (?:cử tri )?đại diện")),
    ("household-representatives", re.compile(r"đại diện (?:các |của )?hộ|\bhộ\b")),
    ("voters", re.compile(r"cử tri")),
    ("hamlets", re.compile(r"(?:số|các) (?:thôn|tổ dân phố|khu phố)")),
    ("staff", re.compile(r"cán bộ|công chức|viên chức|người lao động")),
)
_VOTERS_FOLLOW = re.compile(
    r"\s*(?:tổng )?(?:số )?(?:các )?(?:đại diện )?(?:hộ|người|cử tri|thành viên|đại biểu|thôn|cán bộ|công chức)"
)
_REASONS: dict[str, tuple[str, str]] = {
    "below-minimum": ("thấp hơn mức tối thiểu Luật định", "is below the statutory minimum"),
    "caps-the-minimum": (
        "đặt mức tối đa cho thời gian mà Luật chỉ quy định mức tối thiểu",
        "puts a cap where the Law sets a minimum",
    ),
    "no-minimum": ("không bảo đảm mức tối thiểu Luật định", "does not guarantee the statutory minimum"),
    "above-maximum": ("vượt mức tối đa Luật định", "is above the statutory maximum"),
    "higher-share": (
        "cao hơn tỷ lệ Luật định, làm khó việc đề xuất",
        "is above the statutory share and makes a proposal harder",
    ),
    "differs": ("khác với mức Luật định", "differs from the statutory value"),
    "below-threshold": ("thấp hơn tỷ lệ Luật định", "is below the statutory threshold"),
    "above-threshold": (
        "cao hơn tỷ lệ Luật định; địa phương không được tự đặt tỷ lệ biểu quyết khác",
        "is above the statutory threshold; a locality may not set another voting share",
    ),
    "wrong-denominator": ("tính tỷ lệ trên căn cứ khác với Luật", "counts the share on another base than the Law"),
    "value-and-denominator": (
        "vừa khác tỷ lệ, vừa tính trên căn cứ khác với Luật",
        "differs in the share and in the base it is counted on",
    ),
    "at-least-is-not-more-than": (
        "chưa đúng: “ít nhất 50%” hoặc “50%” không phải là “trên 50%”",
        "is not enough: “at least 50%” or “50%” is not “more than 50%”",
    ),
    "own-term": (
        "đặt nhiệm kỳ riêng, trong khi Luật gắn với nhiệm kỳ của Trưởng thôn, Tổ trưởng tổ dân phố",
        "sets a term of its own where the Law ties it to the hamlet head's term",
    ),
}


def denominator_of(sentence: Sentence, quantity: Norm) -> str | None:
    """What a share is counted on, read from the words after it, then before it; the language room's answer as a fallback."""
    start, end = quantity.start - sentence.start, quantity.end - sentence.start
    after = re.split(r"[,;.]|\bthì\b|tán thành|đồng ý|nhất trí", sentence.folded[end : end + 90])
    for part in (sentence.folded[start:end] + after[0], sentence.folded[max(0, start - 60) : start]):
        for name, pattern in _DENOMINATORS:
            if pattern.search(part):
                return name
    return quantity.denominator


def judge_quantity(found: Recognised, norm: LawNorm) -> Comparison:
    """Compare a recognised quantity with its norm under the topic's policy."""
    topic = found.topic
    policy = topic.compare or _DEFAULT_POLICY.get(norm.direction, "exact")
    start = found.quantity.start - found.sentence.start
    words = found.sentence.folded[max(0, start - 25) : found.quantity.end - found.sentence.start + 12]
    local = found.quantity
    if (
        local.value == 1
        and local.unit == "share"
        and not _VOTERS_FOLLOW.match(found.sentence.folded, local.end - found.sentence.start)
    ):
        return Comparison(Verdict.INCOMPARABLE, "counts-cases-not-votes")  # "100% khoản đóng góp được … tán thành"
    if policy == "vote":
        local = replace(local, denominator=denominator_of(found.sentence, local))
    return compare(local, norm.norm, policy, words, topic.right, topic.wrong)


def norms_by_id(reading: Reading) -> dict[str, LawNorm]:
    return {norm.id: norm for norm in reading.case.law.norms}


@check(NAME, Kind.CONFLICTING_NORM, needs=("norms", "alignments"), severity=Severity.HIGH)
def check_quantities(reading: Reading) -> Iterable[Finding]:
    """Quantities that contradict a norm of the Law or its decrees on the review date."""
    if reading.outside_scope or reading.lapsed or reading.relevance == "none":
        return
    norms = norms_by_id(reading)
    recognition = load_recognition()
    for provision in reading.ruling():
        for found in recognise(reading, provision):
            norm = norms.get(found.topic.norm or "")
            if norm is None or excepted(found.sentence, recognition) or is_past_fact(found.sentence):
                continue
            comparison = judge_quantity(found, norm)
            if norm.id == BOARD_SIZE and comparison.verdict is not Verdict.CONFLICT:
                norm, comparison = _against_hamlets(reading, found, norms, comparison)
            if comparison.verdict is Verdict.CONFLICT:
                yield _finding(reading, provision, found, norm, comparison)


BOARD_SIZE = "N36.1"
_HAMLETS = re.compile(
    r"(?:xã|phường|thị trấn|địa bàn)[^,;.]{0,25}? (?:có|gồm) (\d{1,3}) (?:thôn|ấp|bản|làng|buôn|xóm|khu phố|tổ dân phố"
    r"|khu dân cư|khối phố)"
)


def _against_hamlets(
    reading: Reading, found: Recognised, norms: dict[str, LawNorm], comparison: Comparison
) -> tuple[LawNorm, Comparison]:
    """Where the document says how many hamlets the commune has, the inspection board must have as many members."""
    norm = norms["N36.1"]
    count = next((m for p in reading.judged() if (m := _HAMLETS.search(fold(p.text)))), None)
    by_count = norms.get("N36.1-count")
    quantity = found.quantity
    if count is None or by_count is None or quantity.operator is not Operator.EQ or quantity.value is None:
        return norm, comparison
    hamlets = Fraction(int(count[1]))
    if hamlets > quantity.value >= 5:
        known = replace(by_count, norm=replace(by_count.norm, value=hamlets))
        return known, Comparison(Verdict.CONFLICT, "below-minimum", 0.9)
    return norm, comparison


def _finding(reading: Reading, provision: Provision, found: Recognised, norm: LawNorm, comparison: Comparison) -> Finding:
    side = law_side(norm)
    confidence = 0.95 * found.score * comparison.certainty * RELEVANCE[reading.relevance]
    support = reading.support(provision, norm.unit.article, norm.unit.law)
    if support is not None:
        confidence *= 1.02 if support >= 0.5 else 1.0 if support >= 0.05 else 0.95
    local = provision.text[found.quantity.start : found.quantity.end]
    reason = "higher-share" if comparison.reason == "above-maximum" and norm.norm.unit == "share" else comparison.reason
    why_vi, why_en = _REASONS.get(reason, _REASONS["differs"])
    note_vi, note_en = caution_sentences(side.cautions)
    dated_vi, dated_en = law_version(reading)
    amount_vi, amount_en = quantity_vi(norm.norm), quantity_en(norm.norm)
    says_vi = f" quy định {amount_vi}" if amount_vi else " quy định"
    says_en = f" says {amount_en}" if amount_en else " says"
    draft_vi = (
        f"Dự thảo hướng sửa: thay “{local}” bằng “{amount_vi}”."
        if amount_vi
        else "Dự thảo hướng sửa: viết lại theo quy định đã dẫn."
    )
    draft_en = f"Draft: replace “{local}” by “{amount_vi}” ({amount_en})." if amount_vi else "Draft: restate the rule cited."
    explanation = Explanation(
        vi=(
            f"Văn bản quy định “{local}”; {place_vi(norm.unit)}{says_vi}: {norm.gist_vi.rstrip('.')}. Quy định của văn bản "
            f"{why_vi}. "
            f"Đề nghị sửa đổi, bổ sung cho phù hợp. {draft_vi} {dated_vi} {note_vi}"
        ).strip(),
        en=(
            f"The document says “{local}”; {place_en(norm.unit)}{says_en}: {norm.gist_en.rstrip('.')}. The document's rule "
            f"{why_en}. "
            f"Amend. {draft_en} {dated_en} {note_en}"
        ).strip(),
    )
    return find(
        reading,
        provision,
        (found.quantity.start, found.quantity.end),
        check=NAME,
        kind=Kind.CONFLICTING_NORM,
        aspect=norm.norm.aspect,
        status=Status.CONTRADICTED,
        action=Action.AMEND,
        severity=Severity.HIGH if comparison.certainty >= 0.8 else Severity.MEDIUM,
        confidence=confidence,
        explanation=explanation,
        law=side,
        sentence=found.sentence,
        local=replace(found.quantity, denominator=denominator_of(found.sentence, found.quantity)),
    )
