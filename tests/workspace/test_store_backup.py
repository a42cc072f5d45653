"""Backups come back whole, from either database into either, and damage is noticed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select
from workspace_cases import PASSWORD, keep, open_office, unread

from pipeline.errors import StoreError
from pipeline.store import decide, people
from pipeline.store.backup import back_up, restore
from pipeline.store.database import Database, open_database
from pipeline.store.decide import Choice, Verdict
from pipeline.store.files import FileStore
from pipeline.store.keep import read_review
from pipeline.store.tables import AuditRow, DecisionRow, User


def fill(database: Database, files: FileStore) -> int:
    office = open_office(database)
    files.add([b"%PDF-1.4 made up"], "quy chế.PDF", 1000)
    with database.begin() as session:
        document = keep(session, office.hoa_lac)
        keep(session, office.hoa_lac, unread())
        decide.decide(session, office.lan, 1, 1, Choice(Verdict.ACCEPT, reason="Đồng ý"))
        decide.comment(session, office.lan, 1, "Ý kiến")
        people.sign_in(session, "lan", PASSWORD, "10.0.0.1")
    return document


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    fill(database, FileStore(tmp_path / "files"))
    back_up(database, FileStore(tmp_path / "files"), tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_backup_comes_back_in_the_other_database(backup: Path, database: Database, postgres_url: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'new.sqlite'}" if not database.embedded else postgres_url
    other, files = open_database(target), FileStore(tmp_path / "new-files")
    restore(other, files, backup)
    with database.read() as before, other.read() as after:
        assert read_review(after, 1) == read_review(before, 1)
        assert [one.reason for one in decide.history(after, 1)] == ["Đồng ý"]
        for table in (AuditRow, User, DecisionRow):
            assert after.scalar(select(func.count()).select_from(table)) == before.scalar(
                select(func.count()).select_from(table)
            )
    with other.begin() as session:  # ids go on where they were
        admin = people.system_actor(session, 1)
        assert people.create_user(session, admin, "nguoimoi", "Người mới", people.Role.VIEWER, None, PASSWORD).id == 7
        assert people.sign_in(session, "lan", PASSWORD, "") is not None
    assert [file.read_bytes() for file in files.root.glob("??/*.pdf")] == [b"%PDF-1.4 made up"]
    other.close()


def test_restore_into_a_used_database_is_refused(backup: Path, database: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not empty"):
        restore(database, FileStore(tmp_path / "files"), backup)


@pytest.mark.parametrize("part", ["tables/users.jsonl", "files"])
def test_damage_is_noticed_before_anything_is_kept(embedded: Database, tmp_path: Path, part: str) -> None:
    files = FileStore(tmp_path / "files")
    fill(embedded, files)
    back_up(embedded, files, tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, data + b" " if name.startswith(part) else data)
    other = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with pytest.raises(StoreError, match="damaged"):
        restore(other, FileStore(tmp_path / "new-files"), tmp_path / "bad.zip")
    with other.read() as session:
        assert not people.has_users(session)
    other.close()


@pytest.mark.parametrize("content", [b"no zip", b""])
def test_what_is_no_backup_is_named(embedded: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(StoreError, match=r"x\.zip"):
        restore(embedded, FileStore(tmp_path / "files"), tmp_path / "x.zip")


def test_backup_of_another_version_is_refused(embedded: Database, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": 1, "revision": "0000", "rows": {}, "sha256": {}}))
    with pytest.raises(StoreError, match="another version"):
        restore(embedded, FileStore(tmp_path / "files"), tmp_path / "old.zip")


def test_names_in_an_archive_choose_no_path(embedded: Database, tmp_path: Path) -> None:
    fill(embedded, FileStore(tmp_path / "files"))
    back_up(embedded, FileStore(tmp_path / "files"), tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as good, zipfile.ZipFile(tmp_path / "evil.zip", "w") as evil:
        manifest = json.loads(good.read("manifest.json"))
        manifest["sha256"]["files/../../escaped"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        for name in good.namelist():
            evil.writestr(name, json.dumps(manifest) if name == "manifest.json" else good.read(name))
        evil.writestr("files/../../escaped", b"")
    other = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with pytest.raises(StoreError):
        restore(other, FileStore(tmp_path / "deep" / "files"), tmp_path / "evil.zip")
    assert not list(tmp_path.rglob("escaped"))
    other.close()
