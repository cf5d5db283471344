"""Which request this code serves and which trace that belongs to: for logs, metrics and spans.

It lies in context variables: coroutines and threads that are started with a copy of the context
see what the request has; threads of the jobs see what their job has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

#: The id in the answer's X-Request-Id; "" outside of requests.
request_id: ContextVar[str] = ContextVar("docscreen_request_id", default="")

#: W3C Trace Context, level 1, section 3.2: version, trace, parent and flags in small hexadecimals.
_TRACEPARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
_SAMPLED = 0x01


@dataclass(frozen=True, slots=True)
class TraceParent:
    """A place in a trace: small hexadecimals of 32 and 16 digits, neither all zero.

    ``is_remote``: it came from another process, or from one that was before.
    """

    trace_id: str
    span_id: str
    is_sampled: bool
    is_remote: bool = True

    def __str__(self) -> str:
        """The value of a ``traceparent`` header, version 00."""
        return f"00-{self.trace_id}-{self.span_id}-{int(self.is_sampled):02x}"


_trace: ContextVar[TraceParent | None] = ContextVar("docscreen_trace", default=None)


def traceparent_of(untrusted: str | None) -> TraceParent | None:
    """Read a ``traceparent``; None for one that is missing or not valid, which is then ignored.

    Source: W3C Trace Context. Later versions may have more at their end, version 00 may not.
    """
    found = _TRACEPARENT.fullmatch(untrusted or "")
    if found is None or found["version"] == "ff":
        return None
    if found["version"] == "00" and found["more"] is not None:
        return None
    if not int(found["trace"], 16) or not int(found["span"], 16):
        return None
    return TraceParent(found["trace"], found["span"], bool(int(found["flags"], 16) & _SAMPLED))


def current_trace() -> TraceParent | None:
    """The place in a trace that this code works at; None where there is none."""
    return _trace.get()


def current_trace_id() -> str:
    """The id of the trace that this code works for; "" where there is none."""
    here = _trace.get()
    return here.trace_id if here is not None else ""


@contextmanager
def trace_at(place: TraceParent | None) -> Iterator[None]:
    """Work at a place in a trace; None: in no trace."""
    before = _trace.set(place)
    try:
        yield
    finally:
        _trace.reset(before)


def in_context(work: Callable[[], T]) -> Callable[[], T]:
    """Work for another thread that sees the request and the trace of this one."""
    context = copy_context()
    return lambda: context.run(work)
