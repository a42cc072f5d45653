"""Old formats through LibreOffice; without it, a status that says what to do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import ingest_builders as build
import pytest

from pipeline.errors import ReadError
from pipeline.ingest import Limits, convert, read
from pipeline.records import ReadStatus, TextOrigin

Require = Callable[[object, str], None]
RTF = (
    rb"{\rtf1\ansi\ansicpg1258\deff0{\fonttbl{\f0 Times New Roman;}}\f0\b \u272?i\u7873?u 1.\b0 "
    rb" Ph\u7841?m vi\par K\u7871?t th\u250?c\par}"
)


def _office_file(folder: Path, suffix: str) -> Path:
    """A document of an old format, written by LibreOffice from a DOCX of ours."""
    source = folder / "src.docx"
    document = docx.Document()
    document.add_paragraph().add_run("Điều 1. Phạm vi").bold = True
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Ủy ban", "xã"
    document.add_paragraph("Hết.")  # LibreOffice loses a table that ends a .doc
    document.save(str(source))
    program = convert.engine()
    assert program is not None
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'lo').as_uri()}", "--headless", "--convert-to",
        suffix, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / f"src.{suffix}"


@pytest.mark.parametrize("suffix", ["doc", "odt", "rtf"])
def test_old_formats_are_read_like_docx(tmp_path: Path, require: Require, suffix: str) -> None:
    require(convert.engine(), "LibreOffice (apt install libreoffice-writer)")
    path = _office_file(tmp_path, suffix)
    source = read(path, f"a.{suffix}")
    build.check(source)
    assert build.lines_of(source) == ["Điều 1. Phạm vi", "Ủy ban", "xã", "Hết."]
    assert build.cells_of(source) == {(0, 0): "Ủy ban", (0, 1): "xã"}
    assert source.lines[0].bold
    assert source.pages[0].origin is TextOrigin.CONVERTED
    assert source.provenance[0].startswith(f"converted .{suffix} to .docx by LibreOffice")


@pytest.mark.parametrize("name", ["a.rtf", "a.doc"])
def test_without_libreoffice_the_status_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(convert.shutil, "which", lambda _: None)
    path = tmp_path / name
    path.write_bytes(RTF)
    with pytest.raises(ReadError, match="libreoffice-writer") as caught:
        read(path, name)
    assert caught.value.status is ReadStatus.NEEDS_CONVERSION
    assert "lưu thành .docx" in caught.value.vi


def test_conversion_has_a_time_limit(tmp_path: Path, require: Require) -> None:
    require(convert.engine(), "LibreOffice (apt install libreoffice-writer)")
    path = tmp_path / "a.rtf"
    path.write_bytes(RTF)
    with pytest.raises(ReadError) as caught:
        read(path, "a.rtf", Limits(seconds=0.01))
    assert caught.value.status is ReadStatus.TIMEOUT


def test_old_spreadsheet_is_unsupported(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"))
    with pytest.raises(ReadError) as caught:
        read(path, "a.doc")
    assert caught.value.status is ReadStatus.UNSUPPORTED


def test_old_word_file_with_a_password_is_encrypted(tmp_path: Path) -> None:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1200 + "WordDocument".encode("utf-16-le"))
    head[512:514] = b"\xec\xa5"
    head[523] = 0x01
    path = tmp_path / "a.doc"
    path.write_bytes(bytes(head))
    with pytest.raises(ReadError) as caught:
        read(path, "a.doc")
    assert caught.value.status is ReadStatus.ENCRYPTED


def test_docx_with_a_password_is_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(ReadError) as caught:
        read(path, "a.docx")
    assert caught.value.status is ReadStatus.ENCRYPTED
