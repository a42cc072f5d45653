"""Accounts, sign-in, sessions and tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from workspace_cases import PASSWORD, Office, open_office

from pipeline.errors import ForbiddenError, InvalidError, MissingError
from pipeline.store import audit, people
from pipeline.store.access import Role
from pipeline.store.database import Database
from pipeline.store.tables import SignIn, Token, User, now


@pytest.fixture
def office(database: Database) -> Office:
    return open_office(database)


def test_first_admin_is_made_once(database: Database) -> None:
    with database.begin() as session:
        assert not people.has_users(session)
        people.create_first_admin(session, "QuanTri", "Quản trị", PASSWORD)
    with pytest.raises(ForbiddenError), database.begin() as session:
        people.create_first_admin(session, "khac", "Khác", PASSWORD)


def test_password_is_kept_as_argon2id_hash(database: Database, office: Office) -> None:
    with database.read() as session:
        kept = session.scalars(select(User.password)).all()
    assert all(one.startswith("$argon2id$") for one in kept)
    assert PASSWORD not in "".join(kept)


@pytest.mark.parametrize("password", ["ngan", "a" * 20, "abababababab", "Minh-mat-khau-dai", "x" * 2000])
def test_weak_password_is_refused(database: Database, office: Office, password: str) -> None:
    with pytest.raises(InvalidError), database.begin() as session:
        people.set_password(session, office.admin, office.minh.user_id, password)


def test_sign_in_gives_a_session_and_its_owner(database: Database, office: Office) -> None:
    with database.begin() as session:
        value = people.sign_in(session, " LAN ", PASSWORD, "10.0.0.1")
    assert value is not None
    with database.begin() as session:
        found = people.resume(session, value, "10.0.0.1")
        kept = session.scalars(select(SignIn.digest)).all()
    assert found is not None
    assert found.actor.name == "lan"
    assert found.actor.units == {office.hoa_lac}
    assert value not in kept


@pytest.mark.parametrize(("name", "password"), [("lan", "sai-mat-khau-1"), ("khong-co", PASSWORD), ("", "")])
def test_wrong_sign_in_gives_nothing_and_is_noted(database: Database, office: Office, name: str, password: str) -> None:
    with database.begin() as session:
        assert people.sign_in(session, name, password, "10.0.0.1") is None
    with database.read() as session:
        assert audit.read(session, office.admin)[0].what == "sign-in-failed"


def test_guessing_one_name_is_stopped_even_with_the_right_password(database: Database, office: Office) -> None:
    for _ in range(people.MOST_PER_NAME):
        with database.begin() as session:
            people.sign_in(session, "lan", "sai-mat-khau-1", "10.0.0.1")
    with pytest.raises(ForbiddenError), database.begin() as session:
        people.sign_in(session, "lan", PASSWORD, "10.0.0.2")
    with database.begin() as session:
        assert people.sign_in(session, "minh", PASSWORD, "10.0.0.1")


def test_guessing_many_names_from_one_address_is_stopped(database: Database, office: Office) -> None:
    for number in range(people.MOST_PER_ADDRESS):
        with database.begin() as session:
            people.sign_in(session, f"ten-{number}", "sai-mat-khau-1", "10.0.0.1")
    with pytest.raises(ForbiddenError), database.begin() as session:
        people.sign_in(session, "minh", PASSWORD, "10.0.0.1")


@pytest.mark.parametrize(("column", "age"), [("last_seen", people.IDLE), ("created_at", people.LONGEST)])
def test_old_session_is_over(database: Database, office: Office, column: str, age: timedelta) -> None:
    with database.begin() as session:
        value = people.sign_in(session, "lan", PASSWORD, "10.0.0.1") or ""
        session.execute(update(SignIn).values({column: now() - age - timedelta(minutes=1)}))
    with database.begin() as session:
        assert people.resume(session, value, "10.0.0.1") is None


def test_closing_an_account_ends_sessions_and_tokens(database: Database, office: Office) -> None:
    with database.begin() as session:
        value = people.sign_in(session, "lan", PASSWORD, "10.0.0.1") or ""
        token = people.create_token(session, office.lan, "kịch bản")
        people.change_user(session, office.admin, office.lan.user_id, Role.REVIEWER, office.hoa_lac, active=False)
    with database.begin() as session:
        assert people.resume(session, value, "") is None
        assert people.bearer(session, token, "") is None
        assert people.sign_in(session, "lan", PASSWORD, "10.0.0.1") is None


def test_new_password_ends_other_sessions(database: Database, office: Office) -> None:
    with database.begin() as session:
        mine, other = (people.sign_in(session, "lan", PASSWORD, "10.0.0.1") or "" for _ in range(2))
        people.change_own_password(session, office.lan, PASSWORD, "mot-cau-khac-han-2", keep=mine)
    with database.begin() as session:
        assert people.resume(session, mine, "") is not None
        assert people.resume(session, other, "") is None


def test_token_is_kept_as_digest_and_can_be_revoked(database: Database, office: Office) -> None:
    with database.begin() as session:
        value = people.create_token(session, office.lan, "kịch bản")
    with database.begin() as session:
        found = people.bearer(session, value, "10.0.0.9")
        token = session.scalars(select(Token)).one()
        assert value not in token.digest
        people.revoke_token(session, office.lan, token.id)
    assert found is not None
    assert found.user_id == office.lan.user_id
    with database.begin() as session:
        assert people.bearer(session, value, "") is None


def test_token_of_somebody_else_cannot_be_revoked(database: Database, office: Office) -> None:
    with database.begin() as session:
        people.create_token(session, office.lan, "kịch bản")
        token = session.scalars(select(Token)).one()
        with pytest.raises(MissingError):
            people.revoke_token(session, office.minh, token.id)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.APPROVER])
def test_only_admins_manage_people(database: Database, office: Office, role: Role) -> None:
    actor = {Role.VIEWER: office.viewer, Role.REVIEWER: office.lan, Role.APPROVER: office.approver}[role]
    for act in (
        lambda session: people.create_user(session, actor, "moi", "Mới", Role.ADMIN, None, PASSWORD),
        lambda session: people.change_user(session, actor, actor.user_id, Role.ADMIN, None, True),
        lambda session: people.set_password(session, actor, office.admin.user_id, PASSWORD),
        lambda session: people.create_unit(session, actor, "Xã Mới", "commune", None),
        lambda session: people.list_users(session, actor),
        lambda session: audit.read(session, actor),
    ):
        with pytest.raises(ForbiddenError), database.begin() as session:
            act(session)


def test_last_admin_stays(database: Database, office: Office) -> None:
    with pytest.raises(InvalidError), database.begin() as session:
        people.change_user(session, office.admin, office.admin.user_id, Role.VIEWER, None, True)
    with database.read() as session:
        assert session.get_one(User, office.admin.user_id).role == Role.ADMIN


@pytest.mark.parametrize("name", ["a", "có dấu", "ba khoảng trắng", "x" * 81, "<script>"])
def test_odd_user_name_is_refused(database: Database, office: Office, name: str) -> None:
    with pytest.raises(InvalidError), database.begin() as session:
        people.create_user(session, office.admin, name, "Tên", Role.VIEWER, None, PASSWORD)


def test_unit_sees_what_is_beneath_it(office: Office) -> None:
    assert office.admin.units is None
    assert office.approver.units is not None
    assert {office.hoa_lac, office.tan_lap} < office.approver.units
    assert office.tu.units == {office.tan_lap}
