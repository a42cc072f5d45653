"""``run_review.py law``: imports from several formats, faulty copies, showing, comparing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from pipeline.commands.law import law
from pipeline.errors import UsageError

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "data" / "law" / "10-2022-QH15.json"
OWN_LAW = "\n".join(
    [
        "NGHỊ ĐỊNH",
        "Số: 99/2031/NĐ-CP",
        "Điều 1. Phạm vi",
        "1. Văn bản này do bài kiểm thử soạn ra.",
        "2. Không có giá trị pháp lý.",
        "Điều 2. Hiệu lực",
        "1. Chưa có hiệu lực.",
    ]
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RASOAT_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def official() -> list[dict[str, str]]:
    if not OFFICIAL.exists():
        pytest.skip("the official texts are not beside the repository")
    return json.loads(OFFICIAL.read_text("utf-8"))["articles"]


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(law, [str(a) for a in arguments])


def as_json(articles: list[dict[str, str]]) -> bytes:
    return json.dumps({"instrument": "10/2022/QH15", "articles": articles}, ensure_ascii=False).encode()


def as_text(articles: list[dict[str, str]]) -> bytes:
    parts = [f"Điều {a['article']}. {a['title']}\n{a['text']}" for a in articles]
    return ("Luật số: 10/2022/QH15\n" + "\n".join(parts)).encode()


def as_docx(articles: list[dict[str, str]]) -> bytes:
    document = Document()
    for line in as_text(articles).decode().splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "write"), [("luat.json", as_json), ("luat.txt", as_text), ("luat.docx", as_docx)])
def test_whole_copy_is_kept_and_shown(home: Path, official: list[dict[str, str]], name: str, write: object) -> None:
    (home / name).write_bytes(write(official))  # type: ignore[operator]
    result = call("import", home / name)
    assert result.exit_code == 0, result.output
    assert "91/91" in result.output
    shown = call("show", "Điều 21").output
    assert " ".join(official[20]["text"].splitlines()[0].split()) in shown
    assert "[N21.1a]" in shown
    assert "đã có bản chính thức" in call("list").output
    assert call("verify").exit_code == 0


def test_copy_that_lost_text_is_named_and_not_quoted(home: Path, official: list[dict[str, str]]) -> None:
    lost = official[20]["text"].splitlines()
    damaged = [*official[:20], {**official[20], "text": "\n".join([lost[0], *lost[3:]])}, *official[22:]]
    (home / "hong.json").write_bytes(as_json(damaged))
    result = call("import", home / "hong.json")
    assert result.exit_code == 1
    assert "Điều 22 không có trong bản sao" in result.output
    assert "khoản 1 Điều 21" in result.output
    shown = call("show", "21").output
    assert "Lời văn trong bản đã đưa vào" not in shown
    assert "law verify" in shown
    assert call("verify").exit_code == 1


def test_check_alone_keeps_nothing(home: Path, official: list[dict[str, str]]) -> None:
    (home / "luat.json").write_bytes(as_json(official))
    assert call("import", home / "luat.json", "--check").exit_code == 0
    assert not (home / "data").exists()


def test_law_outside_the_corpus_is_imported_shown_and_compared(home: Path) -> None:
    (home / "a.txt").write_text(OWN_LAW, encoding="utf-8")
    (home / "b.txt").write_text(OWN_LAW.replace("Chưa có", "Không có"), encoding="utf-8")
    assert call("import", home / "a.txt").exit_code == 0
    assert "99/2031/NĐ-CP" in call("list").output
    assert "Chưa có hiệu lực" in call("show", "2", "--law", "99/2031/NĐ-CP").output
    assert call("diff", "--from", "99/2031/NĐ-CP", "--to", home / "a.txt").exit_code == 0
    changed = call("diff", "--from", "99/2031/NĐ-CP", "--to", home / "b.txt", "--lang", "en")
    assert changed.exit_code == 1
    assert "Điều 2: changed" in changed.output
    assert "- 1. Chưa có" in changed.output
    assert "+ 1. Không có" in changed.output


def test_days_are_compared_in_the_corpus() -> None:
    result = call("diff", "--from", "2023-08-01", "--to", "2025-08-01")
    assert result.exit_code == 1
    assert "2022 → 2025" in result.output
    assert "Điều 25: thay đổi" in result.output
    assert call("diff", "--from", "2025-08-01", "--to", "2025-08-02").exit_code == 0


def test_norms_of_another_law_are_named_with_it() -> None:
    """Điều 43 of Luật 72/2025 must not read as Điều 43 of the Law."""
    added = next(
        line for line in call("diff", "--from", "2023-08-01", "--to", "2025-08-01").output.splitlines() if "[N32b]" in line
    )
    assert "Điều 43 72/2025/QH15" in added
    shown = call("show", "43", "--law", "72/2025/QH15").output
    assert "[N32b-notice] Điều 43: " in shown


def test_an_article_is_shown_with_the_rule_before_it() -> None:
    shown = call("show", "36", "--as-of", "2024-01-01").output
    assert "Quy định trước đây:" in shown
    assert "159/2016/NĐ-CP: Trước đây nhiệm kỳ" in shown


def test_a_clause_that_was_amended_is_marked_beside_its_old_words(home: Path, official: list[dict[str, str]]) -> None:
    (home / "luat.json").write_bytes(as_json(official))
    assert call("import", home / "luat.json").exit_code == 0
    assert "Khoản 3, 4 đã được sửa đổi" in call("show", "11", "--as-of", "2025-07-01").output
    assert "đã được sửa đổi" not in call("show", "11", "--as-of", "2025-06-30").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "{home}/note.txt"), "Điều 1"),
        (("import", "{home}/broken.json"), "JSON"),
        (("import", "{home}/empty.pdf"), "empty.pdf"),
        (("show", "92"), "92"),
        (("show", "1", "--law", "1/1900/XX"), "1/1900/XX"),
        (("verify", "1/1900/XX"), "law import"),
        (("diff", "--from", "2025-08-01", "--to", "{home}/note.txt"), "--from"),
    ],
)
def test_wrong_requests_say_what_to_do(home: Path, arguments: tuple[str, ...], words: str) -> None:
    (home / "note.txt").write_text("Thông báo nghỉ lễ của cơ quan.", encoding="utf-8")
    (home / "broken.json").write_text('{"articles": [', encoding="utf-8")
    (home / "empty.pdf").write_bytes(b"")
    result = call(*(a.format(home=home) for a in arguments))
    assert isinstance(result.exception, UsageError)
    assert words in result.exception.vi
    assert words in result.exception.en
