"""ZIP containers (DOCX, ODT, ZIP) opened with care: size, ratio, encryption and XML entities are checked before any parser runs."""

from __future__ import annotations

import io
import zipfile

from pipeline.errors import ReadError
from pipeline.ingest.limits import Limits, too_large
from pipeline.records import ReadStatus

_RATIO_FLOOR = 10 * 1024 * 1024  # smaller members may compress as well as they like


def open_zip(data: bytes, given: str, limits: Limits) -> zipfile.ZipFile:
    """The archive, checked against ``limits``.

    Raises:
        ReadError: ``corrupt`` (no readable directory), ``encrypted`` (members with a password), ``too-large`` (a zip bomb).
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise broken(given, str(error)) from error
    if any(member.flag_bits & 1 for member in members):
        raise ReadError(
            ReadStatus.ENCRYPTED,
            f"{given}: tệp có mật khẩu. Hãy gỡ mật khẩu (Tệp > Thông tin > Bảo vệ) rồi chạy lại.",
            f"{given}: the file has a password. Remove it (File > Info > Protect) and run again.",
        )
    total = sum(member.file_size for member in members)
    packed = any(
        member.file_size > _RATIO_FLOOR and member.file_size > limits.ratio * max(1, member.compress_size) for member in members
    )
    if len(members) > limits.members or total > limits.decompressed or packed:
        raise too_large(
            given,
            f"tệp nén bung ra thành {total / 2**20:,.0f} MiB trong {len(members)} mục, có dấu hiệu bom nén".replace(",", "."),
            f"the container unpacks to {total / 2**20:,.0f} MiB in {len(members)} members, which looks like a zip bomb",
            "Không mở tệp này; hãy xin lại tệp từ nơi gửi.",
            "Do not open it; ask the sender for the file again.",
        )
    return archive


def refuse_entities(archive: zipfile.ZipFile, given: str) -> None:
    """Raise ``corrupt`` when an XML member declares a document type: the formats forbid it, and entity bombs need it."""
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        try:
            content = archive.read(member)
        except Exception as error:  # zlib, CRC and size errors: all mean the member cannot be trusted
            raise broken(given, f"{member.filename}: {error}") from error
        if b"<!DOCTYPE" in content.replace(b"\x00", b"") or b"<!ENTITY" in content.replace(b"\x00", b""):
            raise ReadError(
                ReadStatus.CORRUPT,
                f"{given}: phần {member.filename} khai báo DTD hoặc thực thể XML, điều mà định dạng này cấm; tệp bị từ chối vì an toàn. "
                "Hãy mở và lưu lại tệp bằng Word.",
                f"{given}: {member.filename} declares a DTD or XML entities, which the format forbids; refused for safety. "
                "Open and save the file again in Word.",
            )


def broken(given: str, detail: str) -> ReadError:
    return ReadError(
        ReadStatus.CORRUPT,
        f"{given}: tệp bị hỏng hoặc tải về chưa đủ ({detail}). Hãy xin lại tệp, hoặc mở bằng Word/LibreOffice, sửa và lưu lại.",
        f"{given}: the file is damaged or not downloaded completely ({detail}). Get it again, or repair it in Word or LibreOffice.",
    )
