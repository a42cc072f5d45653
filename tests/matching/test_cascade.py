"""The shipped matcher, with and without the encoder, as a cascade: what is decided by words, and that probabilities are sound."""

from datetime import date

import pytest

from pipeline.errors import ModelError
from pipeline.law import load_law
from pipeline.matching.features import QueryText
from pipeline.matching.fusion import Calibration, Fusion
from pipeline.matching.matcher import Cascade, Gate, load_matcher
from pipeline.resources import models_dir

QUERIES = [
    QueryText("Niêm yết công khai dự toán, quyết toán ngân sách xã tại trụ sở trong 30 ngày", "Những nội dung công khai"),
    QueryText("Giá dịch vụ đỗ xe ô tô trong khu đô thị do nhà thầu xây dựng đề xuất"),
    QueryText("Nhân dân bàn và quyết định mức đóng góp làm đường thôn bằng biểu quyết tại cuộc họp"),
]


@pytest.mark.parametrize(
    ("share", "related", "decided"),
    [(0.9, 0.9, True), (0.9, 0.6, False), (0.5, 0.9, False), (0.1, 0.01, True), (0.9, 0.05, True), (0.1, 0.06, False)],
)
def test_words_decide_only_where_they_are_sure(share, related, decided):
    nothing = Cascade(Fusion((), []), Gate({}, 0.2), certain=0.8, related=0.7, unrelated=0.05)
    assert nothing.decides(share, related) is decided


@pytest.fixture(scope="module")
def law():
    return load_law("10/2022/QH15", date(2026, 11, 1))


def test_cascade_asks_the_encoder_for_the_doubtful_only(law):
    whole, cascade = load_matcher(law), load_matcher(law, cascade=True)
    plain, quick = whole.decide(QUERIES), cascade.decide(QUERIES)
    assert all(d.encoded for d in plain)
    assert not all(d.encoded for d in quick)
    for one, other in zip(plain, quick, strict=True):
        if other.encoded:  # the same evidence; the shares move with the votes of neighbours that words decided
            assert other.block == pytest.approx(one.block, abs=1e-3)
            assert other.shares.argmax() == one.shares.argmax()
        assert other.shares.sum() == pytest.approx(1, abs=1e-4)


def test_words_alone_need_no_encoder(law):
    matcher = load_matcher(law, lexical_only=True)
    decided = matcher.decide(QUERIES)
    assert matcher.collector.encoder is None
    assert not any(d.encoded for d in decided)
    assert decided[0].related > decided[1].related


def test_a_missing_part_of_the_model_is_named(law, tmp_path):
    (tmp_path / "matcher").mkdir()
    with pytest.raises(ModelError, match=r"lexicon\.npz"):
        load_matcher(law, tmp_path, lexical_only=True)


def test_calibration_keeps_the_order():
    curve = Calibration.load(models_dir() / "matcher" / "calibration-10-2022-QH15.json")
    stated = [0.0, 0.05, 0.3, 0.6, 0.95, 1.0]
    assert sorted(stated, key=curve.apply) == stated
    assert all(0 < curve.apply(p) < 1 for p in stated)
    assert Calibration().apply(0.3) == pytest.approx(0.3)


def test_a_vector_depends_on_its_text_alone(law):
    encoder = load_matcher(law).collector.encoder
    assert encoder is not None
    alone = encoder.encode(["query: họp thôn"])[0].pooled
    beside = encoder.encode(["query: họp thôn", "query: " + "ngân sách xã " * 40])[0].pooled
    assert (alone == beside).all()
