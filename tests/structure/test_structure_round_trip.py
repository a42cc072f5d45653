"""Provisions survive another format: rendered as DOCX, HTML and PDF, read again, parsed again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from structure_render import WRITERS, elements, fonts_there
from structure_source import make_source

from pipeline.records import Document
from pipeline.structure import parse

MARKUP = """
| **ỦY BAN NHÂN DÂN** / **TỈNH X** | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM** / Độc lập - Tự do - Hạnh phúc |
| Số: 12/2023/QĐ-UBND | X, ngày 05 tháng 8 năm 2023 |
**QUYẾT ĐỊNH**
**Ban hành Quy chế thực hiện dân chủ**
**ỦY BAN NHÂN DÂN TỈNH X**
//Căn cứ Luật Tổ chức chính quyền địa phương;//
//Theo đề nghị của Giám đốc Sở Nội vụ.//
**QUYẾT ĐỊNH:**
Điều 1. Ban hành kèm theo Quyết định này Quy chế thực hiện dân chủ trên địa bàn tỉnh.
Điều 2. Quyết định này có hiệu lực từ ngày ký./.
| Nơi nhận: / - Như Điều 2; / - Lưu: VT. | **TM. ỦY BAN NHÂN DÂN** / **CHỦ TỊCH** / Nguyễn Văn A |
**QUY CHẾ**
**THỰC HIỆN DÂN CHỦ**
(Ban hành kèm theo Quyết định số 12/2023/QĐ-UBND)
**Chương I**
**QUY ĐỊNH CHUNG**
**Điều 1. Phạm vi điều chỉnh**
Quy chế này quy định việc công khai, lấy ý kiến và giám sát ở các xã, phường trên địa bàn tỉnh theo quy định tại Điều 5 và Điều 13.
**Điều 2. Công khai**
1. Niêm yết tại trụ sở ba mươi ngày liên tục.
Trường hợp có thiên tai thì niêm yết sau khi khắc phục xong hậu quả.
2. Các hình thức khác gồm:
a) Phát trên loa truyền thanh:
- Buổi sáng;
- Buổi chiều.
b) Thông báo cho thôn;
đ) Gửi tin nhắn.
**PHỤ LỤC I**
**MỨC CHI**
(Kèm theo Quyết định số 12/2023/QĐ-UBND)
| **STT** | **Nội dung** | **Mức chi** |
| 1 | Họp thôn | 500.000 đồng |
| 2 | Lấy phiếu | 300.000 đồng |
"""


def provisions(document: Document) -> list[tuple[str, str]]:
    return [(p.path, " ".join(p.text.split())) for p in document.provisions]


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_document_comes_back_from_the_format(suffix: str, tmp_path: Path, require: object) -> None:
    if suffix == "pdf":
        require(fonts_there(), "the DejaVu fonts are not installed")  # type: ignore[operator]
    read = pytest.importorskip("pipeline.ingest").read
    source = make_source(MARKUP)
    document = parse(source)
    target = tmp_path / f"document.{suffix}"
    WRITERS[suffix](list(elements(source, document)), target)
    again = parse(read(target, target.name))
    assert provisions(again) == provisions(document)
    for name in ("number", "issuer", "issuer_level", "issued_on", "type", "title", "normative"):
        assert getattr(again, name) == getattr(document, name), name


def test_rendered_sample_holds_every_kind_of_path() -> None:
    heads = Counter(path.split("-")[0].split("/")[-1] for path, _ in provisions(parse(make_source(MARKUP))))
    assert {"can", "dieu", "kem", "phu"} <= set(heads)
