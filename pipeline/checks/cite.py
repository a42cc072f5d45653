"""How places in the law, values and operators are printed in explanations, in Vietnamese and English."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.checks.wording import fold
from pipeline.records import LawUnit, Norm, Operator

_NAMES_VI = {
    "10/2022/QH15": "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15",
    "59/2023/NĐ-CP": "Nghị định số 59/2023/NĐ-CP",
    "61/2023/NĐ-CP": "Nghị định số 61/2023/NĐ-CP",
    "145/2020/NĐ-CP": "Nghị định số 145/2020/NĐ-CP",
    "72/2025/QH15": "Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
}
_NAMES_EN = {
    "10/2022/QH15": "Law on Grassroots Democracy Implementation No. 10/2022/QH15",
    "59/2023/NĐ-CP": "Decree No. 59/2023/NĐ-CP",
    "61/2023/NĐ-CP": "Decree No. 61/2023/NĐ-CP",
    "145/2020/NĐ-CP": "Decree No. 145/2020/NĐ-CP",
    "72/2025/QH15": "Law on Organisation of Local Government No. 72/2025/QH15",
}
_UNITS_VI = {
    "day": "ngày",
    "working-day": "ngày làm việc",
    "week": "tuần",
    "month": "tháng",
    "quarter": "quý",
    "year": "năm",
    "hour": "giờ",
    "times/year": "lần/năm",
    "times/half-year": "lần/06 tháng",
    "times/quarter": "lần/quý",
    "times/month": "lần/tháng",
    "times/week": "lần/tuần",
    "person": "người",
    "people": "người",
    "member": "thành viên",
    "household": "hộ",
    "ballot": "phiếu",
}
_UNITS_EN = {"working-day": "working days", "people": "people", "person": "people"}
_OPERATORS_VI = {
    Operator.EQ: "",
    Operator.GE: "ít nhất ",
    Operator.GT: "trên ",
    Operator.LE: "không quá ",
    Operator.LT: "dưới ",
    Operator.RANGE: "từ ",
}
_OPERATORS_EN = {
    Operator.EQ: "",
    Operator.GE: "at least ",
    Operator.GT: "more than ",
    Operator.LE: "at most ",
    Operator.LT: "fewer than ",
    Operator.RANGE: "",
}
_DENOMINATORS = {
    "household-representatives": ("tổng số đại diện hộ gia đình", "all household representatives"),
    "households": ("tổng số hộ gia đình", "all households"),
    "hamlets": ("tổng số thôn, tổ dân phố", "all hamlets and residential groups"),
    "attendees": ("số người dự họp", "those attending"),
    "voters": ("cử tri", "voters"),
    "voters-or-household-representatives": ("cử tri hoặc cử tri đại diện hộ", "voters or household representatives"),
    "staff": ("tổng số cán bộ, công chức, viên chức, người lao động", "all staff"),
}


def law_name_vi(number: str) -> str:
    return _NAMES_VI.get(number, f"văn bản số {number}")


def law_name_en(number: str) -> str:
    return _NAMES_EN.get(number, f"instrument No. {number}")


def place_vi(unit: LawUnit) -> str:
    """ "điểm b khoản 1 Điều 19 Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15"."""
    parts = []
    if unit.point:
        parts.append(f"điểm {unit.point}")
    if unit.paragraph and unit.clause:
        parts.append(f"đoạn {unit.paragraph}")
    if unit.clause:
        parts.append(f"khoản {unit.clause}")
    if unit.article:
        parts.append(f"Điều {unit.article}")
    return " ".join([*parts, law_name_vi(unit.law)])


def place_en(unit: LawUnit) -> str:
    parts = []
    if unit.article:
        parts.append(f"Article {unit.article}")
    if unit.clause:
        parts.append(f"clause {unit.clause}")
    if unit.paragraph and unit.clause:
        parts.append(f"paragraph {unit.paragraph}")
    if unit.point:
        parts.append(f"point {unit.point}")
    head = ", ".join(parts)
    return f"{head} of the {law_name_en(unit.law)}" if head else f"the {law_name_en(unit.law)}"


def number_text(value: Fraction, unit: str | None) -> str:
    """ "05", "30", "2/3", "50%": numbers below ten with a leading zero, as administrative texts print them."""
    if unit == "share":
        percent = value * 100
        if percent.denominator == 1 and value.denominator not in (3,):
            return f"{percent.numerator}%"
        return f"{value.numerator}/{value.denominator}"
    if value.denominator != 1:
        return f"{float(value):g}".replace(".", ",")
    return f"{value.numerator:02d}"


def quantity_vi(norm: Norm) -> str:
    """The norm's quantity in words: "ít nhất 30 ngày", "trên 50% tổng số đại diện hộ gia đình"."""
    return _quantity(norm, vietnamese=True)


def quantity_en(norm: Norm) -> str:
    return _quantity(norm, vietnamese=False)


def _quantity(norm: Norm, *, vietnamese: bool) -> str:
    if norm.value is None:
        return norm.condition or ""
    value = number_text(norm.value, norm.unit)
    if norm.upper is not None:
        value = f"{value} {'đến' if vietnamese else 'to'} {number_text(norm.upper, norm.unit)}"
    operator = (_OPERATORS_VI if vietnamese else _OPERATORS_EN)[norm.operator]
    if norm.upper is not None:
        operator = "từ " if vietnamese else ""
    unit = ""
    if norm.unit not in (None, "share"):
        unit = (
            _UNITS_VI.get(norm.unit or "", norm.unit or "") if vietnamese else _UNITS_EN.get(norm.unit or "", f"{norm.unit}s")
        )
        if not vietnamese and (norm.unit or "").startswith("times/"):
            unit = f"time(s) a {(norm.unit or '').removeprefix('times/')}"
    base = _DENOMINATORS.get(norm.denominator or "")
    share = (" " + base[0] if vietnamese else " of " + base[1]) if base else ""
    return f"{operator}{value}{' ' + unit if unit else ''}{share}".strip()


_SHARES_IN_WORDS = {Fraction(2, 3): ["hai phần ba"], Fraction(1, 3): ["một phần ba"]}  # as the official texts write them


def value_span(gist: str, norm: Norm) -> tuple[int, int]:
    """Where the norm's value stands in its gist, with the unit after it; the whole gist where it is not printed."""
    if norm.value is None:
        return 0, len(gist)
    folded = fold(gist)
    value = norm.value
    candidates = [number_text(value, norm.unit)]
    if norm.unit == "share":
        candidates += [f"{value.numerator}/{value.denominator}", f"{float(value * 100):g}%", f"{float(value * 100):g} %"]
        candidates += _SHARES_IN_WORDS.get(value, [])
    elif value.denominator == 1:
        candidates += [str(value.numerator)]
    for text in candidates:
        match = re.search(
            rf"(?<![\d/]){re.escape(text)}(?![\d/])(?:\s*(?:ngày làm việc|ngày liên tục|ngày|tháng|năm|người|lần))?", folded
        )
        if match:
            return match.span()
    return 0, len(gist)
