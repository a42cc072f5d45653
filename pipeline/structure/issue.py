"""Who issued a document and of which type its symbol says it is.

Symbols follow Nghị định 30/2020/NĐ-CP, appendix III (types and their abbreviations), and Hướng dẫn 36-HD/VPTW for the Party.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import IssuerLevel

_SYMBOL_TYPES = {
    "QĐ": "quyết định", "NQ": "nghị quyết", "CT": "chỉ thị", "KH": "kế hoạch", "QC": "quy chế", "QYĐ": "quy định", "HD": "hướng dẫn",
    "TB": "thông báo", "BC": "báo cáo", "TTR": "tờ trình", "CTR": "chương trình", "ĐA": "đề án", "PA": "phương án", "KL": "kết luận",
    "CĐ": "công điện", "BB": "biên bản", "GM": "giấy mời", "NĐ": "nghị định", "TT": "thông tư", "QUYĐ": "quy định", "QĐI": "quy định",
    "NQLT": "nghị quyết liên tịch", "PL": "pháp lệnh", "TTLT": "thông tư",
}  # fmt: skip
_CITIES = ("HÀ NỘI", "HỒ CHÍ MINH", "HẢI PHÒNG", "ĐÀ NẴNG", "CẦN THƠ", "HUẾ")
_GOVERNMENT = re.compile(r"^(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND)\b")
_SUPERIOR = re.compile(
    r"^(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|BỘ|TỈNH|THÀNH PHỐ|HUYỆN|SỞ|ĐẢNG BỘ|TỈNH ỦY"
    r"|TỈNH UỶ|THÀNH ỦY|XÃ|PHƯỜNG)\b"
)
_AREA = re.compile(r"\b(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s+\S")
_UNIT = re.compile(
    r"^(?:SỞ|BAN|CỤC|CHI CỤC|PHÒNG|TRƯỜNG|TRUNG TÂM|VĂN PHÒNG|BỆNH VIỆN|THANH TRA|CÔNG AN|TRẠM|ĐOÀN|HỘI|BỘ CHỈ HUY|QUỸ"
    r"|CÔNG TY|THÔN|BẢN|LÀNG"
    r"|ẤP|BUÔN|TỔ DÂN PHỐ|KHU PHỐ|KHỐI PHỐ|KHÓM|TỔ CÔNG TÁC|TỔ|VIỆN|BÁO|ĐÀI|CHI BỘ|HỘI ĐỒNG PHỐI HỢP"
    r"|HỘI ĐỒNG (?!NHÂN DÂN)|LIÊN ĐOÀN|ỦY BAN MẶT TRẬN"
    r"|UBMTTQ)\b"
)
_LEVELS: tuple[tuple[re.Pattern[str], IssuerLevel], ...] = (
    (re.compile(r"ĐẢNG CỘNG SẢN|\b(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) [ỦU][YỶỲ]\b|\b(?:TỈNH|THÀNH|HUYỆN|ĐẢNG) U[ỶY]\b"
        r"|BAN DÂN VẬN|BAN TUYÊN GIÁO"
                r"|ĐẢNG BỘ|CHI BỘ|TRUNG ƯƠNG ĐẢNG|BAN BÍ THƯ|BỘ CHÍNH TRỊ"), IssuerLevel.PARTY),
    (re.compile(r"MẶT TRẬN TỔ QUỐC|\bU?B?MTTQ|LIÊN HIỆP PHỤ NỮ|CỰU CHIẾN BINH|HỘI NÔNG DÂN|ĐOÀN THANH NIÊN"
        r"|LIÊN ĐOÀN LAO ĐỘNG|ĐOÀN TNCS"),
     IssuerLevel.FRONT),
    (re.compile(r"^(?:CÔNG TY|TỔNG CÔNG TY|TẬP ĐOÀN|NGÂN HÀNG|HỢP TÁC XÃ|DOANH NGHIỆP)"), IssuerLevel.ENTERPRISE),
    (re.compile(r"^(?:THÔN|BẢN|LÀNG|ẤP|BUÔN|BON|PHUM|SÓC|TỔ DÂN PHỐ|KHU PHỐ|KHỐI PHỐ|KHÓM|KHU DÂN CƯ|TIỂU KHU"
        r"|CỘNG ĐỒNG DÂN CƯ)\b"),
     IssuerLevel.COMMUNITY),
    (re.compile(r"^(?:SỞ|CỤC|CHI CỤC|PHÒNG|TRƯỜNG|TRUNG TÂM|VĂN PHÒNG|BỆNH VIỆN|THANH TRA|CÔNG AN|BỘ CHỈ HUY|TRẠM|BAN"
        r"|VIỆN|ĐÀI|BÁO|QUỸ|TỔ|KHO BẠC"
                r"|TÒA ÁN|HỌC VIỆN|HỘI ĐỒNG (?!NHÂN DÂN)|ĐOÀN)\b"), IssuerLevel.AGENCY),
    (re.compile(r"^(?:CHÍNH PHỦ|QUỐC HỘI|ỦY BAN THƯỜNG VỤ QUỐC HỘI|UỶ BAN THƯỜNG VỤ QUỐC HỘI|THỦ TƯỚNG|BỘ "
        r"|CHỦ TỊCH NƯỚC)"), IssuerLevel.CENTRAL),
)  # fmt: skip


def split_superior(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines of the issuer cell → (superior body, issuing body). A government and its territory on two lines are one body."""
    for index in range(len(lines) - 1, 0, -1):
        if _UNIT.match(lines[index].upper()) and _SUPERIOR.match(lines[0].upper()):
            return list(lines[:index]), list(lines[index:])
        if index and _GOVERNMENT.match(lines[index].upper()) and _AREA.search(" ".join(lines[:index]).upper()):
            return list(lines[:index]), list(lines[index:])
    return [], list(lines)


