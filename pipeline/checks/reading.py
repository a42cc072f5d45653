"""A case made ready for checking: provisions by path, sentences, headings, setting, genre and subject of the document.

Nothing here decides whether something is wrong; it answers what kind of text the checks are looking at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache

from pipeline.checks.case import Case
from pipeline.checks.own_term import own_term, says_ended
from pipeline.checks.plain_quantities import plain_quantities
from pipeline.checks.wording import Sentence, fold, split_sentences
from pipeline.records import (
    Alignment,
    Annotation,
    Aspect,
    IssuerLevel,
    Norm,
    Operator,
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
        (re.compile(r"công chức, viên chức|viên chức|cbcc|hội nghị cán bộ|mạng nội bộ|trang nội bộ"), 2),
        (re.compile(r"\bcơ quan\b|\bđơn vị\b|công đoàn|bảng tin"), 1),
    ),
    Setting.STATE_ENTERPRISE: (
        (re.compile(r"doanh nghiệp nhà nước|dnnn|công ty nhà nước|vốn nhà nước"), 3),
        (re.compile(r"doanh nghiệp|công ty|hội nghị người lao động|tại nơi làm việc|xí nghiệp"), 2),
    ),
    Setting.OTHER_EMPLOYER: (
        (re.compile(r"(?:doanh nghiệp|khu vực) (?:tư nhân|ngoài nhà nước|ngoài quốc doanh|fdi|có vốn đầu tư nước ngoài)"), 5),
        (re.compile(r"hợp tác xã"), 3),
    ),
}

_BARE_BOARD = re.compile(
    r"(?:ban|thành viên|trưởng ban|nhiệm kỳ)\b(?! (?:thanh|giám|ttnd|hành|chấp|quản|thường|kiểm|chỉ|công"
    r"|của))"
)
_HEAD_CELL = re.compile(
    r"\bviệc\b|\bhạn\b|\bloại\b|\btt\b|\bstt\b|\btên\b|nội dung|công việc|dịch vụ|thủ tục|tiêu chí|điểm|ghi chú|thời (?:hạn"
    r"|gian)|nơi (?:nộp|nhận|tiếp)"
    r"|phí"
    r"|hình thức|trách nhiệm|cơ quan|loại việc"
)
_ENTERPRISE = re.compile(r"công ty|doanh nghiệp|xí nghiệp|tập đoàn")
_STATE_OWNED = re.compile(
    r"nhà nước|ubnd|ủy ban nhân dân|một thành viên|\bmtv\b|xổ số|thủy lợi|cấp (?:thoát )?nước|môi trường đô thị"
    r"|công trình đô thị"
    r"|lâm nghiệp|tổng công ty|ban thanh tra nhân dân"
)
_OWN_CLAUSES = re.compile(r"khoản \d+(?:(?:,| và| hoặc) (?:khoản )?\d+)* (?:của )?điều này")
_GRASSROOTS = re.compile(
    r"dân chủ (?:ở|trong|tại|cơ sở)|thực hiện dân chủ|quy chế dân chủ|qcdc|hương ước|quy ước (?:của )?(?:thôn|cộng đồng|khu|tổ)"
    r"|thanh tra nhân dân|giám sát đầu tư (?:của )?cộng đồng|10/2022/qh15|34/2007/pl|04/2015/nđ|149/2018/nđ|60/2013/nđ"
    r"|59/2023/nđ|61/2023/nđ|55/1998/nq|hội nghị cán bộ, công chức|hội nghị người lao động"
    r"|(?:nhân dân|dân) (?:biết|bàn|kiểm tra|giám sát|thụ hưởng)|chính quyền thân thiện|cuộc họp (?:của )?(?:cộng đồng|thôn"
    r"|tổ dân)"
)
_OUTSIDE_SYMBOL = re.compile(r"/(?:TU|TW|ĐU|HU|ThU|QU|BCĐ|BTGTU|BDVTU|BTCTU|CA[A-Z]*|BCH[A-Z]*|BQP|BCA)\b")
_OUTSIDE_TITLE = re.compile(
    r"(?:cơ quan|tổ chức|nội bộ) (?:của )?đảng|cấp ủy đảng|chi bộ|công an nhân dân|quân đội nhân dân|trong đảng|đảng viên"
    r"|tổ chức đảng|đảng ủy|lực lượng vũ trang"
)
_OUTSIDE_ISSUER = re.compile(
    r"công an|quốc phòng|quân sự|bộ đội|tỉnh ủy|thành ủy|huyện ủy|đảng ủy|ban chấp hành đảng|ban dân vận"
)
# Factor on the confidence of a conflict with the Law. A document that never speaks of grassroots democracy contradicts none of
# its norms, whatever numbers it holds: it is not compared at all.
RELEVANCE = {"core": 1.0, "partly": 0.95}
_COMMUNITY_TYPES = frozenset({"hương ước", "quy ước"})
_FACTUAL_TYPES = frozenset({"báo cáo", "biên bản", "bản tin"})
# A finished verb with a time marker, or a period looked back on. A participle alone ("quy chế đã ban hành") is no past fact.
_FINISHED = re.compile(
    r"\bđã (?:được |tổ chức|thực hiện|niêm yết|công khai|ban hành|triển khai|tiến hành|có|bầu|đối thoại|lấy ý kiến|thông qua"
    r"|\d)"
)
_TIME_MARKER = re.compile(
    r"\bnăm (?:19|20)\d{2}|\b(?:ngày|tháng) \d{1,2}[/.-]\d|trong năm|vừa qua|thời gian qua|nhiệm kỳ qua|trong kỳ"
    r"|\d{1,2}/(?:19|20)\d{2}"
)
_LOOKING_BACK = re.compile(
    r"trong (?:thời gian|những năm) qua|\btrước đây\b|(?:kết quả|thực trạng)(?: là| cho thấy|:)|tính đến (?:ngày|năm|tháng)"
    r"|(?:trong|qua|sau) (?:giai đoạn|thời kỳ|\d+ năm)[^;]{0,60}(?:đã|thực hiện|triển khai)"
    r"|(?:giai đoạn|thời kỳ) (?:từ )?(?:19|20)\d{2}\s*(?:[-–]|đến)\s*(?:19|20)\d{2}[^;]{0,60}\b(?:đã|thực hiện|áp dụng"
    r"|triển khai)\b"
    r"|từ năm (?:19|20)\d{2} đến (?:năm )?(?:19|20)\d{2}"
)
_AHEAD = re.compile(
    r"phương hướng|nhiệm vụ (?:trọng tâm|năm|thời gian tới|tới|giai đoạn|và giải pháp|6 tháng|sáu tháng|quý)|kế hoạch năm"
    r"|chương trình công tác|giải pháp (?:thời gian tới|trong thời gian)|thời gian tới|công tác (?:năm|thời gian tới)"
)
_BINDING = re.compile(r"\bphải\b|có trách nhiệm|\bđược thông qua khi|quy định này|tiếp tục thực hiện")


class Reading:
    """One case with the views that checks share. Built once a document; every attribute is derived from the case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.document = case.document
        self.by_path = {p.path: p for p in case.document.provisions}
        self._annotations = {a.path: a for a in case.annotations}
        self._alignments = {a.path: a for a in case.alignments}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}
        self._headings: dict[str, tuple[str, ...]] = {}

    # -- provisions -----------------------------------------------------------------------------------------------

    def judged(self) -> Iterator[Provision]:
        """Provisions whose own text may be judged: everything but bases, preamble and footnotes."""
        skipped = {ProvisionKind.BASIS, ProvisionKind.PREAMBLE, ProvisionKind.FOOTNOTE}
        return (p for p in self.document.provisions if p.kind not in skipped)

    def ruling(self) -> Iterator[Provision]:
        """The judged provisions that rule something: of a report, those on tasks to come."""
        return (p for p in self.judged() if not self.tells(p))

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
    def _order(self) -> dict[str, int]:
        return {p.path: i for i, p in enumerate(self.document.provisions)}

    def columns(self, provision: Provision) -> tuple[str, ...]:
        """The column heads of a row; where none were set apart, the table's first row if it reads like heads."""
        if provision.columns or provision.parent is None:
            return provision.columns
        first = next((p for p in self.children[provision.parent] if p.kind is ProvisionKind.ROW), None)
        if first is None or first.path == provision.path or len(first.cells) != len(provision.cells):
            return ()
        heads = sum(bool(_HEAD_CELL.search(fold(cell))) for cell in first.cells)
        return first.cells if heads >= 2 and all(len(cell) < 40 for cell in first.cells) else ()

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

    def quantities(self, provision: Provision) -> list[Norm]:
        """The provision's norms that are numbers, with the plain wordings the language room gives no aspect."""
        norms = [_as_term(n, provision.text) for n in self.annotation(provision).norms if n.value is not None]
        covered = [
            Norm(Aspect.SCOPE, Operator.EQ, None, None, start=c.start, end=c.end) for c in self.annotation(provision).citations
        ]
        return sorted([*norms, *plain_quantities(fold(provision.text), [*norms, *covered])], key=lambda n: n.start)

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

    def vouches(self, provision: Provision, article: str | None) -> float:
        """Probability of the Law's ``article`` for the provision, or for the unit above where the provision's own best
        candidate is not sure; 0 where the matcher abstained."""
        best = 0.0
        for unit in (provision, *self.ancestors(provision)[:1]):
            alignment = self.alignment(unit)
            if alignment is None or alignment.abstained or not alignment.candidates:
                continue
            top = alignment.candidates[0]
            if top.unit.article == article:
                best = max(best, top.probability)
            if top.probability >= 0.5:
                break
        return best

    def headings(self, provision: Provision) -> tuple[str, ...]:
        """Folded texts above the provision, nearest first: lead-in clauses, article, section and chapter headings."""
        found = self._headings.get(provision.path)
        if found is None:
            found = self._headings[provision.path] = self._read_headings(provision)
        return found

    def _read_headings(self, provision: Provision) -> tuple[str, ...]:
        lines = [fold(provision.title)] if provision.title else []
        lines += [fold(above.text) for above in self.ancestors(provision)]
        if provision.kind is ProvisionKind.ROW and (columns := self.columns(provision)):
            lines.append(fold(" ; ".join(columns)))
        return tuple(lines)

    def referred(self, provision: Provision, sentence: Sentence) -> tuple[str, ...]:
        """Folded texts of what the sentence refers to: clauses of its own article ("nêu tại khoản 1 Điều này"), and for a
        board named by "Ban" alone what was said just before."""
        if _BARE_BOARD.match(sentence.folded):
            at = self._order[provision.path]
            first = max(at - 2, self._order.get(provision.parent or "", 0))  # not what the article before was about
            return tuple(fold(p.text) for p in self.document.provisions[first:at])
        numbers = {n for m in _OWN_CLAUSES.finditer(sentence.folded) for n in re.findall(r"\d+", m.group())}
        if not numbers:
            return ()
        article = next((a for a in (provision, *self.ancestors(provision)) if a.kind is ProvisionKind.ARTICLE), None)
        beside = self.children.get(article.path, ()) if article else ()
        return tuple(fold(unit.text) for unit in beside if unit.number in numbers and unit.path != provision.path)

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
        symbol = self.document.number or self.document.symbol or ""
        if re.search(r"^\d*-[A-ZĐ]+/", symbol) or (_OUTSIDE_SYMBOL.search(symbol) and "ubnd" not in fold(symbol)):
            return True
        return bool(_OUTSIDE_ISSUER.search(issuer) or _OUTSIDE_TITLE.search(self.folded_title))

    @cached_property
    def factual(self) -> bool:
        """A report or minutes: it tells what happened and sets no rule, but for what it plans (``planned``)."""
        if self._of_a_meeting:
            return False
        kind = fold(self.document.type or "")
        return kind in _FACTUAL_TYPES or self.folded_title.startswith(("báo cáo", "biên bản"))

    @cached_property
    def _of_a_meeting(self) -> bool:
        """Minutes of a community's meeting: one of the forms of its decision (Điều 20 khoản 1)."""
        kind = fold(self.document.type or "")
        return (kind == "biên bản" or self.folded_title.startswith("biên bản")) and bool(
            re.search(r"họp|hội nghị", self.folded_title)
            and re.search(
                r"thôn|tổ dân phố|khu phố|\bbản (?!tin)|\bấp\b|làng|cộng đồng|khu dân cư|nhân dân",
                f"{self.folded_title} {fold(self.document.issuer or '')}",
            )
        )

    def tells(self, provision: Provision) -> bool:
        """Whether a report's provision tells of the past; one under a heading on tasks to come is judged like a plan."""
        if not self.factual:
            return False
        return not any(_AHEAD.search(heading[:160]) for heading in (fold(provision.title or ""), *self.headings(provision)))

    @cached_property
    def relevance(self) -> str:
        """How far the document is about grassroots democracy: "core", "partly" or "none"."""
        if _GRASSROOTS.search(self.folded_title):
            return "core"
        if fold(self.document.type or "") in _COMMUNITY_TYPES:
            return "core"
        if any(_GRASSROOTS.search(fold(p.text)) for p in self.document.bases):
            return "core"
        body = [fold(p.text) for p in self.judged()]
        hits = sum(bool(_GRASSROOTS.search(text)) for text in body)
        if hits >= 3 and hits >= 0.15 * len(body):
            return "core"
        return "partly" if hits or self.publishes else "none"

    @cached_property
    def publishes(self) -> bool:
        """A commune's own notice of what it posts or asks opinions on, outside the matters that sector laws rule in detail."""
        return (
            self.document.issuer_level is IssuerLevel.COMMUNE
            and bool(re.search(r"niêm yết|công khai|lấy ý kiến (?:nhân dân|người dân|cộng đồng)|đối thoại", self.folded_title))
            and not re.search(
                r"giấy chứng nhận|đất|thừa kế|hộ tịch|cử tri|bầu cử|đấu giá|thủ tục|kê khai|tuyển", self.folded_title
            )
        )

    def speaks_of_grassroots(self, folded: str) -> bool:
        return bool(_GRASSROOTS.search(folded))

    @cached_property
    def own_term(self) -> tuple[date, Provision | None, int, int] | None:
        """Last day of the document's own term and where it is said (None: in the title), if it states one."""
        return own_term(self.document, tuple(self.judged()), self.folded_title)

    @cached_property
    def lapsed(self) -> bool:
        """The document's own term ended before the review date, or the file itself says that it has lost effect."""
        return (self.own_term is not None and self.own_term[0] < self.case.as_of) or self.said_to_have_ended is not None

    @cached_property
    def said_to_have_ended(self) -> tuple[Provision, int, int] | None:
        return says_ended(self.document.provisions)

    # -- setting --------------------------------------------------------------------------------------------------

    def setting(self, provision: Provision, sentence: Sentence | None = None) -> Setting | None:
        """Setting of a sentence. Its own cues weigh most, then its provision's, its headings' and the document's.

        None where nothing tells, or where two settings weigh the same.
        """
        weights = dict(self._document_weights)
        above = 1.0
        for heading in self.headings(provision):
            _add(weights, setting_weights(heading), 0.8 * above)
            above *= 0.8
        own = self.annotation(provision).setting
        if own is not None and own in weights:
            weights[own] += 1.0
        _add(weights, setting_weights(fold(provision.text)), 0.4 if sentence is not None else 1.0)
        if sentence is not None:
            _add(weights, setting_weights(sentence.folded), 1.0)
        return _heaviest(weights)

    @cached_property
    def _document_weights(self) -> dict[Setting, float]:
        weights = dict.fromkeys(_SETTING_CUES, 0.0)
        titled = setting_weights(self.folded_title)
        _add(weights, titled, 0.9)
        issued = {
            IssuerLevel.COMMUNE: Setting.COMMUNE,
            IssuerLevel.COMMUNITY: Setting.COMMUNE,
            IssuerLevel.AGENCY: Setting.AGENCY,
            IssuerLevel.ENTERPRISE: Setting.STATE_ENTERPRISE,
        }.get(self.document.issuer_level)
        if issued is Setting.STATE_ENTERPRISE or _ENTERPRISE.search(fold(self.document.issuer or "")):
            issued = Setting.STATE_ENTERPRISE if self._owned_by_the_state else Setting.OTHER_EMPLOYER
        if issued is not None:
            # A department may guide communes: its own setting counts in full only where the title does not say another.
            weights[issued] += 2.5 if _heaviest(titled) in (None, issued) else 0.5
        _add(weights, setting_weights(fold(self.document.issuer or "")), 0.5)
        body = dict.fromkeys(_SETTING_CUES, 0.0)
        for provision in self.judged():
            _add(body, setting_weights(fold(provision.text)), 1.0)
        if (most := _heaviest(body)) is not None:
            weights[most] += 1.0
        return weights

    @cached_property
    def _owned_by_the_state(self) -> bool:
        """Whether an enterprise's document shows the State as its owner: in its head, its title or its first provisions."""
        opening = [self.document.issuer or "", self.document.title or "", *(p.text for p in self.document.provisions[:12])]
        return bool(_STATE_OWNED.search(fold(" ".join(opening))))

    @cached_property
    def document_setting(self) -> Setting | None:
        return _heaviest(self._document_weights)


