"""From the JSON of an answer to dataclasses: members that a class does not have are left out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from service.client.errors import ClientError

#: In a field's metadata: the field gets the whole JSON object; or comes from headers, not JSON.
WHOLE, FROM_HEADERS = "whole", "from-headers"

T = TypeVar("T")
Reader = Callable[[Any], Any]


class AnswerUnreadable(ClientError):
    """An answer is not what this interface answers with: is the address right?

    ``where``: the member that is missing or of another type.
    """

    def __init__(self, where: str, fault: str) -> None:
        super().__init__(where, fault)
        self.where = where
        self.fault = fault

    def __str__(self) -> str:
        """What happened, in one line."""
        return f"the answer cannot be read: {self.where or 'the whole'}: {self.fault}"


def read_json(kind: type[T], answer: Any) -> T:
    """JSON data as ``kind``: a dataclass, or what its fields may be. Raises AnswerUnreadable."""
    return cast(T, _reader(cast(Any, kind))(answer))


@cache
def _reader(kind: Any) -> Reader:
    """How a type is read: found out once for each."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: value
    if origin in (Union, types.UnionType):
        return _one_of(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is Mapping:
        return _mapping(_reader(arguments[1]))
    if dataclasses.is_dataclass(kind):
        return _dataclass(cast("type[Any]", kind))
    if kind in (dt.datetime, dt.date):
        return _converted(str, kind.fromisoformat)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _converted(str, kind)
    return _plain(kind)


def _plain(kind: type[Any]) -> Reader:
    def read(value: Any) -> Any:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if kind is float and is_number:
            return float(value)
        # True is an int to Python, and not to JSON.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise AnswerUnreadable("", f"not a {kind.__name__}")
        return value

    return read


def _converted(kind: type[Any], convert: Callable[[Any], Any]) -> Reader:
    plain = _plain(kind)

    def read(value: Any) -> Any:
        try:
            return convert(plain(value))
        except ValueError:
            raise AnswerUnreadable("", "not in the form of its kind") from None

    return read


def _one_of(kinds: tuple[Any, ...]) -> Reader:
    readers = [_reader(kind) for kind in kinds if kind is not types.NoneType]
    may_be_null = types.NoneType in kinds

    def read(value: Any) -> Any:
        if value is None and may_be_null:
            return None
        for reader in readers[:-1]:
            try:
                return reader(value)
            except AnswerUnreadable:
                continue
        return readers[-1](value)

    return read


def _tuple(kinds: tuple[Any, ...]) -> Reader:
    is_open = kinds[-1] is Ellipsis
    readers = [_reader(kind) for kind in kinds if kind is not Ellipsis]

    def read(value: Any) -> Any:
        if not isinstance(value, list) or not (is_open or len(value) == len(readers)):
            raise AnswerUnreadable("", "not a list of its length")
        each = readers * len(value) if is_open else readers
        return tuple(
            _inside(str(place), reader, item)
            for place, (reader, item) in enumerate(zip(each, value, strict=True))
        )

    return read


def _mapping(reader: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise AnswerUnreadable("", "not an object")
        return {name: _inside(name, reader, item) for name, item in value.items()}

    return read


def _dataclass(kind: type[Any]) -> Reader:
    hints = get_type_hints(kind)
    fields = [one for one in dataclasses.fields(kind) if FROM_HEADERS not in one.metadata]
    whole = [one.name for one in fields if WHOLE in one.metadata]
    readers = {one.name: _reader(hints[one.name]) for one in fields if one.name not in whole}
    optional = {one.name for one in fields if one.default is not dataclasses.MISSING}
    needed = [name for name in readers if name not in optional]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise AnswerUnreadable("", "not an object")
        missing = next((name for name in needed if name not in value), None)
        if missing is not None:
            raise AnswerUnreadable(missing, "missing")
        members: dict[str, Any] = {
            name: _inside(name, reader, value[name])
            for name, reader in readers.items()
            if name in value
        }
        return kind(**members, **dict.fromkeys(whole, value))

    return read


def _inside(name: str, reader: Reader, value: Any) -> Any:
    """Read a part; where it cannot be read, say which part."""
    try:
        return reader(value)
    except AnswerUnreadable as fault:
        where = f"{name}.{fault.where}" if fault.where else name
        raise AnswerUnreadable(where, fault.fault) from None
