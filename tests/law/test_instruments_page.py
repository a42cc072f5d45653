"""The examples of docs/instruments.md do what the page says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipeline.law.registry import load_registry
from pipeline.law.terms import load_terms

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
[CODE] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = re.findall(r'^(registry\..+?)  # ("[^"]*")', CODE, re.MULTILINE)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(("expression", "result"), EXAMPLES)
def test_example(expression: str, result: str) -> None:
    names: dict[str, object] = {}
    exec(CODE.split("registry.find", 1)[0], names)
    assert eval(expression, names) == ast.literal_eval(result)


def test_the_counts_on_the_page_are_those_of_the_data() -> None:
    terms = load_terms()
    assert f"{len(terms)} terms, {sum(len(term.forms) for term in terms):,}" in PAGE
    assert f"| all | {len(load_registry())} |" in PAGE
