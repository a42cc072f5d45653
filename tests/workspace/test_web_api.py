"""The API: tokens, the same rules as on the pages, and schemathesis against its own description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from serving import Reviewing, Served, make_workspace, serve_office
from workspace_cases import HOSTILE, keep, open_office, review

from pipeline.store import people
from pipeline.store.database import Database, open_database
from pipeline.web import Workspace, create_app
from pipeline.web.api import create_api


@pytest.fixture
def served(embedded: Database, tmp_path: Path) -> Iterator[Served]:
    with serve_office(embedded, tmp_path) as found:
        with embedded.begin() as session:
            keep(session, found.office.hoa_lac)
        yield found


def client_of(served: Served, who: str) -> httpx.Client:
    with served.database.begin() as session:
        token = people.create_token(session, getattr(served.office, who), "thử")
    return httpx.Client(base_url=served.url + "/api", headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer x"}, {"authorization": "Basic eDp4"}])
def test_no_token_no_answer(served: Served, headers: dict[str, str]) -> None:
    answer = httpx.get(served.url + "/api/findings", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_browsers_session_is_no_token(served: Served) -> None:
    """Otherwise a page of another site could use the API with the visitor's cookie."""
    with served.database.begin() as session:
        value = people.sign_in(session, "lan", "mat-khau-du-dai-9", "")
    assert httpx.get(served.url + "/api/findings", cookies={"rasoat": value or ""}).status_code == 401


def test_work_through_the_api(served: Served) -> None:
    with client_of(served, "lan") as lan, client_of(served, "approver") as approver:
        queue = lan.get("/findings", params={"severity": "high"}).json()
        assert (queue["total"], queue["findings"][0]["state"]) == (1, "open")
        assert lan.get("/findings/1").json()["record"]["check"] == "made-up"
        decided = lan.post("/findings/1/decision", json={"version": 1, "verdict": "accept"}).json()
        assert (decided["state"], decided["version"]) == ("reviewed", 2)
        late = lan.post("/findings/1/decision", json={"version": 1, "verdict": "reject", "reason_code": "conforms"})
        assert (late.status_code, late.json()["current"]) == (409, 2)
        assert lan.post("/findings/1/approval", json={"version": 2}).status_code == 403
        assert approver.post("/findings/1/approval", json={"version": 2}).json()["state"] == "approved"
        assert lan.post("/findings/2/comments", json={"text": HOSTILE}).status_code == 201
        history = lan.get("/findings/1/history").json()
        assert [one["stage"] for one in history["decisions"]] == ["review", "approve"]
        run = lan.post("/runs", data={"unit": served.office.hoa_lac, "as_of": "2026-11-01"}, files=[("files", ("a.txt", b"x"))])
        assert run.status_code == 201
        assert lan.get("/board").json()[0]["counts"]["approved"] == 1


def test_changes_by_the_api_are_in_the_audit_log(served: Served) -> None:
    from pipeline.store import audit

    with client_of(served, "lan") as lan:
        lan.post("/findings/1/decision", json={"version": 1, "verdict": "accept"})
    with served.database.read() as session:
        line = audit.read(session, served.office.admin, target="finding:1")[0]
    assert (line.user_name, line.what, line.address) == ("lan", "finding-review", "127.0.0.1")


Described = tuple[schemathesis.BaseSchema, dict[str, str]]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """The API of a workspace with a few documents, called as an administrator, without a server in between."""
    folder = tmp_path_factory.mktemp("api")
    database = open_database(f"sqlite:///{folder / 'work.sqlite'}")
    office = open_office(database)
    with database.begin() as session:
        for number in range(3):
            keep(session, office.hoa_lac, review(f"{number}.docx"))
        token = people.create_token(session, office.admin, "thử")
    app = create_app(make_workspace(database, folder, Reviewing()), hosts=("*",), work=False)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    yield schema, {"authorization": f"Bearer {token}"}
    database.close()


OPERATIONS = [
    f"{method.upper()} {path}"
    for path, methods in create_api(Workspace(None, None, None, None, Path(), None)).openapi()["paths"].items()  # type: ignore[arg-type]
    for method in methods
]


@pytest.mark.parametrize("label", OPERATIONS)
def test_api_keeps_to_its_description(described: Described, label: str) -> None:
    """Whatever is sent, well-formed or not: no server error, and only answers that the description names."""
    method, path = label.split()
    schema, headers = described
    statuses: set[int] = set()

    @settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy())
    def go(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=[not_a_server_error, status_code_conformance, response_schema_conformance])
        statuses.add(answer.status_code)

    go()
    assert statuses - {400, 401}, "no call was let in: nothing was tested"
