"""Coming in and being kept out: set-up, sign-in, sessions, forms of other sites, headers, other units' documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from serving import Served, make_workspace, serve_office, serving
from sqlalchemy import select
from workspace_cases import HOSTILE, PASSWORD, keep, review

from pipeline.store import people
from pipeline.store.database import Database, open_database
from pipeline.store.tables import FindingRow
from pipeline.web.enter import own_path
from pipeline.web.protect import POLICY


@pytest.fixture
def served(embedded: Database, tmp_path: Path) -> Iterator[Served]:
    with serve_office(embedded, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests that leave nothing behind."""
    folder = tmp_path_factory.mktemp("shared")
    database = open_database(f"sqlite:///{folder / 'work.sqlite'}")
    with serve_office(database, folder) as found:
        yield found
    database.close()


@contextmanager
def signed_in(served: Served, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, follow_redirects=True) as client:
        client.post("/sign-in", data={"name": name, "password": PASSWORD})
        yield client


def csrf(client: httpx.Client) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/account").text)
    assert found
    return found[1]


def test_first_admin_needs_the_code_and_is_made_once(embedded: Database, tmp_path: Path) -> None:
    workspace = make_workspace(embedded, tmp_path, lambda files, as_of: pytest.fail("no run"))
    with serving(workspace) as url, httpx.Client(base_url=url, follow_redirects=True) as client:
        assert client.get("/").url.path == "/setup"
        form = {"code": "0000", "name": "sep", "full_name": "Sếp", "password": PASSWORD, "again": PASSWORD}
        assert client.post("/setup", data=form).status_code == 422
        assert client.post("/setup", data=form | {"code": workspace.setup_code, "again": "khac"}).status_code == 422
        with embedded.read() as session:
            assert not people.has_users(session)
        assert client.post("/setup", data=form | {"code": workspace.setup_code}).url.path == "/sign-in"
        assert client.get("/setup").url.path == "/sign-in"
        assert client.post("/setup", data=form | {"code": workspace.setup_code, "name": "ke-xau"}).status_code == 422


