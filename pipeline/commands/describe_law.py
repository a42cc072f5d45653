"""Statutes, articles, copies and their differences as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.commands.messages import Language, say
from pipeline.commands.views import chapter_titles
from pipeline.law import Law, Verification, load_predecessors
from pipeline.law.importing import Change, ImportedArticle
from pipeline.records import Article, LawClause, LawNorm, LawUnit
from pipeline.report.wording import load_wording

_MOST_ISSUES = 60
_LONGEST_WORDS = 400  # characters of a changed passage


def statute_line(law: Law, copied: bool, lang: Language) -> str:
    """One statute in the list."""
    own = sum(1 for norm in law.norms if norm.unit.law == law.number)
    line = say("law-line", lang, number=law.number, title=law.title, version=law.version, articles=len(law.articles), norms=own)
    return line + (say("law-line-copied", lang) if copied else "")


def describe_article(law: Law, article: Article, copied: bool, lang: Language) -> Iterator[str]:
    """An article of the corpus: heading, gists, norms, and the official wording where a sound copy was imported."""
    yield f"Điều {article.number}. {article.title} ({article.law}, {say('law-version', lang, version=law.version, day=law.as_of)})"
    if article.chapter:
        title = chapter_titles().get(article.law, {}).get(article.chapter, "")
        yield f"Chương {article.chapter}" + (f". {title}" if title else "")
    if article.caution:
        yield f"! {load_wording(lang).of('caution', article.caution)}"
    yield f"{say('law-gist', lang)}: {article.gist}"
    for clause in article.clauses:
        yield from _clause(clause)
    yield from describe_norms(law, LawUnit(article.law, article.number), lang)
    if article.official:
        yield f"{say('law-official', lang)}:"
        yield from (f"  {line}" for line in article.official.splitlines())
        changed = sorted((clause for number, clause in law.amended if number == article.number), key=int)
        if changed:
            yield say("law-amended-since", lang, clauses=", ".join(changed), day=law.as_of)
    else:
        yield say("law-faulty-here" if copied else "law-no-official", lang)


def describe_norms(law: Law, unit: LawUnit, lang: Language) -> Iterator[str]:
    """The norms of an article, and what earlier instruments provided in their place; nothing for an article without norms."""
    norms = law.norms_of(unit)
    if norms:
        yield f"{say('law-norms', lang)}:"
    for norm in norms:
        yield _norm(norm, lang, law)
    ids = {norm.id for norm in norms}
    earlier = [entry for entry in load_predecessors() if ids & set(entry.norm_ids)]
    if earlier:
        yield f"{say('law-predecessors', lang)}:"
    for entry in earlier:
        note = entry.note_vi if lang == "vi" else entry.note_en
        yield f"  {entry.instrument}: {note} ({say('law-confidence', lang)} {entry.confidence.value})"


def _clause(clause: LawClause) -> Iterator[str]:
    if clause.number:
        yield f"  {clause.number}. {clause.gist}"
    yield from (f"     {point.letter}) {point.gist}" for point in clause.points)
    yield from (f"     đoạn {at}: {gist}" for at, gist in enumerate(clause.paragraphs, start=1))


def _norm(norm: LawNorm, lang: Language, law: Law) -> str:
    """One norm; its instrument is named where it is another than ``law``, since both have an Điều 43."""
    place = load_wording(lang).place(norm.unit)
    place += f" {norm.unit.law}" if norm.unit.law != law.number else ""
    caution = f"; {load_wording(lang).of('caution', norm.caution)}" if norm.caution else ""
    gist = norm.gist_vi if lang == "vi" else norm.gist_en
    return f"  [{norm.id}] {place}: {gist} ({say('law-confidence', lang)} {norm.confidence.value}{caution})"


def describe_copy(article: ImportedArticle) -> Iterator[str]:
    """An article of an imported instrument that the corpus does not hold."""
    yield f"Điều {article.number}. {article.title}"
    yield from article.paragraphs


def describe_verification(checked: Verification, lang: Language) -> Iterator[str]:
    """The outcome of a check of one copy, faults counted and then listed."""
    against = say("law-against", lang, version=checked.reference) if checked.reference else ""
    yield (
        f"{checked.number}: "
        + say("law-found", lang, found=checked.found, expected="?" if checked.expected is None else checked.expected)
        + (say("law-exact", lang, exact=checked.exact) if checked.reference else "")
        + against
    )
    counts = Counter(issue.fault for issue in checked.issues)
    if counts:
        yield "  " + ", ".join(f"{say(f'fault-{fault.value}', lang)}: {count}" for fault, count in counts.items())
    for issue in checked.issues[:_MOST_ISSUES]:
        yield f"  - {issue.vi if lang == 'vi' else issue.en}"
    if len(checked.issues) > _MOST_ISSUES:
        yield "  " + say("law-more-issues", lang, count=len(checked.issues) - _MOST_ISSUES)
    yield "  " + (checked.advice_vi if lang == "vi" else checked.advice_en)


def describe_change(change: Change, lang: Language) -> Iterator[str]:
    """A difference between two copies: the words gone under "-", those come under "+"."""
    yield f"Điều {change.article}: {say(f'change-{change.kind}', lang)}"
    yield from _sides(change.before, change.after)


def corpus_changes(before: Law, after: Law, lang: Language) -> Iterator[str]:
    """What changed in the corpus from one day to another: gists of articles, and norms."""
    if before.version != after.version:
        yield say("law-versions", lang, before=before.version, after=after.version)
    for article in after.articles:
        old = before.article(article.number)
        changed = _gists(old) != _gists(article)
        if old is None or changed:
            gone, come = _gists(old) - _gists(article), _gists(article) - _gists(old)
            yield f"Điều {article.number}: {say('change-changed' if old else 'change-added', lang)}"
            yield from _sides("\n".join(sorted(gone)), "\n".join(sorted(come)))
    earlier, later = ({norm.id: norm for norm in law.norms} for law in (before, after))
    for key in sorted(earlier.keys() - later.keys()):
        yield f"{say('change-removed', lang)}: {_norm(earlier[key], lang, before).strip()}"
    for key in sorted(later.keys() - earlier.keys()):
        yield f"{say('change-added', lang)}: {_norm(later[key], lang, after).strip()}"
    doubtful: list[str] = []
    for key in sorted(earlier.keys() & later.keys()):
        was, now = (replace(norm, caution=None) for norm in (earlier[key], later[key]))
        if was != now:
            yield f"{say('change-changed', lang)}:"
            yield from _sides(_norm(was, lang, before).strip(), _norm(now, lang, after).strip())
        elif earlier[key].caution != later[key].caution:
            doubtful.append(key)
    if doubtful:
        yield say("law-doubtful", lang, count=len(doubtful), norms=", ".join(doubtful))


def _gists(article: Article | None) -> set[str]:
    if article is None:
        return set()
    lines = {line.strip() for clause in article.clauses for line in _clause(clause)}
    return lines | {article.title, article.gist}


def _sides(before: str, after: str) -> Iterator[str]:
    for sign, text in (("-", before), ("+", after)):
        for line in text.splitlines():
            yield f"  {sign} {line[:_LONGEST_WORDS]}{'…' if len(line) > _LONGEST_WORDS else ''}"
