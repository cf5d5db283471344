"""What is found out about a request while it is served, for its metrics and its span."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class RequestNotes:
    """Words of our own; "" where there is nothing to tell.

    ``problem``: the type of the problem that answered; ``limit``: which of the caller's limits
    refused it; ``store_error``: the class of the store's failure.
    """

    problem: str = ""
    limit: str = ""
    store_error: str = ""


#: Of the request that is served; outside of requests nobody reads them.
_notes: ContextVar[RequestNotes | None] = ContextVar("docscreen_request_notes", default=None)


def begin_notes() -> RequestNotes:
    """Fresh notes for a request, which all that serves it writes to."""
    notes = RequestNotes()
    _notes.set(notes)
    return notes


def note_problem(type_id: str) -> None:
    """A problem document answers the request."""
    notes = _notes.get()
    if notes is not None:
        notes.problem = type_id


def note_limit(limit: str) -> None:
    """One of the caller's limits refused the request: ``rate`` or ``concurrency``."""
    notes = _notes.get()
    if notes is not None:
        notes.limit = limit


def note_store_error(error: str) -> None:
    """The store failed; ``error``: the class of its failure."""
    notes = _notes.get()
    if notes is not None:
        notes.store_error = error
