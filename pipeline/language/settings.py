"""Where a provision applies: commune, agency, state enterprise, other employer, or none that the text tells.

Precedence, first that decides: the provision's own text · the nearest heading above it (clause, article, section, chapter,
attachment) · the document's title · its issuer. Own text decides only when one setting clearly leads; a provision that names
communes and agencies alike ("các cơ quan, đơn vị và UBND các xã") falls back to what stands above it.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.language.reading import fold
from pipeline.records import Document, IssuerLevel, Provision, ProvisionKind, Setting

_COMMUNE = (
    r"(?:ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|chính quyền|mttq|mặt trận tổ quốc(?: việt nam)?) (?:các |cấp )?"
    r"(?:xã|phường|thị trấn|đặc khu)",
    r"cấp xã|ở xã|xã, phường|(?:toàn|trên địa bàn) xã",
    r"(?:trưởng )?(?:thôn|ấp|khu phố)|trưởng bản|(?:tổ trưởng )?tổ dân phố|bản làng|khu dân cư|cộng đồng dân cư",
    r"hộ gia đình|đại diện hộ|số hộ|hộ dân|cử tri|nhân dân (?:bàn|trong|ở|biết|trực tiếp)",
    r"hương ước|quy ước|(?:loa|đài) truyền thanh|nhà văn hóa|ban công tác mặt trận|ban giám sát đầu tư",
    r"thanh tra nhân dân (?:ở )?xã|cuộc họp của cộng đồng",
)
_AGENCY = (
    r"thủ trưởng|hiệu trưởng|người đứng đầu (?:các )?(?:cơ quan|đơn vị)|(?:trong|của|tại|nội bộ) (?:các )?(?:cơ quan|đơn vị)",
    r"cán bộ, công chức|công chức, viên chức|viên chức|cbccvc|cbcc|hội nghị cán bộ|hoạt động của cơ quan|cơ quan, đơn vị",
    r"đơn vị sự nghiệp|trường học|nhà trường|trường|bệnh viện|trạm y tế|trung tâm y tế|công đoàn (?:cơ sở|cơ quan|trường|đơn vị)",
    r"bảng tin|trang nội bộ|mạng nội bộ",
)
_STATE_ENTERPRISE = (
    r"doanh nghiệp (?:nhà nước|có vốn nhà nước|do nhà nước nắm giữ)|công ty (?:tnhh )?(?:một thành viên )?nhà nước|dnnn",
)
_OTHER_EMPLOYER = (
    r"doanh nghiệp (?:tư nhân|ngoài (?:khu vực )?nhà nước|có vốn đầu tư nước ngoài)|khu vực ngoài nhà nước|người sử dụng lao động",
    r"đối thoại tại nơi làm việc|thỏa ước lao động|công ty cổ phần|hợp tác xã|hội nghị người lao động",
)
_BY_GROUP = (Setting.STATE_ENTERPRISE, Setting.OTHER_EMPLOYER, Setting.AGENCY, Setting.COMMUNE)
# One expression, one pass; the more telling settings stand first.
_CUES = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"({'|'.join(group)})" for group in (_STATE_ENTERPRISE, _OTHER_EMPLOYER, _AGENCY, _COMMUNE))
    + r")(?!\w)"
)
_BOTH_WORKPLACES = re.compile(
    r"hội nghị (?:cán bộ, )?công chức, viên chức, người lao động|thanh tra nhân dân (?:ở )?(?:cơ quan|đơn vị|trường)"
)
_HEADINGS = frozenset(
    {
        ProvisionKind.PART,
        ProvisionKind.CHAPTER,
        ProvisionKind.SECTION,
        ProvisionKind.SUBSECTION,
        ProvisionKind.ARTICLE,
        ProvisionKind.CLAUSE,
        ProvisionKind.HEADING,
        ProvisionKind.ATTACHMENT,
        ProvisionKind.ANNEX,
        ProvisionKind.POINT,
    }
)
_BY_ISSUER = {
    IssuerLevel.COMMUNE: Setting.COMMUNE,
    IssuerLevel.COMMUNITY: Setting.COMMUNE,
    IssuerLevel.AGENCY: Setting.AGENCY,
}
# Their texts speak to communes and agencies alike: how often each is named says nothing about where the text applies.
_ADDRESS_EVERYONE = frozenset(
    {IssuerLevel.CENTRAL, IssuerLevel.PROVINCE, IssuerLevel.DISTRICT, IssuerLevel.PARTY, IssuerLevel.FRONT}
)


def setting_of_text(text: str) -> Setting | None:
    """Setting that a text names by itself; None where it names none or several alike. Expects folded text."""
    hits = [match.lastindex for match in _CUES.finditer(text)]
    if not hits:
        return None
    counts = Counter(_BY_GROUP[index - 1] for index in hits if index)
    if _BOTH_WORKPLACES.search(text):
        counts[Setting.AGENCY] += 2
    if counts[Setting.STATE_ENTERPRISE]:
        # "doanh nghiệp nhà nước thuộc tỉnh" settles it whatever else is named beside it.
        counts[Setting.STATE_ENTERPRISE] += 2
    (first, most), *rest = counts.most_common(2)
    return first if not rest or most > rest[0][1] else None


def setting_of(document: Document) -> Setting | None:
    """Setting of the document as a whole: its title, then its issuer, then the majority of its provisions.

    None for bodies that address everyone (province, district, centre, Party, Front) unless the title tells.
    """
    title = setting_of_text(fold(document.title)) if document.title else None
    if title:
        return title
    if document.issuer_level in _BY_ISSUER:
        return _BY_ISSUER[document.issuer_level]
    if document.issuer_level is IssuerLevel.ENTERPRISE:
        issuer = setting_of_text(fold(document.issuer or ""))
        return issuer or Setting.OTHER_EMPLOYER
    if document.issuer_level in _ADDRESS_EVERYONE:
        return None
    votes = Counter(
        setting
        for provision in document.provisions
        if provision.kind is not ProvisionKind.BASIS and (setting := setting_of_text(fold(provision.text)))
    )
    if not votes:
        return None
    (winner, most), *rest = votes.most_common(2)
    return winner if not rest or most >= 2 * rest[0][1] else None


class SettingReader:
    """Settings of the provisions of one document, read in order so that headings are known before what they head."""

    def __init__(self, document: Document) -> None:
        self._whole = setting_of(document)
        self._headings: dict[str, Setting] = {}
        self._parents: dict[str, str | None] = {}

    def read(self, provision: Provision, lower: str) -> Setting | None:
        """Setting of a provision, given its folded text."""
        self._parents[provision.path] = provision.parent
        own = setting_of_text(lower)
        if provision.kind in _HEADINGS:
            head = setting_of_text(fold(provision.title)) if provision.title else own
            if head:
                self._headings[provision.path] = head
            own = own or head
        if provision.kind is ProvisionKind.BASIS:
            return None
        if own:
            return own
        above = provision.parent
        while above is not None:
            if above in self._headings:
                return self._headings[above]
            above = self._parents.get(above)
        return self._whole
