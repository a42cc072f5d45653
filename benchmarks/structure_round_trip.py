"""Render real documents to other formats and to degraded scans, read and parse them again, and compare the provisions.

    python benchmarks/structure_round_trip.py ../shared/data/provincial ../shared/data/law
        [--formats html,docx,pdf,scan-300,scan-200,scan-300-skew,scan-300-noise,scan-300-stamp]
        [--every 1] [--characters 0] [--bad] [--json FILE]

Markdown files are read and parsed; codified instruments (JSON) are laid out article by article. That first reading is the truth:
what it got wrong counts as right when it comes back, so this measures the readers of other formats, not the first reading.
``--characters N`` takes only the beginning of each document, about N characters of it: recognition takes seconds a page.

A provision is *exact* when its path and its text (blanks collapsed) come back; it is *labelled* when its path comes back with a text
that is at least 80 % the same. *CER* is the edit distance over the whole text in reading order, furniture of pages left out on both
sides, by the length of the true text; of the two orders in which a head of two columns may be read, row by row and column by column,
the one that is nearer counts. *Order errors* are Điều, khoản and điểm that come back out of their order.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "structure"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rapidfuzz.distance import Levenshtein
from scan_render import SCANS, write_scan
from structure_render import WRITERS, Box, Element, Line, elements, write_html, write_pdf

from pipeline.errors import ReadError
from pipeline.ingest import read
from pipeline.records import Document, LineRole, ProvisionKind, SourceText
from pipeline.structure import parse

_UNITS = frozenset({ProvisionKind.ARTICLE, ProvisionKind.CLAUSE, ProvisionKind.POINT})
_LIKE = 0.8  # similarity at which a text counts as the same provision, misread
_STEPS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)


def load(path: Path) -> list[Element]:
    """The document as paragraphs and tables to print."""
    if path.suffix == ".json":
        return list(_instrument(json.loads(path.read_text(encoding="utf-8"))))
    source = read(path, path.name)
    return list(elements(source, parse(source)))


def _instrument(data: dict[str, object]) -> Iterator[Element]:
    """An instrument of the codification with a head of its own."""
    kind = "LUẬT" if "QH" in str(data["instrument"]) else "NGHỊ ĐỊNH" if "NĐ" in str(data["instrument"]) else "THÔNG TƯ"
    left = [Line("CƠ QUAN BAN HÀNH", bold=True, centred=True)]
    right = [
        Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True),
        Line("Độc lập - Tự do - Hạnh phúc", bold=True, centred=True),
    ]
    number = [Line(f"Số: {data['instrument']}", centred=True)]
    place = [Line("Hà Nội, ngày 10 tháng 11 năm 2022", italic=True, centred=True)]
    yield Box([[left, right], [number, place]])
    yield Line(kind, bold=True, centred=True)
    yield Line("Thực hiện dân chủ ở cơ sở", bold=True, centred=True)
    articles = data["articles"]
    assert isinstance(articles, list)
    for article in sorted(articles, key=lambda one: (len(one["article"]), one["article"])):
        yield Line(f"Điều {article['article']}. {article['title']}", bold=True)
        for paragraph in article["text"].split("\n"):
            if paragraph.strip():
                yield Line(paragraph.strip())


def beginning(parts: Sequence[Element], characters: int) -> list[Element]:
    """The first elements, about so many characters; 0 takes all. A table is cut between rows."""
    if not characters:
        return list(parts)
    taken: list[Element] = []
    for part in parts:
        if characters <= 0:
            break
        if isinstance(part, Box) and part.ruled:
            rows = []
            for row in part.rows:
                rows.append(row)
                characters -= sum(len(line.text) for cell in row for line in cell)
                if characters <= 0:
                    break
            part = Box(rows, ruled=True)
        elif isinstance(part, Line):
            characters -= len(part.text)
        taken.append(part)
    return taken


def texts(document: Document) -> dict[str, str]:
    return {p.path: " ".join(p.text.split()) for p in document.provisions if p.kind is not ProvisionKind.FOOTNOTE}


def running(source: SourceText) -> str:
    """The text of the pages in reading order without their furniture."""
    return " ".join(
        source.text[line.start : line.end] for line in source.lines if line.role is not LineRole.PAGE_FURNITURE
    )  # fmt: skip


def laid_out(parts: Sequence[Element]) -> str:
    """The text with tables for layout (head, closing) read column by column, as they stand on paper."""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, Line):
            texts.append(part.text)
        elif part.ruled:
            texts += [line.text for row in part.rows for cell in row for line in cell]
        else:
            width = max((len(row) for row in part.rows), default=0)
            texts += [
                line.text for column in range(width) for row in part.rows for line in (row[column] if column < len(row) else [])
            ]
    return " ".join(" ".join(texts).split())


def head(document: Document) -> tuple[object, ...]:
    return document.number, document.issuer, document.issued_on, document.type, document.title


def order_errors(truth: Document, found: Document) -> int:
    """Units of ``found`` that are in ``truth`` but stand out of its order (all less the longest run in order)."""
    places = {p.path: index for index, p in enumerate(truth.provisions) if p.kind in _UNITS}
    sequence = [places[p.path] for p in found.provisions if p.path in places]
    tails: list[int] = []
    for place in sequence:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(sequence) - len(tails)


def words_by_confidence(truth: str, source: SourceText) -> Counter[tuple[str, float]]:
    """How many recognised words there are at each step of confidence, and how many of them are in the true text at their place."""
    counts: Counter[tuple[str, float]] = Counter()
    wanted = truth.split()
    got = [source.text[word.start : word.end] for word in source.words]
    right = set()
    for block in Levenshtein.opcodes(got, wanted):
        if block.tag == "equal":
            right.update(range(block.src_start, block.src_end))
    for index, word in enumerate(source.words):
        step = max(step for step in _STEPS if step <= word.confidence)
        counts["words", step] += 1
        counts["right", step] += index in right
    return counts


class Tally:
    """Counts of one format over all documents."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.confidence: Counter[tuple[str, float]] = Counter()
        self.seconds = 0.0

    def add(self, truth_texts: Sequence[str], truth: Document, source: SourceText) -> int:
        """Compare one document; gives how many provisions are not exact."""
        found = parse(source)
        want, got = texts(truth), texts(found)
        rows = {p.path for p in truth.provisions if p.kind is ProvisionKind.ROW}
        units = {p.path for p in truth.provisions if p.kind in _UNITS}
        exact = {path for path, text in want.items() if got.get(path) == text}
        labelled = {p for p, t in want.items() if p in got and Levenshtein.normalized_similarity(t, got[p]) >= _LIKE}
        text = running(source)
        self.count.update(
            documents=1,
            pages=len(source.pages),
            heads=head(truth) == head(found),
            provisions=len(want),
            exact=len(exact),
            labelled=len(labelled),
            outside_tables=len(want.keys() - rows),
            exact_outside_tables=len(exact - rows),
            labelled_outside_tables=len(labelled - rows),
            units=len(units),
            units_labelled=len(labelled & units),
            units_invented=sum(p.kind in _UNITS and p.path not in want for p in found.provisions),
            order_errors=order_errors(truth, found),
            characters=len(truth_texts[0]),
            wrong_characters=min(Levenshtein.distance(one, text) for one in truth_texts),
        )
        if source.words:
            self.confidence += words_by_confidence(truth_texts[-1], source)
        return len(want) - len(exact)

    def figures(self) -> dict[str, object]:
        c = self.count

        def share(part: str, whole: str) -> float:
            return round(c[part] / max(1, c[whole]), 4)

        result: dict[str, object] = {
            **{
                name: c[name]
                for name in ("documents", "unread", "pages", "heads", "provisions", "units", "units_invented", "order_errors")
            },
            "exact": share("exact", "provisions"),
            "exact_outside_tables": share("exact_outside_tables", "outside_tables"),
            "labelled": share("labelled", "provisions"),
            "labelled_outside_tables": share("labelled_outside_tables", "outside_tables"),
            "units_labelled": share("units_labelled", "units"),
            "cer": round(c["wrong_characters"] / max(1, c["characters"]), 5),
            "read_seconds_a_page": round(self.seconds / max(1, c["pages"]), 3),
        }
        if self.confidence:
            result["words_right_by_confidence"] = {
                str(step): [
                    self.confidence["words", step],
                    round(self.confidence["right", step] / max(1, self.confidence["words", step]), 3),
                ]
                for step in _STEPS
            }
        return result


