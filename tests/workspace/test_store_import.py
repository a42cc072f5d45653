"""What the review command writes can be taken over, and comes out of the store as it went in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from workspace_cases import AS_OF, VERSIONS, open_office, review, unread

from pipeline.errors import InvalidError
from pipeline.report import ReportOptions, write_reports
from pipeline.report.write import JSONL
from pipeline.store.database import Database
from pipeline.store.files import FileStore
from pipeline.store.keep import Origin, keep_review, read_review
from pipeline.store.read_folder import read_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder with a reviewed, an unreadable and a document without findings."""
    made = [review("a/một.docx"), unread(), review("b/hai.docx", findings=0)]
    write_reports(made, tmp_path / "out", ReportOptions(as_of=AS_OF, versions=VERSIONS, formats=frozenset()))
    return tmp_path / "out"


def test_folder_comes_out_as_the_same_jsonl(database: Database, folder: Path, tmp_path: Path) -> None:
    office = open_office(database)
    opened = read_folder(folder)
    with database.begin() as session:
        ids = [keep_review(session, one, Origin(office.hoa_lac, opened.as_of, opened.versions)).id for one in opened.reviews]
    with database.read() as session:
        again = [read_review(session, one) for one in ids]
    write_reports(
        again, tmp_path / "again", ReportOptions(as_of=date(2026, 11, 1), versions=opened.versions, formats=frozenset())
    )
    for name in JSONL:
        assert (tmp_path / "again" / name).read_text("utf-8") == (folder / name).read_text("utf-8"), name


@pytest.mark.parametrize(
    ("file", "content", "named"),
    [
        ("summary.json", "{}", "summary.json"),
        ("summary.json", None, "summary.json"),
        ("documents.jsonl", '{"path": 1}\n', "documents.jsonl, line 1"),
        ("findings.jsonl", "no json\n", "findings.jsonl, line 1"),
        ("provisions.jsonl", None, "provisions.jsonl"),
    ],
)
def test_damaged_folder_is_named(folder: Path, file: str, content: str | None, named: str) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(InvalidError, match=named):
        list(read_folder(folder).reviews)


@pytest.mark.parametrize("name", ["x.pdf", "../../etc/passwd", "a\\..\\b.DOCX", "không đuôi", "x." + "y" * 50, "x.p/f", ""])
def test_uploaded_name_chooses_no_path(tmp_path: Path, name: str) -> None:
    files = FileStore(tmp_path / "files")
    digest, suffix = files.add([b"content"], name, 100)
    path = files.path(digest, suffix)
    assert path.read_bytes() == b"content"
    assert path.parent.parent == tmp_path / "files"
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]


def test_large_upload_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    with pytest.raises(InvalidError, match=r"x\.pdf"):
        files.add((b"x" * 1000 for _ in range(5000)), "x.pdf", 4_000_000)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


@pytest.mark.parametrize(("digest", "suffix"), [("../x", ""), ("ab" * 32, "/../x"), ("AB" * 32, ""), ("ab" * 31, ".pdf")])
def test_only_hashes_are_paths(tmp_path: Path, digest: str, suffix: str) -> None:
    with pytest.raises(ValueError, match="stored"):
        FileStore(tmp_path).path(digest, suffix)


def test_characters_that_postgresql_refuses_do_not_stop_an_import(database: Database) -> None:
    office = open_office(database)
    made = review("hỏng\udce1\0.docx", "2. Niêm yết\0 trong \udce1 15 ngày.")
    with database.begin() as session:
        one = keep_review(session, made, Origin(office.hoa_lac, AS_OF, VERSIONS)).id
    with database.read() as session:
        found = read_review(session, one).findings[0]
    assert found.text[found.start : found.end] == "15 ngày"
