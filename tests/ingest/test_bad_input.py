"""Every kind of bad file ends as a status with a message that names the file and says what to do, in both languages."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import ingest_builders as build
import pytest
from PIL import Image

from pipeline.errors import ReadError
from pipeline.ingest import Limits, read
from pipeline.records import ReadStatus


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(buffer, "PNG")
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (60 * 2**20))
        archive.writestr("[Content_Types].xml", b"")
    return buffer.getvalue()


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return build.docx(build.p("&l9;"), prolog=f'<!DOCTYPE d [<!ENTITY l0 "lol">{levels}]>')


def _external() -> bytes:
    return build.docx(build.p("&x;"), prolog='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


_TEXT_PDF = build.pdf([[(72, 100, "Dieu 1. Pham vi", 13)]])

CASES = [
    ("rong.docx", b"", ReadStatus.EMPTY),
    ("trang.txt", b" \n\t\r\n \xc2\xa0\n", ReadStatus.EMPTY),
    ("trang.docx", build.docx(build.p("   ")), ReadStatus.EMPTY),
    ("trang.html", b"<html><body><script>x()</script><p> </p></body></html>", ReadStatus.EMPTY),
    ("cut.pdf", _TEXT_PDF[: len(_TEXT_PDF) * 2 // 3], ReadStatus.CORRUPT),
    ("cut.docx", build.docx(build.p("Điều 1. Phạm vi"))[:-200], ReadStatus.CORRUPT),
    ("rubbish.pdf", b"%PDF-1.7\nnot a pdf at all\n%%EOF\n", ReadStatus.CORRUPT),
    ("locked.pdf", build.pdf([[(72, 100, "Dieu 1.", 13)]], password="secret"), ReadStatus.ENCRYPTED),
    ("photo.docx", _png(), ReadStatus.MISMATCHED),
    ("letter.pdf", build.docx(build.p("Điều 1")), ReadStatus.MISMATCHED),
    ("random.txt", bytes(range(256)) * 40, ReadStatus.MISMATCHED),
    ("program.doc", b"MZ\x90\x00\x03" + b"\x00" * 500, ReadStatus.MISMATCHED),
    ("unknown.bin", bytes(range(256)) * 40, ReadStatus.UNSUPPORTED),
    ("bomb.docx", _bomb(), ReadStatus.TOO_LARGE),
    ("bomb.zip", _bomb().replace(b"word/", b"xxxx/"), ReadStatus.TOO_LARGE),
    ("entities.docx", _entities(), ReadStatus.CORRUPT),
    ("external.docx", _external(), ReadStatus.CORRUPT),
    ("latin.txt", "tvůj žlutý kůň přišel včera večer domů ".encode("cp1250") * 20, ReadStatus.CORRUPT),
    ("no-document.docx", b"PK\x05\x06" + b"\x00" * 18, ReadStatus.MISMATCHED),
]


@pytest.mark.parametrize(("name", "data", "status"), CASES, ids=[case[0] for case in CASES])
def test_bad_file_ends_as_status_with_remedy(tmp_path: Path, name: str, data: bytes, status: ReadStatus) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(path, f"hồ sơ/{name}")
    assert caught.value.status is status
    for message in (caught.value.vi, caught.value.en):
        assert message.startswith(f"hồ sơ/{name}: ")
        assert len(message) > len(name) + 30


def test_png_renamed_docx_is_named_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(_png())
    with pytest.raises(ReadError, match="image") as caught:
        read(path, "a.docx")
    assert "hình ảnh" in caught.value.vi


def test_five_thousand_pages_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(build.pdf([[(72, 100, "x", 12)]] * 5000))
    started = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read(path, "long.pdf")
    assert caught.value.status is ReadStatus.TOO_LARGE
    assert "5000" in caught.value.en
    assert time.monotonic() - started < 20


def test_file_over_the_size_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Điều 1. " * 100, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read(path, "a.txt", Limits(bytes=100))
    assert caught.value.status is ReadStatus.TOO_LARGE


def test_text_over_the_character_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(build.docx(build.p("Điều 1. Phạm vi " * 50)))
    with pytest.raises(ReadError) as caught:
        read(path, "a.docx", Limits(characters=100))
    assert caught.value.status is ReadStatus.TOO_LARGE


def test_missing_file_is_a_status(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "gone.pdf", "gone.pdf")
    assert caught.value.status is ReadStatus.FAILED


def test_unreadable_file_is_a_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Điều 1", encoding="utf-8")
    path.chmod(0)
    if os.geteuid() == 0:  # the superuser may read everything: let the system call refuse as it would for others

        def refuse(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReadError, match="permission") as caught:
        read(path, "a.txt")
    assert "quyền" in caught.value.vi


def test_html_nested_beyond_the_parser_is_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 50_000 + "Điều 1. Phạm vi" + "</div>" * 50_000, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(ReadError) as caught:  # the parser gives up at 2,048 levels, and what it gives up must not go unnoticed
        read(path, "deep.html")
    assert caught.value.status is ReadStatus.TOO_LARGE
    assert time.monotonic() - started < 20


def test_deeply_nested_word_tables_are_read_or_refused(tmp_path: Path) -> None:
    inner = build.p("Điều 1")
    for _ in range(80):
        inner = build.table([[inner + build.p("x")]])
    path = tmp_path / "deep.docx"
    path.write_bytes(build.docx(inner))
    with pytest.raises(ReadError) as caught:
        read(path, "deep.docx")
    assert caught.value.status in (ReadStatus.TOO_LARGE, ReadStatus.CORRUPT)


def test_pdf_with_owner_password_only_is_read(tmp_path: Path) -> None:
    path = tmp_path / "owner.pdf"
    path.write_bytes(build.pdf([[(72, 100, "Dieu 1. Pham vi", 13)]], password="secret", owner=True))
    assert read(path, "owner.pdf").text == "Dieu 1. Pham vi"


@pytest.mark.parametrize("name", ["don.doc", "thu.rtf"])
def test_html_saved_under_a_word_name_is_read_with_a_warning(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<html><body><p>Điều 1. Phạm vi điều chỉnh</p></body></html>", encoding="utf-8")
    source = read(path, name)
    assert source.text == "Điều 1. Phạm vi điều chỉnh"
    assert [notice.code for notice in source.warnings] == ["mismatched-extension"]


def test_unknown_extension_is_read_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "vanban.2016"
    path.write_text("Điều 1. Phạm vi điều chỉnh", encoding="utf-8")
    assert read(path, "vanban.2016").text == "Điều 1. Phạm vi điều chỉnh"


def test_html_nested_deeper_than_browsers_do_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 1500 + "Điều 1. Phạm vi" + "</div>" * 1500 + "<p>sau</p>", encoding="utf-8")
    assert read(path, "deep.html").text == "Điều 1. Phạm vi\nsau"
