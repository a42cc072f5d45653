"""Records ↔ plain JSON values, by their type annotations: what is kept in a JSON column comes back as the same record."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]
T = TypeVar("T")


def to_plain(value: object) -> Plain:
    """A record as JSON values. Fractions become ``"1/3"``, dates ISO days, enums their value; fields at None are left out."""
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return cast(Plain, value)
    if isinstance(value, Enum):
        return cast(Plain, value.value)
    if isinstance(value, Fraction | date):
        return str(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if is_dataclass(value):
        items = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: to_plain(item) for name, item in items if item is not None}
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")


def from_plain(kind: type[T], value: Any) -> T:
    """The record of type ``kind`` that :func:`to_plain` gave ``value`` for. Raises KeyError or ValueError where it is none."""
    return cast(T, _read(kind, value))


def _read(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _read(next(one for one in get_args(kind) if one is not type(None)), value)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _read(get_args(kind)[1], item) for key, item in value.items()}
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        blank = {f.name: None for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
        return cast(Any, kind)(**(blank | {name: _read(hints[name], item) for name, item in value.items() if name in hints}))
    if kind is date:
        return date.fromisoformat(value)
    if kind is float:
        return float(value)
    return kind(value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
