"""Training lines of the checks' readers: the layout, what is refused, and that every mark names something of the corpus."""

from datetime import date

import pytest

from pipeline.checks.learned import Classifier, load_classifier
from pipeline.errors import CorpusError, ModelError
from pipeline.law import load_law
from pipeline.records import Kind, Setting
from pipeline.training.recognition import Sample, fit
from pipeline.training.wordings import load_wordings


def written(tmp_path, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    return load_wordings(tmp_path)


def test_line_is_read_with_its_context_and_marks(tmp_path):
    (one,) = written(
        tmp_path, "@ commune | Quy chế | Chương I > Điều 6. Niêm yết\nNR N11 | Dán [[25 ngày|N13.2a]], hẹn [[10 ngày|-]].\n"
    )
    assert (one.setting, one.title, one.headings) == (Setting.COMMUNE, "Quy chế", ("Chương I", "Điều 6. Niêm yết"))
    assert one.text == "Dán 25 ngày, hẹn 10 ngày."
    assert [(one.text[q.start : q.end], q.norm) for q in one.quantities] == [("25 ngày", "N13.2a"), ("10 ngày", None)]
    assert one.breaches == ((Kind.NARROWED_RIGHT, "N11"),)


@pytest.mark.parametrize("line", ["không có dấu", "XX N1 | Sai loại.", "@ nowhere | Quy chế"])
def test_malformed_line_is_named(tmp_path, line):
    with pytest.raises(CorpusError, match=r"a\.txt:1"):
        written(tmp_path, line + "\n")


def test_every_mark_names_something_of_the_corpus():
    law = load_law("10/2022/QH15", date(2026, 11, 1))
    known = {norm.id for norm in law.norms}
    lines = load_wordings()
    assert len(lines) > 3000
    unknown = [(w.source, q.norm) for w in lines for q in w.quantities if q.norm is not None and q.norm not in known]
    places = [(w.source, broken) for w in lines for _, broken in w.breaches if broken not in known and ":" not in broken]
    assert unknown + places == []


def test_fitted_reader_tells_labels_apart_and_survives_its_file(tmp_path):
    rows = [("S hộ", "S phạt"), ("S hộ", "S bàn"), ("S phí", "S nộp"), ("S phạt",), ("S bàn",), ("S nộp",)]
    labels = ["EA", "OK", "AB", "EA", "OK", "AB"]
    reader = fit([Sample(frozenset(r), label, "") for r, label in zip(rows * 2, labels * 2, strict=True)], strength=30.0)
    told = reader.probabilities({"S phạt", "S chưa từng thấy"})
    assert max(told, key=told.get) == "EA"
    assert sum(told.values()) == pytest.approx(1)
    assert set(reader.probabilities({"S phạt"}, ["OK", "AB"])) == {"OK", "AB"}
    reader.save(tmp_path / "one.npz")
    assert isinstance(reader, Classifier)


def test_strong_feature_outweighs_words():
    rows = [({"S a", "=rule x"}, "NR"), ({"S b", "=rule x"}, "NR"), ({"S a"}, "OK"), ({"S b"}, "OK"), ({"S c"}, "AB")]
    reader = fit([Sample(frozenset(f), label, "") for f, label in rows * 3], strength=30.0)
    assert reader.probabilities({"S a", "=rule x"})["NR"] > 0.5 > reader.probabilities({"S a"})["NR"]


def test_missing_reader_is_named_with_a_remedy():
    with pytest.raises(ModelError, match=r"khong-co\.npz"):
        load_classifier("khong-co")