def issuer_level(issuer: str | None, type_: str | None, title: str | None) -> IssuerLevel:
    """Level of the issuing body; village conventions (hương ước, quy ước) belong to the community whoever prints them."""
    if type_ in ("hương ước", "quy ước"):
        return IssuerLevel.COMMUNITY
    if not issuer:
        return IssuerLevel.UNKNOWN
    text = " ".join(issuer.upper().replace("UỶ", "ỦY").split())
    if not _GOVERNMENT.match(text):
        for pattern, level in _LEVELS:
            if pattern.search(text):
                return level
    if re.search(r"\b(?:XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s", re.sub(r"THỊ XÃ", "THI_XA", text) + " "):
        return IssuerLevel.COMMUNE
    if re.search(r"\b(?:HUYỆN|QUẬN|THỊ XÃ)\s", text + " "):
        return IssuerLevel.DISTRICT
    if re.search(r"\bTỈNH\b", text):
        return IssuerLevel.PROVINCE
    if re.search(r"\b(?:THÀNH PHỐ|TP)\b", text):
        return IssuerLevel.PROVINCE if any(city in text for city in _CITIES) else IssuerLevel.DISTRICT
    return IssuerLevel.UNKNOWN


def type_of_symbol(symbol: str) -> str | None:
    """Type by the symbol: "12/QĐ-UBND" and "05-QĐ/TU" are quyết định, "1234/UBND-NC" is a công văn."""
    if found := re.match(r"\d*-([A-ZĐƯa-z]+)/", symbol):  # Party order: type first, body behind the slash
        return _SYMBOL_TYPES.get(found[1].upper(), "công văn" if found[1].upper() == "CV" else None)
    body = re.sub(r"^\d*(?:/(?:19|20)\d{2})?/", "", symbol)
    first = re.split(r"[-/]", body)[0]
    known = _SYMBOL_TYPES.get(first.upper())
    if known:
        return known
    return "công văn" if re.match(r"(?:UBND|HĐND|S[A-ZĐ]|VP|B[A-ZĐ]|C[A-ZĐ]|P[A-ZĐ]|TT)", first) else None
