"""Administrative procedures described in a document: name, where the description stands, time limits, dossier, reception.

A procedure is a table row under a column of procedures, a unit whose own heading names one and whose text handles a dossier, or
a single clause or sentence on one ("Hộ dân tách thửa thì gặp cán bộ địa chính"). Rules about procedures in general ("niêm yết
thủ tục hành chính", "rà soát thủ tục") describe none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.checks import procedure_wording as words
from pipeline.checks.procedure_rows import find_rows
from pipeline.checks.reading import Reading, is_past_fact
from pipeline.checks.wording import Sentence, fold
from pipeline.records import Provision, ProvisionKind


@dataclass(frozen=True, slots=True)
class Mark:
    """Words in a provision: ``provision.text[start:end]``."""

    provision: Provision
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.provision.text[self.start : self.end].strip()


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure. ``name`` is where it is named; ``scope`` all provisions that describe it.

    ``open_ended`` are the places that say outright that the time is open, ``vague`` those that promise haste only; ``limited``
    is whether a limit is set. ``outside`` are the places that put reception elsewhere than the one-stop unit; ``denied`` is
    whether one says so in these words. ``complete`` procedures are described at such length that silence means omission.
    """

    title: str
    name: Mark
    scope: tuple[Provision, ...]
    open_ended: tuple[Mark, ...]
    vague: tuple[Mark, ...]
    limited: bool
    outside: tuple[Mark, ...]
    denied: bool
    complete: bool
    from_table: bool
    tells_the_way: bool = False  # says where dossiers go or what they hold


def find_procedures(reading: Reading) -> tuple[Procedure, ...]:
    """The procedures a document describes, in reading order within rows, units and clauses."""
    rows = tuple(_from_rows(reading))
    units = tuple(_from_units(reading))
    taken = {p.path for procedure in (*rows, *units) for p in procedure.scope}
    return (*rows, *units, *_from_clauses(reading, taken))


def _from_rows(reading: Reading) -> Iterator[Procedure]:
    for row in find_rows(reading):
        name = Mark(row.provision, row.start, row.end)
        yield Procedure(
            row.name,
            name,
            (row.provision,),
            (Mark(row.provision, *row.open_ended),) if row.open_ended else (),
            (),
            row.open_ended is None,
            (Mark(row.provision, *row.outside),) if row.outside else (),
            row.denied,
            complete=False,
            from_table=True,
        )


_UNITS = frozenset(
    {
        ProvisionKind.CLAUSE,
        ProvisionKind.POINT,
        ProvisionKind.ITEM,
        ProvisionKind.HEADING,
        ProvisionKind.PARAGRAPH,
        ProvisionKind.ARTICLE,
    }
)


def _from_units(reading: Reading) -> Iterator[Procedure]:
    taken: set[str] = set()
    for provision in reading.judged():
        if provision.kind is ProvisionKind.ROW or provision.path in taken:
            continue
        head = _heading(reading, provision)
        if head is None or not _names_one(reading, provision):
            continue
        named_below = [c for c in reading.children.get(provision.path, ()) if _names_one(reading, c)]
        if len(named_below) >= 2:
            continue  # an article that lists several: each is one
        scope = tuple(p for p in reading.subtree(provision) if p.kind is not ProvisionKind.ROW)
        if any(p.kind is ProvisionKind.ROW for p in reading.subtree(provision)) and len(scope) == 1:
            continue  # a heading over a table
        body = " ".join(fold(p.text) for p in scope)
        if len(set(words.HANDLES.findall(body))) < 2 or words.NOT_ONE.search(fold(provision.title or "")):
            continue
        if words.SPOKEN_ABOUT.search(head.folded):
            continue
        taken |= {p.path for p in scope}
        # A clause among others is judged by what it says; an article or a unit of several clauses also by what it leaves out.
        named = words.OF_SOME.search(head.folded) or "thủ tục" in head.folded
        complete = bool(named) and (len(scope) > 2 or provision.kind is ProvisionKind.ARTICLE)
        yield _described(reading, head.text.strip(), Mark(provision, head.start, head.end), scope, complete=complete)


def _from_clauses(reading: Reading, taken: set[str]) -> Iterator[Procedure]:
    """Single clauses and sentences on a procedure: only what they say outright counts."""
    for provision in reading.judged():
        if provision.kind not in _UNITS or provision.path in taken:
            continue
        folded = fold(provision.text)
        named = _heading(reading, provision)
        if named is None or not _on_a_procedure(reading, provision, folded):
            continue
        name = Mark(provision, named.start, named.end)
        found = replace(_described(reading, named.text.strip(), name, (provision,), complete=False), tells_the_way=False)
        if found.open_ended or found.vague or found.outside:
            yield found


def _on_a_procedure(reading: Reading, provision: Provision, folded: str) -> bool:
    """Whether people's dossiers are handled here: the words are in the clause, or above it in a document on procedures."""
    if not re.search(
        rf"{words.HANDLES.pattern}|gặp|liên hệ|\bhộ\b|làm thủ tục|nhu cầu|bà con|chủ đất|kết quả|đo\b|lịch", folded
    ):
        return False
    if words.OF_LAND.search(folded):
        return True
    if words.OF_SOME.search(folded):
        return not (reading.relevance == "core" and words.NOT_ONE.search(folded))
    return bool(re.search(r"hồ sơ|\bđơn\b|giấy|kết quả|công dân|người dân|\bđo\b", folded)) and _about_procedures(
        reading, provision
    )


