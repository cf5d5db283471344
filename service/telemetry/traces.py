"""Spans: which step of a request or a job took how long. Off unless a collector is named.

Names and attributes are the code's own words and numbers, never what a caller sent: no address, no
query, no reference, no name, no message of an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol

from service.telemetry.context import current_trace

#: What an attribute may be.
Value = str | int | float
#: As OpenTelemetry divides spans: of a request, of a job, of a call to others, and within.
Kind = Literal["server", "consumer", "client", "internal"]

TRACES_PATH = "/v1/traces"


class Span(Protocol):
    """One step while it lasts; ``is_kept``: whether anybody will see what is told of it."""

    is_kept: bool

    def tell(self, name: str, value: Value) -> None:
        """Keep an attribute."""

    def rename(self, name: str) -> None:
        """Call the step otherwise, now that it is known what it is."""

    def fail(self, error: str) -> None:
        """Mark the step as failed; ``error``: a kind of error, such as a class's name."""


class Tracing(Protocol):
    """Makes spans. Threads may share it."""

    def start(self) -> None:
        """Begin; before that nothing is traced. Raises SettingsError."""

    def span(self, name: str, kind: Kind = "internal") -> AbstractContextManager[Span]:
        """A step at the present place in a trace; what happens within is below it.

        An exception that ends it marks it as failed, by its class, and goes on.
        """

    def stop(self, timeout_s: float) -> None:
        """Send what is not sent yet, as far as that can be done in the time."""


class _Untraced:
    """A step that nobody traces."""

    is_kept = False

    def tell(self, name: str, value: Value) -> None:
        return

    def rename(self, name: str) -> None:
        return

    def fail(self, error: str) -> None:
        return


_UNTRACED: AbstractContextManager[Span] = nullcontext(_Untraced())


class NoTracing:
    """Makes no spans: the place in a trace stays that of whoever asked, and is handed on."""

    def start(self) -> None:
        """Nothing."""

    def span(self, name: str, kind: Kind = "internal") -> AbstractContextManager[Span]:
        """A step that is not traced."""
        return _UNTRACED

    def stop(self, timeout_s: float) -> None:
        """Nothing."""


def tracing_of(collector_url: str, version: str, exported: Callable[[str, int], None]) -> Tracing:
    """Tracing to a collector that takes OTLP over HTTP; none where ``collector_url`` is "".

    ``exported``: told of spans, ``taken`` or ``failed``, and how many.
    """
    if not collector_url:
        return NoTracing()
    # OpenTelemetry's SDK takes a tenth of a second and 6 MiB: only who traces pays for it.
    from service.telemetry.otlp import OtlpTracing

    return OtlpTracing(collector_url.rstrip("/") + TRACES_PATH, version, exported)


def current_traceparent() -> str | None:
    """The present place in a trace, to be handed on or kept; None where there is none."""
    here = current_trace()
    return str(here) if here is not None else None
