"""A real Chromium at a real server: the day of a reviewer and an approver, two people on one finding, hostile text, access."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from serving import Served, make_workspace, serve_office, serving
from workspace_cases import HOSTILE, PASSWORD, keep, open_office, review

from pipeline.commands.serve import laws_on, start_reviews
from pipeline.store.database import Database
from pipeline.store.tables import FindingRow

playwright = pytest.importorskip("playwright.sync_api")
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
Require = Callable[[object, str], None]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module; each person has a context of their own in it."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        yield None
        return
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Desk:
    """A signed-in person's page. ``asked``: every address the browser went to; ``complaints``: errors and blocked content."""

    def __init__(self, browser: Any, url: str, name: str | None) -> None:
        self.context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="vi-VN")
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.url, self.asked, self.complaints = url, [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
        if name:
            self.go("/sign-in")
            self.page.fill("[name=name]", name)
            self.page.fill("[name=password]", PASSWORD)
            self.page.click("main button")
            self.page.wait_for_url(url + "/")

    def go(self, path: str) -> Any:
        return self.page.goto(self.url + path)


@pytest.fixture
def desk(chromium: Any, require: Require) -> Iterator[Callable[[str, str | None], Desk]]:
    require(chromium, "no chromium on this machine (apt install chromium)")
    opened: list[Desk] = []

    def open_desk(url: str, name: str | None) -> Desk:
        opened.append(Desk(chromium, url, name))
        return opened[-1]

    yield open_desk
    for one in opened:
        one.context.close()


@pytest.fixture
def served(embedded: Database, tmp_path: Path) -> Iterator[Served]:
    with serve_office(embedded, tmp_path) as found:
        yield found


def test_upload_decide_approve_and_export(embedded: Database, tmp_path: Path, desk: Callable[[str, str | None], Desk]) -> None:
    """The whole way with the real reading and checking of a real PDF."""
    workspace = make_workspace(embedded, tmp_path, lambda files, as_of: start_reviews(files, as_of, 1, 300))
    workspace.laws = laws_on
    open_office(embedded)
    with serving(workspace) as url:
        lan = desk(url, "lan")
        page = lan.page
        lan.go("/runs")
        page.set_input_files("[name=files]", str(SAMPLES / "04-cong-van-trien-khai-luat-2023.pdf"))
        page.fill("[name=as_of]", "2026-11-01")
        page.click("button.main")
        page.wait_for_selector(".run-done", timeout=180_000)
        page.click("tbody a")
        page.click("a.button")
        page.wait_for_url("**/findings?*")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/findings/*")
        first = page.url
        drawn = page.wait_for_selector("img.page")
        page.wait_for_function("image => image.complete && image.naturalWidth > 500", arg=drawn)
        assert page.locator("blockquote.clause mark").count() == 1
        page.keyboard.press("a")
        page.wait_for_function("first => location.href !== first && document.readyState === 'complete'", arg=first)
        page.keyboard.press("r")
        page.locator("#reject select").select_option("conforms")
        page.keyboard.press("Escape")
        page.click("#reject button")
        page.wait_for_load_state()

        approver = desk(url, "truongphong")
        approver.page.goto(first)
        approver.page.keyboard.press("p")
        approver.page.wait_for_selector(".state-approved")
        approver.go("/papers")
        approver.page.fill("[name=title]", "Đợt rà soát thử")
        approver.page.click("button.main")
        with approver.page.expect_download() as download:
            approver.page.click("text=report.docx")
        assert Path(download.value.path()).read_bytes()[:2] == b"PK"
        approver.page.click("form[action$=rebuild] button")
        approver.page.wait_for_selector(".message.good")
        for one in (lan, approver):
            assert one.complaints == []
            assert [address for address in one.asked if not address.startswith((url, "data:"))] == []
    with embedded.read() as session:
        verdicts = sorted((row.state, row.verdict or "") for row in session.query(FindingRow) if row.state != "open")
    assert verdicts == [("approved", "accept"), ("reviewed", "reject")]


def test_two_people_on_one_finding(served: Served, desk: Callable[[str, str | None], Desk]) -> None:
    with served.database.begin() as session:
        keep(session, served.office.hoa_lac)
    lan, minh = desk(served.url, "lan"), desk(served.url, "minh")
    for one in (lan, minh):
        one.go("/findings/1")
    minh.page.keyboard.press("e")
    minh.page.fill("#change [name=wording]", "Lời của Minh")
    lan.page.keyboard.press("a")
    lan.page.wait_for_url("**/findings/2*")
    minh.page.click("#change button")
    conflict = minh.page.locator(".conflict")
    conflict.wait_for()
    assert "Nguyễn Thị Lan" in conflict.inner_text()
    assert "Lời của Minh" in conflict.inner_text()
    minh.page.click(".conflict button")
    minh.page.wait_for_url("**/findings/2*")
    minh.go("/findings/1")
    text = minh.page.inner_text("main")
    assert "Lời của Minh" in text
    assert "Ý kiến khác nhau" in text


def test_hostile_text_of_a_document_does_nothing(served: Served, desk: Callable[[str, str | None], Desk]) -> None:
    made = review(f"{HOSTILE}.docx", f"2. Niêm yết 15 ngày {HOSTILE}")
    with served.database.begin() as session:
        document = keep(session, served.office.hoa_lac, made)
    one = desk(served.url, "quantri")
    for path in ("/", "/findings", "/findings/1", "/documents", f"/documents/{document}", "/admin/audit"):
        one.go(path)
        one.page.wait_for_timeout(50)
        assert "XSS" not in one.page.title()
    one.go("/findings/1")
    one.page.fill("[data-key=c]", HOSTILE)
    one.page.click("form[action*=comments] button")
    one.page.wait_for_selector(".comment")
    assert HOSTILE in one.page.inner_text(".comment")
    assert "XSS" not in one.page.title()
    assert one.complaints == []


def test_other_units_file_is_not_there(served: Served, desk: Callable[[str, str | None], Desk]) -> None:
    with served.database.begin() as session:
        document = keep(session, served.office.hoa_lac)
    tu = desk(served.url, "tu")
    for path in ("/findings/1", f"/documents/{document}", f"/documents/{document}/file"):
        assert tu.go(path).status == 404
    tu.go("/findings")
    assert "Không có phát hiện nào khớp" in tu.page.inner_text("main")


def test_finding_is_added_by_selecting_words(served: Served, desk: Callable[[str, str | None], Desk]) -> None:
    """Offsets in code points: the letters before the words are outside the basic plane."""
    with served.database.begin() as session:
        document = keep(session, served.office.hoa_lac, review(posting="2. 𝒳𝒴 Niêm yết trong 15 ngày tại trụ sở."))
    lan = desk(served.url, "lan")
    lan.go(f"/documents/{document}")
    lan.page.evaluate("""() => {
      const words = document.querySelector('[data-path="dieu-5/khoan-2"] [data-words]');
      const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
      let node; while ((node = walker.nextNode()) && !node.data.includes("tại trụ sở"));
      const range = document.createRange(), at = node.data.indexOf("tại trụ sở");
      range.setStart(node, at); range.setEnd(node, at + "tại trụ sở".length);
      getSelection().removeAllRanges(); getSelection().addRange(range);
    }""")
    lan.page.wait_for_function("document.querySelector('[data-add]').elements.quote.value === 'tại trụ sở'")
    lan.page.select_option("[data-add] [name=kind]", "added-burden")
    lan.page.fill("[data-add] [name=wording]", "Thêm điều kiện về nơi niêm yết")
    lan.page.click("[data-add] button")
    lan.page.wait_for_url("**/findings/3")
    assert lan.page.inner_text("blockquote.clause mark") == "tại trụ sở"


def test_filters_stay_in_the_address(served: Served, desk: Callable[[str, str | None], Desk]) -> None:
    with served.database.begin() as session:
        keep(session, served.office.hoa_lac)
    lan = desk(served.url, "lan")
    lan.go("/findings")
    lan.page.select_option(".filters [name=severity]", "medium")
    lan.page.wait_for_url("**severity=medium*")
    lan.page.wait_for_function("document.querySelectorAll('[data-row]').length === 1")
    lan.page.reload()
    assert lan.page.locator("[data-row]").count() == 1
    lan.page.click("[data-open]")
    assert "severity=medium" in lan.page.url
    lan.page.keyboard.press("j")
    assert "/findings/2" in lan.page.url


PAGES = ["/", "/findings", "/findings/1", "/documents", "/documents/1", "/runs", "/runs/1", "/papers", "/account", "/admin/people",
         "/admin/audit", "/khong-co"]  # fmt: skip


@pytest.fixture
def furnished(served: Served) -> Served:
    """Something on every page."""
    from pipeline.store import decide, jobs

    with served.database.begin() as session:
        keep(session, served.office.hoa_lac)
        decide.decide(session, served.office.lan, 1, 1, decide.Choice(decide.Verdict.ACCEPT, reason="Đúng"))
        decide.comment(session, served.office.lan, 1, "Ý kiến")
        decide.assign(session, served.office.approver, 2, 1, served.office.lan.user_id, date(2026, 11, 1))
        digest, suffix = served.workspace.files.add([b"x"], "hong.txt", 10)
        jobs.create_job(
            session, served.office.lan, served.office.hoa_lac, date(2026, 11, 1), [jobs.Uploaded("hong.txt", digest, suffix)]
        )
    return served


def test_pages_are_accessible(furnished: Served, desk: Callable[[str, str | None], Desk], require: Require) -> None:
    """axe-core finds nothing against WCAG 2.1 A and AA, contrast included, in both languages."""
    script = Path(os.environ.get("RASOAT_TEST_AXE", ROOT / ".cache/npm/node_modules/axe-core/axe.min.js"))
    require(script.is_file(), f"axe-core is not at {script} (npm install --prefix .cache/npm axe-core)")
    axe = script.read_text("utf-8")
    one, guest = desk(furnished.url, "quantri"), desk(furnished.url, None)
    found = []
    for person, pages in ((guest, ["/sign-in"]), (one, PAGES)):
        for lang in ("vi", "en"):
            person.context.add_cookies([{"name": "lang", "value": lang, "url": furnished.url}])
            for path in pages:
                person.go(path)
                for details in person.page.locator("details").all():
                    details.evaluate("one => { one.open = true }")
                person.page.evaluate(axe)  # through the debugger, so that the page's policy need not allow it
                result = person.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
                found += [
                    (lang, path, one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in result["violations"]
                ]
    assert found == []


VOWELS = "áàảãạ ấầẩẫậ ắằẳẵặ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ"
VIETNAMESE = f"ăâđêôơư {VOWELS}"


@pytest.mark.parametrize("element", ["h1", "p", "blockquote", "button", "input", "code", "kbd"])
def test_every_font_has_all_vietnamese_letters(served: Served, desk: Callable[[str, str | None], Desk], element: str) -> None:
    """The browser draws all of them with one font: no letter is borrowed from another."""
    one = desk(served.url, "lan")
    one.go("/")
    one.page.evaluate(
        """([element, text]) => { const one = document.createElement(element); one.id = "letters";
        if (element === "input") one.value = text; else one.textContent = text; document.querySelector("main").append(one);
        return new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))); }""",
        [element, VIETNAMESE + VIETNAMESE.upper()],
    )
    session = one.context.new_cdp_session(one.page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "#letters"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    if element != "input":  # an input's text is inside the browser's own part of the page
        assert len(fonts) == 1, fonts
