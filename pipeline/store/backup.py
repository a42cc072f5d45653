"""Backup and restore: one ZIP with every table as JSON lines and every uploaded file.

The format knows nothing of the database behind it: what was saved from SQLite can be restored into PostgreSQL, and back.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Table, func, insert, select, text
from sqlalchemy.orm import Session

from pipeline.errors import StoreError
from pipeline.store.database import Database, newest_revision
from pipeline.store.files import FileStore
from pipeline.store.tables import Attempt, Base, SignIn, Utc

FORMAT = 1
MANIFEST = "manifest.json"
_LEFT_OUT = {SignIn.__tablename__, Attempt.__tablename__}  # whoever was signed in signs in again
_BATCH = 500


def back_up(database: Database, files: FileStore, target: Path) -> dict[str, int]:
    """Write the backup to ``target``, which appears only when it is complete. Returns the rows by table.

    All tables are read in one transaction, so that they fit each other while people go on working.
    """
    aside = target.with_name(target.name + ".part")
    counts: dict[str, int] = {}
    digests: dict[str, str] = {}
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
            with database.read() as session:
                _see_one_moment(session)
                for table in _tables():
                    name = f"tables/{table.name}.jsonl"
                    counts[table.name], digests[name] = _dump(session, table, archive, name)
            for file in sorted(files.root.glob("??/*")):
                name = f"files/{file.parent.name}/{file.name}"
                digests[name] = file.name[:64]
                archive.write(file, name, compress_type=zipfile.ZIP_STORED)
            manifest = {"format": FORMAT, "revision": newest_revision(), "rows": counts, "sha256": digests}
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        aside.replace(target)
    except OSError as error:
        raise StoreError(f"Không ghi được {target}: {error.strerror}.", f"Cannot write {target}: {error.strerror}.") from error
    finally:
        aside.unlink(missing_ok=True)
    return counts


def restore(database: Database, files: FileStore, source: Path) -> dict[str, int]:
    """Fill an empty database and file folder from a backup. Returns the rows by table.

    Raises StoreError where the database is not empty, or the backup is damaged or of another version; nothing is kept then.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _checked(archive, source)
            with database.begin() as session:
                for table in _tables():
                    if session.scalar(select(func.count()).select_from(table)):
                        raise StoreError(
                            "Cơ sở dữ liệu không trống; chỉ phục hồi vào cơ sở dữ liệu mới.",
                            "The database is not empty; restore into a new one only.",
                        )
                for table in _tables():
                    _load(session, table, archive)
                    _go_on_counting(session, table)
            for name in manifest["sha256"]:
                if name.startswith("files/"):
                    _bring_file(archive, files, name)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _damaged(source, repr(error)) from error
    return {name: int(count) for name, count in manifest["rows"].items()}


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in _LEFT_OUT]


def _see_one_moment(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


def _dump(session: Session, table: Table, archive: zipfile.ZipFile, name: str) -> tuple[int, str]:
    count, digest = 0, sha256()
    key = list(table.primary_key.columns)
    with archive.open(name, "w", force_zip64=True) as out:
        for row in session.execute(select(table).order_by(*key).execution_options(yield_per=_BATCH)).mappings():
            line = json.dumps({column: _plain(value) for column, value in row.items()}, ensure_ascii=False) + "\n"
            data = line.encode("utf-8")
            digest.update(data)
            out.write(data)
            count += 1
    return count, digest.hexdigest()


def _load(session: Session, table: Table, archive: zipfile.ZipFile) -> None:
    batch: list[dict[str, Any]] = []
    for row in _rows(archive, table):
        batch.append(row)
        if len(batch) == _BATCH:
            session.execute(insert(table), batch)
            batch = []
    if batch:
        session.execute(insert(table), batch)


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            values = json.loads(line)
            yield {column.name: _typed(column.type, values.get(column.name)) for column in table.columns}


def _go_on_counting(session: Session, table: Table) -> None:
    """PostgreSQL's own counter of ids knows nothing of rows that were inserted with theirs."""
    if session.get_bind().dialect.name == "postgresql" and "id" in table.columns:
        name = table.name  # of our own metadata
        statement = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))"  # noqa: S608  # nosec B608
        session.execute(text(statement))


def _checked(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """The manifest, after every part was compared with its hash."""
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT or manifest["revision"] != newest_revision():
        raise StoreError(
            f"{source}: bản sao lưu thuộc phiên bản khác ({manifest['revision']}). Phục hồi bằng phiên bản đó rồi nâng cấp.",
            f"{source}: the backup is of another version ({manifest['revision']}). Restore it with that one, then update.",
        )
    for name, expected in manifest["sha256"].items():
        digest = sha256()
        with archive.open(name) as part:
            while chunk := part.read(1 << 20):
                digest.update(chunk)
        if digest.hexdigest() != expected:
            raise _damaged(source, name)
    return manifest


def _bring_file(archive: zipfile.ZipFile, files: FileStore, name: str) -> None:
    """The path is made from the checked hash, never from the archive's own names."""
    stem = name.rsplit("/", 1)[1]
    target = files.path(stem[:64], stem[64:])
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as part, target.open("wb") as out:
        while chunk := part.read(1 << 20):
            out.write(chunk)


def _damaged(source: Path, what: str) -> StoreError:
    return StoreError(
        f"{source}: bản sao lưu hỏng hoặc không phải bản sao lưu ({what}).",
        f"{source}: the backup is damaged or is none ({what}).",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Utc):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
