"""The work itself over HTTP: deciding, conflicts, bulk, runs with their progress, papers made again, pictures of pages."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from serving import Served, serve_office
from sqlalchemy import select
from workspace_cases import LAW, PASSWORD, keep, review

from pipeline.records import Box, ReadStatus
from pipeline.store import decide, jobs
from pipeline.store.database import Database
from pipeline.store.decide import Choice, Verdict
from pipeline.store.tables import FindingRow, Job
from pipeline.web.draw_page import draw_page
from pipeline.web.work import BackgroundWorker


@pytest.fixture
def served(embedded: Database, tmp_path: Path) -> Iterator[Served]:
    with serve_office(embedded, tmp_path) as found:
        yield found


@pytest.fixture
def document(served: Served) -> int:
    with served.database.begin() as session:
        return keep(session, served.office.hoa_lac)


class Person:
    """Somebody at the workspace; ``post`` adds the form's token."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        found = re.search(r'name="csrf" value="([^"]+)"', client.get("/account").text)
        assert found
        self.csrf = found[1]

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, to: str, /, **fields: object) -> httpx.Response:
        return self.client.post(to, data={"csrf": self.csrf} | fields)


@contextmanager
def person(served: Served, name: str) -> Iterator[Person]:
    with httpx.Client(base_url=served.url, follow_redirects=True, timeout=30) as client:
        client.post("/sign-in", data={"name": name, "password": PASSWORD})
        yield Person(client)


def row(served: Served, one: int) -> FindingRow:
    with served.database.read() as session:
        return session.get_one(FindingRow, one)


def test_accepting_goes_on_to_the_next_and_keeps_the_filter(served: Served, document: int) -> None:
    with person(served, "lan") as lan:
        answer = lan.post("/findings/1/decide?kind=conflicting-norm", version=1, verdict="accept")
    assert (answer.url.path, answer.url.query) == ("/findings/2", b"kind=conflicting-norm")
    assert (row(served, 1).state, row(served, 1).verdict) == ("reviewed", "accept")


def test_change_writes_only_what_was_changed(served: Served, document: int) -> None:
    old = {
        "old_kind": "conflicting-norm",
        "old_action": "amend",
        "old_law": LAW,
        "old_article": "13",
        "old_clause": "2",
        "old_wording": "",
    }
    fields = old | {
        "kind": "narrowed-right",
        "action": "amend",
        "law": LAW,
        "article": "14",
        "clause": "",
        "point": "",
        "wording": "",
    }
    with person(served, "lan") as lan:
        lan.post("/findings/1/decide", version=1, verdict="change", **fields)
        text = lan.get("/findings/1").text
    found = row(served, 1)
    assert (found.kind, found.action, found.article, found.clause, found.wording) == (
        "narrowed-right",
        "amend",
        "14",
        None,
        None,
    )
    assert "Thời điểm công khai" in text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"version": 1, "verdict": "reject"}, 422),
        ({"version": 1, "verdict": "nonsense"}, 422),
        ({"version": "x", "verdict": "accept"}, 422),
        ({"verdict": "accept"}, 409),
        ({"version": 1, "verdict": "change", "kind": "a", "old_kind": "b"}, 422),
        ({"version": 1, "verdict": "change", "law": LAW, "article": "<b>", "old_article": "13"}, 422),
    ],
)
def test_incomplete_form_changes_nothing(served: Served, document: int, fields: dict[str, object], status: int) -> None:
    with person(served, "lan") as lan:
        assert lan.post("/findings/1/decide", **fields).status_code == status
    assert row(served, 1).state == "open"


