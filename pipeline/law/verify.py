"""Is a copy of a law whole? Compares it with the shipped fingerprints and says what is missing, displaced, cut or different.

Where no fingerprints are shipped for an instrument, only its own order is checked: article and clause numbers without gaps.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.law.fingerprints import (
    WINDOW,
    ArticleFingerprint,
    Fingerprint,
    Reference,
    digest,
    load_references,
    name_place,
    squeeze,
)
from pipeline.law.importing import Imported, load_imported
from pipeline.law.statute import Law


class Fault(StrEnum):
    """What can be wrong with a copy."""

    MISSING_ARTICLE = "missing-article"
    EXTRA_ARTICLE = "extra-article"
    DISPLACED_ARTICLE = "displaced-article"  # out of order
    TITLE_DIFFERS = "title-differs"
    MISSING_TEXT = "missing-text"  # a paragraph is nowhere in the copy
    DISPLACED_TEXT = "displaced-text"  # it stands in another place
    TRUNCATED = "truncated"  # it begins or ends as it should, but is shorter
    DIFFERS = "differs"  # same place, other words
    EXTRA_TEXT = "extra-text"  # the article holds more than it should


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault. ``place`` is in words ("đoạn 2 khoản 1 Điều 21"); ``found_in`` the article where displaced text stands."""

    fault: Fault
    article: str
    place: str
    vi: str
    en: str
    found_in: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The check of one copy. ``reference`` is the version compared with, None where no fingerprints are shipped."""

    number: str
    reference: str | None
    expected: int | None
    found: int
    exact: int  # articles whose whole text is as fingerprinted
    issues: tuple[Issue, ...]
    advice_vi: str
    advice_en: str

    @property
    def complete(self) -> bool:
        return not self.issues

    @property
    def faulty_articles(self) -> tuple[str, ...]:
        """Articles whose text must not be quoted, in order; one that only stands out of order may be."""
        return tuple(dict.fromkeys(issue.article for issue in self.issues if issue.fault is not Fault.DISPLACED_ARTICLE))


def verify(imported: Imported, corpus: Path | None = None) -> Verification:
    """Checks a copy against the shipped fingerprints of its number, or for gaps where there are none."""
    reference = load_references(corpus).get(imported.number)
    if reference is None:
        issues = tuple(_gaps(imported))
        vi = "Chưa có vân tay để đối chiếu văn bản này: mới kiểm tra thứ tự điều, khoản."
        en = "No fingerprints are shipped for this instrument: only the order of articles and clauses was checked."
        return Verification(imported.number, None, None, len(imported.articles), 0, issues, vi, en)
    return _Comparison(imported, reference).result()


def attach(law: Law, folder: Path | None = None, corpus: Path | None = None) -> Law:
    """The law, and its decrees, with the user's wording in ``Article.official`` wherever a copy was imported.

    Articles in which the copy is faulty stay without wording: a report must not quote them. The copy is of the wording that
    the user brought; amendments after it are the business of the articles' own ``caution``.
    """
    decrees = tuple(attach(decree, folder, corpus) for decree in law.decrees)
    imported = load_imported(law.number, folder)
    if imported is None:
        return replace(law, decrees=decrees)
    faulty = set(verify(imported, corpus).faulty_articles)
    texts = {article.number: article.text for article in imported.articles if article.number not in faulty}
    articles = tuple(replace(article, official=texts.get(article.number)) for article in law.articles)
    return replace(law, articles=articles, decrees=decrees)


class _Comparison:
    """The copy as one string of squeezed text, with the places where its articles begin and where each window stands."""

    def __init__(self, imported: Imported, reference: Reference) -> None:
        self.imported = imported
        self.reference = reference
        texts = [squeeze(f"{article.title} {article.text}") for article in imported.articles]
        self.text = "".join(texts)
        self.starts: list[int] = []
        self.bounds: dict[str, tuple[int, int]] = {}
        position = 0
        for article, text in zip(imported.articles, texts, strict=True):
            self.starts.append(position)
            self.bounds.setdefault(article.number, (position, position + len(text)))
            position += len(text)
        self.outside = "".join(squeeze(line) for line in imported.leftover)
        wanted = {end for a in reference.articles for p in a.paragraphs for end in (p.head, p.tail) if end}
        self.windows = _windows(self.text, wanted)
        self.outside_windows = _windows(self.outside, wanted)

    def result(self) -> Verification:
        issues = [*self._articles(), *(issue for article in self.reference.articles for issue in self._paragraphs(article))]
        exact = sum(self._exact(article) for article in self.reference.articles)
        vi, en = _advice(issues, self.reference)
        return Verification(
            number=self.imported.number,
            reference=self.reference.version,
            expected=len(self.reference.articles),
            found=len(self.imported.articles),
            exact=exact,
            issues=tuple(issues),
            advice_vi=vi,
            advice_en=en,
        )

    def _exact(self, article: ArticleFingerprint) -> bool:
        if article.number not in self.bounds:
            return False
        start, end = self.bounds[article.number]
        return digest(self.text[start:end]) == article.digest

    def _articles(self) -> Iterator[Issue]:
        expected = {article.number: article for article in self.reference.articles}
        present = [article.number for article in self.imported.articles]
        for number in expected:
            if number not in self.bounds:
                yield _issue(Fault.MISSING_ARTICLE, number, f"Điều {number}", "không có trong bản sao", "is not in the copy")
        for number in present:
            if number not in expected:
                yield _issue(
                    Fault.EXTRA_ARTICLE, number, f"Điều {number}", "không có trong bản đối chiếu", "is not in the reference"
                )
        ordered = [number for number in present if number in expected]
        for number in _out_of_order(ordered):
            yield _issue(Fault.DISPLACED_ARTICLE, number, f"Điều {number}", "đứng sai thứ tự", "stands out of order")
        for article in self.imported.articles:
            known = expected.get(article.number)
            start = self.bounds[article.number][0]
            if known and digest(self.text[start : start + known.title_length], 4) != known.title:
                yield _issue(
                    Fault.TITLE_DIFFERS,
                    article.number,
                    f"Điều {article.number}",
                    f"có tên khác bản đối chiếu: “{article.title}”",
                    f"has another title than the reference: “{article.title}”",
                )

    def _paragraphs(self, article: ArticleFingerprint) -> Iterator[Issue]:
        if article.number not in self.bounds or self._exact(article):
            return
        start, end = self.bounds[article.number]
        if digest(self.text[start : start + article.title_length], 4) == article.title:
            start += article.title_length
        taken: list[tuple[int, int]] = []  # text of this article that a fingerprint accounts for, sorted
        doubtful: list[Fingerprint] = []
        for paragraph in article.paragraphs:
            at = self._whole(paragraph, start, end, taken)
            if at is None:
                doubtful.append(paragraph)
            else:
                insort(taken, (at, at + paragraph.length))
        for paragraph in doubtful:
            fault, vi, en, found_in, part = self._fault(paragraph, start, end, taken)
            if part:
                insort(taken, part)
            yield _issue(fault, article.number, name_place(paragraph.place, article.number), vi, en, found_in)
        covered = sum(finish - begin for begin, finish in taken)
        extra = end - start - covered
        if extra > max(10, (end - start) // 200):
            yield _issue(
                Fault.EXTRA_TEXT,
                article.number,
                f"Điều {article.number}",
                f"có thêm khoảng {extra} chữ cái ngoài bản đối chiếu",
                f"has about {extra} letters more than the reference",
            )

    def _whole(self, paragraph: Fingerprint, start: int, end: int, taken: list[tuple[int, int]]) -> int | None:
        """Where the whole paragraph stands between ``start`` and ``end``, outside what is taken."""
        size = paragraph.length
        heads = self.windows.get(paragraph.head, ()) if paragraph.head else range(start, end - size + 1)
        for at in heads:
            inside = start <= at and at + size <= end and _free(at, at + size, taken)
            if inside and digest(self.text[at : at + size], 6) == paragraph.digest:
                return at
        return None

    def _fault(
        self, paragraph: Fingerprint, start: int, end: int, taken: list[tuple[int, int]]
    ) -> tuple[Fault, str, str, str | None, tuple[int, int] | None]:
        """What is wrong with a paragraph that is not whole in its article, and the part of the article it accounts for."""
        size = paragraph.length
        if not paragraph.head:
            return (Fault.MISSING_TEXT, *_NOWHERE, None, None)
        heads = self.windows.get(paragraph.head, ())
        tails = self.windows.get(paragraph.tail, ())
        whole = (at for at in heads if digest(self.text[at : at + size], 6) == paragraph.digest)
        if (elsewhere := next((at for at in whole if not start <= at < end), None)) is not None:
            article = self._article_at(elsewhere)
            return Fault.DISPLACED_TEXT, f"đang nằm ở Điều {article}", f"stands in Điều {article}", article, None
        begin = next((at for at in heads if start <= at < end and _free(at, at + WINDOW, taken)), None)
        after = start if begin is None else begin
        finish = next((at + WINDOW for at in tails if after <= at < end and _free(at, at + WINDOW, taken)), None)
        if begin is not None and finish is not None and _free(begin, finish, taken):
            part = (begin, finish)
            if finish - begin < size * 0.95:
                lost = size - (finish - begin)
                return Fault.TRUNCATED, f"bị mất khoảng {lost} chữ cái ở giữa", f"lost about {lost} letters inside", None, part
            return Fault.DIFFERS, "có lời văn khác bản đối chiếu", "has other words than the reference", None, part
        if begin is not None:
            limit = min((at for at, _ in taken if at > begin), default=end)
            part = (begin, min(limit, begin + size))
            return Fault.TRUNCATED, "bị cắt hoặc khác ở phần cuối", "is cut or different at its end", None, part
        if finish is not None:
            limit = max((till for _, till in taken if till < finish), default=start)
            part = (max(limit, finish - size), finish)
            return Fault.TRUNCATED, "bị cắt hoặc khác ở phần đầu", "is cut or different at its beginning", None, part
        if paragraph.head in self.outside_windows:
            return Fault.DISPLACED_TEXT, "nằm ngoài các điều", "stands outside the articles", None, None
        return (Fault.MISSING_TEXT, *_NOWHERE, None, None)

    def _article_at(self, position: int) -> str:
        return self.imported.articles[bisect_right(self.starts, position) - 1].number


def _free(begin: int, finish: int, taken: list[tuple[int, int]]) -> bool:
    return all(finish <= start or end <= begin for start, end in taken)


_NOWHERE = ("không có trong bản sao", "is not in the copy")


def _windows(text: str, wanted: set[str]) -> Mapping[str, tuple[int, ...]]:
    """Where each wanted hash of `WINDOW` characters stands."""
    found: dict[str, list[int]] = {}
    for at in range(len(text) - WINDOW + 1):
        key = digest(text[at : at + WINDOW], 4)
        if key in wanted:
            found.setdefault(key, []).append(at)
    return {key: tuple(places) for key, places in found.items()}


def _issue(fault: Fault, article: str, place: str, vi: str, en: str, found_in: str | None = None) -> Issue:
    return Issue(
        fault, article, place, f"{place[:1].upper()}{place[1:]} {vi}.", f"{place[:1].upper()}{place[1:]} {en}.", found_in
    )


def _out_of_order(numbers: list[str]) -> list[str]:
    """The fewest articles to move so that the rest are in order (all but a longest increasing run)."""
    ranks = [(_rank(number), number) for number in numbers]
    best: list[list[int]] = []
    for i, (rank, _) in enumerate(ranks):
        before = [run for run in best if ranks[run[-1]][0] < rank]
        best.append([*_longest(before), i])
    kept = set(_longest(best))
    return [number for i, (_, number) in enumerate(ranks) if i not in kept]


def _longest(runs: list[list[int]]) -> list[int]:
    return sorted(runs, key=len)[-1] if runs else []


def _rank(number: str) -> tuple[int, str]:
    match = re.match(r"(\d+)(.*)", number)
    return (int(match[1]), match[2]) if match else (0, number)


def _gaps(imported: Imported) -> Iterator[Issue]:
    numbers = [article.number for article in imported.articles]
    plain = [int(n) for n in numbers if n.isdigit()]
    for missing in sorted(set(range(1, max(plain, default=0) + 1)) - set(plain)):
        yield _issue(Fault.MISSING_ARTICLE, str(missing), f"Điều {missing}", *_NOWHERE)
    for number in _out_of_order(numbers):
        yield _issue(Fault.DISPLACED_ARTICLE, number, f"Điều {number}", "đứng sai thứ tự", "stands out of order")
    for article in imported.articles:
        clauses = [int(m[1]) for p in article.paragraphs if (m := re.match(r"(\d{1,2})\.\s", p))]
        for missing in sorted(set(range(1, max(clauses, default=0) + 1)) - set(clauses)):
            yield _issue(Fault.MISSING_TEXT, article.number, name_place(str(missing), article.number), *_NOWHERE)


def _advice(issues: list[Issue], reference: Reference) -> tuple[str, str]:
    """What to do with the copy, in both languages; names the known kinds of bad copies."""
    if not issues:
        return f"Bản sao khớp hoàn toàn với {reference.version}.", f"The copy matches {reference.version} in full."
    if {issue.fault for issue in issues} == {Fault.DISPLACED_ARTICLE}:
        return (
            f"Lời văn khớp {reference.version}; chỉ thứ tự các điều khác, có thể sử dụng.",
            f"The wording matches {reference.version}; only the order of articles differs, so the copy may be used.",
        )
    moved = Counter(issue.found_in for issue in issues if issue.fault is Fault.DISPLACED_TEXT and issue.found_in)
    if moved and (top := moved.most_common(1)[0])[1] >= 5:
        return (
            f"{top[1]} đoạn bị dồn xuống Điều {top[0]}: đây là lỗi của bản đăng trên mạng, không dùng để đối chiếu; hãy lấy bản khác.",
            f"{top[1]} paragraphs were moved to Điều {top[0]}: a fault of a copy on the web, do not check against it; take another.",
        )
    changed = {issue.fault for issue in issues}
    if changed <= {Fault.DIFFERS, Fault.TRUNCATED, Fault.EXTRA_TEXT, Fault.TITLE_DIFFERS, Fault.EXTRA_ARTICLE}:
        return (
            f"Lời văn khác {reference.version}: có thể là bản hợp nhất sau sửa đổi; cần đối chiếu từng điều nêu trên.",
            f"The wording differs from {reference.version}: perhaps a consolidated version; compare the articles named above.",
        )
    return (
        f"Bản sao không đầy đủ so với {reference.version}: không trích dẫn các điều nêu trên trước khi nhập lại.",
        f"The copy is not complete against {reference.version}: do not quote the articles named above before importing again.",
    )
