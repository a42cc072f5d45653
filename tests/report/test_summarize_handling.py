"""The overall proposal for a document, summed up from its findings."""

from __future__ import annotations

import pytest
import report_cases as cases

from pipeline.records import Action
from pipeline.report import Handling
from pipeline.report.summarize import propose

A, H = Action, Handling

TABLE: list[tuple[list[tuple[str, Action]], Handling]] = [
    ([], H.NONE),
    ([("dieu-1", A.KEEP)], H.KEEP),
    ([("dieu-1", A.AMEND)], H.AMEND),
    ([("dieu-1", A.REPLACE)], H.AMEND),  # a provision replaced is a document amended
    ([("can-cu-1", A.REPLACE)], H.AMEND),  # one lapsed basis does not replace the document
    ([("can-cu-1", A.REPLACE), ("document", A.REPLACE)], H.REPLACE),
    ([("dieu-1", A.REPEAL)], H.REPEAL_PART),
    ([("dieu-1", A.REPEAL), ("dieu-2", A.AMEND)], H.AMEND),
    ([("dieu-1", A.SUSPEND)], H.SUSPEND_PART),
    ([("dieu-1", A.ISSUE_NEW)], H.AMEND),
    ([("document", A.AMEND)], H.AMEND),
    ([("document", A.SUSPEND), ("dieu-1", A.AMEND)], H.SUSPEND),
    ([("document", A.REPEAL), ("document", A.REPLACE)], H.REPEAL),
    ([("document", A.ISSUE_NEW)], H.ISSUE_NEW),
    ([("document", A.KEEP), ("dieu-1", A.AMEND)], H.AMEND),
]


@pytest.mark.parametrize(("findings", "expected"), TABLE)
def test_proposal(findings: list[tuple[str, Action]], expected: Handling) -> None:
    made = [
        cases.finding(n, "a.docx", "x", "x", "y", "y", path=path, action=action) for n, (path, action) in enumerate(findings)
    ]
    assert propose(made) is expected
