"""What requests that bring an upload have in common: headers, policies, where the result is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header

from checks.finding import Text
from checks.policies import policy_ids
from checks.policy_versions import VersionUnknown, VersionUnusable, require_version
from service.api.problems import FieldFault, Problem

#: Visible ASCII, as ids of other systems are; longer ones are refused rather than cut.
REFERENCE_PATTERN = r"^[\x21-\x7e]{1,100}$"

UNUSABLE_VERSION = Text(
    "This version asks for what docscreen does not check any more.",
    "Cette version demande ce que docscreen ne vérifie plus.",
)

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="Makes a repetition safe: the same key and request get the same answer.",
    ),
]
Prefer = Annotated[
    str | None,
    Header(description="respond-async: accept the upload and screen it later (RFC 7240)."),
]


def wants_later(prefer: str | None) -> bool:
    """Whether the caller asks not to wait for the result. Source: RFC 7240, respond-async."""
    stated = (prefer or "").replace(";", ",").split(",")
    return any(one.strip().lower() == "respond-async" for one in stated)


def require_policy(policy_id: str, version: str | None = None, kind: str | None = None) -> None:
    """Refuse a policy, or a version of it, that uploads of a kind cannot be screened under here."""
    if policy_id not in policy_ids():
        known = ", ".join(policy_ids())
        raise Problem(
            "unknown-policy",
            Text(f"Known policies: {known}.", f"Politiques connues\u00a0: {known}."),
        )
    try:
        require_version(policy_id, kind, version)
    except VersionUnusable:
        raise Problem("unknown-policy", UNUSABLE_VERSION) from None
    except VersionUnknown as refusal:
        known = ", ".join(refusal.known)
        raise Problem(
            "unknown-policy",
            Text(
                f"Versions that can be named here: {known}.",
                f"Versions possibles ici\u00a0: {known}.",
            ),
        ) from None


def field_problem(field: str, fault: Text) -> Problem:
    """One field of a request is missing or wrong."""
    return Problem("invalid-request", errors=(FieldFault(field, fault),))


def location_of(screening_id: str) -> dict[str, Any]:
    """Where a screening is found afterwards."""
    return {"Location": f"/v1/screenings/{screening_id}", "Cache-Control": "no-store"}
