"""Reading a TOML table into a frozen dataclass, strictly."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import types
import typing
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from models.errors import PolicyError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def as_table(raw: Any, place: str) -> Mapping[str, Any]:
    """The value as a TOML table. Raises PolicyError where it is something else."""
    if not isinstance(raw, Mapping):
        raise PolicyError(f"{place}: a table is expected")
    return raw


def refuse_unknown(table: Mapping[str, Any], known: Collection[str], place: str) -> None:
    """Raise PolicyError where a table has a key that nothing reads."""
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise PolicyError(f"{place}: unknown key {', '.join(unknown)}")


def bind(target: type[T], raw: Any, place: str) -> T:
    """Build ``target`` from a TOML table, and name the place of whatever is wrong with it.

    Raises:
        PolicyError: for unknown, missing or mistyped keys, for numbers that are not finite, and
            for values that ``target`` itself refuses with a ValueError.
    """
    table = as_table(raw, place)
    hints = typing.get_type_hints(target)
    fields = {field.name: field for field in dataclasses.fields(target)}
    refuse_unknown(table, fields, place)
    values = {}
    for name, field in fields.items():
        if name in table:
            values[name] = read_value(hints[name], table[name], f"{place}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise PolicyError(f"{place}: key {name} is missing")
    try:
        return target(**values)
    except ValueError as contradictory:
        raise PolicyError(f"{place}: {contradictory}") from contradictory


def read_value(hint: Any, raw: Any, place: str) -> Any:
    """A TOML value as the annotation ``hint`` wants it. Raises PolicyError."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return bind(hint, raw, place)
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        if raw not in typing.get_args(hint):
            raise PolicyError(f"{place}: one of {', '.join(typing.get_args(hint))} is expected")
        return raw
    if origin is tuple:
        if not isinstance(raw, list):
            raise PolicyError(f"{place}: a list is expected")
        return tuple(read_value(typing.get_args(hint)[0], item, place) for item in raw)
    if origin in (types.UnionType, typing.Union):
        plain = [option for option in typing.get_args(hint) if option is not type(None)]
        return read_value(plain[0], raw, place)
    return _scalar(hint, raw, place)


def _scalar(hint: Any, raw: Any, place: str) -> Any:
    """A text, truth, date or finite number; a whole number may stand for a float."""
    accepted = (int, float) if hint is float else (hint,)
    # To Python a truth is a number and a date with a time is a date; in a policy they are not.
    subtype = (isinstance(raw, bool) and hint is not bool) or isinstance(raw, dt.datetime)
    if subtype or not isinstance(raw, accepted):
        raise PolicyError(f"{place}: {hint.__name__} is expected")
    return _finite(raw, place) if hint is float else raw


def _finite(number: float, place: str) -> float:
    # A comparison, because a whole number may be too large to become a float.
    if not -sys.float_info.max <= number <= sys.float_info.max:
        raise PolicyError(f"{place}: a finite number is expected")
    return float(number)
