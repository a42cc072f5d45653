"""`procedure-outside-one-stop`: a procedure whose dossiers are received outside the one-stop mechanism (cơ chế một cửa)."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.judge import LawSide, find
from pipeline.checks.procedure_wording import NOT_ONE_STOP
from pipeline.checks.procedures import Mark, Procedure, find_procedures
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.checks.wording import fold
from pipeline.records import Action, Explanation, Finding, Kind, Severity, Status

NAME = "procedure-outside-one-stop"


@check(NAME, Kind.PROCEDURE_OUTSIDE_ONE_STOP, needs=("tables",), severity=Severity.MEDIUM)
def check_reception(reading: Reading) -> Iterable[Finding]:
    """One finding for each place that puts a procedure outside or names another desk for it."""
    if reading.factual or reading.lapsed:
        return
    for procedure in find_procedures(reading):
        for said in procedure.outside[: 1 if procedure.from_table else None]:
            denied = bool(NOT_ONE_STOP.search(fold(said.provision.text)))
            yield _finding(reading, procedure, said, denied)


def _finding(reading: Reading, procedure: Procedure, said: Mark, denied: bool) -> Finding:
    mark = procedure.name if procedure.from_table else said
    words = said.text
    confidence = 0.92 if denied else 0.8 if procedure.from_table else 0.75
    return find(
        reading,
        mark.provision,
        (mark.start, mark.end),
        check=NAME,
        kind=Kind.PROCEDURE_OUTSIDE_ONE_STOP,
        status=Status.CONTRADICTED,
        action=Action.AMEND,
        severity=Severity.MEDIUM,
        confidence=confidence,
        explanation=Explanation(
            vi=f"Thủ tục “{procedure.title}” được tiếp nhận ngoài cơ chế một cửa (“{words}”). Đề nghị đưa vào tiếp nhận và "
            "trả kết quả tại "
            "Bộ phận Một cửa (Trung tâm Phục vụ hành chính công) các cấp.",
            en=f"The procedure “{procedure.title}” is received outside the one-stop mechanism (“{words}”). Move reception and "
            "return of "
            "results to the one-stop unit (public administration service centre).",
        ),
        law=LawSide(None),
    )
