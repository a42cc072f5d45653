"""Legal instruments and their status over time, from ``corpus/law/instruments/*.yaml``.

Who asks "is this document still in force?" asks here. Three rules keep the answers honest:

- An instrument that is not in the registry is `InForce.UNKNOWN`; so is one that is only known by name.
- "Expired" is said only where a file states the day; whether a finding may rest on it is `Standing.reliable`.
- A detailing text lapses with its parent (Điều 53 Luật 64/2025/QH15) only where its entry says ``lapses_with_parent``: others
  may have been retained, and then the standing only carries the caution ``parent-expired``. So does an amending text when all
  that the registry knows it to amend has expired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import resources
from pipeline.errors import CorpusError
from pipeline.law.instruments import Entry, Part, read_entries
from pipeline.law.naming import Name, date_in, fold_name, read_name, year_in
from pipeline.law.numbering import InstrumentNumber, read_number
from pipeline.records import Confidence, InForce, Instrument

_RANK = {Confidence.HIGH: 2, Confidence.MEDIUM: 1, Confidence.LOW: 0}


@dataclass(frozen=True, slots=True)
class Standing:
    """Status of one instrument on one day.

    ``since`` is the day the status began (first day without effect for an expired one), None where not known. ``partial``
    lists the parts no longer in force. ``caution`` is a reason code: ``parent-expired``, ``no-express-repeal``,
    ``not-verified-after`` (in force on ``seen_on``, not checked later: confidence one step lower), ``unverified``, or None.
    """

    number: str
    status: InForce
    since: date | None
    replaced_by: tuple[str, ...]
    note_vi: str
    note_en: str
    confidence: Confidence
    lapsed_with_parent: bool = False
    partial: tuple[Part, ...] = ()
    caution: str | None = None
    seen_on: date | None = None

    @property
    def reliable(self) -> bool:
        """Whether a finding may rest on this: expired in whole or part, with confidence high or medium."""
        return self.status in {InForce.EXPIRED, InForce.PARTLY} and self.confidence is not Confidence.LOW


@dataclass(frozen=True, slots=True)
class NameMatch:
    """An instrument found by its name. ``basis`` says how sure that is: ``date``, ``year``, ``only-one`` (no date was given and
    one instrument has the name) or ``in-force`` (several have it, one is in force on the day asked for)."""

    instrument: Instrument
    basis: str


class Registry:
    """Instruments by number and by name. Immutable; `load_registry` builds the shipped one."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_number: dict[str, Entry] = {}
        self._by_key: dict[str, Entry] = {}
        self._by_loose_key: dict[str, list[Entry]] = {}
        self._by_prefix: dict[str, list[Entry]] = {}
        self._by_name: dict[str, list[Entry]] = {}
        for entry in entries:
            self._add(entry)
        self._amends: dict[str, list[Entry]] = {}
        for number, entry in self._by_number.items():
            self._check_descent(number, ())
            for amending in entry.instrument.amended_by:
                self._amends.setdefault(amending, []).append(entry)

    def __len__(self) -> int:
        return len(self._by_number)

    def __iter__(self) -> Iterator[Instrument]:
        return iter(entry.instrument for entry in self._by_number.values())

    def entry(self, number: str) -> Entry | None:
        """The registry's own record of an instrument, by its canonical number."""
        return self._by_number.get(number)

    def find(self, number: str, issued_on: date | None = None) -> Instrument | None:
        """The instrument with this number, in any spelling ("Pháp lệnh số 34/2007/PL-UBTVQH 11", "04/2015/ND-CP").

        Numbers without a year ("30-CT/TW", "06/QĐ-TTg") start again every year or term: they are found only when ``issued_on``
        is given, or stands in ``number`` itself, and is the instrument's.
        """
        read = read_number(number)
        if read is None:
            return None
        entry = self._entry_of(read, issued_on or date_in(number))
        return entry.instrument if entry else None

    def canonical(self, number: str) -> str:
        """The printed form of a number: the registry's own where it is known, else by the spelling rules, else as given."""
        read = read_number(number)
        if read is None:
            return " ".join(number.split())
        entry = self._entry_of(read, date_in(number))
        return entry.instrument.number if entry else read.canonical

    def find_by_name(
        self,
        name: str,
        issued_on: date | None = None,
        year: int | None = None,
        type: str | None = None,
        as_of: date | None = None,
    ) -> Instrument | None:
        """The instrument cited by name; see `match_name`."""
        match = self.match_name(name, issued_on, year, type, as_of)
        return match.instrument if match else None

    def match_name(
        self,
        name: str,
        issued_on: date | None = None,
        year: int | None = None,
        type: str | None = None,
        as_of: date | None = None,
    ) -> NameMatch | None:
        """The instrument cited by name, with the date of issue, its year or neither, given apart or in ``name``.

        ``name`` may be the whole citation: "Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022". A date that no
        instrument of the name has is not forced: the year decides if one instrument fits, else nothing is found. Without
        either, several instruments of one name ("Luật Đất đai") are told apart only by ``as_of``: the one in force that day.
        """
        cited: Name = read_name(name)
        issued_on = issued_on or date_in(name)
        year = year or (issued_on.year if issued_on else year_in(name))
        kind = (type or cited.type or "").lower() or None
        found = [e for e in self._by_name.get(cited.key, []) if kind is None or _same_type(kind, e.instrument.type)]
        if issued_on and len(dated := [e for e in found if e.instrument.issued_on == issued_on]) == 1:
            return NameMatch(dated[0].instrument, "date")
        if year:
            of_year = [e for e in found if e.instrument.issued_on and e.instrument.issued_on.year == year]
            return NameMatch(of_year[0].instrument, "year") if len(of_year) == 1 else None
        if len(found) == 1:
            return NameMatch(found[0].instrument, "only-one")
        if as_of:
            current = [e for e in found if self.status(e.instrument, as_of).status in {InForce.IN_FORCE, InForce.PARTLY}]
            if len(current) == 1:
                return NameMatch(current[0].instrument, "in-force")
        return None

    def status(self, instrument: Instrument | str, on: date) -> Standing:
        """Where the instrument stands on a day. Never guesses: what is not in the registry is `InForce.UNKNOWN`."""
        if isinstance(instrument, str):
            number, read = instrument, read_number(instrument)
            entry = self._entry_of(read, date_in(instrument)) if read else None
        else:
            number, entry = instrument.number, self._by_number.get(instrument.number)
        if entry is None:
            return Standing(
                number=self.canonical(number),
                status=InForce.UNKNOWN,
                since=None,
                replaced_by=(),
                note_vi="Chưa có trong danh mục văn bản: cần tra cứu hiệu lực.",
                note_en="Not in the registry: look its status up.",
                confidence=Confidence.LOW,
                caution="unverified",
            )
        return self._standing(entry, on)

    def _standing(self, entry: Entry, on: date) -> Standing:
        item = entry.instrument

        def standing(status: InForce, since: date | None, **more: Any) -> Standing:
            values: dict[str, Any] = {
                "confidence": item.confidence,
                "note_vi": item.status_note_vi,
                "note_en": item.status_note_en,
                "replaced_by": item.replaced_by,
                "seen_on": entry.seen_on,
                "caution": "no-express-repeal" if entry.unsettled and status is InForce.EXPIRED else None,
            }
            return Standing(number=item.number, status=status, since=since, **(values | more))

        begins = item.effective_on or item.issued_on
        if begins and on < begins:
            return standing(InForce.NOT_YET, None, replaced_by=())
        if item.expired_on and on >= item.expired_on:
            return standing(InForce.EXPIRED, item.expired_on, lapsed_with_parent=entry.lapses_with_parent)
        if item.expired_on and entry.ended_by and not (entry.seen_on and on <= entry.seen_on):  # it may have ended before
            return standing(InForce.UNKNOWN, None, confidence=Confidence.LOW, caution="unverified")
        ended = tuple(part for part in entry.parts if part.since <= on)
        parents = [(p, self._standing(p, on)) for p in map(self._by_number.get, item.parents) if p is not None]
        if parents and len(parents) == len(item.parents) and all(s.status is InForce.EXPIRED for _, s in parents):
            since = max((s.since for _, s in parents if s.since), default=None)
            lowest = min((s.confidence for _, s in parents), key=_RANK.__getitem__)
            if entry.lapses_with_parent:
                return standing(
                    InForce.EXPIRED,
                    since,
                    lapsed_with_parent=True,
                    confidence=min(item.confidence, lowest, key=_RANK.__getitem__),
                )
            if not item.expired_on and entry.status_known:
                return standing(InForce.UNKNOWN, None, confidence=Confidence.LOW, caution="parent-expired", partial=ended)
        if not entry.status_known:
            return standing(InForce.UNKNOWN, None, confidence=Confidence.LOW, caution="unverified", partial=ended)
        amended = self._amends.get(item.number, ())
        if (
            item.title.startswith("Sửa đổi")
            and amended
            and all(self._standing(e, on).status is InForce.EXPIRED for e in amended)
        ):
            return standing(InForce.UNKNOWN, None, confidence=Confidence.LOW, caution="parent-expired", partial=ended)
        if ended:
            return standing(InForce.PARTLY, max(part.since for part in ended), partial=ended, replaced_by=())
        if entry.seen_on is not None and on > entry.seen_on:
            lower = Confidence.MEDIUM if item.confidence is Confidence.HIGH else Confidence.LOW
            return standing(InForce.IN_FORCE, item.effective_on, replaced_by=(), caution="not-verified-after", confidence=lower)
        return standing(InForce.IN_FORCE, item.effective_on, replaced_by=())

    def _check_descent(self, number: str, below: tuple[str, ...]) -> None:
        """Refuses an instrument that details itself, directly or through others."""
        if number in below:
            chain = " → ".join((*below, number))
            raise CorpusError(f"Danh mục văn bản: vòng lặp {chain}.", f"Registry: circular parents {chain}.")
        entry = self._by_number.get(number)
        for parent in entry.instrument.parents if entry else ():
            self._check_descent(parent, (*below, number))

    def _entry_of(self, read: InstrumentNumber, issued_on: date | None) -> Entry | None:
        if read.symbol == "" and read.type_hint:
            return self._of_type(read)
        entry = self._by_key.get(read.key)
        if entry is None and len(same := self._by_loose_key.get(read.loose_key, [])) == 1 and _may_be(read, same[0]):
            entry = same[0]
        if entry and read.year is None and (issued_on is None or entry.instrument.issued_on != issued_on):
            return None
        return entry

    def _of_type(self, read: InstrumentNumber) -> Entry | None:
        """ "Luật số 10/2022": the only instrument of that type, serial and year."""
        prefix = f"{int(read.serial)}/{read.year}/"
        hint = read.type_hint or ""
        same = [
            entry
            for entry in self._by_prefix.get(prefix, [])
            if (symbol := entry.instrument.number.split("/")[-1]).startswith(hint)
            and (hint != "TT" or not symbol.startswith("TTLT"))
        ]
        return same[0] if len(same) == 1 else None

    def _add(self, entry: Entry) -> None:
        item = entry.instrument
        read = read_number(item.number)
        if read is None:
            raise CorpusError(
                f"Danh mục văn bản: không đọc được số “{item.number}”.", f"Registry: cannot read the number {item.number!r}."
            )
        known = self._by_key.get(read.key)
        if known and (read.year is not None or known.instrument.issued_on == item.issued_on):
            raise CorpusError(
                f"Danh mục văn bản: số “{item.number}” có hai lần ({known.instrument.source}; {item.source}).",
                f"Registry: {item.number!r} stands there twice ({known.instrument.source}; {item.source}).",
            )
        self._by_number[item.number] = entry
        self._by_key[read.key] = entry
        if "/UBTVQH" in read.loose_key:
            self._by_loose_key.setdefault(read.loose_key, []).append(entry)
        self._by_prefix.setdefault(read.key.rsplit("/", 1)[0] + "/", []).append(entry)
        for name in {fold_name(item.title), *map(fold_name, item.aliases)} - {""}:
            self._by_name.setdefault(name, []).append(entry)


def load_registry(corpus: Path | None = None) -> Registry:
    """The registry of ``corpus/law/instruments`` (default: the shipped corpus).

    Raises:
        CorpusError: a file is missing, is no YAML or breaks the layout described in its README.
    """
    return _load((corpus or resources.corpus_dir()) / "law" / "instruments")


@lru_cache(maxsize=4)
def _load(folder: Path) -> Registry:
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise CorpusError(
            f"Không thấy danh mục văn bản trong {folder}: cài lại chương trình.",
            f"No registry of instruments in {folder}: reinstall the program.",
        )
    return Registry(entry for file in files for entry in read_entries(file))


def _may_be(read: InstrumentNumber, entry: Entry) -> bool:
    """Whether a Standing Committee number and an entry, one of them printed without its type, can be the same."""
    known = read_number(entry.instrument.number)
    types = {"NQ": "nghị quyết", "PL": "pháp lệnh"}
    if read.key == read.loose_key:
        return True
    return known is not None and known.key == known.loose_key and types.get(read.symbol[:2]) == entry.instrument.type


def _same_type(cited: str, known: str) -> bool:
    return cited == known or {cited, known} <= {"luật", "bộ luật"}
