"""Measure the structure room on a folder of real documents: a table on stdout, JSON with ``--json FILE``.

    python benchmarks/structure_real.py ../shared/data/provincial [--json out.json] [--bad]

Articles count as complete when the numbers of every namespace (the document, each attached text) run 1, 2, 3 … without gap,
repetition or restart; letters of inserted articles (8a) do not count. The check is blind to articles that were never recognised
at the end of a text; ``missed_heading_lines`` counts lines that look like an article heading and are none in the result.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.records import Document, ProvisionKind, SourceText
from pipeline.structure import coverage, parse

_HEADING_LINE = re.compile(r"^Điều\s+\d{1,3}\s*[.:]")


def articles_by_namespace(document: Document) -> dict[str, list[str]]:
    """Article numbers in order, by namespace prefix; quoted articles left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for provision in document.provisions:
        if provision.kind is ProvisionKind.ARTICLE and not provision.quoted:
            prefix = provision.path.rpartition("/")[0]
            found[prefix].append(provision.number or "")
    return dict(found)


def in_order(numbers: list[str]) -> bool:
    plain = [int(number) for number in numbers if number.isdigit()]
    return plain == list(range(1, len(plain) + 1))


def missed_heading_lines(source: SourceText, document: Document) -> int:
    starts = {p.span.start for p in document.provisions if p.kind is ProvisionKind.ARTICLE}
    dropped = [(x.span.start, x.span.end) for x in document.leftovers]
    count = 0
    for line in source.lines:
        text = source.text[line.start : line.end]
        if _HEADING_LINE.match(text) and line.start not in starts and not any(a <= line.start < b for a, b in dropped):
            count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--bad", action="store_true", help="list the documents that fall short")
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    bad: list[str] = []
    seconds = 0.0
    for path in sorted(options.folder.iterdir()):
        try:
            source = read(path, path.name)
        except ReadError as error:
            totals["unread"] += 1
            bad.append(f"{path.name}: unread: {error}")
            continue
        begin = time.perf_counter()
        document = parse(source)
        seconds += time.perf_counter() - begin
        totals["documents"] += 1
        totals["characters"] += len(re.sub(r"\s", "", source.text))
        for name in ("number", "issued_on", "issuer", "type", "title"):
            present = getattr(document, name) is not None
            totals[name] += present
            if not present:
                bad.append(f"{path.name}: no {name}")
        spaces = articles_by_namespace(document)
        missed = missed_heading_lines(source, document)
        totals["missed_heading_lines"] += missed
        if missed:
            bad.append(f"{path.name}: {missed} heading lines that are no article")
        if spaces:
            totals["with_articles"] += 1
            wrong = {k: v for k, v in spaces.items() if not in_order(v)}
            totals["articles_in_order"] += not wrong
            if wrong:
                bad.append(f"{path.name}: articles {wrong}")
        cover = coverage(source, document)
        if cover.uncovered or cover.doubled:
            totals["not_covered_once"] += 1
            bad.append(f"{path.name}: uncovered {cover.uncovered[:2]} doubled {cover.doubled[:2]}")
        for leftover in document.leftovers:
            text = source.text[leftover.span.start : leftover.span.end]
            reasons[leftover.reason] += len(re.sub(r"\s", "", text))
        kinds.update(p.kind.value for p in document.provisions)
    report = {
        "totals": dict(totals),
        "leftover_characters": dict(reasons),
        "provisions": dict(kinds),
        "seconds": round(seconds, 2),
        "characters_per_second": round(totals["characters"] / max(seconds, 1e-9)),
    }
    size = totals["documents"] or 1
    print(f"documents {totals['documents']}, unread {totals['unread']}, {seconds:.2f} s in parse()")
    print(f"Điều complete and in order: {totals['articles_in_order']}/{totals['with_articles']} documents that have them")
    print(f"lines that look like an article heading and are none: {totals['missed_heading_lines']}")
    for name in ("number", "issued_on", "issuer", "type", "title"):
        print(f"{name:10} {totals[name]:4} {totals[name] / size:6.1%}")
    print(f"documents with a character in no part or in two: {totals['not_covered_once']}")
    for reason, count in reasons.most_common():
        print(f"leftover {reason:16} {count:9} {count / max(1, totals['characters']):7.2%}")
    for kind, count in kinds.most_common():
        print(f"provisions {kind:14} {count:6}")
    if options.bad:
        print("\n".join(bad))
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
