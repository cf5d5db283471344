"""One line of the log: what is told of an event, of a library's notice and of an exception.

What our own loggers (``docscreen...``) say is told in full: they quote nothing that was uploaded,
asked for or presented. What libraries say is told as it stands in their source, without the values
that it is filled with: statements, addresses, headers and names are such values. Where the text is
made at run time it is left out, and the place in the source stands for it. An exception is told by
its kind and by the places that it passed; its message only where it is one of our own.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePath
from types import MappingProxyType, TracebackType
from typing import Any

from models.errors import DocscreenError, PolicyError
from service.errors import SettingsError, UsageError
from service.telemetry.context import current_trace_id, request_id

#: A fact of an event: a number, a word of ours or an id; never what somebody wrote.
Fact = str | int | float | bool | None

#: The loggers of docscreen itself.
OWN = "docscreen"
#: Messages of these may quote a file or a name that somebody typed or sent.
_QUOTING = (UsageError, PolicyError)
#: The causes of an exception and the places of each that are told: lines stay below the 4096 bytes
#: that a pipe takes at once, so that lines of several processes are not mixed.
_CAUSES, _PLACES = 4, 8

_bound: ContextVar[Mapping[str, Fact]] = ContextVar("bound", default=MappingProxyType({}))


def log_event(logger: logging.Logger, level: int, event: str, **facts: Fact) -> None:
    """Log that something happened: ``event`` is its fixed name, such as ``screening-done``."""
    logger.log(level, event, extra={"facts": facts}, stacklevel=2)


def log_failure(
    logger: logging.Logger, level: int, event: str, failure: BaseException, **facts: Fact
) -> None:
    """Log an event that an exception is the cause of.

    What is told of the exception is taken out of it here: whatever else writes the record, such as
    Python's own handler of last resort, has no message to write.
    """
    extra = {"facts": facts, "told": [_told(one) for one in _chain(failure)]}
    logger.log(level, event, extra=extra, stacklevel=2)


@contextmanager
def bound(**facts: Fact) -> Iterator[None]:
    """Tell facts with every line that this thread, and what it waits for, logs in the block."""
    token = _bound.set({**_bound.get(), **facts})
    try:
        yield
    finally:
        _bound.reset(token)


def parts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Everything that is told of a record, by name."""
    at = dt.datetime.fromtimestamp(record.created, dt.UTC)
    facts = getattr(record, "facts", None)
    parts: dict[str, Any] = {
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message" if facts is None else "event": _said(record),
        "request_id": request_id.get() or None,
        "trace_id": current_trace_id() or None,
        **_bound.get(),
        **(facts or {}),
    }
    if not _is_own(record.name):
        parts["at"] = _place(record.pathname, record.lineno, record.funcName)
    told = getattr(record, "told", None)
    if told is None and record.exc_info and record.exc_info[1] is not None:
        told = [_told(one) for one in _chain(record.exc_info[1])]
    parts["exception"] = told
    needed = ("time", "level", "logger")
    return {name: value for name, value in parts.items() if name in needed or value is not None}


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        return json.dumps(parts_of(record), ensure_ascii=False, default=_kind)


class TextLines(logging.Formatter):
    """One line of words, for a person at a terminal; it tells what the JSON tells."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        parts = parts_of(record)
        first = [str(parts.pop(name)) for name in ("time", "level", "logger")]
        said = str(parts.pop("event", None) or parts.pop("message", None) or "")
        chain = parts.pop("exception", [])
        rest = [f"{name}={value}" for name, value in parts.items()]
        causes = [" ".join((one["type"], *one["at"][-1:])) for one in chain]
        told = [f"exception={' < '.join(causes)}"] if causes else []
        return " ".join([first[0], first[1].upper(), first[2], said, *rest, *told]).replace(
            "\n", " "
        )


def _is_own(name: str) -> bool:
    return name == OWN or name.startswith(f"{OWN}.")


def _said(record: logging.LogRecord) -> str | None:
    """What a record says; of a library's only what is a constant in the code that says it."""
    if _is_own(record.name):
        return record.getMessage()
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        code = frame.f_code
        if (code.co_filename, code.co_name) == (record.pathname, record.funcName):
            is_constant = isinstance(record.msg, str) and record.msg in code.co_consts
            return record.msg if is_constant else None
    return None


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """An exception and what led to it, the members of groups included; at most a few."""
    waiting, count = [failure], 0
    while waiting and count < _CAUSES:
        one = waiting.pop(0)
        count += 1
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        cause = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if cause is not None:
            waiting.append(cause)


def _told(failure: BaseException) -> dict[str, Any]:
    kind = type(failure)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    told: dict[str, Any] = {
        "type": f"{module}{kind.__qualname__}",
        "at": _places(failure.__traceback__),
    }
    if is_message_ours(failure) and str(failure):
        told["message"] = str(failure)
    return told


def is_message_ours(failure: BaseException) -> bool:
    """Whether an exception's message may be logged: one of ours that quotes nobody."""
    if isinstance(failure, SettingsError):
        return True
    return isinstance(failure, DocscreenError) and not isinstance(failure, _QUOTING)


def _places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, the place that raised it last."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(_place(code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    return places[-_PLACES:]


def _place(path: str, line: int, function: str | None) -> str:
    return f"{PurePath(path).name}:{line} {function}"


def _kind(value: object) -> str:
    """In the place of a value that is no plain one."""
    return type(value).__name__
