"""Fuzz target (atheris) for the header and outline grammar; not collected by pytest.

    python tests/structure/fuzz_grammar.py WORK_FOLDER [-max_total_time=300] [any libFuzzer option]

The bytes choose lines from the words of legal drafting, mixed with free text, and where pages, paragraphs and tables break. Whatever
comes out must be read without an error, with every character in exactly one place and every path used once. Inputs that failed are
kept as text under ``found/``; ``test_structure_found.py`` replays them.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["pipeline.structure"]):
    from fuzz_lines import LINES, PIECES
    from structure_source import make_source

    from pipeline.structure import coverage, parse

FOUND = Path(__file__).resolve().parent / "found"


def markup_of(data: bytes) -> tuple[str, bool]:
    """The text that the bytes stand for, and whether its paragraphs are known."""
    provider = atheris.FuzzedDataProvider(data)
    paragraphs = provider.ConsumeBool()
    lines = []
    while provider.remaining_bytes() and len(lines) < 60:
        choice = provider.ConsumeIntInRange(0, 3)
        if choice < 2:
            lines.append(LINES[provider.ConsumeIntInRange(0, len(LINES) - 1)])
        elif choice == 2:
            count = provider.ConsumeIntInRange(1, 6)
            lines.append(" ".join(PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)] for _ in range(count)))
        else:
            lines.append(provider.ConsumeUnicodeNoSurrogates(provider.ConsumeIntInRange(0, 24)))
    return "\n".join(lines), paragraphs


def check(markup: str, *, paragraphs: bool) -> None:
    source = make_source(markup, paragraphs=paragraphs)
    document = parse(source)
    found = coverage(source, document)
    assert not found.uncovered, "a character in no place"
    assert not found.doubled, "a character in two places"
    names = [p.path for p in document.provisions]
    assert len(names) == len(set(names)), "a path used twice"
    assert all(p.parent is None or p.parent in names for p in document.provisions), "a parent that is not there"


def one(data: bytes) -> None:
    markup, paragraphs = markup_of(data)
    try:
        check(markup, paragraphs=paragraphs)
    except Exception:
        FOUND.mkdir(exist_ok=True)
        name = hashlib.sha256(markup.encode()).hexdigest()[:12]
        (FOUND / f"{name}{'-paragraphs' if paragraphs else ''}.txt").write_text(markup, encoding="utf-8")
        raise


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
