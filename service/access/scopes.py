"""What a caller may do, and who a caller is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """One thing that a caller may be allowed to do; only ``admin`` includes the others."""

    SUBMIT = "submit"
    """Send uploads to be screened."""
    READ = "read"
    """Get, list and compare screenings."""
    OFFICER = "officer"
    """Screen again, see texts and evidence, hold and release."""
    ADMIN = "admin"
    """Everything, also what is the operator's alone."""


ALL_SCOPES = frozenset(Scope)
_NAMES = frozenset(scope.value for scope in Scope)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, under an id that tells no name: ``key:<id>`` or ``oidc:<digest>``.

    The limits are the caller's own; None stands for those of the settings.
    """

    id: str
    scopes: frozenset[Scope]
    requests_per_minute: int | None = None
    concurrent_requests: int | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the caller has a scope, or has them all."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


def known_scopes(stated: Iterable[str]) -> frozenset[Scope]:
    """Those of the stated words that are scopes here; a token may state more for others."""
    return frozenset(Scope(word) for word in stated if word in _NAMES)
