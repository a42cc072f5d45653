"""The lists: which document stands on which, under which title, and the comparison of proposed amendments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
import report_cases as cases
from golden_file import check_golden

from pipeline.errors import CorpusError, UsageError
from pipeline.records import Action, Explanation, Finding, Kind
from pipeline.report.amendments import Source, propose_amendment
from pipeline.report.comparison_paper import write_comparison
from pipeline.report.forms import load_form, load_title
from pipeline.report.list_rows import ListKind, belongs, ended_on, plain_reason
from pipeline.report.lists_paper import write_lists
from pipeline.report.summarize import Digest, Handling, digest
from pipeline.report.tracking.decide import Decisions
from pipeline.report.tracking.entries import Entry, SheetKind
from pipeline.report.wording import load_wording

REGULATION, _, DISPATCH, _, PLAN, *_ = (digest(review) for review in cases.reviews())
ENDED = "Văn bản tự xác định thời hạn thực hiện (“năm 2021”), đã kết thúc ngày 31/12/2021. Đề nghị đưa vào danh mục văn bản hết hiệu lực."


def ended_plan() -> Digest:
    finding = cases.finding(
        20,
        PLAN.path,
        "Thực hiện trong năm 2021.",
        "năm 2021",
        "",
        "",
        path="document",
        kind=Kind.EXPIRED_DOCUMENT,
        action=Action.REPEAL,
        law=None,
        explanation=Explanation(ENDED, "Its own term ended."),
    )
    return replace(PLAN, findings=(finding,), handling=Handling.EXPIRED)


def decisions(one: Digest, finding_id: str = "", **cells: Any) -> Decisions:
    entry = Entry(SheetKind.DOCUMENTS, {"path": one.path, **cells})
    return Decisions({one.path: entry}, {finding_id: Entry(SheetKind.FINDINGS, {"id": finding_id, **cells})})


def lines(path: Path) -> list[str]:
    out = []
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, docx.table.Table):
            out += ["| " + " | ".join(cell.text.replace("\n", " / ")[:110] for cell in row.cells) for row in block.rows]
        elif block.text.strip():
            out.append(block.text)
    return out


@pytest.mark.parametrize(
    ("handling", "progress", "kinds"),
    [
        (Handling.REPLACE, "open", {"list-handling", "list-in-force"}),
        (Handling.REPLACE, "done", {"list-expired"}),
        (Handling.REPEAL, "done", {"list-expired"}),
        (Handling.AMEND, "running", {"list-handling", "list-in-force"}),
        (Handling.AMEND, "done", {"list-expired-part", "list-in-force"}),
        (Handling.EXPIRED, "open", {"list-expired"}),
        (Handling.EXPIRED_PART, "open", {"list-expired-part", "list-in-force"}),
        (Handling.SUSPEND, "done", set()),
        (Handling.KEEP, "open", {"list-in-force"}),
        (Handling.NONE, "open", {"list-in-force"}),
    ],
)
def test_which_list_a_document_stands_on(handling: Handling, progress: str, kinds: set[str]) -> None:
    one = replace(REGULATION, handling=handling)
    decided = decisions(one, outcome=handling.value, progress=progress)
    assert {kind.value for kind in ListKind if belongs(one, kind, decided)} == kinds


def test_drafts_and_unread_documents_are_not_in_force() -> None:
    unread = digest(cases.reviews()[1])
    assert not belongs(DISPATCH, ListKind.IN_FORCE, Decisions())
    assert not any(belongs(unread, kind, Decisions()) for kind in ListKind)


def test_lists_golden(tmp_path: Path) -> None:
    written = write_lists([REGULATION, DISPATCH, ended_plan()], tmp_path, cases.options(), Decisions())
    check_golden("lists_vi", {path.name: lines(path) for path in written})


def test_administrative_documents_are_never_called_expired_normative_ones(tmp_path: Path) -> None:
    expired = replace(ended_plan(), normative=False)
    text = "\n".join(line for path in write_lists([expired], tmp_path, cases.options(), Decisions()) for line in lines(path))
    assert "09" not in expired.path
    assert "HẾT THỜI HẠN THỰC HIỆN" in text
    assert "VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC" not in text.upper()
    assert "VBQPPL HẾT HIỆU LỰC" not in text.upper()


def test_titles_of_administrative_lists_do_not_speak_of_normative_documents() -> None:
    for kind in ListKind:
        assert "QUY PHẠM PHÁP LUẬT" in load_title(kind, "vi")
        assert "QUY PHẠM PHÁP LUẬT" not in load_title(kind, "vi", key="title-administrative")


@pytest.mark.parametrize("kind", list(ListKind))
@pytest.mark.parametrize("table", ["documents", "documents-administrative"])
def test_lists_fill_their_page(kind: ListKind, table: str) -> None:
    assert sum(column.width for column in load_form(kind, table, "vi").columns) == 257


def test_reason_and_day_of_an_ended_document() -> None:
    one = ended_plan()
    assert ended_on(one) == "31/12/2021"
    assert plain_reason(one.findings[0].explanation, load_wording("vi")) == ENDED.partition(" Đề nghị")[0]


def amended(text: str, mark: str, why: str, **fields: object) -> Finding:
    return cases.finding(30, REGULATION.path, text, mark, "", "", explanation=Explanation(why, "x"), **fields)


@pytest.mark.parametrize(
    ("finding", "source", "text"),
    [
        (
            amended("niêm yết 15 ngày.", "15 ngày", "Dự thảo hướng sửa: thay “15 ngày” bằng “30 ngày liên tục”."),
            Source.DRAFT,
            "30 ngày liên tục",
        ),
        (amended("niêm yết 15 ngày.", "niêm yết", "Dự thảo hướng sửa: thay “15 ngày” bằng “30 ngày”."), Source.DIRECTION, ""),
        (amended("niêm yết 15 ngày.", "15 ngày", "Trái luật."), Source.DIRECTION, ""),
    ],
)
def test_whose_wording_is_proposed(finding: Finding, source: Source, text: str) -> None:
    amendment = propose_amendment(finding, Decisions())
    assert amendment is not None
    assert (amendment.source, amendment.text) == (source, text)


def test_the_office_has_the_last_word() -> None:
    finding = amended("niêm yết 15 ngày.", "15 ngày", "thay “15 ngày” bằng “30 ngày”")
    amendment = propose_amendment(finding, decisions(REGULATION, finding.id, wording="Niêm yết ít nhất 30 ngày liên tục."))
    assert amendment is not None
    assert (amendment.source, amendment.text) == (Source.OFFICE, "Niêm yết ít nhất 30 ngày liên tục.")


@pytest.mark.parametrize("fields", [{"action": Action.KEEP}, {"path": "document"}, {"kind": Kind.RESTATEMENT}])
def test_nothing_to_amend(fields: dict[str, object]) -> None:
    assert propose_amendment(amended("niêm yết 15 ngày.", "15 ngày", "x", **fields), Decisions()) is None


def test_comparison_golden(tmp_path: Path) -> None:
    drafted = amended(
        "2. Niêm yết 15 ngày.",
        "15 ngày",
        "Dự thảo hướng sửa: thay “15 ngày” bằng “30 ngày liên tục”. Đối chiếu tại ngày 01/11/2026.",
    )
    one = replace(REGULATION, findings=(drafted, *REGULATION.findings))
    assert write_comparison(one, tmp_path / "so-sanh.docx", cases.options(), Decisions())
    check_golden("comparison_vi", lines(tmp_path / "so-sanh.docx"))


def test_the_drafted_words_stand_in_place_of_the_struck_ones(tmp_path: Path) -> None:
    drafted = amended("2. Niêm yết 15 ngày.", "15 ngày", "thay “15 ngày” bằng “30 ngày liên tục”")
    write_comparison(replace(REGULATION, findings=(drafted,)), tmp_path / "s.docx", cases.options(), Decisions())
    cell = docx.Document(str(tmp_path / "s.docx")).tables[1].cell(1, 2)
    runs = [(run.text.strip(), bool(run.font.strike)) for paragraph in cell.paragraphs[1:] for run in paragraph.runs]
    assert ("15 ngày", True) in runs
    assert ("30 ngày liên tục", False) in runs


def test_no_table_where_nothing_is_to_be_amended(tmp_path: Path) -> None:
    assert not write_comparison(PLAN, tmp_path / "s.docx", cases.options(), Decisions())
    assert not (tmp_path / "s.docx").exists()


OWN_FORM = """
list-handling:
  title: {vi: "DANH MỤC RIÊNG", en: "OWN LIST"}
  tables:
    documents:
      - {key: number, width: 10, vi: "TT", en: "No."}
      - {key: title, width: 300, vi: "Trích yếu", en: "Subject"}
      - {key: own-room, width: 90, vi: "Phòng", en: "Room"}
