"""What a request is and how its answer is read: the same for both clients."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2

from service.client.errors import ClientMisused, DocscreenApiError, ProblemDocument
from service.client.problems import error_of
from service.client.reading import AnswerUnreadable, read_json

T = TypeVar("T")

_PROBLEM = "application/problem+json"
_SECONDS = re.compile(r"\d{1,9}\Z", re.ASCII)


class Repetition(Enum):
    """Which failures a request may be repeated after."""

    #: Twice is the same as once: after any failure that may pass.
    SAFE = "safe"
    #: Twice is more than once: only where the service has surely not begun.
    UNLESS_BEGUN = "unless-begun"
    #: The answer is the point, whatever it is.
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request.

    ``operation``: method and address as OpenAPI writes them, such as ``GET /v1/rules/{rule_id}``;
    ``ids`` stand in the place of its braces. ``gone``: statuses that mean, after a repetition,
    that the first attempt did it.
    """

    operation: str
    read: Callable[[httpx2.Response], T]
    ids: Mapping[str, str] = field(default_factory=dict)
    repetition: Repetition = Repetition.SAFE
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    fields: Mapping[str, str] | None = None
    file: tuple[str, bytes] | None = field(default=None, repr=False)
    gone: tuple[int, ...] = ()

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.operation.partition(" ")[0]

    @property
    def path(self) -> str:
        """The address below the service's own. Raises ClientMisused for an id that is none."""
        path = self.operation.partition(" ")[2]
        for name, value in self.ids.items():
            if not value.strip("."):  # would be another address
                raise ClientMisused(f"{name} must not be empty")
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return path

    def body(self) -> dict[str, Any]:
        """What is sent, as keywords of httpx2. A form is multipart even without a file."""
        if self.json is not None:
            return {"json": dict(self.json)}
        if self.fields is None:
            return {}
        form: dict[str, Any] = {name: (None, value) for name, value in self.fields.items()}
        if self.file is not None:
            # What the bytes are, the service finds out itself.
            form["file"] = (*self.file, "application/octet-stream")
        return {"files": form}


def json_of(response: httpx2.Response) -> Any:
    """The JSON of an answer. Raises AnswerUnreadable."""
    try:
        return response.json()
    except ValueError:
        raise AnswerUnreadable("", "not JSON") from None


def answer_as(kind: type[T]) -> Callable[[httpx2.Response], T]:
    """How an answer is read that is JSON of one kind."""
    return lambda response: read_json(kind, json_of(response))


def nothing(_response: httpx2.Response) -> None:
    """How an answer is read that says no more than that it is done."""


def is_problem(response: httpx2.Response) -> bool:
    """Whether an answer is no result; 304 is one, and a redirection is none."""
    return not (response.is_success or response.status_code == httpx2.codes.NOT_MODIFIED)


def problem_of(response: httpx2.Response) -> DocscreenApiError:
    """The error that an answer tells; where it is another server's, that of its status."""
    document = problem_document(response)
    request_id = response.headers.get("x-request-id", "")
    return error_of(document, request_id, retry_after_s(response))


def problem_document(response: httpx2.Response) -> ProblemDocument:
    """The problem document of an answer; a proxy's answer is not quoted."""
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() == _PROBLEM:
        try:
            return read_json(ProblemDocument, json_of(response))
        except AnswerUnreadable:
            pass
    title = response.reason_phrase or "No problem document"
    return ProblemDocument("about:blank", title, response.status_code, "")


def retry_after_s(response: httpx2.Response) -> float | None:
    """The seconds that Retry-After states, or that are left until its date; None without."""
    stated = response.headers.get("retry-after", "").strip()
    if _SECONDS.match(stated):
        return float(stated)
    due = _moment(stated)
    # By the server's own clock, where it states that: ours may differ.
    now = _moment(response.headers.get("date", "")) or dt.datetime.now(dt.UTC)
    return max(0.0, (due - now).total_seconds()) if due else None


def _moment(stated: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
