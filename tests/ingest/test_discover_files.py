from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.errors import ReadError, UsageError
from pipeline.ingest import discover, read
from pipeline.records import ReadStatus


def _tree(root: Path, names: list[str]) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Điều 1. Phạm vi", encoding="utf-8")


def test_folder_is_walked_sorted_without_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tree(
        tmp_path,
        ["a/2.docx", "a/1.pdf", "a/b/3.txt", "a/~$2.docx", "a/.DS_Store", "a/Thumbs.db", "a/.git/x.txt", "a/anh.xyz"],
    )
    monkeypatch.chdir(tmp_path)
    assert [file.given for file in discover(["a"])] == ["a/1.pdf", "a/2.docx", "a/anh.xyz", "a/b/3.txt"]


def test_named_file_is_taken_once_and_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tree(tmp_path, ["a/1.txt"])
    monkeypatch.chdir(tmp_path)
    assert [file.given for file in discover(["./a/1.txt", "a", "a/1.txt"])] == ["a/1.txt"]


def test_missing_path_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="does not exist") as caught:
        discover(["khong-co-thu-muc"])
    assert "Không tìm thấy" in caught.value.vi


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_archive_gives_its_documents_and_none_of_its_paths_leave_it(tmp_path: Path) -> None:
    inner = _zip({"c.txt": "Điều 3".encode()})
    (tmp_path / "h.zip").write_bytes(
        _zip({"../../etc/a.txt": "Điều 1".encode(), "b/b.md": "Điều 2".encode(), "__MACOSX/x": b"x", "in.zip": inner})
    )
    files = discover([str(tmp_path / "h.zip")])
    assert [file.given.rpartition("!/")[2] for file in files] == ["etc/a.txt", "b/b.md", "in.zip/c.txt"]
    assert [read(file.path, file.given).text for file in files] == ["Điều 1", "Điều 2", "Điều 3"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["h.zip"]


def test_archive_in_archive_beyond_the_limit_is_a_status(tmp_path: Path) -> None:
    data = _zip({"a.txt": b"x"})
    for _ in range(5):
        data = _zip({"n.zip": data})
    (tmp_path / "deep.zip").write_bytes(data)
    (file,) = discover([str(tmp_path / "deep.zip")])
    with pytest.raises(ReadError) as caught:
        read(file.path, file.given)
    assert caught.value.status in (ReadStatus.TOO_LARGE, ReadStatus.UNSUPPORTED)


def test_mail_gives_its_attachments(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "van.thu@example.org"
    message["Subject"] = "Gửi văn bản"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Kính gửi văn bản kèm theo.")
    message.add_attachment("Điều 1. Phạm vi".encode(), maintype="text", subtype="plain", filename="../qd.txt")
    (tmp_path / "thu.eml").write_bytes(message.as_bytes())
    (file,) = discover([str(tmp_path / "thu.eml")])
    assert file.given.endswith("thu.eml!/qd.txt")
    assert read(file.path, file.given).text == "Điều 1. Phạm vi"
