"""What the language room reads out of real provincial documents, how fast, and what a change gained or lost.

    python benchmarks/citations_real.py --data FOLDER [--save run.tsv] [--against run.tsv] [--list citations|norms]

FOLDER holds Markdown files. Paragraphs are taken as provisions, so that the figures move with this room only, not with the
structure parser. ``--save`` writes one line per citation and norm; ``--against`` prints the lines that differ from a saved run.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.language import Annotator
from pipeline.law.registry import load_registry
from pipeline.records import Annotation, Document, IssuerLevel, Provision, ProvisionKind, Span


def read_documents(folder: Path) -> list[Document]:
    """One document a file; provisions are its paragraphs with wrapped lines joined and emphasis marks removed."""
    return [_document(path) for path in sorted(folder.glob("*.md"))]


def _document(path: Path) -> Document:
    text = path.read_text(encoding="utf-8").replace("*", "")
    provisions = []
    number = None
    for index, block in enumerate(re.split(r"\n\s*\n|\n\|\n|\n(?=- )", text)):
        joined = " ".join(block.split()).strip(" |")
        if not joined:
            continue
        if number is None and (found := re.match(r".{0,80}?Số:\s*(\d+/\d{4}/\S+|\d+/[A-ZĐ-]+)", joined)):
            number = found[1]
        kind = ProvisionKind.BASIS if joined.startswith("Căn cứ") else ProvisionKind.PARAGRAPH
        provisions.append(Provision(f"muc-{index}", "", kind, None, None, joined, Span(0, len(joined)), None))
    return Document(path.stem, path.name, None, number, None, IssuerLevel.PROVINCE, None, None, tuple(provisions))


def rows(document: Document, annotations: Iterable[Annotation]) -> list[str]:
    """One tab-separated line per citation and norm."""
    texts = {provision.path: provision.text for provision in document.provisions}
    out = []
    for annotation in annotations:
        text = texts[annotation.path]
        for c in annotation.citations:
            units = " ".join("/".join((u.article or "-", u.clause or "-", u.point or "-")) for u in c.units)
            fields = (
                "C",
                document.id,
                annotation.path,
                str(c.start),
                c.text,
                c.role.value,
                c.number or c.name or "",
                c.resolved or "",
                units,
            )
            out.append("\t".join((*fields, " ".join(c.amended_by))))
        for n in annotation.norms:
            value = f"{n.operator.value} {n.value}" + (f"..{n.upper}" if n.upper is not None else "")
            fields = (
                "N",
                document.id,
                annotation.path,
                str(n.start),
                text[n.start : n.end],
                n.aspect.value,
                value,
                n.unit or "",
            )
            out.append("\t".join((*fields, n.denominator or "", n.actor or "", n.condition or "")))
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--save", type=Path)
    options.add_argument("--against", type=Path)
    options.add_argument("--list", choices=("citations", "norms"))
    given = options.parse_args()
    documents = read_documents(given.data)
    annotator = Annotator(load_registry())
    annotator.annotate(documents[0])  # compile the expressions
    characters = sum(len(p.text) for d in documents for p in d.provisions)
    size = sum(len(p.text.encode()) for d in documents for p in d.provisions)
    started = time.process_time()
    results = [annotator.annotate(document) for document in documents]
    seconds = time.process_time() - started
    citations = [c for result in results for a in result for c in a.citations]
    named = [c for c in citations if not c.relative]
    lines = [line for document, result in zip(documents, results, strict=True) for line in rows(document, result)]
    print(
        json.dumps(
            {
                "documents": len(documents),
                "provisions": sum(len(d.provisions) for d in documents),
                "characters": characters,
                "cpu_seconds": round(seconds, 2),
                "megabytes_per_second": round(size / seconds / 1e6, 2),
                "citations": len(citations),
                "relative": len(citations) - len(named),
                "with_number": sum(1 for c in named if c.number),
                "resolved": sum(1 for c in named if c.resolved),
                "roles": Counter(c.role.value for c in named),
                "norms": Counter(n.aspect.value for result in results for a in result for n in a.norms),
                "settings": Counter(str(a.setting) for result in results for a in result),
            },
            ensure_ascii=False,
            indent=1,
        )
    )
    if given.list:
        wanted = "C" if given.list == "citations" else "N"
        sys.stdout.writelines(line + "\n" for line in lines if line.startswith(wanted))
    if given.against:
        old = given.against.read_text(encoding="utf-8").splitlines()
        lost, gained = Counter(old) - Counter(lines), Counter(lines) - Counter(old)
        for mark, items in (("-", lost), ("+", gained)):
            sys.stdout.writelines(f"{mark} {line}\n" for line in sorted(items.elements()))
        print(json.dumps({"lost": lost.total(), "gained": gained.total()}))
    if given.save:
        given.save.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
