from __future__ import annotations

from pathlib import Path

import ingest_builders as build

from pipeline.ingest import read
from pipeline.ingest.show import show


def test_show_names_source_warnings_and_every_line(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(
        build.docx(
            build.p("Điều 1. Phạm vi") + build.table([[build.p("một")]]) + build.p("ẩn", "<w:vanish/>"),
            {"header1": build.p("DỰ THẢO")},
        )
    )
    text = show(read(path, "hồ sơ/a.docx"))
    assert text.startswith("Tệp: hồ sơ/a.docx\n")
    assert "python-docx" in text
    assert "CẢNH BÁO: Văn bản có 2 ký tự ẩn" in text
    assert "    1   Điều 1. Phạm vi" in text
    assert "    2 │ một" in text
    assert "    3 · DỰ THẢO" in text
