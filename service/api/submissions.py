"""What requests that bring an upload have in common: headers, policies, where the result is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, Request

from checks.finding import Text
from checks.policies import policy_ids
from checks.policy_versions import VersionUnknown, VersionUnusable, require_version
from service.api.patterns import KEY_PATTERN
from service.api.problems import FieldFault, Problem, note_faults, noted_faults
from service.api.requests import REPEATED, faulty_fields
from service.rulebook import ever_known_policies, ever_known_rules

UNUSABLE_VERSION = Text(
    "This version asks for what docscreen does not check any more.",
    "Cette version demande ce que docscreen ne vérifie plus.",
)

NO_SUCH_RULE = Text(
    "No policy has or had such a rule: GET /v1/rules lists today's",
    "Aucune politique n'a, ni n'a eu, cette règle\u00a0: GET /v1/rules énumère celles "
    "d'aujourd'hui",
)
NO_SUCH_POLICY = Text(
    "There is and was no such policy: GET /v1/policies lists today's",
    "Cette politique n'existe pas et n'a pas existé\u00a0: GET /v1/policies énumère celles "
    "d'aujourd'hui",
)

KEY_HEADER = "Idempotency-Key"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=KEY_HEADER,
        pattern=KEY_PATTERN,
        description="Makes a repetition safe: the same key and request get the same answer.",
    ),
]
Prefer = Annotated[
    str | None,
    Header(description="respond-async: accept the upload and screen it later (RFC 7240)."),
]


async def note_second_key(request: Request) -> None:
    """Note a second idempotency key: which of the two a proxy sees would be chance."""
    if len(request.headers.getlist(KEY_HEADER)) > 1:
        note_faults(request, {KEY_HEADER: REPEATED})


async def require_one_key(request: Request) -> None:
    """Refuse a second idempotency key. Raises Problem."""
    await note_second_key(request)
    refuse_noted(request)


ONE_KEY = Depends(note_second_key)


def wants_later(prefer: str | None) -> bool:
    """Whether the caller asks not to wait for the result. Source: RFC 7240, respond-async."""
    stated = (prefer or "").replace(";", ",").split(",")
    return any(one.strip().lower() == "respond-async" for one in stated)


def preference_applied(prefer: str | None) -> dict[str, str]:
    """What an answer without a result says of the wish for one. Source: RFC 7240, section 3."""
    return {"Preference-Applied": "respond-async"} if wants_later(prefer) else {}


def require_policy(policy_id: str, version: str | None = None, kind: str | None = None) -> None:
    """Refuse a policy, or a version of it, that uploads of a kind cannot be screened under here."""
    if policy_id not in policy_ids():
        known = ", ".join(policy_ids())
        raise Problem(
            "unknown-policy",
            Text(f"Known policies: {known}.", f"Politiques connues\u00a0: {known}."),
        )
    if version is None:
        return  # today's is there; to look into versions loads what measures
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


def require_known_ids(rule_id: str | None, policy_id: str | None) -> None:
    """Refuse to look for what no policy ever had: an empty list would hide a mistake."""
    faults = {}
    if rule_id is not None and rule_id not in ever_known_rules():
        faults["rule"] = NO_SUCH_RULE
    if policy_id is not None and policy_id not in ever_known_policies():
        faults["policy"] = NO_SUCH_POLICY
    if faults:
        raise faulty_fields(faults)


def refuse_noted(request: Request) -> None:
    """Refuse a request of which faults were noted, once nothing else is wrong. Raises Problem."""
    faults = noted_faults(request)
    if faults:
        raise faulty_fields(faults)


def location_of(screening_id: str) -> dict[str, Any]:
    """Where a screening is found afterwards."""
    return {"Location": f"/v1/screenings/{screening_id}", "Cache-Control": "no-store"}
