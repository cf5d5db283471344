"""The problems that the service answers with: one class for each type (see service.client.errors).

A newer service may answer with types that are not known here: they become the class of their HTTP
status.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from service.client.errors import DocscreenApiError, ProblemDocument


class RequestProblem(DocscreenApiError):
    """The request is wrong as it is: sending it again would not help."""

    statuses = (400, 405, 406, 411, 413, 414, 415, 422, 431)


class MalformedRequestProblem(RequestProblem):
    """The request cannot be read."""

    type_id = "malformed-request"


class MethodNotAllowedProblem(RequestProblem):
    """The address does not take the method."""

    type_id = "method-not-allowed"


class UploadTooLargeProblem(RequestProblem):
    """The upload is larger than the service reads."""

    type_id = "upload-too-large"


class UnsupportedMediaTypeProblem(RequestProblem):
    """The request has another media type than the operation takes."""

    type_id = "unsupported-media-type"


class InvalidRequestProblem(RequestProblem):
    """Fields are missing or wrong: ``errors`` names them."""

    type_id = "invalid-request"


class UnknownPolicyProblem(RequestProblem):
    """The service has no such policy, or not in this version."""

    type_id = "unknown-policy"


class IdempotencyKeyReusedProblem(RequestProblem):
    """The idempotency key came with another request before."""

    type_id = "idempotency-key-reused"


class WebhookTargetRefusedProblem(RequestProblem):
    """Messages may not go to this address."""

    type_id = "webhook-target-refused"


class AccessProblem(DocscreenApiError):
    """Who calls may not do this."""

    statuses = (401, 403)


class UnauthenticatedProblem(AccessProblem):
    """No key that the service knows."""

    type_id = "unauthenticated"


class ForbiddenProblem(AccessProblem):
    """The key lacks the scope."""

    type_id = "forbidden"


class MissingProblem(DocscreenApiError):
    """What was asked for is not there."""

    statuses = (404, 410)


class NotFoundProblem(MissingProblem):
    """There is nothing at the address."""

    type_id = "not-found"


class GoneProblem(MissingProblem):
    """The screening was deleted."""

    type_id = "gone"


class NothingToShowProblem(MissingProblem):
    """There is no evidence picture."""

    type_id = "nothing-to-show"


class ConflictProblem(DocscreenApiError):
    """It cannot be done in the state that a screening or a webhook has now."""

    statuses = (409, 412)


class OnHoldProblem(ConflictProblem):
    """A legal hold keeps the screening."""

    type_id = "on-hold"


class BeingScreenedProblem(ConflictProblem):
    """The screening is being worked on."""

    type_id = "being-screened"


class NotDoneProblem(ConflictProblem):
    """A screening is not done yet."""

    type_id = "not-done"


class IdempotencyInProgressProblem(ConflictProblem):
    """The same request is still being worked on."""

    type_id = "idempotency-in-progress"


class WebhookDisabledProblem(ConflictProblem):
    """Nothing is sent to the webhook until it is enabled again."""

    type_id = "webhook-disabled"


class LaterProblem(DocscreenApiError):
    """The same request may succeed later; the client has repeated it as often as it may."""

    statuses = (408, 425, 429, 502, 503, 504)


class TooManyRequestsProblem(LaterProblem):
    """This caller asks too often."""

    type_id = "too-many-requests"


class UploadStalledProblem(LaterProblem):
    """The service did not get the whole request in time."""

    type_id = "upload-stalled"


class NotReadyProblem(LaterProblem):
    """The service is not ready."""

    type_id = "not-ready"


class BusyProblem(LaterProblem):
    """Too many uploads are waiting."""

    type_id = "busy"


class StoreUnavailableProblem(LaterProblem):
    """Nothing can be kept or read now."""

    type_id = "store-unavailable"


class TokensUnverifiableProblem(LaterProblem):
    """The provider of tokens cannot be reached."""

    type_id = "tokens-unverifiable"


class ServiceProblem(DocscreenApiError):
    """The service failed."""

    statuses = (500,)


class InternalErrorProblem(ServiceProblem):
    """The service failed in a way that nobody foresaw."""

    type_id = "internal-error"


def error_of(
    document: ProblemDocument, request_id: str, retry_after_s: float | None
) -> DocscreenApiError:
    """The error of a problem's type; of its status, where the type is not known here."""
    kind = _by_type().get(document.type_id) or _by_status().get(document.status)
    if kind is None:
        kind = ServiceProblem if document.status >= 500 else DocscreenApiError
    return kind(document, request_id, retry_after_s)


@cache
def _by_type() -> dict[str, type[DocscreenApiError]]:
    return {one.type_id: one for one in _own_classes() if one.type_id}


@cache
def _by_status() -> dict[int, type[DocscreenApiError]]:
    return {status: one for one in _own_classes() for status in vars(one).get("statuses", ())}


def _own_classes(
    kind: type[DocscreenApiError] = DocscreenApiError,
) -> Iterator[type[DocscreenApiError]]:
    for one in kind.__subclasses__():
        if one.__module__ == __name__:  # and not what a program derives from these
            yield one
            yield from _own_classes(one)