def render(parts: list[Element], suffix: str, folder: Path, stem: str, seed: int) -> Path:
    target = folder / f"{stem}.{suffix if suffix in WRITERS else 'pdf'}"
    if suffix in WRITERS:
        WRITERS[suffix](parts, target)
        return target
    printed = folder / "printed.pdf"
    write_pdf(parts, printed)
    write_scan(printed, target, SCANS[suffix], seed)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--formats", default="html,docx,pdf")
    parser.add_argument("--every", type=int, default=1, help="take every n-th document")
    parser.add_argument("--characters", type=int, default=0, help="of the beginning of each document; 0: all")
    parser.add_argument("--bad", action="store_true", help="list the documents that fall short")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    paths = [path for folder in options.folders for path in sorted(folder.iterdir()) if path.suffix in (".md", ".json")]
    tallies = {suffix: Tally() for suffix in options.formats.split(",")}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, path in enumerate(paths[:: options.every]):
            parts = beginning(load(path), options.characters)
            write_html(parts, folder / "truth.html")
            plain = read(folder / "truth.html", "truth.html")
            # Of a whole Markdown document the first reading is the truth; of a beginning or a codified one, its HTML.
            whole = path.suffix == ".md" and not options.characters
            truth = parse(read(path, path.name)) if whole else parse(plain)
            for suffix, tally in tallies.items():
                target = render(parts, suffix, folder, path.stem, number)
                started = time.perf_counter()
                try:
                    source = read(target, target.name)
                except ReadError as error:
                    tally.count.update(unread=1, provisions=len(truth.provisions), characters=len(running(plain)))
                    print(f"{suffix} {path.stem}: {error}", file=sys.stderr)
                    continue
                tally.seconds += time.perf_counter() - started
                missed = tally.add((running(plain), laid_out(parts)), truth, source)
                if options.bad and missed:
                    print(f"{suffix} {path.stem}: {missed} of {len(truth.provisions)}", flush=True)
    report = {suffix: tally.figures() for suffix, tally in tallies.items()}
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
