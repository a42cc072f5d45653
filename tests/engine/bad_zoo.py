"""Two hundred bad files and more, made from a few small good ones by what happens to files: cut, overwritten, renamed, wrapped."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage

from docx import Document
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

TEXT = (
    "ỦY BAN NHÂN DÂN\nXÃ TÂN LẬP\nSố: {number}/QĐ-UBND\n\nQUYẾT ĐỊNH\nBan hành quy định niêm yết\n\n"
    "Điều 1. Niêm yết công khai các khoản đóng góp số {number} tại trụ sở trong thời gian 15 ngày.\n\n"
    "Điều 2. Trưởng thôn mời họp khi có {number} phần trăm số hộ trở lên tham gia.\n\n"
    "Điều 3. Quyết định này có hiệu lực từ ngày ký.\n"
)


def good_text(number: int) -> bytes:
    return TEXT.format(number=number).encode()


def bad_files() -> dict[str, bytes]:
    """Name → bytes; the same files in every run."""
    return dict(_bad_files())


def _bad_files() -> Iterator[tuple[str, bytes]]:
    draw = random.Random(20261101)
    bases = {"docx": _docx(), "pdf": _pdf(), "txt": good_text(1), "html": _html(), "zip": _zip(), "eml": _email(), "rtf": _RTF}
    for suffix, data in bases.items():
        for part in range(1, 11):
            yield f"cat-{part:02d}.{suffix}", data[: len(data) * part // 11]
        for number in range(8):
            yield f"ghi-de-{number}.{suffix}", _overwritten(data, draw)
        for other in bases:
            if other != suffix:
                yield f"doi-ten-{other}.{suffix}", data
        yield f"rong.{suffix}", b""
        yield f"khong.{suffix}", bytes(600)
        yield f"nhieu.{suffix}", draw.randbytes(3000)
        yield f"gap-doi.{suffix}", data + data
    yield "khoa.pdf", _pdf(password="secret")
    yield "bom.docx", _bomb("word/document.xml")
    yield "bom.zip", _bomb("a.txt")
    yield "thuc-the.docx", _docx_with(b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>')
    yield "leo-thang.zip", _zip("../../etc/passwd")
    yield "sau.html", b"<div>" * 5000 + "Điều 1. Sâu".encode() + b"</div>" * 5000
    yield "dai.txt", "Điều 1. ".encode() + b"x" * 400_000
    yield "dieu-khien.txt", "Điều 1. \x00\x07\x1b[31m\u202e\ufeff\ud7ff".encode()
    yield "=cmd|'calc'!A1.txt", good_text(77)
    yield "<script>alert(1)<_script>.txt", good_text(78)


def _overwritten(data: bytes, draw: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(max(4, len(data) // 200)):
        spoiled[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(spoiled)


def _docx() -> bytes:
    document = Document()
    for line in TEXT.format(number=5).splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx_with(xml: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_docx())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return buffer.getvalue()


def _pdf(password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None, invariant=1)
    for number in range(1, 6):
        canvas.drawString(72, 760 - 20 * number, f"Dieu {number}. Niem yet cong khai tai tru so {number} ngay")
    canvas.save()
    return buffer.getvalue()


def _html() -> bytes:
    return f"<html><meta charset=utf-8><body><p>{'</p><p>'.join(TEXT.format(number=7).splitlines())}</p></body></html>".encode()


def _zip(name: str = "a.txt") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), good_text(9))
    return buffer.getvalue()


def _email() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Văn bản"
    message.set_content("Kính gửi")
    message.add_attachment(good_text(10), maintype="text", subtype="plain", filename="a.txt")
    return message.as_bytes()


def _bomb(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * (60 * 2**20))
        archive.writestr("[Content_Types].xml", b"")
    return buffer.getvalue()


_RTF = rb"{\rtf1\ansi Dieu 1. Niem yet cong khai.\par Dieu 2. Hieu luc.\par}"
