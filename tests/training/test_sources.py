"""Training data of a user's own: both forms, bad rows named, rows of evaluation splits refused."""

import json

import pytest

from pipeline.errors import UsageError
from pipeline.training.sources import build_firewall, read_learnt

LAW = "10/2022/QH15"
SECRET = "Ủy ban nhân dân xã Bình An niêm yết kế hoạch sử dụng đất trong mười lăm ngày liên tục tại nhà văn hóa thôn"
PLACE = {"law": LAW, "article": "13"}
ARTICLES = ("11", "13", "21")


def write(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


@pytest.fixture
def firewall(tmp_path):
    write(tmp_path / "dev" / "labels.jsonl", {"document": "xa-binh-an.md", "quote": SECRET, "articles": [], "findings": []})
    write(
        tmp_path / "beir" / "44.1" / "queries.jsonl",
        {"_id": "1", "text": "Trình tự\nThủ tục cấp lại giấy phép khai thác cát sỏi lòng sông"},
    )
    return build_firewall([tmp_path / "dev", tmp_path / "beir"])


def test_pairs_and_decisions_become_texts_with_their_article(tmp_path, firewall):
    pairs = write(
        tmp_path / "pairs.jsonl",
        {"text": "Công khai dự toán", "article": "11"},
        {"text": "Họp hộ", "article": "21", "law": LAW},
    )
    decided = write(
        tmp_path / "decisions.jsonl",
        {
            "text": "Niêm yết 30 ngày",
            "document": "ab12",
            "positives": [{"law": LAW, "article": "13"}],
            "negatives": [],
            "confidence": 0.8,
            "correct": True,
        },
        {
            "text": "Giá đỗ xe",
            "document": "ab12",
            "positives": [],
            "negatives": [PLACE],
            "confidence": 0.6,
            "correct": False,
        },
        {"text": "Theo nghị định", "document": "ab12", "positives": [{"law": "59/2023/NĐ-CP", "article": "5"}]},
    )
    learnt = read_learnt([pairs, decided], LAW, ARTICLES, firewall)
    assert [(t.article, t.text, t.source) for t in learnt.texts] == [
        ("11", "Công khai dự toán", "pair:pairs.jsonl"),
        ("21", "Họp hộ", "pair:pairs.jsonl"),
        ("13", "Niêm yết 30 ngày", "pair:ab12"),
    ]
    assert (learnt.confidence, learnt.correct) == ((0.8, 0.6), (True, False))
    assert learnt.refused == ()


@pytest.mark.parametrize(
    "row",
    [
        {"text": SECRET, "article": "13"},
        {"text": SECRET.upper() + " !", "article": "13"},
        {"text": f"Sửa chút: {SECRET} theo quy định", "article": "13"},
        {"text": "câu khác hẳn", "article": "13", "document": "xa-binh-an.md"},
        {"text": "câu khác hẳn", "article": "13", "document": "/tmp/x/xa-binh-an.md"},
        {"text": "Thủ tục cấp lại giấy phép khai thác cát sỏi lòng sông", "article": "13"},
    ],
)
def test_firewall_refuses_rows_of_evaluation_splits(tmp_path, firewall, row):
    learnt = read_learnt([write(tmp_path / "p.jsonl", {"text": "Công khai", "article": "11"}, row)], LAW, ARTICLES, firewall)
    assert [t.text for t in learnt.texts] == ["Công khai"]
    assert [r.rsplit(":", 1)[1] for r in learnt.refused] == ["2"]


def test_firewall_lets_other_wording_pass(firewall):
    assert not firewall.refuses("Ủy ban nhân dân xã niêm yết kế hoạch sử dụng đất", "xa-khac.md")


@pytest.mark.parametrize(
    "row",
    ["no json", "[]", '{"article": "13"}', '{"text": "x"}', '{"text": "x", "article": "999"}', '{"text": "x", "positives": 3}'],
)
def test_a_bad_row_is_named(tmp_path, firewall, row):
    (tmp_path / "p.jsonl").write_text('{"text": "Công khai", "article": "11"}\n' + row + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"p\.jsonl:2"):
        read_learnt([tmp_path / "p.jsonl"], LAW, ARTICLES, firewall)


def test_a_split_that_cannot_be_read_builds_no_firewall(tmp_path):
    with pytest.raises(UsageError, match=r"neither labels\.jsonl nor"):
        build_firewall([tmp_path])
