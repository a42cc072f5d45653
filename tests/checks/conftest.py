"""Cases for the check tests: small documents through the real rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.checks import Case, run_checks
from pipeline.ingest import read
from pipeline.language import Annotator
from pipeline.law import load_law, load_registry, load_terms
from pipeline.records import Finding
from pipeline.structure import parse

AS_OF = date(2026, 11, 1)

# Heads by setting: who issues, what the document is about. The bases are in force, so that they add no finding.
HEADS = {
    "xã": ("ỦY BAN NHÂN DÂN\nXÃ AN BÌNH", "QUY CHẾ", "Thực hiện dân chủ ở xã An Bình"),
    "cơ quan": ("SỞ NỘI VỤ", "QUY CHẾ", "Thực hiện dân chủ trong hoạt động của cơ quan Sở Nội vụ"),
    "trường": ("TRƯỜNG TRUNG HỌC PHỔ THÔNG SỐ 1", "QUY CHẾ", "Thực hiện dân chủ trong hoạt động của nhà trường"),
    "doanh nghiệp nhà nước": (
        "CÔNG TY TNHH MỘT THÀNH VIÊN CẤP NƯỚC",
        "QUY CHẾ",
        "Thực hiện dân chủ ở cơ sở tại doanh nghiệp nhà nước",
    ),
    "doanh nghiệp tư nhân": ("CÔNG TY CỔ PHẦN MAY SỐ 9", "QUY CHẾ", "Đối thoại tại nơi làm việc"),
    "tỉnh": ("ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH", "CHỈ THỊ", "Về việc thực hiện dân chủ ở cơ sở"),
    "đảng": ("TỈNH ỦY BẮC NINH", "QUY ĐỊNH", "Về thực hiện dân chủ trong các cơ quan đảng"),
    "báo cáo": ("ỦY BAN NHÂN DÂN\nXÃ AN BÌNH", "BÁO CÁO", "Kết quả thực hiện dân chủ ở xã An Bình năm 2025"),
    "đường phố": ("ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH", "QUYẾT ĐỊNH", "Về việc đặt tên một số tuyến đường"),
    "hương ước": ("ỦY BAN NHÂN DÂN XÃ AN BÌNH\nTHÔN ĐÔNG", "HƯƠNG ƯỚC", "THÔN ĐÔNG"),
}


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(load_registry())


def text_of(setting: str, body: str, basis: str = "Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022;") -> str:
    """A document of that setting: head, title, one basis, and ``body`` as it stands (articles) or as Điều 1."""
    issuer, kind, title = HEADS[setting]
    articles = body if body.startswith("Điều") else f"Điều 1. Nội dung thực hiện\n1. {body}"
    return f"{issuer}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n{kind}\n{title}\n\n{basis}\n\n{articles}\n"


Review = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def case_of(tmp_path: Path, annotator: Annotator) -> Callable[..., Case]:
    def build(setting: str, body: str, *, as_of: date = AS_OF, **more: str) -> Case:
        path = tmp_path / "van-ban.txt"
        path.write_text(text_of(setting, body, **more), encoding="utf-8")
        document = parse(read(path, "van-ban.txt"))
        return Case(document, annotator.annotate(document), (), load_law(as_of=as_of), load_registry(), load_terms(), as_of)

    return build


@pytest.fixture
def review(case_of: Callable[..., Case]) -> Review:
    """Findings of a small document: ``review("xã", "UBND xã niêm yết …")``."""
    return lambda setting, body, **more: run_checks(case_of(setting, body, **more)).findings
