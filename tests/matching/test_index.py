"""Cutting articles into clauses, building, saving and loading an index."""

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.matching.features import FEATURES, Collector, QueryText
from pipeline.matching.index import ArticleText, LawIndex, build_index, cut_clauses
from pipeline.matching.matcher import load_lexicon
from pipeline.resources import models_dir


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Một câu.", [None]),
        ("1. Một.\n2. Hai.\nđoạn hai của khoản 2\n3. Ba.", ["1", "2", "3"]),
        ("Lời dẫn:\n1. Một.\n2. Hai.", [None, "1", "2"]),
        ("1. Một.\n1. không phải số tiếp theo nhưng lặp lại\n2. Hai.", ["1", "1", "2"]),
        ("1. Một.\n7. bảy không nối tiếp một\n2. Hai.", ["1", "2"]),
        ("", []),
    ],
)
def test_cut_clauses_follows_the_numbering(text, numbers):
    assert [n for n, _ in cut_clauses(text)] == numbers


def test_cut_clauses_loses_nothing():
    text = "Lời dẫn:\n1. Một.\na) điểm a;\n2. Hai.\nđoạn"
    assert "\n".join(t for _, t in cut_clauses(text)) == text


ARTICLES = (
    ArticleText("11", "Nội dung công khai", "1. Kế hoạch phát triển kinh tế - xã hội.\n2. Dự toán ngân sách."),
    ArticleText("21", "Hiệu lực của quyết định", "1. Được hai phần ba hộ tán thành.\n2. Có hiệu lực từ ngày công nhận."),
    ArticleText("60", "Ban Thanh tra nhân dân", "Có từ ba đến chín thành viên."),
)


def test_lexical_index_finds_the_article_without_an_encoder():
    collector = Collector(build_index(ARTICLES, None), load_lexicon(models_dir()), None)
    evidence = collector.collect([QueryText("Ban Thanh tra nhân dân có năm thành viên"), QueryText("dự toán ngân sách xã")])
    assert evidence.articles[:, :, FEATURES.index("own_tfidf")].argmax(1).tolist() == [2, 0]


def test_citations_become_evidence_first_mention_first():
    collector = Collector(build_index(ARTICLES, None), load_lexicon(models_dir()), None)
    evidence = collector.collect([QueryText("theo luật", cited=("60", "21", "999"))]).articles[0]
    assert evidence[:, FEATURES.index("cited_share")].tolist() == [0, 0.5, 0.5]
    assert evidence[:, -1].tolist() == [0, 0, 1]


def test_saved_index_loads_equal(tmp_path):
    index = build_index(ARTICLES, None)
    index.save(tmp_path / "index.npz")
    again = LawIndex.load(tmp_path / "index.npz")
    assert (again.ids, again.titles, again.clauses) == (index.ids, index.titles, index.clauses)
    assert (again.unit_counts != index.unit_counts).nnz == 0
    assert np.array_equal(again.article_starts, index.article_starts)


def test_broken_index_names_the_file_and_the_remedy(tmp_path):
    (tmp_path / "index.npz").write_bytes(b"not an index")
    with pytest.raises(ModelError, match=r"index\.npz"):
        LawIndex.load(tmp_path / "index.npz")
