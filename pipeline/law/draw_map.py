"""The corpus → one page that shows a reader every article and norm: ``python -m pipeline.law.draw_map docs/law-map.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.law.actors import load_actors
from pipeline.law.load import LAW, load_law
from pipeline.law.statute import Law
from pipeline.records import Article, Force, LawClause, LawNorm, LawUnit, Norm, Operator, Setting

AS_OF = date(2025, 7, 1)  # first day of the newest version

_SETTINGS = {
    Setting.COMMUNE: "cấp xã",
    Setting.AGENCY: "cơ quan, đơn vị",
    Setting.STATE_ENTERPRISE: "doanh nghiệp nhà nước",
    Setting.OTHER_EMPLOYER: "khu vực ngoài Nhà nước",
    Setting.GENERAL: "chung",
}
_UNITS = {
    "day": "ngày",
    "working-day": "ngày làm việc",
    "month": "tháng",
    "year": "năm",
    "times/year": "lần/năm",
    "times": "lần",
    "person": "người",
    "household": "hộ",
    "hamlet": "thôn, tổ dân phố",
    "ballot": "phiếu",
    "copy": "bản",
    "item": "mục",
    "form": "hình thức",
    "place": "nơi",
    "hamlet-head-term": "theo nhiệm kỳ Trưởng thôn",
}
_OF = {
    "household-representatives": "tổng số đại diện hộ",
    "households": "tổng số hộ",
    "hamlets": "tổng số thôn, tổ dân phố",
    "voters": "tổng số cử tri",
    "attendees": "người dự họp",
    "staff": "tổng số người của cơ quan",
    "workers": "tổng số người lao động",
    "delegates": "đại biểu triệu tập",
    "dialogue-members": "thành viên đại diện đối thoại",
}
_FORCES = {
    Force.OBLIGATION: "nghĩa vụ",
    Force.PROHIBITION: "cấm",
    Force.RIGHT: "quyền",
    Force.PERMISSION: "được phép",
    Force.PROCEDURE: "trình tự",
    Force.DEFINITION: "định nghĩa",
    Force.EFFECT: "hiệu lực",
}
_OPERATORS = {Operator.EQ: "", Operator.GE: "≥ ", Operator.GT: "> ", Operator.LE: "≤ ", Operator.LT: "< "}


def draw_map(corpus: Path | None = None) -> str:
    """The page as Markdown: the Law, then its decrees; each article with its clauses' norms. The same corpus, the same page."""
    law = load_law(LAW, AS_OF, corpus)
    return "\n".join(_page(law)) + "\n"


def _page(law: Law) -> Iterator[str]:
    counted = len({norm.id for norm in law.norms})
    yield "# Bản đồ quy định — Map of the law"
    yield ""
    yield "Trang này được tạo tự động từ `corpus/law/`; sửa ở đó rồi chạy `python -m pipeline.law.draw_map docs/law-map.md`."
    yield "Generated from `corpus/law/`; edit there and run the command above. Gists are ours, never the official wording."
    yield ""
    yield f"Phiên bản {law.version} (từ ngày {AS_OF:%d/%m/%Y}); {len(law.articles)} điều của Luật, {counted} quy định kiểm tra được."
    yield "Độ tin cậy: H đã đọc trong nguồn, M nhớ chắc nhưng chưa đọc lại, L chưa chắc; ⚠ có thể đã được sửa, cần đối chiếu."
    for statute in (law, *law.decrees):
        yield from _statute(statute, law)


def _statute(statute: Law, law: Law) -> Iterator[str]:
    yield ""
    yield f"## {statute.title} — {statute.number}"
    chapter: str | None = None
    for article in statute.articles:
        if article.chapter != chapter:
            chapter = article.chapter
            yield ""
            yield f"### Chương {chapter}"
        yield from _article(article, law)
    if not statute.articles:
        for number in dict.fromkeys(norm.unit.article for norm in statute.norms):
            yield ""
            yield f"#### Điều {number}"
            yield from _norms(law.norms_of(LawUnit(statute.number, number)))


def _article(article: Article, law: Law) -> Iterator[str]:
    yield ""
    yield f"#### Điều {article.number}. {article.title}"
    yield ""
    yield f"*{_SETTINGS[article.setting]}*{' ⚠' if article.caution else ''} — {article.gist}"
    yield ""
    for clause in article.clauses:
        yield from _clause(clause)
    yield from _norms(law.norms_of(LawUnit(article.law, article.number)))


def _clause(clause: LawClause) -> Iterator[str]:
    """The clause with whose duty or right it is; an article without numbered clauses shows only that."""
    actors = load_actors()
    who = "; ".join(actors[key].vi for key in clause.actors)
    force = f"*({_FORCES[clause.force]}{': ' + who if who else ''})*"
    yield f"- khoản {clause.number}: {clause.gist} {force}" if clause.number else f"- {force}"
    for point in clause.points:
        yield f"  - {point.letter}) {point.gist}"
    for at, paragraph in enumerate(clause.paragraphs, start=1):
        yield f"  - đoạn {at}: {paragraph}"


def _norms(norms: tuple[LawNorm, ...]) -> Iterator[str]:
    if not norms:
        return
    yield ""
    yield "| mã | nơi | giá trị | nội dung | tin cậy |"
    yield "|---|---|---|---|---|"
    for norm in norms:
        sure = f"{norm.confidence}{' ⚠' if norm.caution else ''}"
        yield f"| {norm.id} | {_place(norm.unit)} | {stated(norm.norm)} | {_content(norm)} | {sure} |"


def _content(norm: LawNorm) -> str:
    """The rule in words, its items, when it applies and what it does not cover."""
    parts = [norm.gist_vi]
    if norm.items:
        parts.append("Gồm: " + "; ".join(f"({at}) {item}" for at, item in enumerate(norm.items, start=1)) + ".")
    if norm.norm.condition:
        parts.append(f"Điều kiện: {norm.norm.condition}.")
    if norm.norm.exception:
        parts.append(f"Ngoại lệ: {norm.norm.exception}.")
    return " ".join(parts)


def stated(norm: Norm) -> str:
    """A quantity for people: "≥ 2/3 tổng số đại diện hộ", "03–05 người"; "" where the norm has none."""
    unit = _UNITS.get(norm.unit or "", "")
    if norm.value is None:
        return unit
    if norm.unit == "share":
        share = f"{norm.value * 100}%" if (norm.value * 100).denominator == 1 else str(norm.value)
        return f"{_OPERATORS[norm.operator]}{share} {_OF.get(norm.denominator or '', '')}".strip()
    if norm.unit == "times/year" and norm.value < 1:  # "02 năm một lần"
        return f"{_OPERATORS[norm.operator]}01 lần/{int(1 / norm.value):02d} năm"
    value = f"{int(norm.value):02d}"
    if norm.operator is Operator.RANGE:
        return f"{value}–{int(norm.upper or 0):02d} {unit}"
    return f"{_OPERATORS[norm.operator]}{value} {unit}"


def _place(unit: LawUnit) -> str:
    parts = [f"khoản {unit.clause}"] if unit.clause else []
    parts += [f"điểm {unit.point}"] if unit.point else []
    parts += [f"đoạn {unit.paragraph}"] if unit.paragraph else []
    return " ".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw_map(), encoding="utf-8")
