"""Comparison form and hashed counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching.lexical import Lexicon, counter, fold, syllables


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Hoà giải", "hòa giải"),
        ("ỦY BAN", "ủy ban"),
        ("uỷ quyền", "ủy quyền"),
        ("thuỷ lợi", "thủy lợi"),
        ("khoẻ", "khỏe"),
        ("hoàn thành", "hoàn thành"),  # a closing consonant: the mark stays
        ("toàn thể", "toàn thể"),
        ("QUÝ", "qúy"),  # both spellings of a syllable end the same way, whichever it is
        ("qúy", "qúy"),
    ],
)
def test_fold_joins_old_and_new_tone_placement(written, compared):
    assert fold(written) == compared


def test_syllables_drop_punctuation():
    assert syllables("Điều 5. Công khai, minh bạch;") == ["điều", "5", "công", "khai", "minh", "bạch"]


@given(st.text(max_size=200))
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)


def test_weighted_rows_have_unit_length_and_rare_words_weigh_more():
    texts = ["công khai thông tin", "công khai tài chính", "công khai hương ước", "bầu cử"]
    lexicon = Lexicon.fit(texts)
    rows = lexicon.weighted(counter().transform(texts))
    assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)), 1)
    similarity = (rows @ rows.T).toarray()
    assert similarity[0, 1] < similarity[0, 0] == pytest.approx(1)
    assert similarity[0, 3] == 0


def test_bm25_prefers_the_text_that_holds_the_rare_word():
    texts = ["công khai thông tin " * 3, "công khai hương ước của thôn", "kinh phí hoạt động"]
    lexicon = Lexicon.fit(texts)
    counts = counter().transform(texts)
    scores = lexicon.bm25(counter().transform(["hương ước"]), counts)
    assert scores[0].argmax() == 1
    assert scores[0, 2] == 0
