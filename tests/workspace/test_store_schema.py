"""Migrations give the schema that the code expects, on both databases; the audit log cannot be changed."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from workspace_cases import open_office

from pipeline.errors import StoreError
from pipeline.store.database import Database, downgrade, open_database, upgrade
from pipeline.store.tables import Base


def test_migrations_give_the_schema_of_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone_and_redone(database: Database) -> None:
    downgrade(database.engine, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database.engine)
    assert "findings" in inspect(database.engine).get_table_names()


@pytest.mark.parametrize("statement", ["UPDATE audit SET user_name = 'x'", "DELETE FROM audit"])
def test_audit_log_refuses_changes(database: Database, statement: str) -> None:
    open_office(database)
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as session:
        session.execute(text(statement))


def test_audit_log_refuses_truncation(postgres_url: str) -> None:
    database = open_database(postgres_url)
    open_office(database)
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as session:
        session.execute(text("TRUNCATE audit"))
    database.close()


def test_database_of_a_newer_version_is_refused(database_url: str) -> None:
    open_database(database_url).close()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version"):
        open_database(database_url)


@pytest.mark.parametrize(
    "url",
    ["nonsense", "oracle9://x", "postgresql+psycopg://nobody:secret@/x?host=/nowhere", "sqlite:////proc/no/file.sqlite"],
)
def test_database_that_cannot_be_opened_is_named_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_database(url)
    assert "secret" not in caught.value.vi + caught.value.en
