"""`procedure-without-deadline`: a procedure described without any time limit for handling it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.judge import LawSide, find
from pipeline.checks.procedures import Mark, Procedure, find_procedures, general_deadline
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
    others = sum(p.limited for p in procedures if not p.from_table)
    for procedure in procedures:
        if procedure.open_ended:
            for mark in procedure.open_ended:
                yield _finding(reading, procedure, procedure.name if procedure.from_table else mark, mark, 0.9)
        elif procedure.limited or general is not None:
            continue
        elif procedure.vague:
            yield _finding(reading, procedure, procedure.vague[0], procedure.vague[0], 0.8)
        elif procedure.complete or (others >= 2 and procedure.tells_the_way):
            yield _finding(reading, procedure, procedure.name, None, 0.7 if procedure.complete else 0.6)


def _finding(reading: Reading, procedure: Procedure, mark: Mark, said: Mark | None, confidence: float) -> Finding:
    words = f" (văn bản ghi: “{said.text}”)" if said and said.start != mark.start else ""
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
