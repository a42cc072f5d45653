"""Bodies, levels and concepts that no longer exist: which words name them, since when, and what stands in their place.

The words are data (``corpus/law/terms.yaml``); this module reads them and finds them in text. A word alone is seldom enough:
"huyện" counts only where it acts ("UBND huyện"), not in a street name, and not where a past act is cited with its issuer of
that time ("Quyết định số 12/2016/QĐ-UBND ngày … của UBND huyện …" is right as it stands).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.records import Confidence, LawUnit

_NEAR = 120  # characters looked at on each side for ``not_near``
_CITED = 320  # characters between a cited number and the issuer or title that belongs to it


@dataclass(frozen=True, slots=True, eq=False)  # by identity: terms key the cache of compiled forms on every call
class OutdatedTerm:
    """A term that went out of use on ``since``.

    ``kind``: ``body`` (an authority that ended), ``level`` (district, township), ``place`` (a merged province), ``concept`` (a
    rule's unit or instrument), ``style`` (an old wording, no conflict). ``forms`` are the word forms, lower case, longest
    first. The ``not_…`` fields are regular expressions that rule a hit out: text just before it, just after it, or near it.
    """

    id: str
    kind: str
    forms: tuple[str, ...]
    since: date
    replaced_vi: str
    replaced_en: str
    law: LawUnit | None
    confidence: Confidence
    source: str
    caution: str | None = None
    note_vi: str = ""
    note_en: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    near: tuple[str, ...] = ()  # at least one of these must stand near
    not_before_name: bool = False  # a capital after it makes it part of a name: "thị trấn Chũ" is a place


@dataclass(frozen=True, slots=True)
class TermHit:
    """``text[start:end]`` names the outdated ``term``."""

    term: OutdatedTerm
    start: int
    end: int


def find_terms(text: str, terms: Sequence[OutdatedTerm], as_of: date) -> list[TermHit]:
    """The outdated terms in ``text`` on a day, in reading order, the longest form at each place, without overlaps.

    Works on characters of ``text`` as given; decomposed text (NFD) is understood. Terms that were still right on ``as_of`` are
    left out, and so are hits that belong to the citation of a past act or stand beside "(cũ)", "trước đây", "nguyên"; a form
    that is ruled out rules out the shorter forms inside it.
    """
    composed, back = _compose(text)
    index = _index(tuple(terms))
    folded = _fold(composed)
    found: list[TermHit] = []
    for match in index.pattern.finditer(folded):
        term = index.by_key[_key(match[0])]
        if term.since <= as_of and not _ruled_out(composed, match.start(), match.end(), term):
            found.append(TermHit(term, back[match.start()], back[match.end()]))
    return found


def load_terms(corpus: Path | None = None) -> tuple[OutdatedTerm, ...]:
    """The terms of ``corpus/law/terms.yaml`` (default: the shipped corpus).

    Raises:
        CorpusError: the file is missing or breaks its layout.
    """
    return _load((corpus or resources.corpus_dir()) / "law" / "terms.yaml")


@lru_cache(maxsize=4)
def _load(file: Path) -> tuple[OutdatedTerm, ...]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        words: Mapping[str, list[str]] = data.get("words") or {}
        terms = [_term(item, words) for item in data["terms"]]
        for group in data.get("groups") or ():
            terms += _group(group, words)
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        raise CorpusError(
            f"Danh mục thuật ngữ {file} thiếu hoặc sai cấu trúc: {error}.", f"Terms file {file} is missing or broken: {error}."
        ) from error
    return tuple(terms)


def _group(group: Mapping[str, Any], words: Mapping[str, list[str]]) -> Iterator[OutdatedTerm]:
    """Terms that differ only in a name: ``each`` lists old and new names, put where ``{old}`` and ``{new}`` stand."""
    for pair in group["each"]:
        filled = {key: _fill(value, pair) for key, value in group["term"].items()}
        yield _term(filled, words)


def _fill(value: Any, pair: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, text in pair.items():
            value = value.replace("{" + name + "}", text)
        return value
    return [_fill(item, pair) for item in value] if isinstance(value, list) else value


def _term(item: Mapping[str, Any], words: Mapping[str, list[str]]) -> OutdatedTerm:
    law = item.get("law")
    fields = {key: tuple(item.get(key) or ()) for key in ("not_before", "not_after", "not_near", "near")}
    for expression in (e for group in fields.values() for e in group):
        re.compile(expression)
    forms = {form for template in item["forms"] for form in _expand(template, words)}
    return OutdatedTerm(
        id=item["id"],
        kind=item["kind"],
        forms=tuple(sorted(forms, key=lambda form: (-len(form), form))),
        since=_day(item),
        replaced_vi=item["replaced_vi"],
        replaced_en=item["replaced_en"],
        law=LawUnit(law["law"], law.get("article"), law.get("clause")) if law else None,
        confidence=Confidence(item["confidence"]),
        source=item["source"],
        caution=item.get("caution"),
        note_vi=item.get("note_vi") or "",
        note_en=item.get("note_en") or "",
        not_before_name=bool(item.get("not_before_name")),
        **fields,
    )


def _day(item: Mapping[str, Any]) -> date:
    since = item["since"]
    if not isinstance(since, date):
        raise ValueError(f"{item['id']}: since is no day: {since!r}")
    return since


def _expand(template: str, words: Mapping[str, list[str]]) -> Iterator[str]:
    """ "{board} {district}" → every combination of the word lists named in it."""
    names = re.findall(r"\{(\w+)\}", template)
    for choice in product(*(words[name] for name in names)):
        form = template
        for name, word in zip(names, choice, strict=True):
            form = form.replace("{" + name + "}", word, 1)
        yield unicodedata.normalize("NFC", form)


@dataclass(frozen=True, slots=True)
class _Index:
    """One expression for all forms of all terms, and whose form a match is."""

    pattern: re.Pattern[str]
    by_key: Mapping[str, OutdatedTerm]


@lru_cache(maxsize=8)
def _index(terms: tuple[OutdatedTerm, ...]) -> _Index:
    by_key: dict[str, OutdatedTerm] = {}
    trie: dict[str, Any] = {}
    for term in terms:
        for form in term.forms:
            folded = re.sub(r" *([-,]) *", r"\1", _fold(form))
            known = by_key.setdefault(_key(folded), term)
            if known is not term:
                raise CorpusError(
                    f"Thuật ngữ “{form}” có ở cả {known.id} và {term.id}.",
                    f"The form {form!r} stands in {known.id} and in {term.id}.",
                )
            node = trie
            for char in folded:
                node = node.setdefault(char, {})
            node[""] = {}
    return _Index(re.compile(rf"(?<!\w){_expression(trie)}(?!\w)"), by_key)


_FLEXIBLE = {" ": " +", "-": " *[-,]? *", ",": " *, *"}


def _expression(node: Mapping[str, Any]) -> str:
    """A prefix tree as an expression: each place of the text is tried once, not once for each of a thousand forms."""
    branches = [_FLEXIBLE.get(char, re.escape(char)) + _expression(rest) for char, rest in sorted(node.items()) if char]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return body + "?" if "" in node else body


# Both placements of the tone mark on oa, oe, uy are in use; the fold keeps the length, so that offsets stay those of the text.
_TONE_PAIRS = dict(
    pair.split("/")
    for pair in [
        "oà/òa",
        "oá/óa",
        "oả/ỏa",
        "oã/õa",
        "oạ/ọa",
        "oè/òe",
        "oé/óe",
        "oẻ/ỏe",
        "oẽ/õe",
        "oẹ/ọe",
        "uỳ/ùy",
        "uý/úy",
        "uỷ/ủy",
        "uỹ/ũy",
        "uỵ/ụy",
    ]
)
_TONES = re.compile("|".join(_TONE_PAIRS))
_SAME_LENGTH = str.maketrans({**dict.fromkeys("\t\n\r\f\v\u00a0", " "), **dict.fromkeys("‐‑‒–—", "-")})


def _fold(text: str) -> str:
    """Lower case, one tone placement, plain spaces and dashes; as long as ``text`` (NFC)."""
    lowered = text.lower() if len(text.lower()) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _TONES.sub(lambda match: _TONE_PAIRS[match[0]], lowered.translate(_SAME_LENGTH))


def _key(folded: str) -> str:
    return " ".join(re.sub(r"[-,]", " ", folded).split())


_PAST_BEFORE = re.compile(
    r"(?:\bnguyên|\bcũ là|trước đây là|trước đây,?|của nguyên|đã được|đã do|cụm từ:?\s*[“\"‘']?)\s*$", re.IGNORECASE
)
_PAST_AFTER = re.compile(
    r"\s*(?:,[^.;\n]{0,60}?)?\((?:cũ|trước|nay là)|\s*(?:cũ|trước đây)\b|\s*trước (?:khi )?(?:sắp xếp|sáp nhập|hợp nhất)"
    r"|(?:\s+\w+){0,3}\s+đã (?:ban hành|thu hồi|phê duyệt|công nhận|thành lập|ký|cấp|giao|quyết định)\b",
    re.IGNORECASE,
)
_CITED_ACT = re.compile(
    r"(?:\d{1,5}(?:/(?:19|20)\d{2})?/[A-ZĐƯ][\wĐđƯư]*(?:-\s?[\wĐđƯư]+)*|\d{1,4}-[A-ZĐ]{1,4}/[A-ZĐƯ]+)"
    r"(?:\s*,?\s*(?:ngày\s+)?\d{1,2}(?:[/.-]\d{1,2}[/.-]\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
    r"\s*,?\s*(?:của|về|quy định|ban hành|hướng dẫn|sửa đổi|phê duyệt|công bố|quyết định)\b",
    re.IGNORECASE,
)
_OWN_DUTY = re.compile(
    r"(?:[;:]|\.\s|,\s*(?:ubnd|ủy ban|uỷ ban|sở|chủ tịch|các (?:sở|huyện|xã))"
    r"|\b(?:giao|yêu cầu|đề nghị|chỉ đạo|phối hợp|trách nhiệm|báo cáo|căn cứ)\b)",
    re.IGNORECASE,
)


def _ruled_out(text: str, start: int, end: int, term: OutdatedTerm) -> bool:
    """Whether the words around ``text[start:end]`` say that it is a name, a past fact or a citation."""
    before, after = text[max(0, start - _CITED) : start], text[end : end + _NEAR]
    if _PAST_BEFORE.search(before[-30:]) or _PAST_AFTER.match(after):
        return True
    if term.not_before_name and after[:1].isspace() and after.lstrip()[:1].isupper():
        return True
    if any(re.search(rf"(?:{e})$", before, re.IGNORECASE) for e in term.not_before):
        return True
    if any(re.match(e, after, re.IGNORECASE) for e in term.not_after):
        return True
    near = text[max(0, start - _NEAR) : end + _NEAR]
    if any(re.search(e, near, re.IGNORECASE) for e in term.not_near):
        return True
    if term.near and not any(re.search(e, near, re.IGNORECASE) for e in term.near):
        return True
    return term.kind != "concept" and _in_citation(before)


def _in_citation(before: str) -> bool:
    """Whether what follows ``before`` is the issuer or the title of an act cited there."""
    acts = list(_CITED_ACT.finditer(before))
    return bool(acts) and not _OWN_DUTY.search(before[acts[-1].end() :])


def _compose(text: str) -> tuple[str, Sequence[int]]:
    """NFC text and, for each of its positions, the position in ``text`` (with one entry more for the end)."""
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    composed: list[str] = []
    back: list[int] = []
    for cluster in re.finditer(r"(?s).[\u0300-\u036f]*", text):
        for char in unicodedata.normalize("NFC", cluster[0]):
            composed.append(char)
            back.append(cluster.start())
    back.append(len(text))
    return "".join(composed), back
