"""The marked passage: what is shown of a long text, and robustness against wrong offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.passages import Passage, passage, printable


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("niêm yết 15 ngày liên tục", 9, 16, Passage("niêm yết ", "15 ngày", " liên tục")),
        ("15 ngày", 0, 7, Passage("", "15 ngày", "")),
        ("văn bản", 0, 0, Passage("văn bản", "", "")),
        ("văn bản", -1, 3, Passage("văn bản", "", "")),
        ("văn bản", 5, 99, Passage("văn bản", "", "")),
        ("văn bản", 5, 2, Passage("văn bản", "", "")),
        ("", 0, 0, Passage("", "", "")),
        ("𝟑𝟎 ngày", 0, 2, Passage("", "𝟑𝟎", " ngày")),
    ],
)
def test_split_at_the_mark(text: str, start: int, end: int, expected: Passage) -> None:
    assert passage(text, start, end) == expected


def test_long_text_is_cut_at_words_around_the_mark() -> None:
    text = "trước " * 500 + "15 ngày" + " sau" * 500
    start = text.index("15 ngày")
    cut = passage(text, start, start + 7, limit=200)
    assert cut.mark == "15 ngày"
    assert cut.before.startswith("… trước")
    assert cut.after.endswith("sau …")
    assert 100 < len(cut.text) <= 230


def test_room_left_on_one_side_goes_to_the_other() -> None:
    text = "15 ngày" + " sau" * 500
    assert len(passage(text, 0, 7, limit=400).text) > 350


def test_very_long_mark_is_cut_too() -> None:
    assert len(passage("x y " * 5000, 0, 20_000, limit=300).text) < 420


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\ud800", "\ufffe"])
def test_characters_that_no_format_holds_are_replaced(char: str) -> None:
    assert printable(f"a{char}b") == "a\ufffdb"


def test_printable_keeps_line_breaks_tabs_and_vietnamese() -> None:
    assert printable("Điều\t1\nđiểm đ") == "Điều\t1\nđiểm đ"


@given(st.text(max_size=400), st.integers(-5, 420), st.integers(-5, 420), st.integers(10, 200))
def test_any_offsets_give_a_printable_passage(text: str, start: int, end: int, limit: int) -> None:
    cut = passage(text, start, end, limit)
    assert printable(cut.text) == cut.text
    if 0 <= start < end <= len(text) and end - start <= limit:
        assert cut.mark == printable(text[start:end])