def test_conflict_shows_both_and_loses_nothing(served: Served, document: int) -> None:
    with person(served, "lan") as lan, person(served, "minh") as minh:
        lan.post("/findings/1/decide", version=1, verdict="accept", reason="Lý do của Lan")
        answer = minh.post("/findings/1/decide", version=1, verdict="reject", reason_code="quoted", reason="Lý do của Minh")
        assert answer.status_code == 409
        assert "Lý do của Lan" in answer.text
        assert "Lý do của Minh" in answer.text
        assert row(served, 1).verdict == "accept"
        form = re.search(r'<section class="conflict".*?<form.*?>(.*?)</form>', answer.text, re.S)
        assert form
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
        assert minh.client.post("/findings/1/decide", data=fields).status_code == 200
    found = row(served, 1)
    assert (found.verdict, found.disputed) == ("reject", True)
    with served.database.read() as session:
        assert [one.reason for one in decide.history(session, 1)] == ["Lý do của Lan", "Lý do của Minh"]


def test_equal_findings_are_decided_together(served: Served, document: int) -> None:
    with served.database.begin() as session:
        keep(session, served.office.hoa_lac, review("khac.docx"))
    with person(served, "lan") as lan:
        lan.post("/findings/1/decide", version=1, verdict="reject", reason_code="conforms", alike="1")
    assert [row(served, one).verdict for one in (1, 2, 3, 4)] == ["reject", None, "reject", None]


def test_bulk_from_the_queue(served: Served, document: int) -> None:
    with person(served, "lan") as lan, person(served, "minh") as minh, person(served, "truongphong") as approver:
        minh.post("/findings/2/decide", version=1, verdict="accept")
        answer = lan.post("/findings/bulk", verdict="accept", item=["1:1", "2:1"])
        assert "Đã xử lý 1 phát hiện" in answer.text
        assert "/findings/2" in answer.text
        approver.post("/findings/bulk", verdict="approve", item=["1:2", "2:2"])
        assert lan.post("/findings/bulk", verdict="accept", item=["1:x"]).status_code == 422
    assert [row(served, one).state for one in (1, 2)] == ["approved", "approved"]


def test_assignment_comment_and_own_finding(served: Served, document: int) -> None:
    with person(served, "truongphong") as approver, person(served, "lan") as lan:
        approver.post("/findings/1/assign", version=1, assignee=served.office.lan.user_id, due_on="2026-11-01")
        lan.post("/findings/1/comments", text="Đã hỏi xã\nchờ trả lời")
        assert "chờ trả lời" in lan.get("/findings/1").text
        assert lan.get("/findings?late=1").text.count("data-row") == 1
        fields = {
            "path": "dieu-6/khoan-1",
            "start": 3,
            "end": 23,
            "kind": "outdated-term",
            "action": "amend",
            "severity": "low",
        }
        answer = lan.post(f"/documents/{document}/findings", **fields, law=LAW, article="36", wording="Tên gọi cũ")
        assert answer.url.path == "/findings/3"
        assert "Tên gọi cũ" in answer.text
    assert row(served, 3).quote == "Ban Thanh tra nhân d"


def wait_until(condition: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.03)


def upload(who: Person, unit: int, names: tuple[str, ...]) -> str:
    parts = [("files", (name, f"nội dung {name}".encode())) for name in names]
    answer = who.client.post("/runs", data={"csrf": who.csrf, "unit": unit, "as_of": "2026-11-01"}, files=parts)
    assert answer.status_code == 200, answer.text
    return answer.url.path


