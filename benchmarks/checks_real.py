"""Findings by kind over a folder of real documents, to be read by eye: what a check says where nobody planted a mistake.

    python benchmarks/checks_real.py ../shared/data/provincial [--kind conflicting-norm] [--as-of 2026-11-01]

Prints one line a finding of the kinds asked for, then counts by kind and the time the checks took. Alignments are left out, so that
the figures do not move with the matcher.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.checks import Case, run_checks
from pipeline.errors import ReadError
from pipeline.ingest import discover, read
from pipeline.language import Annotator
from pipeline.law import load_law, load_registry, load_terms
from pipeline.structure import parse


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--kind", action="append", default=[])
    options.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 1))
    given = options.parse_args()
    law, registry, terms = load_law(as_of=given.as_of), load_registry(), load_terms()
    annotator = Annotator(registry)
    kinds: Counter[str] = Counter()
    documents = 0
    seconds = 0.0
    for file in discover([given.folder]):
        try:
            document = parse(read(file.path, file.given))
        except ReadError as error:
            print(f"{file.given}: {error}", file=sys.stderr)
            continue
        documents += 1
        case = Case(document, annotator.annotate(document), (), law, registry, terms, given.as_of)
        start = time.perf_counter()
        outcome = run_checks(case)
        seconds += time.perf_counter() - start
        for finding in outcome.findings:
            kinds[finding.kind.value] += 1
            if finding.kind.value in given.kind:
                words = finding.text[finding.start : finding.end]
                print(f"{file.path.name}\t{finding.path}\t{finding.kind}\t{finding.confidence}\t{words}\t{finding.quote[:300]}")
    for kind, count in sorted(kinds.items()):
        print(f"{count:6d} {kind}")
    print(f"{documents} documents, {sum(kinds.values())} findings, {seconds:.1f} s in checks")


if __name__ == "__main__":
    main()
