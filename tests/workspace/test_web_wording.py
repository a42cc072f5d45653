"""Words of the pages: complete in both languages, every key used exists, and the address holds the filters."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.store.queue import Filter, Sort
from pipeline.web.address import read_filter, write_filter
from pipeline.web.show import load_words

PHRASES = yaml.safe_load(files("pipeline.web").joinpath("phrases.yaml").read_text("utf-8"))
TEMPLATES = {one.name: one.read_text("utf-8") for one in files("pipeline.web").joinpath("templates").iterdir()}
CODE = "\n".join(one.read_text("utf-8") for one in files("pipeline.web").iterdir() if one.name.endswith(".py"))


@pytest.mark.parametrize("key", PHRASES)
def test_phrase_has_both_languages_with_the_same_fields(key: str) -> None:
    words = PHRASES[key]
    assert set(words) == {"vi", "en"}
    assert all(words.values())
    assert set(re.findall(r"{(\w+)", words["vi"])) == set(re.findall(r"{(\w+)", words["en"]))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_uses_known_phrases(name: str) -> None:
    used = set(re.findall(r"""\bt\(["']([a-z0-9_-]+)["'][,)]""", TEMPLATES[name]))
    assert used <= set(PHRASES)


def test_code_uses_known_phrases() -> None:
    assert set(re.findall(r"""words\(["']([a-z0-9-]+)["']""", CODE)) <= set(PHRASES)


def test_no_template_marks_anything_as_safe() -> None:
    for name, text in TEMPLATES.items():
        assert not re.search(r"\|\s*safe|autoescape|<script>|<style|\sstyle=|\son\w+=", text), name


def test_unknown_code_is_shown_as_it_is() -> None:
    assert load_words("vi").of("kind", "new-kind") == "new-kind"


text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=20)
number = st.none() | st.integers(0, 2**31 - 1)
filters = st.builds(
    Filter, unit=number, document=number, type=text, kind=text, law=text, article=text, severity=text, band=text, state=text,
    reviewer=number, assignee=number, late=st.booleans(), disputed=st.booleans(), alike=text, text=text, sort=st.sampled_from(Sort),
)  # fmt: skip


@given(filters)
def test_filter_survives_its_address(wanted: Filter) -> None:
    from urllib.parse import parse_qsl

    assert read_filter(dict(parse_qsl(write_filter(wanted)))) == wanted


@given(st.dictionaries(st.sampled_from(["unit", "late", "sort", "text", "assignee", "nonsense"]), st.text(max_size=300)))
def test_any_address_gives_a_filter(query: dict[str, str]) -> None:
    read_filter(query)
