"""Times of the workspace's pages with many findings, beside the bare query behind each page.

    python benchmarks/workspace_pages.py [--findings 100000] [--database URL] [--calls 30]

Fills a new database with made-up documents of 200 communes, then asks for each page of a running server again and again, as one
signed-in approver who sees everything, and prints the median and the 95th percentile in milliseconds. ``raw`` is the page's main
query alone on the same database in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "workspace"))

from serving import TODAY, make_workspace, serving
from sqlalchemy import text
from workspace_cases import AS_OF, PASSWORD, VERSIONS, review

from pipeline.records import Action, Kind, Review, Severity
from pipeline.store import decide, people, queue
from pipeline.store.access import Actor, Role
from pipeline.store.database import Database, open_database
from pipeline.store.decide import Choice, Verdict
from pipeline.store.follow import follow
from pipeline.store.keep import Origin, keep_review
from pipeline.store.queue import Filter

PER_DOCUMENT = 20
UNITS = 200
KINDS, ACTIONS, SEVERITIES = list(Kind), list(Action), list(Severity)


def made_up(number: int) -> Review:
    """A document with ``PER_DOCUMENT`` findings that differ in kind, severity, action, article and words."""
    base = review(f"xa-{number}/quy-che-{number}.docx")
    findings = tuple(
        replace(
            base.findings[one % 2],
            id=f"{number:08x}{one:08x}",
            kind=KINDS[(number + one) % len(KINDS)],
            action=ACTIONS[(number * 7 + one) % len(ACTIONS)],
            severity=SEVERITIES[(number + one * 3) % 4],
            confidence=0.4 + ((number * 13 + one) % 60) / 100,
            text=f"{base.findings[one % 2].text} Mục {number}.{one}.",
        )
        for one in range(PER_DOCUMENT)
    )
    return replace(base, findings=findings)


def fill(database: Database, findings: int) -> tuple[Actor, int]:
    """The approver, and the id of a finding in the middle. One finding in seven is decided, one in fifty has a day."""
    with database.begin() as session:
        root = people.create_first_admin(session, "quantri", "Quản trị", PASSWORD)
        admin = people.system_actor(session, root.id)
        units = [people.create_unit(session, admin, f"Xã số {number}", "commune", None).id for number in range(UNITS)]
        user = people.create_user(session, admin, "duyet", "Người duyệt", Role.APPROVER, None, PASSWORD)
        approver = people.system_actor(session, user.id)
    for start in range(0, findings // PER_DOCUMENT, 100):
        with database.begin() as session:
            for number in range(start, min(start + 100, findings // PER_DOCUMENT)):
                keep_review(session, made_up(number), Origin(units[number % UNITS], AS_OF, VERSIONS))
    with database.begin() as session:
        for one in range(1, min(findings, 7000), 7):
            decide.decide(session, approver, one, 1, Choice(Verdict.ACCEPT))
        session.execute(text("UPDATE findings SET state = 'reviewed', verdict = 'accept' WHERE id % 7 = 0"))
        session.execute(
            text("UPDATE findings SET due_on = :day, due_key = :day WHERE id % 50 = 0"),
            {"day": (TODAY - timedelta(days=3)).isoformat()},
        )
        session.execute(text("ANALYZE"))
    return approver, findings // 2


def percentiles(call: Callable[[], object], calls: int) -> tuple[float, float]:
    """Median and 95th percentile of the call, in milliseconds; the first call is not counted."""
    call()
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--calls", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(options.database or f"sqlite:///{folder}/work.sqlite")
        start = time.perf_counter()
        approver, middle = fill(database, options.findings)
        print(f"{options.findings} findings written in {time.perf_counter() - start:.0f} s, {database.engine.dialect.name}")
        workspace = make_workspace(database, Path(folder), lambda files, as_of: sys.exit("no runs here"))
        with serving(workspace) as url, httpx.Client(base_url=url, follow_redirects=True, timeout=60) as client:
            client.post("/sign-in", data={"name": "duyet", "password": PASSWORD})
            print(f"{'page':58} {'median':>8} {'p95':>8} {'raw median':>11} {'raw p95':>8}")
            for path, raw in pages(database, approver, middle):
                assert client.get(path).status_code == 200, path
                page, bare = percentiles(lambda path=path: client.get(path), options.calls), percentiles(raw, options.calls)  # type: ignore[misc]
                print(f"{path:58} {page[0]:8.0f} {page[1]:8.0f} {bare[0]:11.0f} {bare[1]:8.0f}")
        database.close()


def pages(database: Database, actor: Actor, middle: int) -> list[tuple[str, Callable[[], object]]]:
    """Addresses, each with its main query."""

    def listed(wanted: Filter, number: int = 1) -> Callable[[], object]:
        def go() -> object:
            with database.read() as session:
                return queue.list_findings(session, actor, wanted, number, TODAY)

        return go

    def board() -> object:
        with database.read() as session:
            return follow(session, actor, TODAY)

    def one(statement: str) -> Callable[[], object]:
        def go() -> object:
            with database.read() as session:
                return session.execute(text(statement), {"id": middle}).all()

        return go

    return [
        ("/findings", listed(Filter())),
        ("/findings?state=open&severity=high", listed(Filter(state="open", severity="high"))),
        ("/findings?kind=outdated-term&article=36", listed(Filter(kind="outdated-term", article="36"))),
        ("/findings?unit=77", listed(Filter(unit=77))),
        ("/findings?late=1&sort=due", listed(Filter(late=True, sort=queue.Sort.DUE))),
        ("/findings?page=1500", listed(Filter(), 1500)),
        ("/findings?text=niem+yet+1234.7", listed(Filter(text="niem yet 1234.7"))),
        (f"/findings/{middle}", one("SELECT * FROM findings WHERE id = :id")),
        (f"/findings/{middle}?state=open&sort=due", one("SELECT * FROM findings WHERE id = :id")),
        ("/", board),
        ("/documents", one("SELECT id, path FROM documents ORDER BY id DESC LIMIT 50")),
        (f"/documents/{middle // PER_DOCUMENT}", one("SELECT record FROM provisions WHERE document_id = :id")),
    ]


if __name__ == "__main__":
    main()
