"""What requests that bring an upload have in common: headers, policies, where the result is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header

from checks.finding import Text
from checks.policies import load_policy, policy_ids
from models.errors import PolicyError
from service.api.problems import FieldFault, Problem

#: Visible ASCII, as ids of other systems are; longer ones are refused rather than cut.
REFERENCE_PATTERN = r"^[\x21-\x7e]{1,100}$"

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


def require_policy(policy_id: str, version: str | None = None) -> None:
    """Refuse a policy, or a version of it, that the service does not have."""
    if policy_id not in policy_ids():
        known = ", ".join(policy_ids())
        raise Problem(
            "unknown-policy",
            Text(f"Known policies: {known}.", f"Politiques connues\u00a0: {known}."),
        )
    if version is None:
        return
    try:
        has = load_policy(policy_id).version
    except PolicyError:
        raise Problem("unknown-policy") from None
    if version != has:
        raise Problem(
            "unknown-policy",
            Text(
                f"The policy's version here is {has}.",
                f"La version de la politique est ici {has}.",
            ),
        )


def field_problem(field: str, fault: Text) -> Problem:
    """One field of a request is missing or wrong."""
    return Problem("invalid-request", errors=(FieldFault(field, fault),))


def location_of(screening_id: str) -> dict[str, Any]:
    """Where a screening is found afterwards."""
    return {"Location": f"/v1/screenings/{screening_id}", "Cache-Control": "no-store"}
