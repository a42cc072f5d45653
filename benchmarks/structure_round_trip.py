"""Render real documents to other formats, read and parse them again, and count the provisions that come back.

    python benchmarks/structure_round_trip.py ../shared/data/provincial [--formats html,docx,pdf] [--every 1] [--bad]

A provision counts when its path and its text (blanks collapsed) are the same as in the first reading. Footnotes are not rendered.
What the first reading got wrong counts as right when it comes back: this measures other formats, not the first reading.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "structure"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from structure_render import WRITERS, elements

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.records import Document, ProvisionKind
from pipeline.structure import parse


def keys(document: Document) -> Counter[tuple[str, str]]:
    return Counter((p.path, " ".join(p.text.split())) for p in document.provisions if p.kind is not ProvisionKind.FOOTNOTE)


def head(document: Document) -> tuple[object, ...]:
    return document.number, document.issuer, document.issued_on, document.type, document.title


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--formats", default="html,docx,pdf")
    parser.add_argument("--every", type=int, default=1, help="take every n-th document")
    parser.add_argument("--bad", action="store_true", help="list the documents that fall short")
    options = parser.parse_args()
    report = {}
    for suffix in options.formats.split(","):
        total: Counter[str] = Counter()
        for path in sorted(options.folder.iterdir())[:: options.every]:
            source = read(path, path.name)
            document = parse(source)
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / f"{path.stem}.{suffix}"
                WRITERS[suffix](list(elements(source, document)), target)
                try:
                    again = parse(read(target, target.name))
                except ReadError as error:
                    total["unread"] += 1
                    total["provisions"] += sum(keys(document).values())
                    print(f"{suffix} {path.stem}: {error}", file=sys.stderr)
                    continue
            want, got = keys(document), keys(again)
            rows = {p.path for p in document.provisions if p.kind is ProvisionKind.ROW}
            total["documents"] += 1
            total["heads"] += head(document) == head(again)
            total["provisions"] += sum(want.values())
            total["exact"] += sum((want & got).values())
            total["provisions_outside_tables"] += sum(n for (p, _), n in want.items() if p not in rows)
            total["exact_outside_tables"] += sum(n for (p, _), n in (want & got).items() if p not in rows)
            if options.bad and want - got:
                print(f"{suffix} {path.stem}: {sum((want & got).values())}/{sum(want.values())}")
        report[suffix] = {
            **total,
            "share": round(total["exact"] / max(1, total["provisions"]), 4),
            "share_outside_tables": round(total["exact_outside_tables"] / max(1, total["provisions_outside_tables"]), 4),
        }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