def _about_procedures(reading: Reading, provision: Provision) -> bool:
    """The clause stands in a document or article on receiving and handling dossiers."""
    if reading.relevance == "core" and not words.ABOUT_PROCEDURES.search(reading.folded_title):
        return any(words.OF_LAND.search(h[:120]) and not words.NOT_ONE.search(h[:120]) for h in reading.headings(provision))
    if words.ABOUT_PROCEDURES.search(reading.folded_title):
        return not re.search(r"rà soát|cải cách|kiểm soát|đơn giản hóa|thống kê", reading.folded_title)
    return any(
        words.ABOUT_PROCEDURES.search(h[:120]) and not words.NOT_ONE.search(h[:120]) for h in reading.headings(provision)
    )


def _names_one(reading: Reading, provision: Provision) -> bool:
    head = _heading(reading, provision)
    return head is not None and bool(words.NAMES_ONE.search(head.folded)) and not words.NOT_ONE.search(head.folded)


def _heading(reading: Reading, provision: Provision) -> Sentence | None:
    """The words that may name a procedure: the unit's title, its first line, or the first sentence up to a colon."""
    sentences = reading.sentences(provision)
    if not sentences:
        return None
    first = sentences[0]
    cut = first.folded.find(":")
    if 8 < cut < 160:
        return Sentence(first.start, first.start + cut, first.text[:cut], first.folded[:cut])
    return first


def _described(reading: Reading, title: str, name: Mark, scope: tuple[Provision, ...], *, complete: bool) -> Procedure:
    """Reads every sentence of the scope for limits, open time and reception."""
    open_ended: list[Mark] = []
    vague: list[Mark] = []
    outside: list[Mark] = []
    limited = one_stop = denied = False
    loose: list[Mark] = []
    for provision in scope:
        for sentence in reading.sentences(provision):
            text = sentence.folded
            if words.SPOKEN_ABOUT.search(text) or is_past_fact(sentence):
                continue
            whole = Mark(provision, sentence.start, sentence.end)
            limit = sets_limit(text)
            limited = limited or limit
            if not limit and words.SETS_TIME.search(text):
                if words.OPEN_ENDED.search(text) and not words.BETWEEN_BODIES.search(text):
                    open_ended.append(whole)
                elif words.VAGUE.search(text) and not words.BETWEEN_BODIES.search(text):
                    vague.append(whole)
            if words.NOT_ONE_STOP.search(text):
                denied = True
                outside.append(whole)
            elif words.ONE_STOP.search(text):
                one_stop = True
            elif words.NO_RECEPTION.search(text):
                continue
            elif words.BROUGHT_TO.search(text):
                outside.append(whole)
            elif words.SENT_TO.search(text) and not words.BODY_ACTS.search(text):
                loose.append(whole)
    if not one_stop:
        outside += loose
    refused = [m for m in outside if words.NOT_ONE_STOP.search(fold(m.text))]
    return Procedure(
        title,
        name,
        scope,
        _one_each(open_ended),
        tuple(vague),
        limited,
        _one_each([*refused, *outside]),
        denied,
        complete=complete,
        from_table=False,
        tells_the_way=one_stop or bool(outside),
    )


def _one_each(marks: list[Mark]) -> tuple[Mark, ...]:
    """The first mark of each provision, in reading order of provisions."""
    first: dict[str, Mark] = {}
    for mark in marks:
        first.setdefault(mark.provision.path, mark)
    return tuple(first.values())


def sets_limit(folded: str) -> bool:
    """Whether a sentence limits the time for handling."""
    for match in words.TIME_LIMIT.finditer(folded):
        around = folded[max(0, match.start() - 30) : match.end() + 20]
        if not words.NOT_A_LIMIT.search(around):
            return True
    return False


def general_deadline(reading: Reading, procedures: tuple[Procedure, ...]) -> Mark | None:
    """A time limit said once for the document's procedures, outside any one of them."""
    for provision, sentence in _outside_of(reading, procedures):
        if (
            re.search(r"thời (?:hạn|gian) (?:giải quyết|thực hiện|xử lý)|hồ sơ|thủ tục", sentence.folded)
            and re.search(r"giải quyết|trả kết quả|xử lý|thực hiện", sentence.folded)
            and sets_limit(sentence.folded)
        ):
            return Mark(provision, sentence.start, sentence.end)
    return None


_OF_ALL = re.compile(r"\b(?:các|mọi|mỗi|tất cả|chung|toàn bộ|những)\b")


def _outside_of(reading: Reading, procedures: tuple[Procedure, ...]) -> Iterator[tuple[Provision, Sentence]]:
    """Sentences that stand in no procedure and name no single one."""
    inside = {p.path for procedure in procedures for p in procedure.scope}
    for provision in reading.judged():
        if provision.path in inside or provision.kind is ProvisionKind.ROW:
            continue
        for sentence in reading.sentences(provision):
            if not words.OF_LAND.search(sentence.folded) or _OF_ALL.search(sentence.folded):
                yield provision, sentence
