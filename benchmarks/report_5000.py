"""Time, size and memory of the report files for many findings.

    python benchmarks/report_5000.py [--findings 5000] [--documents 200] [--out DIR]

Prints a Markdown table: each format alone, and all of them. Provisions are synthetic, about 400 characters each.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.records import (
    Action,
    Alignment,
    Article,
    Aspect,
    Candidate,
    ConformanceRow,
    Document,
    Explanation,
    Finding,
    IssuerLevel,
    Kind,
    LawClause,
    LawUnit,
    Provision,
    ProvisionKind,
    ReadStatus,
    Review,
    Setting,
    Severity,
    SourcePage,
    SourceText,
    Span,
    Status,
    TextOrigin,
)
from pipeline.report import Format, LawView, ReportOptions, write_reports

LAW = "10/2022/QH15"
NORMS = 100
TEXT = "Ủy ban nhân dân xã niêm yết công khai các khoản đóng góp của Nhân dân tại trụ sở trong thời gian 15 ngày, " * 4
EXCERPT = "Niêm yết tại trụ sở và nhà văn hóa, điểm sinh hoạt cộng đồng ít nhất 30 ngày liên tục."
KINDS, SEVERITIES, ACTIONS = tuple(Kind), tuple(Severity), tuple(Action)


def reviews(documents: int, findings: int) -> Iterator[Review]:
    """Documents with the findings spread evenly over them; made one by one, as the engine does."""
    for number in range(documents):
        path = f"van-ban/{number:05d}.docx"
        share = findings // documents + (number < findings % documents)
        provisions = tuple(_provision(index) for index in range(share))
        yield Review(
            path,
            ReadStatus.REVIEWED,
            None,
            SourceText(path, f"{number:064x}", "docx", "", (), (SourcePage(1, TextOrigin.MARKUP),)),
            _document(path, number, provisions),
            (),
            tuple(Alignment(p.path, (Candidate(LawUnit(LAW, "13", "2"), 0.9),)) for p in provisions),
            tuple(_finding(path, number, index, p) for index, p in enumerate(provisions)),
            tuple(
                ConformanceRow(path, f"N{n}", LawUnit(LAW, str(n % 91 + 1)), Status.NOT_CHECKED, None, "not-mentioned")
                for n in range(NORMS)
            ),
        )


def _provision(index: int) -> Provision:
    text = f"{index + 1}. {TEXT}"
    span = Span(index * 500, index * 500 + len(text), 1, index + 1)
    return Provision(f"dieu-{index + 1}", f"Điều {index + 1}", ProvisionKind.ARTICLE, str(index + 1), None, text, span, None)


def _document(path: str, number: int, provisions: tuple[Provision, ...]) -> Document:
    return Document(
        f"{number:016x}",
        path,
        "quyết định",
        f"{number}/2016/QĐ-UBND",
        "Ủy ban nhân dân tỉnh",
        IssuerLevel.PROVINCE,
        date(2016, 5, 4),
        "Ban hành Quy chế thực hiện dân chủ",
        provisions,
        normative=True,
    )


def _finding(path: str, number: int, index: int, provision: Provision) -> Finding:
    start, law_start, turn = provision.text.index("15 ngày"), EXCERPT.index("ít nhất"), number * 31 + index
    return Finding(
        id=f"{number:05d}-{index:05d}",
        document=path,
        path=provision.path,
        label=provision.label,
        quote=provision.text[:200],
        text=provision.text,
        start=start,
        end=start + len("15 ngày"),
        span=provision.span,
        kind=KINDS[turn % len(KINDS)],
        aspect=Aspect.DURATION,
        status=Status.CONTRADICTED,
        action=ACTIONS[turn % len(ACTIONS)],
        severity=SEVERITIES[turn % len(SEVERITIES)],
        confidence=turn % 101 / 100,
        law=LawUnit(LAW, str(turn % 91 + 1), "2"),
        excerpt=EXCERPT,
        excerpt_start=law_start,
        excerpt_end=law_start + len("ít nhất 30 ngày liên tục"),
        explanation=Explanation("Thời gian niêm yết ngắn hơn mức tối thiểu của Luật.", "Posted for less than the minimum."),
        check="conflicting-norm/1",
        versions={"program": "bench"},
        cautions=("needs-97-2025-check",) if turn % 3 == 0 else (),
    )


def law_view() -> LawView:
    gist = (LawClause("2", EXCERPT),)
    articles = tuple(Article(LAW, str(n), f"Tên điều {n}", Setting.COMMUNE, EXCERPT, gist) for n in range(1, 92))
    return LawView(LAW, "Luật Thực hiện dân chủ ở cơ sở", articles)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=5000)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--out", type=Path, default=None, help="keep the files of the full run here")
    arguments = parser.parse_args()
    runs: list[tuple[str, frozenset[Format]]] = [("JSONL only", frozenset())]
    runs += [(f"+ {one}", frozenset({one})) for one in Format]
    runs.append(("all", frozenset(Format)))
    print(f"{arguments.findings} findings in {arguments.documents} documents\n")
    print("| files | seconds | size, MB | peak memory so far, MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for name, formats in runs:
            out = arguments.out if arguments.out and name == "all" else Path(scratch) / name.replace("+ ", "")
            options = ReportOptions(as_of=date(2026, 11, 1), laws=(law_view(),), formats=formats)
            started = time.perf_counter()
            write_reports(reviews(arguments.documents, arguments.findings), out, options)
            seconds = time.perf_counter() - started
            size = sum(path.stat().st_size for path in out.glob("report.*" if formats else "*")) / 1e6
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"| {name} | {seconds:.2f} | {size:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