def test_upload_is_reviewed_with_progress_as_events(served: Served) -> None:
    served.reviewing.hold.set()
    with person(served, "lan") as lan:
        path = upload(lan, served.office.hoa_lac, ("một.txt", "hong.txt", "C:\\hồ sơ\\ba.txt"))
        events = []
        with lan.client.stream("GET", f"{path}/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            for line in stream.iter_lines():
                if line.startswith("data: {") and line != "data: {}":
                    events.append(json.loads(line[6:]))
                    served.reviewing.hold.clear()
                if line == "event: end":
                    break
        page = lan.get(path).text
    assert events[0]["done"] == 0
    assert (events[-1]["done"], events[-1]["total"], events[-1]["active"]) == (3, 3, False)
    assert "tệp hỏng" in page
    assert "ba.txt" in page
    assert "hồ sơ" not in page
    assert served.reviewing.seen == ["một.txt", "hong.txt", "ba.txt"]


def test_zip_gives_its_documents(served: Served) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("a/một.txt", "a/hai.txt"):
            archive.writestr(name, "nội dung")
    with person(served, "lan") as lan:
        parts = [("files", ("lô.zip", buffer.getvalue()))]
        lan.client.post("/runs", data={"csrf": lan.csrf, "unit": served.office.hoa_lac, "as_of": "2026-11-01"}, files=parts)
    wait_until(lambda: len(served.reviewing.seen) == 2)
    assert sorted(served.reviewing.seen) == ["lô.zip!/a/hai.txt", "lô.zip!/a/một.txt"]


def status(served: Served, path: str) -> str:
    with served.database.read() as session:
        return session.get_one(Job, int(path.rsplit("/", 1)[1])).status


def test_cancelled_run_keeps_what_is_done_and_goes_on_later(served: Served) -> None:
    served.reviewing.hold.set()
    with person(served, "lan") as lan:
        path = upload(lan, served.office.hoa_lac, ("a.txt", "b.txt", "c.txt"))
        wait_until(lambda: status(served, path) == "running")
        lan.post(f"{path}/cancel")
        served.reviewing.hold.clear()
        wait_until(lambda: status(served, path) == "cancelled")
        assert served.reviewing.seen == ["a.txt"]
        lan.post(f"{path}/resume")
        wait_until(lambda: status(served, path) == "done")
    assert served.reviewing.seen == ["a.txt", "b.txt", "c.txt"]


def test_run_goes_on_after_a_restart(served: Served) -> None:
    """A run that was under way when the server went down: the next start takes up the documents that wait."""
    with served.database.begin() as session:
        digest, suffix = served.workspace.files.add([b"x"], "x.txt", 10)
        files = [jobs.Uploaded(name, digest, suffix) for name in ("a.txt", "b.txt")]
        one = jobs.create_job(session, served.office.lan, served.office.hoa_lac, served.workspace.today(), files)
        one.status = "running"
        jobs.finish_file(session, jobs.waiting(session, one.id)[0].id, ReadStatus.REVIEWED, None, None)
    worker = BackgroundWorker(served.workspace)
    worker.start()
    wait_until(lambda: status(served, f"/runs/{one.id}") == "done")
    worker.stop()
    assert served.reviewing.seen == ["b.txt"]


def test_defect_in_a_run_is_told_and_the_server_goes_on(served: Served) -> None:
    with person(served, "lan") as lan:
        served.reviewing.hold.set()
        path = upload(lan, served.office.hoa_lac, ("a.txt",))
        for file in served.workspace.files.root.glob("??/*"):
            file.unlink()
        served.reviewing.hold.clear()
        wait_until(lambda: status(served, path) == "failed")
        assert "Lỗi phần mềm" in lan.get(path).text
        assert status(served, upload(lan, served.office.hoa_lac, ("b.txt",))) in ("queued", "running", "done")


def test_papers_hold_decisions_and_are_made_again_identically(served: Served, document: int) -> None:
    with served.database.begin() as session:
        decide.decide(session, served.office.lan, 1, 1, Choice(Verdict.CHANGE, wording="Lời của người rà soát"))
        decide.approve(session, served.office.approver, 1, 2)
    with person(served, "lan") as lan:
        fields = {"title": "Đợt 1", "basis": "approved", "reports": "1", "slips": "1", "office": "Sở Tư pháp", "lang": "vi"}
        answer = lan.post("/papers", **fields)
        assert answer.url.path == "/papers/1"
        archive = zipfile.ZipFile(io.BytesIO(lan.get("/papers/1/all.zip").content))
        findings = [json.loads(line) for line in archive.read("findings.jsonl").decode().splitlines()]
        assert [one["explanation"]["vi"] for one in findings] == ["Lời của người rà soát"]
        assert {"report.docx", "report.xlsx", "report.html"} < set(archive.namelist())
        assert any(name.startswith("phieu-") for name in archive.namelist())
        with served.database.begin() as session:  # what is decided later does not change papers that were sent
            decide.decide(session, served.office.lan, 2, 1, Choice(Verdict.ACCEPT))
            decide.send_back(session, served.office.approver, 1, 3, "xem lại")
        again = lan.post("/papers/1/rebuild").text
        assert "giống hệt bản đã lập" in again, re.findall(r"<tr><td>.*?</tr>", again)
        later = lan.post("/papers", **(fields | {"basis": "reviewed"}))
        assert later.url.path == "/papers/2"
        assert lan.get("/papers/1/files/../../../x").status_code == 404
        assert lan.get("/papers/1/files/manifest.json").status_code == 404
    with person(served, "tu") as tu:
        assert tu.get("/papers/1").status_code == 404
        assert "Đợt 1" not in tu.get("/papers").text


def test_original_file_is_a_download_and_never_a_page(served: Served) -> None:
    with person(served, "lan") as lan:
        path = upload(lan, served.office.hoa_lac, ("trang <b>.html",))
        wait_until(lambda: status(served, path) == "done")
        answer = lan.get("/documents/1/file")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def two_pages(file: Path) -> Path:
    canvas = Canvas(str(file), pagesize=(595, 842))
    for number in (1, 2):
        canvas.drawString(72, 700, f"Trang {number}")
        canvas.showPage()
    canvas.save()
    return file


def test_page_is_drawn_with_the_clause_marked(tmp_path: Path) -> None:
    """The mark's edge is where the box is, and nowhere else."""
    drawn = draw_page(two_pages(tmp_path / "a.pdf"), 2, Box(72.0, 100.0, 272.0, 130.0), tmp_path / "cache")
    assert drawn is not None
    picture = Image.open(drawn)
    edge = [(x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) == (179, 107, 0)]
    scale = picture.width / 595
    corners = [min(x for x, _ in edge), min(y for _, y in edge), max(x for x, _ in edge), max(y for _, y in edge)]
    assert corners == pytest.approx([value * scale for value in (72, 100, 272, 130)], abs=6)
    assert picture.width > 1000


@pytest.mark.parametrize(("content", "page"), [(b"%PDF-1.4 broken", 1), (b"", 1), (None, 9), (None, 0)])
def test_page_that_cannot_be_drawn_is_none(tmp_path: Path, content: bytes | None, page: int) -> None:
    file = two_pages(tmp_path / "a.pdf")
    if content is not None:
        file.write_bytes(content)
    assert draw_page(file, page, None, tmp_path / "cache") is None


def test_postgresql_serves_the_same_pages(postgres_url: str, tmp_path: Path) -> None:
    from pipeline.store.database import open_database

    database = open_database(postgres_url)
    with serve_office(database, tmp_path) as served:
        with database.begin() as session:
            document = keep(session, served.office.hoa_lac)
        with person(served, "lan") as lan:
            for path in (
                "/",
                "/findings",
                "/findings?text=niem+yet&sort=due",
                "/findings/1",
                f"/documents/{document}",
                "/runs",
                "/papers",
            ):
                assert lan.get(path).status_code == 200, path
            assert lan.post("/findings/1/decide", version=1, verdict="accept").status_code == 200
            run = upload(lan, served.office.hoa_lac, ("a.txt",))
            wait_until(lambda: status(served, run) == "done")
            assert lan.post("/papers", title="x", basis="reviewed", slips="1").status_code == 200
    with database.read() as session:
        assert session.scalar(select(FindingRow.state).where(FindingRow.id == 1)) == "reviewed"
    database.close()
