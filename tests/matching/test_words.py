"""Words of provisions against articles: the law's own weights, clause windows, references left out."""

import numpy as np
import pytest

from pipeline.matching.features import CITED_FEATURES, ENCODER_FEATURES, FEATURES, Collector, QueryText
from pipeline.matching.index import ArticleText, build_index
from pipeline.matching.lexical import document_frequency, mask_references, phrase_counter
from pipeline.matching.matcher import load_lexicon
from pipeline.matching.words import WORD_FEATURES
from pipeline.resources import models_dir

ARTICLES = (
    ArticleText(
        "1", "Công khai thông tin", "1. Xã công khai dự toán ngân sách.\n2. Xã niêm yết kế hoạch sử dụng đất tại trụ sở."
    ),
    ArticleText("2", "Giám sát của xã", "Xã cử ban giám sát đầu tư của cộng đồng."),
    ArticleText("3", "Hình thức bàn của xã", "1. Xã tổ chức họp hộ gia đình.\n2. Xã phát phiếu lấy ý kiến."),
)


@pytest.fixture(scope="module")
def collector():
    return Collector(build_index(ARTICLES, None), load_lexicon(models_dir()), None)


def column(evidence, name):
    return evidence.articles[:, :, FEATURES.index(name)]


def test_terms_of_every_article_weigh_least_within_the_law(collector):
    idf = document_frequency(collector.index.article_counts)
    common, rare = (int(collector.words.count.transform([w]).indices[0]) for w in ("xã", "phiếu"))
    assert idf[common] == pytest.approx(1.0)
    assert idf[rare] > idf[common]


@pytest.mark.parametrize("name", WORD_FEATURES)
def test_every_score_finds_wording_that_is_taken_over(collector, name):
    query = QueryText("Xã cử ban giám sát đầu tư của cộng đồng", "Giám sát của xã")
    assert column(collector.collect([query]), name)[0].argmax() == 1


def test_a_long_provision_is_scored_clause_by_clause(collector):
    text = "1. " + "Thực hiện các nhiệm vụ khác do cấp trên giao. " * 20 + "\n2. Niêm yết kế hoạch sử dụng đất tại trụ sở."
    scores = collector.words.collect([text], [""]).scores
    assert scores["window_best"][0].argmax() == 0
    assert scores["window_best"][0, 0] > scores["own_tfidf"][0, 0]


def test_references_are_evidence_and_not_words(collector):
    plain = collector.collect([QueryText("Họp hộ gia đình để bàn")])
    citing = collector.collect([QueryText("Họp hộ gia đình theo khoản 1 Điều 3 Luật để bàn", cited=("3", "1"))])
    assert column(plain, "own_bm25") == pytest.approx(column(citing, "own_bm25"))
    assert [column(citing, name)[0].tolist() for name in CITED_FEATURES] == [[1, 0, 1], [0.5, 0, 0.5], [0, 0, 1]]


def test_without_an_encoder_its_features_are_zero(collector):
    block = collector.collect([QueryText("dự toán ngân sách")]).articles
    assert not block[:, :, [FEATURES.index(n) for n in ENCODER_FEATURES]].any()
    assert np.isfinite(block).all()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("theo quy định tại Điều 12 của Luật", "theo quy định tại"),
        ("điểm a khoản 2 Điều 5 và Điều 6 về họp thôn", "về họp thôn"),
        ("không dẫn chiếu gì", "không dẫn chiếu gì"),
        ("trong 05 ngày, 30 hộ", "trong 05 ngày, 30 hộ"),
    ],
)
def test_mask_references_leaves_the_wording(text, left):
    assert mask_references(text).split() == left.split()


def test_phrases_are_runs_of_three_and_four():
    assert phrase_counter().transform(["một hai ba bốn"]).sum() == 3
