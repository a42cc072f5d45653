"""Whatever the bytes: a reader gives a sound ``SourceText`` or raises ``ReadError`` with a known status, and does so quickly."""

from __future__ import annotations

import tempfile
from pathlib import Path

import ingest_builders as build
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.ingest import Limits, ocr, read
from pipeline.ingest.compose import clean
from pipeline.ingest.legacy import repair_line
from pipeline.ingest.rows import split_rows
from pipeline.records import ReadStatus, SourceText

LIMITS = Limits(seconds=20.0, pages=50, decompressed=20 * 2**20)
SETTINGS = settings(
    max_examples=60, deadline=20_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)

_WORDS = st.sampled_from(
    [
        "Điều 1.",
        "Căn cứ",
        "|",
        "\n",
        "\n\n",
        "**",
        "*",
        "_",
        "# ",
        "- ",
        "a) ",
        "[1]",
        "---",
        "| a | b |",
        "Số:",
        "xã",
        "  ",
        "\\",
        "<b>",
        "\u0301",
    ]
)
_PIECES = st.lists(st.one_of(_WORDS, st.text(max_size=12)), max_size=60).map("".join)
_TAGS = st.sampled_from(
    ["<p>", "</p>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<td colspan=99 rowspan=99>", "<br>",
    "<div class=menu>", "</div>", "<a href='#_ftn1'>[1]</a>",
     "<p id=_ftn1>", "<ol type=a start=25><li>", "<b>", "</b>", "<sup>", "&nbsp;", "&#x110;",
     "<!--", "-->", "<script>", "<font face='.VnTime'>", "Điều 1. "]
)  # fmt: skip
_XML = st.sampled_from(
    ["<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>chữ</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>",
     "<w:sym w:char='F0B7'/>", "<w:footnoteReference w:id='1'/>",
     "<w:pPr><w:numPr><w:ilvl w:val='9'/><w:numId w:val='1'/></w:numPr></w:pPr>",
     "<w:fldChar w:fldCharType='begin'/>", "<w:tcPr><w:gridSpan w:val='77777'/><w:vMerge/></w:tcPr>"]
)  # fmt: skip


def _holds(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        outcome: SourceText | ReadError
        try:
            outcome = read(path, name, LIMITS)
        except ReadError as error:
            outcome = error
    if isinstance(outcome, SourceText):
        build.check(outcome)
    else:
        # "failed" is for what nobody foresaw: a fuzz test that meets it has found a bug.
        assert outcome.status is not ReadStatus.FAILED, outcome.en
        assert outcome.vi
        assert outcome.en


@SETTINGS
@given(_PIECES)
def test_markdown(text: str) -> None:
    _holds(text.encode("utf-8", errors="surrogatepass"), "a.md")


@SETTINGS
@given(st.one_of(st.binary(max_size=400), _PIECES.map(lambda text: text.encode("utf-16", errors="replace"))))
def test_plain_text(data: bytes) -> None:
    _holds(data, "a.txt")


@SETTINGS
@given(st.lists(st.one_of(_TAGS, st.text(max_size=8)), max_size=80).map("".join))
def test_html(text: str) -> None:
    _holds(("<html><body>" + text).encode("utf-8", errors="replace"), "a.html")


def _balanced(pieces: list[str]) -> str:
    """The pieces with their tags closed, so that the XML parser lets most of them through."""
    out: list[str] = []
    opened: list[str] = []
    for piece in pieces:
        if piece.startswith("</"):
            if not opened or opened[-1] != piece[2:-1]:
                continue
            opened.pop()
        elif piece.startswith("<w:") and not piece.endswith("/>") and "</" not in piece:
            opened.append(piece[1:-1])
        out.append(piece)
    return "".join(out) + "".join(f"</{name}>" for name in reversed(opened))


@SETTINGS
@given(st.lists(_XML, max_size=60).map(_balanced))
def test_docx_structure(body: str) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="9"><w:numFmt w:val="lowerLetter"/>'
        '<w:lvlText w:val="%9%1)"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    _holds(
        build.docx(body, {"numbering": numbering, "footnotes": f'<w:footnote w:id="1">{build.p("ghi chú")}</w:footnote>'}),
        "a.docx",
    )


def _damaged(good: bytes) -> st.SearchStrategy[bytes]:
    """A good file with a stretch of bytes replaced, dropped or doubled."""

    def apply(parts: tuple[int, int, bytes]) -> bytes:
        at, length, fresh = parts
        return good[:at] + fresh + good[at + length :]

    return st.tuples(st.integers(0, len(good)), st.integers(0, 200), st.binary(max_size=60)).map(apply)


_DOCX = build.docx(build.p("Điều 1. Phạm vi") + build.table([[build.p("a"), build.p("b")]]))
_PDF = build.pdf([[(72, 100, "Dieu 1. Pham vi", 13), (300, 100, "cot hai", 13)], [(72, 100, "Trang hai", 13)]])


@SETTINGS
@given(_damaged(_DOCX))
def test_damaged_docx(data: bytes) -> None:
    _holds(data, "a.docx")


@pytest.mark.usefixtures("_no_ocr")
@SETTINGS
@given(_damaged(_PDF))
def test_damaged_pdf(data: bytes) -> None:
    _holds(data, "a.pdf")


@pytest.fixture
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


@SETTINGS
@given(st.text(max_size=200))
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@SETTINGS
@given(st.text(alphabet=st.characters(max_codepoint=0x1EF9), max_size=80))
def test_line_repair_never_touches_text_that_is_vietnamese(text: str) -> None:
    wanted = f"Điều 5 của {text}"
    fixed, encoding = repair_line(wanted)
    assert encoding is not None or fixed == wanted


@SETTINGS
@given(st.lists(st.sampled_from(["", "a", "1", "STT", "Nơi nhận", "Điều 1. x\nCăn cứ y\nĐiều 2. z"]), max_size=60))
def test_rows_hold_every_gap_with_text_once_and_in_order(texts: list[str]) -> None:
    gaps = [text.split("\n") if text else [] for text in texts]
    seen: list[int] = []
    for block in split_rows(gaps):
        seen.extend([block.start] if block.rows is None else [index for row in block.rows for index in row])
    assert seen == sorted(set(seen))
    assert {index for index, text in enumerate(texts) if text} <= set(seen)
