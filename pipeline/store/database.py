"""Opening the database: SQLite in a file by default, PostgreSQL by URL; migrations are applied on opening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from pipeline.errors import StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """An open database at the newest schema. ``begin()`` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @property
    def embedded(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back where it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view for reading; what is changed in it is not kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open ``url`` (``sqlite:///FILE`` or ``postgresql://…``) and bring its schema up to date.

    Raises StoreError where it cannot be reached, or was written by a newer version of the program.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(parsed, connect_args={"timeout": 30, "check_same_thread": False})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
        with engine.connect() as connection:
            known = {script.revision for script in _scripts().walk_revisions()}
            current = MigrationContext.configure(connection).get_current_revision()
    except (SQLAlchemyError, ArgumentError, NoSuchModuleError, OSError, ImportError) as error:
        name = _without_password(url)
        text = str(error).splitlines()[0]
        raise StoreError(
            f"Không mở được cơ sở dữ liệu {name}: {text}. Hãy kiểm tra địa chỉ, quyền và dịch vụ cơ sở dữ liệu.",
            f"Cannot open the database {name}: {text}. Check its address, the permissions and the database service.",
        ) from error
    if current is not None and current not in known:
        raise StoreError(
            f"Cơ sở dữ liệu do phiên bản mới hơn của phần mềm tạo ra (bản {current}). Hãy cập nhật phần mềm.",
            f"The database was written by a newer version of the program (revision {current}). Update the program.",
        )
    upgrade(engine)
    return Database(engine)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations up to ``revision``; none where the schema is there already."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Undo migrations down to ``revision`` (``base``: everything). For tests and for going back after a failed update."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def newest_revision() -> str:
    head = _scripts().get_current_head()
    assert head is not None
    return head


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Foreign keys, a journal that lets readers read while one writes, and transactions begun by ``_begin_sqlite`` alone."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """The driver begins no transaction before a SELECT: without this a read would not be one view of the data.

    Writers take the lock at once and wait for it; one that read first and then asked for it would be refused.
    """
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "(?)"
