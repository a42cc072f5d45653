"""Which articles of the law a decree's article cites."""

import pytest

from pipeline.matching.lexical import mask_references
from pipeline.training.citing import own_citations

KNOWN = [str(n) for n in range(1, 80)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("theo quy định tại khoản 2 Điều 12 Luật Lâm nghiệp.", ("12",)),
        ("tại Điều 12, Điều 15 và Điều 20 Luật Lâm nghiệp", ("12", "15", "20")),
        ("từ Điều 12 đến Điều 14 của Luật Lâm nghiệp", ("12", "14", "13")),
        ("quy định tại Điều 5 Nghị định này", ()),
        ("quy định tại Điều 5 Luật Đất đai", ()),
        ("khoản 3 Điều 7 của Luật.", ("7",)),
        ("Nghị định này quy định chi tiết Luật Lâm nghiệp về: khoản 2 Điều 10; khoản 4 Điều 12.", ("10", "12")),
        ("Điều 900 Luật Lâm nghiệp", ()),
        ("không có gì", ()),
    ],
)
def test_own_citations(text, cited):
    assert own_citations("", text, "Lâm nghiệp", "16/2017/QH14", KNOWN) == cited


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Niêm yết theo khoản 2 Điều 12 Luật này.", "12"),
        ("các điều 18, 19 và 20 của Luật", "19"),
        ("điểm a, b khoản 1 Điều 19", "khoản"),
    ],
)
def test_mask_references_leaves_no_number_of_an_article(text, left):
    assert left not in mask_references(text)
