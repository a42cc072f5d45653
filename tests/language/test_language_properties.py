"""Whatever the text, the language room reads it without raising and stays inside it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from pipeline.language import Annotator
from pipeline.language.numerals import to_number
from pipeline.language.places import POINT_LETTERS, expand, find_places
from pipeline.language.quantities import find_quantities
from pipeline.language.reading import read_text
from pipeline.language.tokenizing import UndertheseaTokenizer
from pipeline.law.registry import load_registry

_WORDS = (
    *(
        "Luật",
        "Nghị định",
        "Pháp lệnh",
        "Thực hiện dân chủ ở cơ sở",
        "số",
        "ngày",
        "tháng",
        "năm",
        "Điều",
        "khoản",
        "điểm",
        "này",
    ),
    *("10/2022/QH15", "59/2023/NĐ-CP", "30-CT/TW", "34/2007", "20/4/2007", "/UBND-NC", "1", "2", "05", "30", "15a", "a", "đ"),
    *(
        "ít nhất",
        "trên",
        "không quá",
        "chậm nhất",
        "50%",
        "2/3",
        "⅔",
        "hai phần ba",
        "ba mươi",
        "người",
        "hộ",
        "làm việc",
        "liên tục",
    ),
    *("lần/năm", "một", "trở lên", "niêm yết", "tán thành", "được sửa đổi, bổ sung bởi", "bãi bỏ", "Căn cứ", "sau đây gọi là"),
    *(
        "và",
        "đến",
        "từ",
        "các",
        "của",
        ";",
        ".",
        ",",
        "(",
        ")",
        "“",
        "”",
        "-",
        "–",
        "/",
        ":",
        "\u00ad",
        "\u0301",
        "\n",
        "UBND xã",
    ),
)
legal_text = st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join)
any_text = st.one_of(legal_text, st.text(max_size=200))
ANNOTATOR = Annotator(load_registry())


@settings(max_examples=300, deadline=None)
@given(any_text)
def test_spans_are_in_range_and_quote_the_text(text: str) -> None:
    annotation = ANNOTATOR.annotate_text(text)
    end = 0
    for citation in annotation.citations:
        assert end <= citation.start < citation.end <= len(text)
        assert text[citation.start : citation.end] == citation.text
        end = citation.end
    end = 0
    for norm in annotation.norms:
        assert end <= norm.start < norm.end <= len(text)
        assert norm.value is not None
        assert norm.value >= 0
        assert norm.upper is None or norm.upper > norm.value
        end = norm.end


@settings(max_examples=200, deadline=None)
@given(any_text)
def test_reading_keeps_offsets(text: str) -> None:
    reading = read_text(text)
    assert len(reading.clean) == len(reading.lower)
    for index in range(0, len(reading.clean), 7):
        start, end = reading.span(index, index + 1)
        assert 0 <= start < end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_lists_of_articles_read_back(numbers: list[int]) -> None:
    text = "Điều " + ", ".join(map(str, numbers))
    (group,) = find_places(read_text(text).lower)
    assert [place.article for place in group.places] == list(dict.fromkeys(map(str, numbers)))


@given(st.integers(0, 20), st.integers(0, 20))
def test_ranges_of_points_follow_the_drafting_alphabet(first: int, last: int) -> None:
    items = expand(f"{POINT_LETTERS[first]} đến {POINT_LETTERS[last]}")
    expected = POINT_LETTERS[first : last + 1] if first < last else POINT_LETTERS[first] + POINT_LETTERS[last]
    assert "".join(items) == expected


_ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spelled(value: int) -> str:
    """A number below 1,000 in words, as it is read out."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [_ONES[hundreds], "trăm"] if hundreds else []
    if hundreds and rest and not tens:
        words.append("linh")
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_ONES[tens], "mươi"]
    if ones:
        words.append("lăm" if ones == 5 and tens else "mốt" if ones == 1 and tens > 1 else _ONES[ones])
    return " ".join(words)


@given(st.integers(1, 999))
def test_numbers_in_words(value: int) -> None:
    assert to_number(spelled(value)) == value


@given(st.integers(1, 999).filter(lambda value: value % 10 or value >= 10))
def test_days_in_words_are_found(value: int) -> None:
    (found,) = find_quantities(f"niêm yết {spelled(value)} ngày liên tục")
    assert (found.value, found.unit) == (value, "day")


@given(st.integers(1, 99), st.integers(1, 99))
def test_fractions_are_exact(above: int, below: int) -> None:
    assert to_number(f"{above}/{below}") == Fraction(above, below)


@settings(max_examples=60, deadline=None)
@given(legal_text)
def test_segmentation_is_not_destructive(text: str) -> None:
    assert UndertheseaTokenizer(Vocab())(text).text == text
