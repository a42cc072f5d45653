"""Inputs that a fuzzer once failed on, and random documents of the same lines (the fuzz target itself needs atheris)."""

from __future__ import annotations

from pathlib import Path

from fuzz_lines import LINES, PIECES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structure_source import make_source
from test_structure_real import check_sound

from pipeline.structure import parse

FOUND = sorted((Path(__file__).resolve().parent / "found").glob("*.txt"))


def test_found_inputs_are_read_without_loss() -> None:
    """Nothing to replay so far: the runs in docs/ingest.md found no failure."""
    for path in FOUND:
        source = make_source(path.read_text(encoding="utf-8"), paragraphs=path.stem.endswith("-paragraphs"))
        check_sound(source, parse(source))


_LINE = st.one_of(st.sampled_from(LINES), st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(" ".join))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LINE, max_size=50), st.booleans())
def test_heads_and_outlines_in_any_order_lose_nothing(lines: list[str], paragraphs: bool) -> None:
    source = make_source("\n".join(lines), paragraphs=paragraphs)
    check_sound(source, parse(source))
