"""What one kind of error of the HTTP interface is, as an RFC 9457 problem type."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Text

PROBLEM_ROOT = "/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of error: its HTTP status, what it is called and what to do about it.

    ``retry_after_s``: what Retry-After says where a request does not know better; None where the
    same request would fail again.
    """

    id: str
    status: int
    title: Text
    remedy: Text
    retry_after_s: int | None = None

    @property
    def uri(self) -> str:
        """The type as a problem document states it."""
        return f"{PROBLEM_ROOT}{self.id}"
