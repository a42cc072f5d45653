"""Import reports of the official texts in every format, and of five damaged copies, through the command that users run.

    python benchmarks/import_reports.py ../shared/data/law

Word, HTML and PDF copies are written here from the official texts (python-docx, then LibreOffice); nothing is kept.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docx import Document

LAWS = ("10-2022-QH15", "59-2023-NĐ-CP", "61-2023-NĐ-CP")
Articles = list[dict[str, Any]]


def displaced(articles: Articles) -> Articles:
    """The web copy S1: unnumbered paragraphs of Chương II stand at the end of Điều 45."""
    moved: list[str] = []
    for item in articles:
        if 11 <= int(item["article"]) <= 45:
            lines = item["text"].split("\n")
            loose = [p for i, p in enumerate(lines) if i and not re.match(r"\W*(?:\d+\.|[a-zđ]\))\s", p)]
            item["text"] = "\n".join(p for p in lines if p not in loose)
            moved += loose
    articles[44]["text"] += "\n" + "\n".join(moved)
    return articles


def without_thresholds(articles: Articles) -> Articles:
    lines = articles[20]["text"].split("\n")
    articles[20]["text"] = "\n".join([lines[0], *lines[3:]])
    return articles


def without_articles(articles: Articles) -> Articles:
    return [a for a in articles if not 40 <= int(a["article"]) <= 45]


def cut_short(articles: Articles) -> Articles:
    articles[37]["text"] = articles[37]["text"][: len(articles[37]["text"]) * 2 // 3]
    return articles


def altered(articles: Articles) -> Articles:
    articles[12]["text"] = articles[12]["text"].replace("30 ngày", "15 ngày")
    return articles


DAMAGES: dict[str, Callable[[Articles], Articles]] = {
    "web copy S1 (paragraphs of Chương II at the end of Điều 45)": displaced,
    "Điều 21 lost two thresholds": without_thresholds,
    "Điều 40–45 missing": without_articles,
    "Điều 38 cut after two thirds": cut_short,
    "Điều 13: 30 ngày → 15 ngày": altered,
}


def read(folder: Path, name: str) -> tuple[str, Articles]:
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return data["instrument"].replace("-", "/", 1), sorted(data["articles"], key=lambda a: int(a["article"]))


def lines_of(number: str, articles: Articles) -> list[str]:
    kind = "Luật số" if "/QH" in number else "Số"
    lines = [f"{kind}: {number}"]
    for item in articles:
        lines += [f"Điều {item['article']}. {item['title']}", *item["text"].split("\n")]
    return lines


def write(number: str, articles: Articles, path: Path) -> None:
    if path.suffix == ".json":
        path.write_text(json.dumps({"instrument": number, "articles": articles}, ensure_ascii=False), encoding="utf-8")
    elif path.suffix == ".txt":
        path.write_text("\n".join(lines_of(number, articles)), encoding="utf-8")
    elif path.suffix == ".html":
        body = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines_of(number, articles))
        path.write_text(f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>', encoding="utf-8")
    else:
        document = Document()
        for line in lines_of(number, articles):
            document.add_paragraph(line)
        document.save(str(path.with_suffix(".docx")))
        if path.suffix == ".pdf":
            command = [
                "soffice",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(path.parent),
                str(path.with_suffix(".docx")),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=300)


def report(path: Path) -> list[str]:
    command = [sys.executable, "run_review.py", "law", "import", "--check", "--lang", "en", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return [f"exit {run.returncode}", *(line.strip() for line in (run.stdout or run.stderr).splitlines())]


def cases(folder: Path) -> Iterator[tuple[str, str, Articles, str]]:
    """(name, number, articles, suffix) of each copy."""
    for law in LAWS:
        for suffix in (".json", ".txt", ".html", ".docx", ".pdf"):
            yield f"{law}, official", *read(folder, law), suffix
    for name, damage in DAMAGES.items():
        for suffix in (".docx", ".pdf"):
            number, articles = read(folder, LAWS[0])
            yield name, number, damage(articles), suffix


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print("| copy | format | exit | report |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for name, number, articles, suffix in cases(options.folder):
            path = Path(scratch) / f"copy{suffix}"
            write(number, articles, path)
            code, *said = report(path)
            faults = [line for line in said if line.startswith("- ")]
            rest = [line for line in said if not line.startswith("- ")]
            shown = " ".join([*rest, *faults[:2], *([f"(+{len(faults) - 2})"] if len(faults) > 2 else [])])
            print(f"| {name} | {suffix[1:]} | {code.removeprefix('exit ')} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
