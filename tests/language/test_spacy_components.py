"""The pipes as anyone may add them to a pipeline of their own."""

from __future__ import annotations

import pytest
import spacy

from pipeline.language import build_nlp
from pipeline.language.components import EmptyRegistry, Standpoint, place_doc

TEXT = "Theo điểm a khoản 2 Điều 5 Nghị định số 04/2015/NĐ-CP, UBND xã niêm yết ít nhất 30 ngày liên tục."


def test_spans_and_attributes() -> None:
    doc = build_nlp()(TEXT)
    (citation,) = doc.spans["citations"]
    assert citation.text == "điểm a khoản 2 Điều 5 Nghị định số 04/2015/NĐ-CP"
    assert citation.label_ == "basis"
    assert citation._.citation.number == "04/2015/NĐ-CP"
    (norm,) = doc.spans["norms"]
    assert norm.text == "ít nhất 30 ngày"
    assert norm._.norm.value == 30
    assert doc._.setting == "commune"


@pytest.mark.parametrize("name", ["legal_citations", "legal_norms", "legal_quantities", "provision_setting"])
def test_each_factory_works_alone(name: str) -> None:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe(name)
    assert nlp(TEXT).text == TEXT


@pytest.mark.parametrize("name", ["legal_citations", "legal_norms", "provision_setting"])
def test_unknown_settings_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no_such"):
        spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}}).add_pipe(name, config={"no_such": 1})


def test_the_pipeline_can_be_described_and_rebuilt() -> None:
    nlp = build_nlp()
    again = spacy.util.load_model_from_config(nlp.config, auto_fill=True, validate=True)
    assert again.pipe_names == nlp.pipe_names
    assert nlp.analyze_pipes()["summary"]["legal_citations"]["assigns"] == ["doc.spans", "doc._.citations", "span._.citation"]


def test_other_span_keys() -> None:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("legal_citations", config={"spans_key": "dan-chieu", "resolve": False})
    doc = nlp(TEXT)
    assert doc.spans["dan-chieu"][0]._.citation.resolved is None


@pytest.mark.parametrize("segment", [False, True])
@pytest.mark.parametrize(
    "text", [TEXT, "", " ", "  hai  khoảng trắng\n\nxuống dòng \t", "“Điều 5.”", "a khoản 1 Điều 2 Luật số 10/2022/QH15"]
)
def test_tokenizers_never_change_the_text(segment: bool, text: str) -> None:
    assert build_nlp(segment)(text).text == text


def test_segmentation_never_cuts_a_citation() -> None:
    doc = build_nlp(segment=True)(TEXT)
    (citation,) = doc.spans["citations"]
    assert citation.text == "điểm a khoản 2 Điều 5 Nghị định số 04/2015/NĐ-CP"
    assert any(" " in token.text for token in doc)  # it does segment


def test_a_standpoint_brings_its_own_registry() -> None:
    nlp = build_nlp()
    doc = nlp(place_doc(nlp.make_doc(TEXT), Standpoint(EmptyRegistry())))
    assert doc.spans["citations"][0]._.citation.resolved is None
