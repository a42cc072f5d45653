"""Filters of the queue ↔ the address: what is shown can be bookmarked, sent on and come back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from pipeline.store.keep import storable
from pipeline.store.queue import Filter, Sort

_NUMBERS = frozenset({"unit", "document", "reviewer", "assignee"})
_FLAGS = frozenset({"late", "disputed"})
_LONGEST = 200


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter that a query string states. What is no value of a field leaves that field open: addresses get cut."""
    values: dict[str, Any] = {}
    for one in fields(Filter):
        given = storable(query.get(one.name, ""))[:_LONGEST].strip()
        if not given:
            continue
        if one.name in _NUMBERS:
            if given.isascii() and given.isdigit() and int(given) < 2**31:
                values[one.name] = int(given)
        elif one.name in _FLAGS:
            values[one.name] = given == "1"
        elif one.name == "sort":
            values["sort"] = Sort(given) if given in list(Sort) else Sort.SEVERITY
        else:
            values[one.name] = given
    return Filter(**values)


def write_filter(wanted: Filter, **changes: object) -> str:
    """The query string of a filter, ``changes`` put in its place or added ("page"); "" for the filter that shows all."""
    default = Filter()
    values = {one.name: getattr(wanted, one.name) for one in fields(Filter)}
    open_ = {one.name: getattr(default, one.name) for one in fields(Filter)}
    pairs = {
        name: _plain(value) for name, value in (values | changes).items() if value != open_.get(name) and value is not None
    }
    return urlencode(pairs)


def _plain(value: object) -> str:
    return ("1" if value else "") if isinstance(value, bool) else str(value)
