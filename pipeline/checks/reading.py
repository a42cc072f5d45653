"""A case made ready for checking: provisions by path, sentences, headings, setting, genre and subject of the document.

Nothing here decides whether something is wrong; it answers what kind of text the checks are looking at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from pipeline.checks.case import Case
from pipeline.checks.wording import Sentence, fold, split_sentences
from pipeline.records import (
    Alignment,
    Annotation,
    IssuerLevel,
    Provision,
    ProvisionKind,
    Setting,
)

# What shows the setting of a sentence, with the weight of each wording. "nhân dân" counts only outside the names of bodies.
_BODIES = re.compile(r"(?:ủy ban|hội đồng|thanh tra|tòa án|viện kiểm sát|công an|quân đội) nhân dân")
_SETTING_CUES: dict[Setting, tuple[tuple[re.Pattern[str], float], ...]] = {
    Setting.COMMUNE: (
        (re.compile(r"(?:ubnd|hđnd|mttq|chủ tịch|chính quyền|mặt trận) (?:các |cấp |ở )?(?:xã|phường|thị trấn|đặc khu)\b"), 2),
        (
            re.compile(
                r"(?:nhân dân|việt nam) (?:cấp )?(?:xã|phường|thị trấn|đặc khu)\b|cấp xã|xã, phường|địa bàn (?:xã|phường)"
            ),
            2,
        ),
        (
            re.compile(r"\bthôn\b|tổ dân phố|\btdp\b|khu phố|khu dân cư|\bbản\b(?! (?:vẽ|sao|chính|đồ|cam|tin|tự|án|thân|kê))"),
            2,
        ),
        (re.compile(r"hộ gia đình|đại diện hộ|\bhộ dân|số hộ\b|cử tri|cộng đồng dân cư|hương ước|nhà văn hóa|truyền thanh"), 2),
        (re.compile(r"\bnhân dân\b|người dân|công dân"), 1),
        (re.compile(r"giám sát đầu tư (?:của )?cộng đồng|gsđtcđ"), 2),
        (re.compile(r"\b(?:xã|phường)\b"), 1),
    ),
    Setting.AGENCY: (
        (
            re.compile(
                r"thủ trưởng|người đứng đầu|hiệu trưởng|giám đốc (?:sở|bệnh viện|trung tâm)|lãnh đạo (?:cơ quan|đơn vị)"
            ),
            2,
        ),
        (
            re.compile(
                r"\bcơ quan, đơn vị|(?:trong|nội bộ|của) (?:cơ quan|đơn vị)|nhà trường|trường học|bệnh viện|đơn vị sự nghiệp"
            ),
            2,
        ),
        (re.compile(r"công chức, viên chức|viên chức|cbcc|hội nghị cán bộ|công đoàn|bảng tin|mạng nội bộ|trang nội bộ"), 2),
        (re.compile(r"\bcơ quan\b|\bđơn vị\b"), 1),
    ),
    Setting.STATE_ENTERPRISE: (
        (re.compile(r"doanh nghiệp nhà nước|dnnn|công ty nhà nước|vốn nhà nước"), 3),
        (re.compile(r"doanh nghiệp|công ty|hội nghị người lao động"), 2),
    ),
    Setting.OTHER_EMPLOYER: (
        (re.compile(r"(?:doanh nghiệp|khu vực) (?:tư nhân|ngoài nhà nước|ngoài quốc doanh|fdi|có vốn đầu tư nước ngoài)"), 5),
        (re.compile(r"hợp tác xã"), 3),
    ),
}

_GRASSROOTS = re.compile(
    r"dân chủ (?:ở|trong|tại|cơ sở)|thực hiện dân chủ|quy chế dân chủ|qcdc|hương ước|quy ước (?:của )?(?:thôn|cộng đồng|khu|tổ)"
    r"|thanh tra nhân dân|giám sát đầu tư (?:của )?cộng đồng|10/2022/qh15|34/2007/pl|04/2015/nđ|149/2018/nđ|60/2013/nđ"
    r"|59/2023/nđ|61/2023/nđ|55/1998/nq|hội nghị cán bộ, công chức|hội nghị người lao động"
    r"|(?:nhân dân|dân) (?:biết|bàn|làm|kiểm tra|giám sát|thụ hưởng)|chính quyền thân thiện|cộng đồng dân cư"
)
_OUTSIDE_TITLE = re.compile(r"công an nhân dân|quân đội nhân dân|trong đảng|đảng viên|tổ chức đảng|đảng ủy|lực lượng vũ trang")
_OUTSIDE_ISSUER = re.compile(
    r"công an|quốc phòng|quân sự|bộ đội|tỉnh ủy|thành ủy|huyện ủy|đảng ủy|ban chấp hành đảng|ban dân vận"
)
_FACTUAL_TYPES = frozenset({"báo cáo", "biên bản", "bản tin"})
_PAST = re.compile(
    r"\bđã (?:được |tổ chức|thực hiện|niêm yết|công khai|ban hành|triển khai|tiến hành|có \d|bầu|đối thoại|lấy ý kiến"
    r"|thông qua)"
    r"|trong (?:thời gian|những năm) qua|(?:giai đoạn|thời kỳ) (?:từ )?\d{4}\s*[-–]\s*\d{4}|từ năm \d{4} đến (?:năm )?\d{4}"
    r"|\btrước đây\b|(?:kết quả|thực trạng)(?: là| cho thấy|:)|tính đến (?:ngày|năm|tháng)"
)
_BINDING = re.compile(r"\bphải\b|có trách nhiệm|\bđược thông qua khi|quy định này|tiếp tục thực hiện")
_OWN_TERM_TYPES = frozenset({"kế hoạch", "chương trình", "công văn", "thông báo", "hướng dẫn", "chỉ thị", "đề án", "phương án"})


class Reading:
    """One case with the views that checks share. Built once a document; every attribute is derived from the case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.document = case.document
        self.by_path = {p.path: p for p in case.document.provisions}
        self._annotations = {a.path: a for a in case.annotations}
        self._alignments = {a.path: a for a in case.alignments}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    # -- provisions -----------------------------------------------------------------------------------------------

    def judged(self) -> Iterator[Provision]:
        """Provisions whose own text may be judged: everything but bases, preamble and footnotes."""
        skipped = {ProvisionKind.BASIS, ProvisionKind.PREAMBLE, ProvisionKind.FOOTNOTE}
        return (p for p in self.document.provisions if p.kind not in skipped)

    def ancestors(self, provision: Provision) -> tuple[Provision, ...]:
        """From the parent up to the top."""
        chain: list[Provision] = []
        seen = {provision.path}
        parent = provision.parent
        while parent is not None and parent not in seen:
            seen.add(parent)
            above = self.by_path.get(parent)
            if above is None:
                break
            chain.append(above)
            parent = above.parent
        return tuple(chain)

    @cached_property
    def children(self) -> dict[str, tuple[Provision, ...]]:
        below: dict[str, list[Provision]] = {}
        for provision in self.document.provisions:
            if provision.parent is not None:
                below.setdefault(provision.parent, []).append(provision)
        return {path: tuple(items) for path, items in below.items()}

    def subtree(self, provision: Provision) -> Iterator[Provision]:
        """The provision and everything below it, in reading order."""
        yield provision
        for child in self.children.get(provision.path, ()):
            yield from self.subtree(child)

    def sentences(self, provision: Provision) -> tuple[Sentence, ...]:
        found = self._sentences.get(provision.path)
        if found is None:
            found = self._sentences[provision.path] = split_sentences(provision.text)
        return found

    def sentence_at(self, provision: Provision, offset: int) -> Sentence:
        """The sentence that holds ``offset``, or the whole text where none does."""
        for sentence in self.sentences(provision):
            if sentence.start <= offset < sentence.end:
                return sentence
        return Sentence(0, len(provision.text), provision.text, fold(provision.text))

    def annotation(self, provision: Provision) -> Annotation:
        return self._annotations.get(provision.path, Annotation(provision.path, (), (), None))

    def alignment(self, provision: Provision) -> Alignment | None:
        return self._alignments.get(provision.path)

    def support(self, provision: Provision, article: str | None, law: str) -> float | None:
        """Probability that the matcher gives ``article`` for the provision or its parent; None where it was not asked."""
        best: float | None = None
        for unit in (provision, *self.ancestors(provision)[:1]):
            alignment = self.alignment(unit)
            if alignment is None:
                continue
            hits = [c.probability for c in alignment.candidates if c.unit.law == law and c.unit.article == article]
            best = max([best or 0.0, *hits])
        return best

    def headings(self, provision: Provision) -> tuple[str, ...]:
        """Folded texts above the provision, nearest first: lead-in clauses, article, section and chapter headings."""
        lines = [fold(provision.title)] if provision.title else []
        lines += [fold(above.text) for above in self.ancestors(provision)]
        if provision.columns:
            lines.append(fold(" ; ".join(provision.columns)))
        return tuple(lines)

    # -- document -------------------------------------------------------------------------------------------------

    @cached_property
    def folded_title(self) -> str:
        return fold(self.document.title or "")

    @cached_property
    def outside_scope(self) -> bool:
        """Party, police and army texts follow their own rules (Điều 83 khoản 5, Điều 91 khoản 2)."""
        if self.document.issuer_level is IssuerLevel.PARTY:
            return True
        issuer = fold(self.document.issuer or "")
        return bool(_OUTSIDE_ISSUER.search(issuer) or _OUTSIDE_TITLE.search(self.folded_title))

    @cached_property
    def factual(self) -> bool:
        """A report or minutes: it tells what happened and sets no rule."""
        kind = fold(self.document.type or "")
        return kind in _FACTUAL_TYPES or self.folded_title.startswith(("báo cáo", "biên bản"))

    @cached_property
    def relevance(self) -> str:
        """How far the document is about grassroots democracy: "core", "partly" or "none"."""
        if _GRASSROOTS.search(self.folded_title):
            return "core"
        bases = sum(bool(_GRASSROOTS.search(fold(p.text))) for p in self.document.bases)
        body = [fold(p.text) for p in self.judged()]
        hits = sum(bool(_GRASSROOTS.search(text)) for text in body)
        if bases or hits >= 4 or (hits and hits >= 0.2 * len(body)):
            return "core"
        return "partly" if hits else "none"

    def speaks_of_grassroots(self, folded: str) -> bool:
        return bool(_GRASSROOTS.search(folded))

    @cached_property
    def own_term(self) -> tuple[date, str] | None:
        """Last day of the document's own term and the words that state it, for types that lapse ("Kế hoạch … năm 2021")."""
        kind = fold(self.document.type or "")
        title = self.folded_title
        lapses = kind in _OWN_TERM_TYPES or title.startswith(tuple(_OWN_TERM_TYPES))
        if not lapses:
            return None
        clean = re.sub(r"(?:luật|pháp lệnh|nghị định|nghị quyết|quyết định|chỉ thị|thông tư|ngày)[^,;]*?năm \d{4}", " ", title)
        period = re.search(r"(?:giai đoạn|thời kỳ|trong các năm|từ năm)?\s*\d{4}\s*(?:[-–]|đến(?: năm)?)\s*(\d{4})", clean)
        single = re.search(r"(?:trong |đến (?:hết )?)?năm(?: học)? (\d{4})", clean)
        found = period or single
        if found is None:
            return None
        return date(int(found.group(1)), 12, 31), found.group().strip()

    @cached_property
    def lapsed(self) -> bool:
        """The document's own term ended before the review date."""
        return self.own_term is not None and self.own_term[0] < self.case.as_of

    # -- setting --------------------------------------------------------------------------------------------------

    def setting(self, provision: Provision, sentence: Sentence | None = None) -> Setting | None:
        """Setting of a sentence: its own cues, then the provision's, its headings', and at last the document's."""
        if sentence is not None:
            own = setting_of_text(sentence.folded)
            if own is not None:
                return own
        own = setting_of_text(fold(provision.text)) or self.annotation(provision).setting
        if own is not None and own is not Setting.GENERAL:
            return own
        for heading in self.headings(provision):
            above = setting_of_text(heading)
            if above is not None:
                return above
        return self.document_setting

    @cached_property
    def document_setting(self) -> Setting | None:
        title = setting_of_text(self.folded_title)
        if title is not None:
            return title
        match self.document.issuer_level:
            case IssuerLevel.COMMUNE | IssuerLevel.COMMUNITY:
                return Setting.COMMUNE
            case IssuerLevel.AGENCY:
                return Setting.AGENCY
            case IssuerLevel.ENTERPRISE:
                return Setting.STATE_ENTERPRISE
            case _:
                return None


def setting_of_text(folded: str) -> Setting | None:
    """Setting with the greatest weight of cues, or None on a tie or without cues. Input is folded text."""
    clean = _BODIES.sub(lambda m: m.group().split(" nhân dân")[0] + " nhân_dân", folded)
    clean = clean.replace("ủy ban nhân_dân", "ubnd").replace("hội đồng nhân_dân", "hđnd")
    weights = {
        setting: sum(weight * len(cue.findall(clean)) for cue, weight in cues) for setting, cues in _SETTING_CUES.items()
    }
    best = max(weights.values())
    if best == 0:
        return None
    leaders = [setting for setting, weight in weights.items() if weight == best]
    return leaders[0] if len(leaders) == 1 else None


def is_past_fact(sentence: Sentence) -> bool:
    """The sentence tells what was done or applied in the past instead of ruling what is to be done."""
    return bool(_PAST.search(sentence.folded)) and not _BINDING.search(sentence.folded)
