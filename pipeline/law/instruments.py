"""The files of ``corpus/law/instruments``: their layout (see the README there) and the records made from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import CorpusError
from pipeline.records import Confidence, Instrument

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an instrument that ended before the whole: "Chương VI", since which day, by what."""

    part: str
    since: date
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An instrument with what the registry alone needs: what ended in part, how it lapses, until when it was seen in force."""

    instrument: Instrument
    status_known: bool  # False: only number, title and date are known
    seen_on: date | None = None  # last day on which the source shows it in force
    parts: tuple[Part, ...] = ()
    lapses_with_parent: bool = False
    unsettled: bool = False  # no express repeal: practice treats it as expired, wording must be careful
    ended_by: bool = False  # ``expired_on`` is a bound: it ended then or earlier


_ISSUERS = {
    "QH": ("luật", "Quốc hội"),
    "NĐ-CP": ("nghị định", "Chính phủ"),
    "NQ-CP": ("nghị quyết", "Chính phủ"),
    "QĐ-TTg": ("quyết định", "Thủ tướng Chính phủ"),
    "CT-TTg": ("chỉ thị", "Thủ tướng Chính phủ"),
}


def read_entries(file: Path) -> list[Entry]:
    """The entries of one YAML file: a mapping with ``defaults`` (optional) and ``instruments`` (list)."""
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506  # nosec B506 - a safe loader, C or Python
        defaults: Mapping[str, Any] = data.get("defaults") or {}
        return [_entry({**defaults, **item}) for item in data["instruments"]]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"Danh mục văn bản {file.name} sai cấu trúc: {error}. Xem corpus/law/instruments/README.md.",
            f"Registry file {file.name} breaks its layout: {error}. See corpus/law/instruments/README.md.",
        ) from error


_FIELDS = frozenset(
    [
        "number",
        "type",
        "title",
        "issuer",
        "issued",
        "effective",
        "expired",
        "at_latest",
        "replaced_by",
        "note_vi",
        "note_en",
        "confidence",
        "source",
        "aliases",
        "amended_by",
        "parents",
        "lapses_with_parent",
        "unsettled",
        "seen",
        "parts",
        "status",
    ]
)


def _entry(item: Mapping[str, Any]) -> Entry:
    if unknown := set(item) - _FIELDS:
        raise ValueError(f"{item.get('number')}: unknown field {', '.join(sorted(unknown))}")
    number = str(item["number"])
    kind, issuer = type_of_number(number)
    status = item.get("status")
    if status not in (None, "in-force", "unknown"):
        raise ValueError(f"{number}: status is “in-force” or “unknown”; an expired instrument states ``expired``")
    expired = _day(item, "expired")
    effective = _day(item, "effective")
    if expired and effective and expired < effective:
        raise ValueError(f"{number}: expired before it was in force")
    confidence = Confidence(item["confidence"])
    note_vi, note_en = _notes(item, confidence)
    instrument = Instrument(
        number=number,
        type=item.get("type") or kind,
        title=str(item["title"]),
        issuer=item.get("issuer") or issuer,
        issued_on=_day(item, "issued"),
        effective_on=effective,
        expired_on=expired,
        replaced_by=tuple(item.get("replaced_by") or ()),
        status_note_vi=note_vi,
        status_note_en=note_en,
        confidence=confidence,
        source=str(item["source"]),
        aliases=tuple(item.get("aliases") or ()),
        amended_by=tuple(item.get("amended_by") or ()),
        parents=tuple(item.get("parents") or ()),
    )
    lapses = bool(item.get("lapses_with_parent"))
    return Entry(
        instrument=instrument,
        status_known=status == "in-force" or expired is not None or lapses or bool(item.get("parts")),
        seen_on=_day(item, "seen"),
        parts=tuple(Part(str(p["part"]), p["since"], p.get("by")) for p in item.get("parts") or ()),
        lapses_with_parent=lapses,
        unsettled=bool(item.get("unsettled")),
        ended_by=bool(item.get("at_latest")),
    )


def _day(item: Mapping[str, Any], field: str) -> date | None:
    value = item.get(field)
    if value is None or (isinstance(value, date) and not hasattr(value, "hour")):
        return value
    raise ValueError(f"{item.get('number')}: {field} is no day: {value!r}")


def type_of_number(number: str) -> tuple[str, str]:
    """Type and issuer that the symbol alone tells; ("", "") where it does not."""
    symbol = number.rsplit("/", 1)[-1]
    if symbol.startswith("QH"):
        return _ISSUERS["QH"]
    if "UBTVQH" in symbol:
        return ("pháp lệnh" if symbol.startswith("PL") else "nghị quyết", "Ủy ban Thường vụ Quốc hội")
    if symbol in _ISSUERS:
        return _ISSUERS[symbol]
    kinds = {
        "TT": "thông tư",
        "TTLT": "thông tư liên tịch",
        "NQLT": "nghị quyết liên tịch",
        "QĐ": "quyết định",
        "CT": "chỉ thị",
    }
    head, _, body = symbol.partition("-")
    return kinds.get(head, ""), _MINISTRIES.get(body, "")


_MINISTRIES = {
    "BNV": "Bộ Nội vụ",
    "BTC": "Bộ Tài chính",
    "BTP": "Bộ Tư pháp",
    "BCA": "Bộ Công an",
    "BQP": "Bộ Quốc phòng",
    "BYT": "Bộ Y tế",
    "BCT": "Bộ Công Thương",
    "BXD": "Bộ Xây dựng",
    "BNG": "Bộ Ngoại giao",
    "BGTVT": "Bộ Giao thông vận tải",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BDTTG": "Bộ Dân tộc và Tôn giáo",
    "UBDT": "Ủy ban Dân tộc",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "VPCP": "Văn phòng Chính phủ",
    "TANDTC": "Tòa án nhân dân tối cao",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
    "KTNN": "Kiểm toán nhà nước",
}


_SURENESS = {
    Confidence.HIGH: ("", ""),
    Confidence.MEDIUM: (" Độ tin cậy trung bình: chưa đối chiếu văn bản gốc.", " Medium confidence: original not re-read."),
    Confidence.LOW: (" Độ tin cậy thấp: phải tra cứu trước khi sử dụng.", " Low confidence: look it up before relying on it."),
}


def _notes(item: Mapping[str, Any], confidence: Confidence) -> tuple[str, str]:
    """What the dates say in words, before the file's own note; in Vietnamese and English."""
    vi: list[str] = []
    en: list[str] = []
    if expired := item.get("expired"):
        by = ", ".join(item.get("replaced_by") or ())
        latest = bool(item.get("at_latest"))
        vi.append(f"Hết hiệu lực {'chậm nhất ' if latest else ''}từ {expired:%d/%m/%Y}" + (f"; nay là {by}." if by else "."))
        en.append(
            f"No longer in force from {expired:%Y-%m-%d}{' at the latest' if latest else ''}" + (f"; now {by}." if by else ".")
        )
    elif item.get("status") == "in-force":
        seen = item.get("seen")
        vi.append("Còn hiệu lực theo nguồn" + (f" đến {seen:%d/%m/%Y}." if seen else "."))
        en.append("In force according to the source" + (f" as of {seen:%Y-%m-%d}." if seen else "."))
    elif not item.get("lapses_with_parent") and not item.get("parts"):
        vi.append("Chưa có dữ liệu về hiệu lực: phải tra cứu.")
        en.append("No data on its status: look it up.")
    sure_vi, sure_en = _SURENESS[confidence]
    note_vi, note_en = item.get("note_vi") or "", item.get("note_en") or ""
    return (
        " ".join([*vi, note_vi]).strip() + sure_vi,
        " ".join([*en, note_en]).strip() + sure_en,
    )
