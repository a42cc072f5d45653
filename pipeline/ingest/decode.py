"""Bytes of text formats → characters, with the encoding found and how."""

from __future__ import annotations

import codecs
import contextlib
import re
import unicodedata
from dataclasses import dataclass

from pipeline.errors import ReadError
from pipeline.ingest.legacy import LEGACY, convert
from pipeline.ingest.syllables import marked_share
from pipeline.records import Notice, ReadStatus

_META = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)|<\?xml[^>]+encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""", re.I
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENOUGH = 0.8  # share of well-formed syllables that settles an encoding


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    warnings: tuple[Notice, ...] = ()


def decode(data: bytes, given: str) -> Decoded:
    """Decode ``data``: byte order mark, UTF-8, UTF-16 without mark, declared charset, then what reads as Vietnamese.

    Raises:
        ReadError: ``corrupt`` when no encoding gives text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(name, errors="replace")
            return Decoded(text, name, _damage(text, given))
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    sample = data[:65536]
    if sample.count(0) > len(sample) * 0.1:
        name = "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        text = data.decode(name, errors="replace")
        return Decoded(text, name, _damage(text, given))
    nearly = data.decode("utf-8", errors="replace")
    if nearly.count("\ufffd") <= max(3, len(nearly) // 1000) and marked_share(nearly)[0] >= _ENOUGH:
        return Decoded(nearly, "utf-8", _damage(nearly, given))
    return _decode_single_byte(data, given)


def _decode_single_byte(data: bytes, given: str) -> Decoded:
    declared = _META.search(data[:4096])
    candidates: list[tuple[str, str]] = []
    if declared:
        name = (declared[1] or declared[2]).decode("ascii", errors="replace").lower()
        with contextlib.suppress(LookupError, ValueError):
            candidates.append((name, data.decode(name)))
    candidates.append(("windows-1258", unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))))
    latin = data.decode("cp1252", errors="replace") if b"\xad" not in data else data.decode("latin-1")
    candidates.append(("windows-1252", latin))
    for encoding in LEGACY:
        candidates.append((encoding, convert(data.decode("latin-1"), encoding)))
    scored = [(marked_share(text[:200_000]), name, text) for name, text in candidates]
    (best, words), name, text = max(scored, key=lambda item: item[0][0])
    if best < 0.5 and words > 0:
        western = next((item for item in scored if item[1] in ("windows-1252",)), None)
        if western is not None and western[0][1] <= 3:
            return Decoded(western[2], "windows-1252")  # a stray "é" or "§" in text without Vietnamese
        raise ReadError(
            ReadStatus.CORRUPT,
            f"{given}: không nhận ra bảng mã của văn bản (đã thử UTF-8, UTF-16, Windows-1258, TCVN3, VNI, VISCII). "
            "Hãy mở tệp bằng chương trình đã tạo ra nó và lưu lại với bảng mã UTF-8.",
            f"{given}: the encoding of the text is not known (tried UTF-8, UTF-16, Windows-1258, TCVN3, VNI, VISCII). "
            "Open the file with the program that wrote it and save it as UTF-8.",
        )
    warnings: tuple[Notice, ...] = ()
    if best < _ENOUGH and words:
        warnings = (
            Notice(
                "encoding-doubt",
                f"Bảng mã {name} chỉ là phỏng đoán: {best:.0%} số từ có dấu đúng chính tả. Hãy đối chiếu với bản gốc.",
                f"The encoding {name} is a guess: {best:.0%} of the marked words are well spelled. Compare with the original.",
            ),
        )
    return Decoded(text, name, warnings)


def _damage(text: str, given: str) -> tuple[Notice, ...]:
    count = text.count("\ufffd")
    if not count:
        return ()
    if count > len(text) * 0.05:
        raise ReadError(
            ReadStatus.CORRUPT,
            f"{given}: {count} ký tự không giải mã được. Hãy lưu lại tệp với bảng mã UTF-8.",
            f"{given}: {count} characters cannot be decoded. Save the file as UTF-8.",
        )
    return (
        Notice(
            "undecodable",
            f"{count} ký tự không giải mã được và hiện là “\ufffd”.",
            f'{count} characters could not be decoded and show as "\ufffd".',
        ),
    )
