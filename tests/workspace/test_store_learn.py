"""Decisions as training data, behind the evaluation firewall."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from workspace_cases import COUNT, LAW, POSTING, Office, keep, open_office, review

from pipeline.errors import InvalidError
from pipeline.records import LawUnit
from pipeline.store import decide
from pipeline.store.database import Database
from pipeline.store.decide import Choice, Reason, Verdict
from pipeline.store.learn import Exported, Firewall, build_firewall, training_lines

NOTHING = Firewall(frozenset(), {})
MACHINE = {"law": LAW, "article": "13", "clause": "2", "point": None}


@pytest.fixture
def office(embedded: Database) -> Office:
    made = open_office(embedded)
    with embedded.begin() as session:
        keep(session, made.hoa_lac)
    return made


def lines(
    database: Database, office: Office, firewall: Firewall = NOTHING, **options: bool
) -> tuple[list[dict[str, Any]], Exported]:
    count = Exported()
    with database.read() as session:
        return list(training_lines(session, firewall, count, **options)), count


@pytest.mark.parametrize(
    ("choice", "positives", "negatives", "correct"),
    [
        (Choice(Verdict.ACCEPT), [MACHINE], [], True),
        (
            Choice(Verdict.CHANGE, law=LawUnit(LAW, "14")),
            [{"law": LAW, "article": "14", "clause": None, "point": None}],
            [MACHINE],
            True,
        ),
        (Choice(Verdict.CHANGE, wording="lời khác"), [MACHINE], [], True),
        (Choice(Verdict.REJECT, Reason.WRONG_ARTICLE), [], [MACHINE], False),
        (Choice(Verdict.REJECT, Reason.CONFORMS), [], [], False),
    ],
)
def test_what_a_decision_teaches(
    embedded: Database, office: Office, choice: Choice, positives: list[Any], negatives: list[Any], correct: bool
) -> None:
    with embedded.begin() as session:
        decide.decide(session, office.lan, 1, 1, choice)
        decide.approve(session, office.approver, 1, 2)
    ((line,), count) = lines(embedded, office)
    assert (line["positives"], line["negatives"], line["correct"]) == (positives, negatives, correct)
    assert (line["text"], count.lines, count.refused) == (POSTING, 1, 0)


def test_only_approved_unless_asked(embedded: Database, office: Office) -> None:
    with embedded.begin() as session:
        decide.decide(session, office.lan, 1, 1, Choice(Verdict.ACCEPT))
    assert lines(embedded, office)[0] == []
    assert len(lines(embedded, office, approved_only=False)[0]) == 1


def evaluation_split(folder: Path, quote: str, document: bytes = b"other") -> Path:
    folder.mkdir()
    (folder / "van-ban.docx").write_bytes(document)
    row = {"document": "van-ban.docx", "quote": quote, "articles": [], "findings": [{"kind": "restatement", "quote": None}]}
    (folder / "labels.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder


def test_firewall_holds_for_labelled_passages(embedded: Database, office: Office, tmp_path: Path) -> None:
    """The same words in another format: upper case, other spacing, part of a longer provision."""
    firewall = build_firewall([evaluation_split(tmp_path / "test", POSTING[3:60].upper().replace(" ", "\n"))])
    with embedded.begin() as session:
        for one in (1, 2):
            decide.decide(session, office.lan, one, 1, Choice(Verdict.ACCEPT))
    found, count = lines(embedded, office, firewall, approved_only=False)
    assert [line["text"] for line in found] == [COUNT]
    assert count.refused == 1


def test_firewall_holds_for_files(embedded: Database, office: Office) -> None:
    with embedded.begin() as session:
        decide.decide(session, office.lan, 1, 1, Choice(Verdict.ACCEPT))
    firewall = Firewall(frozenset({(review().source.sha256 if review().source else "")[:16]}), {})  # type: ignore[union-attr]
    assert lines(embedded, office, firewall, approved_only=False)[0] == []


def test_no_firewall_no_export(tmp_path: Path) -> None:
    with pytest.raises(InvalidError):
        build_firewall([tmp_path / "missing"])
    (tmp_path / "labels.jsonl").write_text("no json\n")
    with pytest.raises(InvalidError):
        build_firewall([tmp_path])
