"""Reading a TOML table into a frozen dataclass, strictly."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from models.errors import PolicyError

T = TypeVar("T")


def bind(target: type[T], table: Mapping[str, Any], place: str) -> T:
    """Build ``target`` from ``table``; unknown, missing or mistyped keys raise PolicyError."""
    hints = typing.get_type_hints(target)
    fields = {field.name: field for field in dataclasses.fields(target)}  # type: ignore[arg-type]  # T is a dataclass type
    unknown = sorted(set(table) - set(fields))
    if unknown:
        raise PolicyError(f"{place}: unknown key {', '.join(unknown)}")
    values = {}
    for name, field in fields.items():
        if name in table:
            values[name] = _value(hints[name], table[name], f"{place}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise PolicyError(f"{place}: key {name} is missing")
    return target(**values)


def _value(hint: Any, raw: Any, place: str) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(raw, dict):
            raise PolicyError(f"{place}: a table is expected")
        return bind(hint, raw, place)
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        if raw not in typing.get_args(hint):
            raise PolicyError(f"{place}: one of {', '.join(typing.get_args(hint))} is expected")
        return raw
    if origin is tuple:
        if not isinstance(raw, list):
            raise PolicyError(f"{place}: a list is expected")
        return tuple(_value(typing.get_args(hint)[0], item, place) for item in raw)
    if origin in (types.UnionType, typing.Union):
        plain = [option for option in typing.get_args(hint) if option is not type(None)]
        return _value(plain[0], raw, place)
    if hint is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if not isinstance(raw, hint) or (isinstance(raw, bool) and hint is not bool):
        raise PolicyError(f"{place}: {hint.__name__} is expected")
    return raw
