from __future__ import annotations

from pathlib import Path

import ingest_builders as build
import pytest

from pipeline.ingest import read
from pipeline.ingest.legacy import LEGACY, convert, encoding_of_font, repair_line
from pipeline.ingest.syllables import is_syllable

TEXT = "Điều 5. Ủy ban nhân dân cấp xã niêm yết công khai trong thời hạn 30 ngày; kể từ ngày được quyết định."


def _tcvn3(text: str) -> str:
    return _encode(text, "tcvn3")


def _encode(text: str, encoding: str) -> str:
    """The table turned round: letter by letter what stands for it in the legacy encoding."""
    from viparse.normalize.encodings import get_charmap

    table = get_charmap(encoding)
    assert table is not None
    back: dict[str, str] = {}
    for source, letter in table.pairs:
        back.setdefault(letter, source)
    return "".join(back.get(ch, ch) for ch in text)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", TEXT.encode()),
        ("utf-8-sig", TEXT.encode("utf-8-sig")),
        ("utf-16", TEXT.encode("utf-16")),
        ("utf-16-le", TEXT.encode("utf-16-le")),
        ("utf-16-be", TEXT.encode("utf-16-be")),
        ("decomposed", __import__("unicodedata").normalize("NFD", TEXT).encode()),
        ("soft hyphens", TEXT.replace("công khai", "công\u00ad khai").encode()),
        ("no-break spaces", TEXT.replace(" ", "\u00a0").encode()),
    ],
)
def test_unicode_encodings_give_the_same_text(tmp_path: Path, encoding: str, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    source = read(path, "a.txt")
    build.check(source)
    assert source.text == TEXT


def test_windows_1258_gives_composed_letters(tmp_path: Path) -> None:
    import unicodedata

    # Windows-1258 writes the tone as a mark of its own after the vowel.
    decomposed = "".join(
        ch if ch in "ăâđêôơưĂÂĐÊÔƠƯ" else unicodedata.normalize("NFD", ch) for ch in unicodedata.normalize("NFC", TEXT)
    )
    tones = str.maketrans({"\u0302": None})
    data = bytearray()
    for ch in unicodedata.normalize("NFC", TEXT):
        parts = unicodedata.normalize("NFD", ch)
        tone = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
        data += (base + tone).encode("cp1258")
    assert decomposed.translate(tones)
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(data))
    source = read(path, "a.txt")
    assert source.text == TEXT
    assert source.provenance == ("decoded windows-1258",)


@pytest.mark.parametrize("encoding", LEGACY)
def test_legacy_bytes_are_recognised_and_converted(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    wanted = TEXT.replace("Ủ", "ủ") if encoding == "tcvn3" else TEXT  # TCVN3 has no capital with a tone
    path.write_bytes(_encode(wanted, encoding).encode("latin-1", errors="replace"))
    source = read(path, "a.txt")
    assert source.text.casefold() == wanted.casefold()
    assert source.provenance == (f"decoded {encoding}",)


@pytest.mark.parametrize("encoding", LEGACY)
def test_legacy_text_saved_as_utf8_is_converted_line_by_line(tmp_path: Path, encoding: str) -> None:
    good = "Ký hiệu § 5, bản quyền © 2024 và nhãn hiệu ® được giữ nguyên."
    broken = _encode("quyết định về việc thực hiện dân chủ ở xã, phường, thị trấn", encoding)
    path = tmp_path / "a.txt"
    path.write_text(good + "\n" + broken, encoding="utf-8")
    source = read(path, "a.txt")
    assert build.lines_of(source) == [good, "quyết định về việc thực hiện dân chủ ở xã, phường, thị trấn"]
    assert f"{encoding} line 2" in source.provenance


@pytest.mark.parametrize(
    "line",
    [
        "§ 5 ® ©",
        "Điều 5. Ủy ban nhân dân – khoản 2 § 3",
        "Nhiệt độ 25°C ± 2, diện tích 120 m², đơn giá 5 µg/m³",
        "café déjà vu à la carte",
        "«Quy chế» và “Điều lệ”",
        "Straße nach München über Köln größer als früher",
        "señor, el año próximo será mejor según la opinión",
        "",
    ],
)
def test_good_unicode_is_left_alone(line: str) -> None:
    assert repair_line(line) == (line, None)


def test_mixed_line_keeps_its_unicode_words() -> None:
    line = "Điều 5. có hiệu lực " + _tcvn3("thực hiện quyết định được duyệt")
    fixed, encoding = repair_line(line)
    assert encoding == "tcvn3"
    assert fixed.startswith("Điều 5. có hiệu lực ")
    assert "thực hiện quyết định" in fixed


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (".VnTime", ("tcvn3", False)),
        (".VnTimeH", ("tcvn3", True)),
        ("ABCDEF+.VnTimeH,Bold", ("tcvn3", True)),
        (".VnArial NarrowH", ("tcvn3", False)),
        ("VNI-Times", ("vni", False)),
        ("Times New Roman", None),
        ("Verdana", None),
        (None, None),
    ],
)
def test_font_names_prove_an_encoding(font: str | None, expected: tuple[str, bool] | None) -> None:
    assert encoding_of_font(font) == expected


def test_capital_fonts_give_capitals() -> None:
    assert convert(_tcvn3("quyết định"), "tcvn3", capitals=True) == "QUYẾT ĐỊNH"


@pytest.mark.parametrize("word", "nghiêng quyết hoà hòa thuỷ thủy giếng khuỷu ương yêu quốc xã ngoằn uỷ ủy".split())  # noqa: SIM905
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "größer straße quyềt xkã ®iòu tvůj fươc".split())  # noqa: SIM905
def test_not_syllables(word: str) -> None:
    assert not is_syllable(word)
