"""`procedure-without-deadline`: a procedure described without any time limit for handling it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.judge import LawSide, find
from pipeline.checks.procedures import Procedure, find_procedures, general_deadline
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.records import Action, Explanation, Finding, Kind, Severity, Status

NAME = "procedure-without-deadline"


@check(NAME, Kind.PROCEDURE_WITHOUT_DEADLINE, needs=("tables",), severity=Severity.MEDIUM)
def check_deadlines(reading: Reading) -> Iterable[Finding]:
    """One finding for each procedure whose limit stands neither in it, nor in its table row, nor in a general clause."""
    if reading.factual or reading.lapsed:
        return
    procedures = find_procedures(reading)
    general = general_deadline(reading, procedures)
    for procedure in procedures:
        if procedure.deadline is None and (general is None or procedure.no_deadline is not None):
            yield _finding(reading, procedure)


def _finding(reading: Reading, procedure: Procedure) -> Finding:
    said = procedure.no_deadline
    mark = said if said is not None and not procedure.from_table else procedure.name
    confidence = 0.9 if said is not None else 0.8 if procedure.from_table else 0.7
    words = (
        f" (văn bản ghi: “{said.provision.text[said.start : said.end].strip()}”)" if said and said.start != mark.start else ""
    )
    return find(
        reading,
        mark.provision,
        (mark.start, mark.end),
        check=NAME,
        kind=Kind.PROCEDURE_WITHOUT_DEADLINE,
        status=Status.OMITTED,
        action=Action.AMEND,
        severity=Severity.MEDIUM,
        confidence=confidence,
        explanation=Explanation(
            vi=f"Thủ tục “{procedure.title}” không có thời hạn giải quyết cụ thể{words}. Thời hạn giải quyết là một bộ phận "
            "của thủ tục hành "
            "chính phải được quy định và công khai. Đề nghị bổ sung thời hạn cụ thể cho từng bước.",
            en=f"The procedure “{procedure.title}” has no definite time limit. A limit is part of any administrative "
            "procedure and must be "
            "set and published. Add one for each step.",
        ),
        law=LawSide(None),
    )