def test_setup_code_cannot_be_guessed(embedded: Database, tmp_path: Path) -> None:
    workspace = make_workspace(embedded, tmp_path, lambda files, as_of: pytest.fail("no run"))
    form = {"name": "sep", "full_name": "Sếp", "password": PASSWORD, "again": PASSWORD}
    with serving(workspace) as url, httpx.Client(base_url=url) as client:
        for number in range(5):
            client.post("/setup", data=form | {"code": f"{number:08x}"})
        assert client.post("/setup", data=form | {"code": workspace.setup_code}).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/", "/findings", "/findings/1", "/documents", "/documents/1", "/documents/1/file", "/runs", "/runs/1/events", "/papers",
     "/admin/people", "/admin/audit", "/account", "/findings/1/page.png", "/law/10/2022/QH15/articles/13"],
)  # fmt: skip
def test_every_page_needs_a_session(shared: Served, path: str) -> None:
    answer = httpx.get(shared.url + path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_session_cookie_is_closed_to_scripts_and_other_sites(shared: Served) -> None:
    answer = httpx.post(shared.url + "/sign-in", data={"name": "lan", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_wrong_password_and_too_many_of_them(served: Served) -> None:
    for _ in range(people.MOST_PER_NAME):
        assert httpx.post(served.url + "/sign-in", data={"name": "lan", "password": "sai"}).status_code == 401
    answer = httpx.post(served.url + "/sign-in", data={"name": "lan", "password": PASSWORD})
    assert answer.status_code == 429
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/workspace.js", "/api/openapi.json", "/khong-co", "/api/findings"])
def test_security_headers_are_everywhere(shared: Served, path: str) -> None:
    answer = httpx.get(shared.url + path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "unsafe" not in POLICY
    assert "server" not in answer.headers or "uvicorn" in answer.headers["server"]


POSTS = [
    "/findings/1/decide",
    "/findings/1/approve",
    "/findings/1/assign",
    "/findings/1/comments",
    "/findings/bulk",
    "/documents/1/findings",
    "/runs",
    "/runs/1/cancel",
    "/papers",
    "/account/password",
    "/account/tokens",
    "/admin/people",
    "/admin/units",
    "/sign-out",
]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", [None, "", "sai"])
def test_form_without_its_token_is_refused(shared: Served, path: str, token: str | None) -> None:
    with signed_in(shared, "quantri") as client:
        answer = client.post(path, data={} if token is None else {"csrf": token}, follow_redirects=False)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
def test_form_of_another_site_is_refused(shared: Served, headers: dict[str, str]) -> None:
    with signed_in(shared, "lan") as client:
        answer = client.post("/account/tokens", data={"csrf": csrf(client), "name": "x"}, headers=headers)
    assert answer.status_code == 403
    assert httpx.post(shared.url + "/sign-in", data={"name": "lan", "password": PASSWORD}, headers=headers).status_code == 403


def test_unknown_host_name_is_refused(shared: Served) -> None:
    assert httpx.get(shared.url + "/sign-in", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("to", "own"),
    [("/findings?state=open", "/findings?state=open"), ("//evil.example/x", "/"), ("https://evil.example", "/"), ("/\\evil", "/"),
     ("javascript:alert(1)", "/"), ("", "/"), ("/a\r\nset-cookie: x", "/")],
)  # fmt: skip
def test_sign_in_leads_to_own_pages_only(to: str, own: str) -> None:
    assert own_path(to) == own


def test_large_request_is_refused(shared: Served) -> None:
    with signed_in(shared, "lan") as client:
        form = {"csrf": csrf(client), "name": "x" * (1 << 21)}
        assert client.post("/account/tokens", data=form).status_code == 413


def test_other_units_documents_do_not_exist(served: Served) -> None:
    """For a reviewer of Tân Lập, everything of Hòa Lạc is as if it were not there, on pages and in the API."""
    with served.database.begin() as session:
        document = keep(session, served.office.hoa_lac)
        finding = session.scalars(select(FindingRow.id).where(FindingRow.document_id == document)).first()
        token = people.create_token(session, served.office.tu, "x")
    with signed_in(served, "tu") as client:
        for path in (
            f"/findings/{finding}",
            f"/findings/{finding}/next",
            f"/findings/{finding}/page.png",
            f"/documents/{document}",
            f"/documents/{document}/file",
        ):
            assert client.get(path).status_code == 404, path
        form = {"csrf": csrf(client), "version": "1", "verdict": "accept", "text": "x", "reason": "x"}
        for path in (f"/findings/{finding}/decide", f"/findings/{finding}/comments", f"/findings/{finding}/assign"):
            assert client.post(path, data=form).status_code == 404, path
        for path in ("/findings", f"/findings?document={document}", "/documents", "/"):
            assert "07/2009" not in client.get(path).text
        assert "Hòa Lạc" not in client.get("/findings").text
        headers = {"authorization": f"Bearer {token}"}
        assert client.get(f"/api/findings/{finding}", headers=headers).status_code == 404
        assert client.get(f"/api/documents/{document}", headers=headers).status_code == 404
        assert client.get("/api/findings", headers=headers).json()["total"] == 0


@pytest.mark.parametrize("path", ["/admin/people", "/admin/audit"])
def test_admin_pages_are_for_admins(shared: Served, path: str) -> None:
    with signed_in(shared, "truongphong") as client:
        assert client.get(path).status_code == 403
    with signed_in(shared, "quantri") as client:
        assert client.get(path).status_code == 200


def test_text_of_documents_is_never_markup(served: Served) -> None:
    hostile = review(f"van-ban/{HOSTILE}.docx", f"2. Niêm yết 15 ngày {HOSTILE}")
    with served.database.begin() as session:
        document = keep(session, served.office.hoa_lac, hostile)
    with signed_in(served, "quantri") as client:
        for path in (
            "/findings",
            "/findings/1",
            f"/documents/{document}",
            "/documents",
            f"/documents?text={HOSTILE}",
            f"/findings?text={HOSTILE}",
        ):
            text = client.get(path).text
            assert "<script>document" not in text, path
            assert "<img src=x" not in text, path


@pytest.mark.parametrize(
    "path",
    ["/findings/0", "/findings/abc", "/findings/99999999999999999999", "/findings?page=abc", "/documents/2147483647", "/khong-co",
     "/findings?page=0", "/law/x/articles/y", "/static/../phrases.yaml", "/static/%2e%2e/phrases.yaml"],
)  # fmt: skip
def test_odd_address_is_a_clear_answer(shared: Served, path: str) -> None:
    with signed_in(shared, "lan") as client:
        answer = client.get(path)
    assert answer.status_code in (200, 404)
    assert "Traceback" not in answer.text


def test_language_is_chosen_by_a_switch(shared: Served) -> None:
    with signed_in(shared, "lan") as client:
        assert 'lang="vi"' in client.get("/").text
        answer = client.post("/language", data={"lang": "en", "to": "/findings"})
        assert answer.url.path == "/findings"
        assert "Findings" in answer.text


def test_sign_out_ends_the_session(shared: Served) -> None:
    with signed_in(shared, "lan") as client:
        cookies = dict(client.cookies)
        client.post("/sign-out", data={"csrf": csrf(client)})
        assert httpx.get(shared.url + "/findings", cookies=cookies).status_code == 303
