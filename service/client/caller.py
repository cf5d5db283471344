"""Who calls, in which language, with which headers: the same for both clients."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2

from service.client.calls import Call, is_problem, problem_of
from service.client.errors import ClientMisused
from service.client.repeating import Attempts, Retries
from service.client.words import Language

T = TypeVar("T")

#: Where a service answers unless it is told otherwise.
LOCAL = "http://127.0.0.1:8000"

#: An API key or a token; or a function that gives the one that is valid now.
Key = str | Callable[[], str]
#: Further headers of each request, such as ``traceparent``.
HeadersHook = Callable[[], Mapping[str, str]]

#: A screening takes seconds, and may have waited for others before; a connection takes none.
TIMEOUT_S, CONNECT_TIMEOUT_S = 60.0, 5.0
#: How long a report is waited for that did not come at once.
WAIT_S = 120.0
_SENDABLE = re.compile(r"[\x21-\x7e]+\Z")
_ACCEPTED = "application/json, image/png, application/problem+json"


@dataclass(frozen=True, slots=True)
class Caller:
    """What every request of a client carries."""

    key: Key = field(repr=False)
    language: Language
    headers: HeadersHook
    retries: Retries

    def request(self, http: httpx2.Client | httpx2.AsyncClient, call: Call[Any]) -> httpx2.Request:
        """The request of one attempt. Raises ClientMisused for a key that is none."""
        headers = httpx2.Headers(dict(self.headers()))
        headers.update({"Accept": _ACCEPTED, "Accept-Language": self.language})
        key = (self.key if isinstance(self.key, str) else self.key()).strip()
        if key:
            if not _SENDABLE.match(key):  # the library's own message would quote it
                raise ClientMisused("the key has characters that no key has")
            headers["Authorization"] = f"Bearer {key}"
        headers.update(dict(call.headers))
        return http.build_request(
            call.method, call.path, params=dict(call.query), headers=headers, **call.body()
        )


def http_options(base_url: str, timeout_s: float, tls: ssl.SSLContext | None) -> dict[str, Any]:
    """How httpx2's clients are made. Raises ClientMisused for an address that is none."""
    try:
        url = httpx2.URL(base_url)
    except httpx2.InvalidURL:
        raise ClientMisused("base_url: no address") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ClientMisused("base_url: http:// or https:// and a host")
    return {
        "base_url": url,
        "timeout": httpx2.Timeout(timeout_s, connect=min(timeout_s, CONNECT_TIMEOUT_S)),
        "verify": True if tls is None else tls,
        # A key goes nowhere but to the address that it was given for.
        "follow_redirects": False,
    }


def result_of(call: Call[T], response: httpx2.Response, attempts: Attempts) -> T:
    """What an answer says. Raises DocscreenApiError and AnswerUnreadable."""
    is_done_already = attempts.is_doubtful and response.status_code in call.gone
    if is_problem(response) and not is_done_already:
        raise problem_of(response)
    return call.read(response)


def no_headers() -> Mapping[str, str]:
    """Nothing more."""
    return {}
