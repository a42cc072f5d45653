"""report.html: self-contained, strict about what may run, and right in a real browser."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import report_cases as cases
from bs4 import BeautifulSoup
from golden_file import check_golden

from pipeline.records import Kind, Severity
from pipeline.report import Format, write_reports
from pipeline.report.page import write_page
from pipeline.report.summarize import digest, recount
from pipeline.report.tracking.standing import UnitCount

HTML_ONLY = frozenset({Format.HTML})


def page(folder: Path, **changes: object) -> str:
    write_reports(cases.reviews(), folder, cases.options(formats=HTML_ONLY, **changes), cases.batch_findings())
    return (folder / "report.html").read_text("utf-8")


@pytest.fixture
def text(tmp_path: Path) -> str:
    return page(tmp_path)


@pytest.fixture
def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


def embedded(soup: BeautifulSoup) -> dict[str, Any]:
    element = soup.find("script", id="data")
    assert element is not None
    return json.loads(element.get_text())


def test_nothing_is_loaded_from_outside(soup: BeautifulSoup) -> None:
    assert soup.find_all(["link", "iframe", "object", "embed", "img", "base", "form"]) == []
    assert [tag for tag in soup.find_all(True) if tag.get("src") or str(tag.get("href", "#"))[:1] != "#"] == []
    assert "url(" not in str(soup.find("style"))
    assert "@import" not in str(soup.find("style"))


def test_policy_allows_just_the_two_inline_blocks(soup: BeautifulSoup) -> None:
    meta = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert meta is not None
    policy = str(meta["content"])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    blocks = [soup.find("style"), soup.find("script", id=None)]
    for block in blocks:
        assert block is not None
        digest = base64.b64encode(hashlib.sha256(block.get_text().encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_no_inline_handlers_or_styles(soup: BeautifulSoup) -> None:
    attributes = {name for tag in soup.find_all(True) for name in tag.attrs}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}


def test_hostile_text_stays_text(text: str, soup: BeautifulSoup) -> None:
    assert len(soup.find_all("script")) == 2
    assert cases.SCRIPT not in text
    assert "<b>đậm" not in text
    hostile = next(f for f in embedded(soup)["findings"] if f["id"] == "F0009")
    assert hostile["text"][1] == cases.SCRIPT
    assert hostile["excerpt"][1] == cases.SCRIPT


def test_marks_on_both_sides_are_the_words_of_the_finding(soup: BeautifulSoup) -> None:
    second = next(f for f in embedded(soup)["findings"] if f["id"] == "F0002")
    assert (second["text"][1], second["excerpt"][1]) == ("15 ngày", "ít nhất 30 ngày liên tục")
    beyond_bmp = next(f for f in embedded(soup)["findings"] if f["id"] == "F0011")
    assert beyond_bmp["text"][1] == "20 ngày liên tục"


def test_cautions_reach_the_card_in_words(soup: BeautifulSoup) -> None:
    second = next(f for f in embedded(soup)["findings"] if f["id"] == "F0002")
    assert second["cautions"] == ["Cần đối chiếu Luật số 97/2025/QH15"]


def test_gist_is_not_passed_off_as_wording(tmp_path: Path) -> None:
    view = cases.law_view()
    imported = tuple(
        replace(article, official="Khoản 2. " + cases.reviews()[0].findings[1].excerpt) if article.number == "13" else article
        for article in view.articles
    )
    soup = BeautifulSoup(page(tmp_path, laws=(replace(view, articles=imported),)), "lxml")
    official = {f["id"]: f["official"] for f in embedded(soup)["findings"]}
    assert official["F0002"]
    assert not official["F0003"]


def test_failed_documents_stand_first_with_their_reason(soup: BeautifulSoup) -> None:
    table = soup.find("table", class_="documents")
    assert table is not None
    rows = [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
    assert rows[0].startswith("Chưa rà soát được (4)")
    assert "Hãy cài Tesseract" in rows[1]
    assert all(cell for row in table.select("tr.unread") for cell in (td.get_text(strip=True) for td in row.find_all("td")))
    assert "Đã rà soát (3)" in rows[5]
    assert "12/2009/QĐ-UBND" in rows[6]  # most severe first


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_structure_golden(tmp_path: Path, lang: str) -> None:
    soup = BeautifulSoup(page(tmp_path, lang=lang), "lxml")
    data = embedded(soup)
    structure = {
        "lang": soup.html["lang"] if soup.html else None,
        "headings": [f"{tag.name} {tag.get_text(' ', strip=True)}" for tag in soup.find_all(["h1", "h2", "h3"])],
        "tiles": [tag.get_text(" ", strip=True) for tag in soup.select(".tiles li")],
        "bars": [tag.get_text(" ", strip=True) for tag in soup.select(".bars li")],
        "heat": [tag.get_text(" ", strip=True) for tag in soup.select(".heat tr")],
        "documents": [tag.get_text(" ", strip=True) for tag in soup.select(".documents tr")],
        "filters": {tag["data-filter"]: [o.get_text() for o in tag.find_all("option")] for tag in soup.select("[data-filter]")},
        "limits": [tag.get_text(" ", strip=True) for tag in soup.select(".limits li")],
        "words": {group: sorted(words) for group, words in data["words"].items()},
        "ui": data["ui"],
        "card": sorted(data["findings"][0]),
    }
    check_golden(f"page_{lang}", structure)


def test_limit_keeps_the_most_severe_and_says_so(tmp_path: Path) -> None:
    soup = BeautifulSoup(page(tmp_path, html_limit=6), "lxml")
    assert {f["severity"] for f in embedded(soup)["findings"]} == {Severity.HIGH}
    assert "chỉ hiện 6 trong 13 phát hiện" in soup.get_text()


def test_no_findings_are_not_called_conformity(tmp_path: Path) -> None:
    write_reports(cases.reviews()[4:5], tmp_path, cases.options(formats=HTML_ONLY))
    assert "không chứng minh rằng văn bản phù hợp" in (tmp_path / "report.html").read_text("utf-8")


def test_no_documents_at_all(tmp_path: Path) -> None:
    write_reports([], tmp_path, cases.options(laws=()))
    assert "report.html" in {path.name for path in tmp_path.iterdir()}


CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--virtual-time-budget=4000", "--dump-dom"),
]


@pytest.fixture
def browse(tmp_path: Path, require: Callable[[object, str], None]) -> Callable[[Path, dict[str, str]], BeautifulSoup]:
    """The page as a browser leaves it after running the script; any error or policy violation fails."""
    require(CHROMIUM, "Chromium is not installed")

    def run(path: Path, filters: dict[str, str]) -> BeautifulSoup:
        address = path.as_uri() + ("#" + urlencode(filters) if filters else "")
        command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert "Content Security Policy" not in done.stderr
        assert "Uncaught" not in done.stderr
        return BeautifulSoup(done.stdout, "lxml")

    return run


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({"kind": Kind.CONFLICTING_NORM}, {"F0002", "F0003", "F0004", "F0005", "F0007", "F0011"}),
    ({"kind": Kind.CONFLICTING_NORM, "severity": "medium"}, {"F0004", "F0005"}),
    ({"article": f"{cases.LAW}|36"}, {"F0004", "F0005"}),
    ({"document": cases.DISPATCH}, {"F0009", "F0010", "F0011", "F0012"}),
    ({"band": "low"}, {"F0009"}),
    ({"q": "niem yet dong gop"}, {"F0002"}),
    ({"q": "ĐƯỜNG THÔN"}, {"F0003"}),
    ({"id": "F0008"}, {"F0008"}),
    ({"q": "không có chữ này"}, set()),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=[urlencode(f) for f, _ in FILTERS])
def test_browser_shows_what_the_address_filters(
    tmp_path: Path, browse: Callable[..., BeautifulSoup], filters: dict[str, str], expected: set[str]
) -> None:
    page(tmp_path)
    soup = browse(tmp_path / "report.html", filters)
    assert {tag.get_text()[1:] for tag in soup.select(".card .id")} == expected


def test_browser_draws_every_card_with_both_marks_and_runs_nothing_hostile(
    tmp_path: Path, browse: Callable[..., BeautifulSoup]
) -> None:
    page(tmp_path)
    soup = browse(tmp_path / "report.html", {"sort": "document"})
    cards = soup.select(".card")
    assert [card.select_one(".id").get_text() for card in cards][:3] == ["#F0001", "#F0002", "#F0003"]  # type: ignore[union-attr]
    assert [len(card.select("mark")) for card in cards] == [2, 2, 2, 2, 2, 2, 2, 0, 2, 2, 2, 2, 1]
    assert soup.select(".card img, .card script") == []
    assert html.unescape(str(cards[8].select_one("mark").get_text())) == cases.SCRIPT  # type: ignore[union-attr]
    count = soup.find(id="count")
    assert count is not None
    assert re.search("13/13", count.get_text())


def test_progress_by_unit_is_drawn_where_there_is_a_workbook(tmp_path: Path) -> None:
    kept = [digest(review) for review in cases.reviews()]
    summary = recount(write_reports([], tmp_path / "x", cases.options(formats=frozenset())), kept, ())
    units = (UnitCount("Sở Nội vụ <b>", 10, 4, 2, 4, 3), UnitCount("", 2, 0, 0, 2, 0))
    write_page(tmp_path / "page.html", kept, (), summary, cases.options(), units)
    soup = BeautifulSoup((tmp_path / "page.html").read_text("utf-8"), "lxml")
    bars = soup.select("rect.u-late")[0].find_parent("ul")
    assert bars is not None
    labels = [svg["aria-label"] for svg in bars.find_all("svg")]
    assert labels == [
        "Sở Nội vụ <b>: Quá hạn 3, Chưa xử lý 1, Đang xử lý 2, Đã xử lý 4",
        "(chưa ghi đơn vị): Quá hạn 0, Chưa xử lý 2, Đang xử lý 0, Đã xử lý 0",
    ]
    widths = [float(rect["width"]) for rect in bars.find_all("svg")[0].find_all("rect")]
    assert widths == [300.0, 100.0, 200.0, 400.0]


KEYS = """<script>addEventListener("load", () => setTimeout(() => {
  const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const seen = [];
  for (const key of ["j", "j", "k", "k", "k"]) { press(key); seen.push(document.activeElement.querySelector(".id")?.textContent ?? "-"); }
  press("/"); seen.push(document.activeElement.dataset.filter);
  press("j"); seen.push(document.activeElement.dataset.filter);
  press("Escape"); seen.push(document.activeElement.tagName);
  document.body.dataset.seen = seen.join(" ");
}, 50));</script>"""


def test_keys_go_from_finding_to_finding_and_to_the_search(tmp_path: Path, browse: Callable[..., BeautifulSoup]) -> None:
    """On a copy without the policy, which would keep the test's own script from pressing keys."""
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.[^>]*>", "", page(tmp_path))
    (tmp_path / "keys.html").write_text(text.replace("</body>", KEYS + "</body>"), encoding="utf-8")
    soup = browse(tmp_path / "keys.html", {"sort": "document"})
    assert soup.body is not None
    assert soup.body["data-seen"] == "#F0001 #F0002 #F0001 #F0001 #F0001 q q BODY"