"""


def test_a_department_brings_its_own_form(tmp_path: Path) -> None:
    (tmp_path / "forms.yaml").write_text(OWN_FORM, encoding="utf-8")
    written = write_lists([REGULATION], tmp_path / "out", cases.options(forms=tmp_path), Decisions())
    paper = docx.Document(str(next(path for path in written if "de-nghi-xu-ly" in path.name)))
    assert paper.paragraphs[0].text == "DANH MỤC RIÊNG"
    table = paper.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["TT", "Trích yếu", "Phòng"]
    assert table.rows[1].cells[2].text == ""
    assert sum(column.width for column in table.columns) <= 257.5 * 36000  # narrowed to the page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: [", "cannot be read"),
        ("- 1", "must map"),
        ("no-such: {tables: {}}", "no form"),
        ("slip: {tables: {colours: [{key: a, width: 1, vi: a, en: a}]}}", "no table"),
        ("slip: {tables: {findings: [{key: a, width: wide, vi: a, en: a}]}}", "column 1"),
        ("slip: {tables: {findings: [{key: a, width: 1, vi: a}]}}", "column 1"),
    ],
)
def test_a_form_that_is_none_is_refused(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "forms.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        load_form("slip", "findings", "vi", tmp_path)


def test_a_folder_without_forms_and_an_unknown_column_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no forms\.yaml"):
        load_form("slip", "findings", "vi", tmp_path / "none")
    (tmp_path / "forms.yaml").write_text(OWN_FORM.replace("own-room", "room"), encoding="utf-8")
    with pytest.raises(CorpusError, match="room"):
        write_lists([REGULATION], tmp_path / "out", cases.options(forms=tmp_path), Decisions())
