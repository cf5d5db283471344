"""Every error that the client raises on purpose.

::

    DocscreenError                   models.errors
      x ClientError                  whatever goes wrong with the client
        . DocscreenApiError          the service answered with a problem
          - RequestProblem           service.client.problems
              MalformedRequestProblem
              MethodNotAllowedProblem
              UploadTooLargeProblem
              UnsupportedMediaTypeProblem
              InvalidRequestProblem
              UnknownPolicyProblem
              IdempotencyKeyReusedProblem
              WebhookTargetRefusedProblem
          - AccessProblem
              UnauthenticatedProblem
              ForbiddenProblem
          - MissingProblem
              NotFoundProblem
              GoneProblem
              NothingToShowProblem
          - ConflictProblem
              OnHoldProblem
              BeingScreenedProblem
              NotDoneProblem
              IdempotencyInProgressProblem
              WebhookDisabledProblem
          - LaterProblem
              TooManyRequestsProblem
              UploadStalledProblem
              NotReadyProblem
              BusyProblem
              StoreUnavailableProblem
              TokensUnverifiableProblem
          - ServiceProblem
              InternalErrorProblem
        . ClientMisused              what the program gave cannot be used
        . ClientClosed               the client was closed before
        . ServiceUnreachable         there was no answer
        . AnswerUnreadable           service.client.reading
        . ScreeningFailed            no attempt to screen an upload gave a result
        . WaitTimedOut               a screening was not done in time
        . WebhookRefused             service.client.verification

What the system says of the program's own files stays an OSError: FileNotFoundError,
IsADirectoryError, PermissionError. So does whatever the program's own functions raise, such as that
which gives the key.

Messages hold what the service's problem documents say, never a key or what was uploaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.errors import DocscreenError

#: Types are addresses below the service's own, which may stand behind a gateway's.
_PROBLEMS = "/problems/"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a request."""

    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """An error as the service tells it (RFC 9457), in the client's language."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] | None = None

    @property
    def type_id(self) -> str:
        """The last part of the type, such as ``unknown-policy``; it never changes."""
        _, found, type_id = self.type.rpartition(_PROBLEMS)
        return type_id if found else ""


class ClientError(DocscreenError):
    """The client did not get what it was asked for."""


class DocscreenApiError(ClientError):
    """The service answered with a problem.

    ``request_id`` finds the request in the service's log; ``retry_after_s``: when to ask again,
    where the service says so.
    """

    #: The problem type that a class stands for; empty for classes of several.
    type_id: ClassVar[str] = ""
    #: The HTTP statuses of a class of several, for types that this client does not know.
    statuses: ClassVar[tuple[int, ...]] = ()

    def __init__(
        self, document: ProblemDocument, request_id: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(document, request_id, retry_after_s)
        self.document = document
        self.request_id = request_id
        self.retry_after_s = retry_after_s

    @property
    def type(self) -> str:
        """The problem's type, such as ``/problems/unknown-policy``."""
        return self.document.type

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.document.status

    @property
    def title(self) -> str:
        """The kind of problem in words."""
        return self.document.title

    @property
    def detail(self) -> str:
        """What happened and what to do about it."""
        return self.document.detail

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """The fields that are missing or wrong, where some are."""
        return self.document.errors or ()

    def __str__(self) -> str:
        """What happened, in one line."""
        faults = "; ".join(f"{one.field}: {one.detail}" for one in self.errors)
        parts = (f"{self.status} {self.title}.", self.detail, f"({faults})" if faults else "")
        asked = f"[request {self.request_id}]" if self.request_id else ""
        return " ".join(part for part in (*parts, asked) if part)


class ClientMisused(ClientError):
    """The program that uses the client gave it what it cannot use, such as a malformed secret."""


class ClientClosed(ClientError):
    """The client was closed and sends nothing any more."""

    def __init__(self) -> None:
        super().__init__("the client is closed")


class ServiceUnreachable(ClientError):
    """There was no answer: no connection, or it broke. ``attempts``: how often it was tried.

    Where that matters, such as for a webhook to be made, look whether it was done all the same.
    """

    def __init__(self, failure: str, attempts: int) -> None:
        super().__init__(failure, attempts)
        self.failure = failure
        self.attempts = attempts

    def __str__(self) -> str:
        """What happened, in one line."""
        return f"no answer after {self.attempts} attempts: {self.failure}"


class ScreeningFailed(ClientError):
    """No attempt to screen an upload gave a result; ``failure`` says why."""

    def __init__(self, screening_id: str, failure: str) -> None:
        super().__init__(screening_id, failure)
        self.screening_id = screening_id
        self.failure = failure

    def __str__(self) -> str:
        """What happened, in one line."""
        return f"the screening {self.screening_id} failed: {self.failure}"


class WaitTimedOut(ClientError):
    """A screening was not done in time; it goes on, and can be waited for again."""

    def __init__(self, screening_id: str, timeout_s: float) -> None:
        super().__init__(screening_id, timeout_s)
        self.screening_id = screening_id
        self.timeout_s = timeout_s

    def __str__(self) -> str:
        """What happened, in one line."""
        return f"the screening {self.screening_id} was not done after {self.timeout_s:g} s"