_MOST = 4.0  # a long text must not outweigh everything else by its length


@lru_cache(maxsize=4096)
def setting_weights(folded: str) -> Mapping[Setting, float]:
    """Weight of the cues of each setting in a folded text, capped."""
    clean = _BODIES.sub(lambda m: m.group().split(" nhân dân")[0] + " nhân_dân", folded)
    clean = clean.replace("ủy ban nhân_dân", "ubnd").replace("hội đồng nhân_dân", "hđnd")
    return {
        setting: min(sum(weight * len(cue.findall(clean)) for cue, weight in cues), _MOST)
        for setting, cues in _SETTING_CUES.items()
    }


def _add(weights: dict[Setting, float], more: Mapping[Setting, float], factor: float) -> None:
    for setting, weight in more.items():
        weights[setting] += factor * weight


def _heaviest(weights: Mapping[Setting, float]) -> Setting | None:
    best = max(weights.values())
    leaders = [setting for setting, weight in weights.items() if weight > best - 0.3]
    return leaders[0] if best > 0 and len(leaders) == 1 else None


def _as_term(norm: Norm, text: str) -> Norm:
    """ "Hai năm bầu lại một lần" states a term of two years, though it has the form of a frequency."""
    if (
        norm.unit != "times/year"
        or norm.value is None
        or not 0 < norm.value < 1
        or "bầu" not in text[max(0, norm.start - 12) : norm.end + 8].lower()
    ):
        return norm
    return replace(norm, aspect=Aspect.TERM, unit="year", value=1 / norm.value)


def is_past_fact(sentence: Sentence) -> bool:
    """The sentence tells what was done or applied in the past instead of ruling what is to be done."""
    text = sentence.folded
    finished = bool(_FINISHED.search(text) and _TIME_MARKER.search(text))
    return (finished or bool(_LOOKING_BACK.search(text))) and not _BINDING.search(text)
