"""Any number of documents from the annotated sources of samples and training split: varied, in five formats.

    python benchmarks/vary_documents.py FOLDER [--count 10000] [--seed 1]

Each document takes one source and changes it: other number, other names of places, one paragraph in seven left out, quantities drawn
anew. So no two have the same text, and lengths and topics are those of the sources. The same count and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

from build_corpus import CORPUS
from corpus_renderers import RENDERERS
from corpus_sources import AnnotatedDocument, Block, read_source

FORMATS = ("docx", "pdf", "html", "md", "txt", "docx", "pdf", "docx")  # offices hold more Word and PDF than anything else
PLACES = ("Tân Lập", "Hòa Bình", "Mỹ Thái", "An Phú", "Yên Sơn", "Đông Hải", "Phước Lộc", "Bình Minh", "Xuân Quang", "Thạnh Mỹ")
_PLACE = re.compile(r"\b(xã|phường|Xã|Phường) ((?:[A-ZĐ][\wÀ-ỹ]* ?){1,3})")
_QUANTITY = re.compile(r"\b(\d{1,2}) (ngày|tháng|%)")
_NUMBER = re.compile(r"^(Số: )\d+")


def sources() -> list[AnnotatedDocument]:
    """Sources of the samples and the training split; the other splits are for measuring the review itself."""
    folders = (CORPUS / "source" / "samples", CORPUS / "source" / "gold" / "train")
    return [read_source(path) for folder in folders for path in sorted(folder.glob("*.txt"))]


def vary(source: AnnotatedDocument, draw: random.Random, format: str) -> AnnotatedDocument:
    """A new document after ``source``."""
    place = draw.choice(PLACES)

    def other(text: str) -> str:
        text = _PLACE.sub(lambda match: f"{match[1]} {place}" + (" " if match[2].endswith(" ") else ""), text)
        text = _NUMBER.sub(lambda match: f"{match[1]}{draw.randrange(1, 4000)}", text)
        return _QUANTITY.sub(lambda match: f"{draw.choice((match[1], draw.randrange(2, 60)))} {match[2]}", text)

    def changed(block: Block) -> Block:
        return replace(block, cells=tuple(map(other, block.cells)), rows=tuple(tuple(map(other, row)) for row in block.rows))

    made = copy(source)
    made.format = format
    made.blocks = [changed(block) for block in source.blocks if block.kind != "text" or draw.random() > 1 / 7]
    made.labels = []
    return made


def documents(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of each document."""
    all_sources = sources()
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")
        format = FORMATS[number % len(FORMATS)]
        made = vary(draw.choice(all_sources), draw, format)
        yield f"{number:05d}-{made.name}.{format}", RENDERERS[format](made)


def build(folder: Path, count: int, seed: int = 1) -> Path:
    """Write them under ``folder`` in subfolders of a thousand; what is there already stays."""
    for number, (name, data) in enumerate(documents(count, seed)):
        path = folder / f"{number // 1000:03d}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(build(arguments.folder, arguments.count, arguments.seed))


if __name__ == "__main__":
    main()
