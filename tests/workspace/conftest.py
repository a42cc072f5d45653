"""Databases for the workspace's tests: a new SQLite file, and a new database on the PostgreSQL server of the environment.

``RASOAT_TEST_POSTGRES`` is the server's address (``.ci/postgres`` starts one and prints it).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from pipeline.store.database import Database, open_database

Require = Callable[[object, str], None]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema, to be copied: the migrations run once and not for every test."""
    file = tmp_path_factory.mktemp("schema") / "empty.sqlite"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def postgres_url(require: Require) -> Iterator[str]:
    """The address of a new, empty database, dropped at the end."""
    server = os.environ.get("RASOAT_TEST_POSTGRES")
    require(server, "RASOAT_TEST_POSTGRES names no PostgreSQL server (.ci/postgres starts one)")
    assert server is not None
    name = f"test_{secrets.token_hex(6)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(migrated, tmp_path / "work.sqlite")
        return f"sqlite:///{tmp_path / 'work.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Each test that takes it runs on both databases."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def embedded(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    """SQLite alone, for what does not depend on the database."""
    shutil.copy(migrated, tmp_path / "embedded.sqlite")
    opened = open_database(f"sqlite:///{tmp_path / 'embedded.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing() -> Iterator[None]:
    """Argon2 with little work: the tests make many accounts."""
    from argon2 import PasswordHasher

    from pipeline.store import people

    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", cheap)
        patch.setattr(people, "_NOBODY", cheap.hash("nobody"))
        yield
