"""Build the sample and gold documents with their labels from the annotated sources in ``corpus/source``.

    python benchmarks/build_corpus.py [samples] [gold/train] [gold/dev] [gold/dev2] [gold/dev3] [gold/test] [gold/test2]

The markup of the sources is described in docs/gold.md. The same sources give the same bytes on any machine that has the fonts
(PDF only).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from corpus_renderers import FONT_FOLDERS, RENDERERS
from corpus_sources import AnnotatedDocument, Json, read_source

__all__ = ["FONT_FOLDERS", "build", "labels_path"]

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def label_lines(document: AnnotatedDocument) -> Iterator[Json]:
    for label in document.labels:
        yield {"document": document.file, **label}


def labels_path(folder: str, corpus: Path = CORPUS) -> Path:
    """Where a folder's labels are. Those of the samples stand beside their folder: everything in it is reviewed."""
    return corpus / "samples-expected.jsonl" if folder == "samples" else corpus / folder / "labels.jsonl"


def build(folder: str, corpus: Path = CORPUS) -> list[AnnotatedDocument]:
    """Build ``corpus/source/<folder>`` into ``<corpus>/<folder>``: the documents and their labels file."""
    target = corpus / folder
    target.mkdir(parents=True, exist_ok=True)
    documents = [read_source(path) for path in sorted((CORPUS / "source" / folder).glob("*.txt"))]
    for document in documents:
        (target / document.file).write_bytes(RENDERERS[document.format](document))
    lines = [json.dumps(line, ensure_ascii=False) for document in documents for line in label_lines(document)]
    labels_path(folder, corpus).write_text("\n".join(lines) + "\n", "utf-8")
    return documents


def main(arguments: list[str]) -> None:
    for folder in arguments or ["samples", *(f"gold/{split}" for split in ("train", "dev", "dev2", "dev3", "test", "test2"))]:
        documents = build(folder)
        labels = [label for document in documents for label in document.labels]
        findings = sum(len(label["findings"]) for label in labels)
        print(f"{folder}: {len(documents)} documents, {len(labels)} labelled units, {findings} findings")


if __name__ == "__main__":
    main(sys.argv[1:])
