"""Records survive their JSON columns."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workspace_cases import review

from pipeline.records import (
    Alignment,
    Box,
    ConformanceRow,
    Document,
    Finding,
    Norm,
    Notice,
    Provision,
    Review,
    SourceText,
    Span,
)
from pipeline.store.codec import from_plain, to_plain

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
st.register_type_strategy(str, text)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize("kind", [Alignment, Box, ConformanceRow, Document, Finding, Norm, Notice, Provision, SourceText, Span])
def test_every_record_comes_back_the_same(kind: type[Any]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(st.builds(kind))
    def there_and_back(record: Any) -> None:
        assert asdict(from_plain(kind, json.loads(json.dumps(to_plain(record))))) == asdict(record)

    there_and_back()


def test_whole_review_comes_back() -> None:
    made = review()
    assert from_plain(Review, json.loads(json.dumps(to_plain(made)))) == made


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        to_plain(object())
