"""Which files are reviewed, and how slips are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.commands.review import without_own_output
from pipeline.commands.slips import slip_stem
from pipeline.ingest import discover
from pipeline.law import load_law
from pipeline.review import with_official_text


@pytest.mark.parametrize(
    ("named", "out", "expected"),
    [
        (["docs"], "out", {"docs/a.txt", "docs/report.html", "docs/out/report.docx", "docs/out/note.txt"}),
        (["docs"], "docs/out", {"docs/a.txt", "docs/report.html"}),
        (["docs"], "docs", {"docs/a.txt", "docs/out/report.docx", "docs/out/note.txt"}),
        (["docs"], ".", {"docs/a.txt", "docs/report.html", "docs/out/report.docx", "docs/out/note.txt"}),
        (["docs/report.html", "docs/a.txt"], "docs", {"docs/a.txt", "docs/report.html"}),
    ],
    ids=["elsewhere", "inside the input", "the input itself", "around the input", "named by the user"],
)
def test_reports_of_an_earlier_run_are_not_reviewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: list[str], out: str, expected: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("docs/a.txt", "docs/report.html", "docs/out/report.docx", "docs/out/note.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("Điều 1.", encoding="utf-8")
    assert {file.given for file in without_own_output(discover(named), named, Path(out))} == expected


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("van-ban/quy chế xã.docx", "quy chế xã"),
        ("goi.zip!/thu muc/ke-hoach.pdf", "ke-hoach"),
        ('a<b>:"c|?*.pdf', "a_b___c___"),
        ("CON.txt", "_CON"),
        ("..txt", "_"),
        ("x" * 300 + ".pdf", "x" * 100),
        ("hỏng\udce9.docx", "hỏng_"),
    ],
)
def test_slip_names_work_on_every_system(path: str, stem: str) -> None:
    assert slip_stem(path) == stem
    os.fsencode(stem)


@pytest.mark.parametrize("content", [b"{", b'{"articles": 5}', b"\xff\xfe", b'{"articles": [{"article": "1", "text": 3}]}'])
def test_broken_import_does_not_stop_a_review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setenv("RASOAT_DATA", str(tmp_path))
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "10-2022-QH15.json").write_bytes(content)
    law = with_official_text(load_law())
    assert len(law.articles) == 91
    assert not any(article.official for article in law.articles if article.number != "1")
