"""The headers that come with each answer, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from service.api.problems import MEDIA_TYPE
from service.problem_types import PROBLEM_TYPES

Node = dict[str, Any]


def _header(description: str, schema: Node, example: Any) -> Node:
    return {"description": description, "required": True, "schema": schema, "example": example}


_TEXT: Node = {"type": "string", "minLength": 1}
_WAIT: Node = {"type": "integer", "minimum": 1}
_LOCATION: Node = {"type": "string", "pattern": "^/v1/"}

HEADER_COMPONENTS: Node = {
    "RequestId": _header(
        "The request's id in the service's log.",
        {"type": "string", "format": "uuid"},
        "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    ),
    "CacheControl": _header("Who may keep the answer.", _TEXT, "no-store"),
    "ContentLanguage": _header(
        "The language of title and detail.", {"enum": ["en", "fr"], "type": "string"}, "en"
    ),
    "Vary": _header("What the answer depends on besides its address.", _TEXT, "Accept-Language"),
    "RetryAfter": _header("Seconds after which to ask again.", _WAIT, 5),
    "RetryAfterSome": _header("Seconds after which to ask again.", _WAIT, 5) | {"required": False},
    "Challenge": _header(
        "What is missing (RFC 6750).", _TEXT, 'Bearer realm="docscreen", error="invalid_token"'
    ),
    "ETag": _header(
        "Changes whenever the answer would.",
        {"type": "string", "pattern": '^"[0-9a-f]+"$'},
        '"5f2b1c0a9d8e7f60"',
    ),
    "ScreeningLocation": _header(
        "Where the screening is found from now on.",
        _LOCATION,
        "/v1/screenings/3f0e2b34-6b8e-4b60-9d3e-0d7d6a0a6c11",
    ),
    "WebhookLocation": _header(
        "Where the webhook is found from now on.",
        _LOCATION,
        "/v1/webhooks/0f0a3a52-5b0e-4c55-9d3f-6b1a4d1f7a10",
    ),
    "Reference": _header("The caller's own id of the upload.", _TEXT, "application-17/photo")
    | {"required": False},
    "PreferenceApplied": _header(
        "Which wish of the header Prefer was met (RFC 7240).",
        {"enum": ["respond-async"]},
        "respond-async",
    )
    | {"required": False},
    "Replayed": _header(
        "Whether an earlier, equal request was answered so.", {"enum": ["true"]}, "true"
    )
    | {"required": False},
}


def headers_of(operation: Node, status: str, answer: Node) -> Node:
    """The headers of one answer of an operation."""
    names = {"X-Request-Id": "RequestId"}
    problem = answer.get("content", {}).get(MEDIA_TYPE)
    if problem is not None:
        names |= _problem_headers(status, tuple(problem["examples"]))
    else:
        names |= _own_headers(operation["operationId"], status)
    return {name: {"$ref": f"#/components/headers/{part}"} for name, part in names.items()}


def _problem_headers(status: str, type_ids: tuple[str, ...]) -> dict[str, str]:
    names = {
        "Cache-Control": "CacheControl",
        "Content-Language": "ContentLanguage",
        "Vary": "Vary",
    }
    promised = [PROBLEM_TYPES[type_id].retry_after_s is not None for type_id in type_ids]
    if any(promised):
        names["Retry-After"] = "RetryAfter" if all(promised) else "RetryAfterSome"
    if status in ("401", "403"):
        names["WWW-Authenticate"] = "Challenge"
    return names


def _own_headers(operation_id: str, status: str) -> dict[str, str]:
    if operation_id in ("submit_screening", "rerun_screening"):
        names = {
            "Location": "ScreeningLocation",
            "Cache-Control": "CacheControl",
            "Docscreen-Reference": "Reference",
            "Idempotency-Replayed": "Replayed",
        }
        later = {"Retry-After": "RetryAfter", "Preference-Applied": "PreferenceApplied"}
        return names | (later if status == "202" else {})
    if operation_id == "get_screening":
        return {
            "ETag": "ETag",
            "Cache-Control": "CacheControl",
            "Retry-After": "RetryAfterSome",
        }
    if operation_id == "create_webhook":
        return {"Location": "WebhookLocation", "Cache-Control": "CacheControl"}
    if operation_id in ("rotate_webhook_secret", "get_evidence"):
        return {"Cache-Control": "CacheControl"}
    return {}
