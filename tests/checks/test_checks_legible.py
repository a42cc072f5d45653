"""Words that recognition was unsure of lower the confidence of the findings that rest on them, and hide none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.checks import Case, run_checks
from pipeline.checks.legible import CAUTION, factor_of
from pipeline.records import Notice, WordConfidence

CLAUSE = "Nhiệm kỳ của Ban Thanh tra nhân dân xã là 02 năm."


def recognised(case: Case, sure: float, doubtful: dict[str, float]) -> Case:
    """The case as if its text came from a scan: every word ``sure``, the words of ``doubtful`` as given."""
    provisions = tuple(
        replace(
            p,
            words=tuple(WordConfidence(*found.span(), doubtful.get(found[0], sure)) for found in re.finditer(r"\S+", p.text)),
        )
        for p in case.document.provisions
    )
    return replace(case, document=replace(case.document, provisions=provisions))


def test_text_of_a_file_keeps_its_confidence_and_gets_no_caution(case_of) -> None:
    findings = run_checks(case_of("xã", CLAUSE)).findings
    assert findings
    assert all(CAUTION not in f.cautions for f in findings)


@pytest.mark.parametrize("doubt", [0.2, 0.6, 0.85])
def test_doubtful_conflicting_words_lower_the_finding(case_of, doubt: float) -> None:
    case = case_of("xã", CLAUSE)
    plain = {f.id: f for f in run_checks(case).findings}
    clear = {f.id: f for f in run_checks(recognised(case, 0.96, {})).findings}
    unsure = {f.id: f for f in run_checks(recognised(case, 0.96, {"02": doubt, "năm.": doubt})).findings}
    assert set(plain) == set(clear) == set(unsure), "a doubt about words must not make a finding disappear"
    on_number = [f.id for f in plain.values() if "02" in f.text[f.start : f.end]]
    assert on_number
    for key in on_number:
        assert clear[key].confidence == plain[key].confidence
        assert unsure[key].confidence == pytest.approx(plain[key].confidence * factor_of(doubt), abs=0.002)
        assert CAUTION in clear[key].cautions
        assert CAUTION in unsure[key].cautions


def test_doubtful_words_elsewhere_do_not_count(case_of) -> None:
    case = case_of("xã", CLAUSE)
    plain = {f.id: f.confidence for f in run_checks(case).findings if f.path != "document"}
    elsewhere = run_checks(recognised(case, 0.96, {"Nội": 0.1, "dung": 0.1})).findings
    assert {f.id: f.confidence for f in elsewhere if f.path != "document"} == plain


def test_factor_never_rises_as_confidence_falls() -> None:
    factors = [factor_of(step / 100) for step in range(101)]
    assert factors == sorted(factors)
    assert (min(factors) > 0, max(factors)) == (True, 1.0)


def test_guessed_encoding_lowers_all(case_of) -> None:
    case = case_of("xã", CLAUSE)
    warned = replace(case, document=replace(case.document, warnings=(Notice("encoding-doubt", "", ""),)))
    before, after = run_checks(case).findings, run_checks(warned).findings
    assert [f.id for f in before] == [f.id for f in after]
    assert all(b.confidence > a.confidence for b, a in zip(before, after, strict=True))
