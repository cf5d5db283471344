"""The client for programs with threads."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2

from service.client import publication_calls, screening_calls
from service.client.caller import (
    LOCAL,
    TIMEOUT_S,
    WAIT_S,
    Caller,
    HeadersHook,
    Key,
    http_options,
    no_headers,
    result_of,
)
from service.client.calls import Call
from service.client.errors import ClientClosed, ScreeningFailed
from service.client.publications import Health, Policy, ProblemType, Rule
from service.client.reading import AnswerUnreadable
from service.client.repeating import USUAL_RETRIES, Attempts, Retries
from service.client.reports import Report
from service.client.screenings import (
    Comparison,
    Conditions,
    RerunOptions,
    Screening,
    ScreeningPage,
    ScreeningSummary,
    Submission,
    UploadOptions,
)
from service.client.synchronous_webhooks import Webhooks
from service.client.uploads import StoredObject, Upload, content_of
from service.client.waiting import Polling
from service.client.words import Include, Language

T = TypeVar("T")


class Client:
    """A client of one service; threads may share it.

    Every method raises DocscreenApiError where the service answers with a problem,
    ServiceUnreachable where it does not answer, and ClientClosed after the client was closed.
    """

    def __init__(
        self,
        base_url: str = LOCAL,
        key: Key = "",
        *,
        language: Language = "en",
        retries: Retries = USUAL_RETRIES,
        timeout_s: float = TIMEOUT_S,
        headers: HeadersHook = no_headers,
        tls: ssl.SSLContext | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """``key``: an API key, or a function that gives a token; without one, what is open to all.

        ``language``: of problems. ``headers``: gives further headers of each request.
        """
        self._caller = Caller(key, language, headers, retries)
        self._http = httpx2.Client(**http_options(base_url, timeout_s, tls), transport=transport)
        self.webhooks = Webhooks(self._perform)

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def screen(
        self, upload: Upload, *, timeout_s: float = WAIT_S, **options: Unpack[UploadOptions]
    ) -> Report:
        """Screen a file and return its report, also where the service screens it later.

        To wait takes the scope read. Raises ScreeningFailed and WaitTimedOut.
        """
        submission = self.submit(upload, **options)
        if submission.report is not None:
            return submission.report
        screening = self.wait(submission.id, timeout_s=timeout_s, include=options.get("include"))
        if screening.report is None:
            raise ScreeningFailed(screening.id, screening.failure or "")
        return screening.report

    def submit(self, upload: Upload, **options: Unpack[UploadOptions]) -> Submission:
        """Send a file; the report may be there at once. Raises OSError for a file that is not."""
        if isinstance(upload, StoredObject):
            return self._perform(screening_calls.submit(upload, options))
        content = content_of(upload, options.get("name"))
        return self._perform(screening_calls.submit(content, options))

    def wait(
        self, screening_id: str, *, timeout_s: float = WAIT_S, include: Include | None = None
    ) -> Screening:
        """Wait until a screening is done or has failed. Raises WaitTimedOut."""
        polling = Polling(screening_id, timeout_s)
        screening = self.get(screening_id, include=include)
        while not screening.state.is_over:
            time.sleep(polling.delay_after(screening))
            screening = self.get(screening_id, include=include, known=screening)
        return screening

    def get(
        self,
        screening_id: str,
        *,
        include: Include | None = None,
        known: Screening | None = None,
    ) -> Screening:
        """One screening. ``known``: as you have it; it is sent again only where it changed."""
        return self._perform(screening_calls.get(screening_id, include, known))

    def find(self, **conditions: Unpack[Conditions]) -> Iterator[ScreeningSummary]:
        """All screenings that meet every condition, the newest first, fetched page by page."""
        page = self.find_page(**conditions)
        yield from page.items
        while page.next is not None:
            page = self.find_page(page.next, **conditions)
            yield from page.items

    def find_page(
        self, cursor: str | None = None, /, **conditions: Unpack[Conditions]
    ) -> ScreeningPage:
        """One page of them. ``cursor``: the member next of the page before."""
        return self._perform(screening_calls.find_page(conditions, cursor))

    def delete(self, screening_id: str) -> None:
        """Delete the upload and its report."""
        self._perform(screening_calls.delete(screening_id))

    def hold(self, screening_id: str) -> None:
        """Keep a screening beyond its policy's time, until it is released."""
        self._perform(screening_calls.hold(screening_id))

    def release(self, screening_id: str) -> None:
        """Let a screening be deleted again."""
        self._perform(screening_calls.release(screening_id))

    def rerun(self, screening_id: str, **options: Unpack[RerunOptions]) -> Submission:
        """Screen the same upload again; the new screening supersedes the old one."""
        return self._perform(screening_calls.rerun(screening_id, options))

    def compare(self, screening_id: str, other_id: str) -> Comparison:
        """What is the same, better or worse in the second screening."""
        return self._perform(screening_calls.compare(screening_id, other_id))

    def evidence(self, screening_id: str, *, language: Language | None = None) -> bytes:
        """The upload with what was measured drawn into it, as PNG."""
        asked = language or self._caller.language
        return self._perform(screening_calls.evidence(screening_id, asked))

    def rules(self) -> tuple[Rule, ...]:
        """Every rule with its texts and each policy's numbers."""
        return self._perform(publication_calls.rules())

    def rule(self, rule_id: str) -> Rule:
        """One rule."""
        return self._perform(publication_calls.rule(rule_id))

    def policies(self) -> tuple[Policy, ...]:
        """Every policy with its parts."""
        return self._perform(publication_calls.policies())

    def policy(self, policy_id: str) -> Policy:
        """One policy."""
        return self._perform(publication_calls.policy(policy_id))

    def problems(self) -> tuple[ProblemType, ...]:
        """Every kind of problem that the service may answer with."""
        return self._perform(publication_calls.problems())

    def problem(self, type_id: str) -> ProblemType:
        """One kind of problem."""
        return self._perform(publication_calls.problem(type_id))

    def live(self) -> Health:
        """Whether the process answers; asked once."""
        return self._perform(publication_calls.live())

    def ready(self) -> Health:
        """Whether the service can screen; asked once. Raises NotReadyProblem."""
        return self._perform(publication_calls.ready())

    def _perform(self, call: Call[T]) -> T:
        attempts = Attempts(call, self._caller.retries)
        while True:
            try:
                response = self._http.send(self._caller.request(self._http, call))
            except RuntimeError as refusal:  # nothing was sent, or another closed it meanwhile
                if self._http.is_closed:
                    raise ClientClosed from refusal
                raise
            except httpx2.DecodingError:
                raise AnswerUnreadable("", "not in the encoding that it states") from None
            except httpx2.TransportError as failure:
                delay_s: float | None = attempts.delay_after_failure(failure)
            else:
                delay_s = attempts.delay_after(response)
                if delay_s is None:
                    return result_of(call, response, attempts)
            time.sleep(delay_s or 0.0)
