"""`procedure-outside-one-stop`: a procedure whose dossiers are received outside the one-stop mechanism (cơ chế một cửa)."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.judge import LawSide, find
from pipeline.checks.procedures import NOT_ONE_STOP, Procedure, find_procedures, general_one_stop
from pipeline.checks.reading import Reading
from pipeline.checks.register import check
from pipeline.checks.wording import fold
from pipeline.records import Action, Explanation, Finding, Kind, Severity, Status

NAME = "procedure-outside-one-stop"


@check(NAME, Kind.PROCEDURE_OUTSIDE_ONE_STOP, needs=("tables",), severity=Severity.MEDIUM)
def check_reception(reading: Reading) -> Iterable[Finding]:
    """One finding for each procedure that is said to be outside, or received elsewhere with no general one-stop clause."""
    if reading.factual or reading.lapsed:
        return
    procedures = find_procedures(reading)
    general = general_one_stop(reading, procedures)
    for procedure in procedures:
        said = procedure.elsewhere
        if said is None:
            continue
        denied = bool(NOT_ONE_STOP.search(fold(said.provision.text)))
        if denied or general is None or procedure.from_table:  # a row names its own place of reception
            yield _finding(reading, procedure, denied)


def _finding(reading: Reading, procedure: Procedure, denied: bool) -> Finding:
    said = procedure.elsewhere
    assert said is not None
    mark = procedure.name if procedure.from_table else said
    words = said.provision.text[said.start : said.end].strip()
    confidence = 0.92 if denied else 0.8 if procedure.from_table else 0.68
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
