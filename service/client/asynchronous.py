"""The client for programs with an event loop; its methods are those of ``Client``, awaited."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self, TypeVar, Unpack

import anyio
import anyio.to_thread
import httpx2

from service.client import publication_calls, screening_calls
from service.client.asynchronous_webhooks import AsyncWebhooks
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
from service.client.uploads import StoredObject, Upload, content_of
from service.client.waiting import Polling
from service.client.words import Include, Language

T = TypeVar("T")


class AsyncClient:
    """A client of one service; tasks of one event loop may share it.

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
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """``key``: an API key, or a function that gives a token; without one, what is open to all.

        ``language``: of problems. ``headers``: gives further headers of each request.
        """
        self._caller = Caller(key, language, headers, retries)
        self._http = httpx2.AsyncClient(
            **http_options(base_url, timeout_s, tls), transport=transport
        )
        self.webhooks = AsyncWebhooks(self._perform)

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def screen(
        self, upload: Upload, *, timeout_s: float = WAIT_S, **options: Unpack[UploadOptions]
    ) -> Report:
        """Screen a file and return its report, also where the service screens it later.

        To wait takes the scope read. Raises ScreeningFailed and WaitTimedOut.
        """
        submission = await self.submit(upload, **options)
        if submission.report is not None:
            return submission.report
        screening = await self.wait(
            submission.id, timeout_s=timeout_s, include=options.get("include")
        )
        if screening.report is None:
            raise ScreeningFailed(screening.id, screening.failure or "")
        return screening.report

    async def submit(self, upload: Upload, **options: Unpack[UploadOptions]) -> Submission:
        """Send a file; the report may be there at once. Raises OSError for a file that is not."""
        if isinstance(upload, StoredObject):
            return await self._perform(screening_calls.submit(upload, options))
        content = await anyio.to_thread.run_sync(content_of, upload, options.get("name"))
        return await self._perform(screening_calls.submit(content, options))

    async def wait(
        self, screening_id: str, *, timeout_s: float = WAIT_S, include: Include | None = None
    ) -> Screening:
        """Wait until a screening is done or has failed. Raises WaitTimedOut."""
        polling = Polling(screening_id, timeout_s)
        screening = await self.get(screening_id, include=include)
        while not screening.state.is_over:
            await anyio.sleep(polling.delay_after(screening))
            screening = await self.get(screening_id, include=include, known=screening)
        return screening

    async def get(
        self,
        screening_id: str,
        *,
        include: Include | None = None,
        known: Screening | None = None,
    ) -> Screening:
        """One screening. ``known``: as you have it; it is sent again only where it changed."""
        return await self._perform(screening_calls.get(screening_id, include, known))

    async def find(self, **conditions: Unpack[Conditions]) -> AsyncIterator[ScreeningSummary]:
        """All screenings that meet every condition, the newest first, fetched page by page."""
        page = await self.find_page(**conditions)
        for item in page.items:
            yield item
        while page.next is not None:
            page = await self.find_page(page.next, **conditions)
            for item in page.items:
                yield item

    async def find_page(
        self, cursor: str | None = None, /, **conditions: Unpack[Conditions]
    ) -> ScreeningPage:
        """One page of them. ``cursor``: the member next of the page before."""
        return await self._perform(screening_calls.find_page(conditions, cursor))

    async def delete(self, screening_id: str) -> None:
        """Delete the upload and its report."""
        await self._perform(screening_calls.delete(screening_id))

    async def hold(self, screening_id: str) -> None:
        """Keep a screening beyond its policy's time, until it is released."""
        await self._perform(screening_calls.hold(screening_id))

    async def release(self, screening_id: str) -> None:
        """Let a screening be deleted again."""
        await self._perform(screening_calls.release(screening_id))

    async def rerun(self, screening_id: str, **options: Unpack[RerunOptions]) -> Submission:
        """Screen the same upload again; the new screening supersedes the old one."""
        return await self._perform(screening_calls.rerun(screening_id, options))

    async def compare(self, screening_id: str, other_id: str) -> Comparison:
        """What is the same, better or worse in the second screening."""
        return await self._perform(screening_calls.compare(screening_id, other_id))

    async def evidence(self, screening_id: str, *, language: Language | None = None) -> bytes:
        """The upload with what was measured drawn into it, as PNG."""
        asked = language or self._caller.language
        return await self._perform(screening_calls.evidence(screening_id, asked))

    async def rules(self) -> tuple[Rule, ...]:
        """Every rule with its texts and each policy's numbers."""
        return await self._perform(publication_calls.rules())

    async def rule(self, rule_id: str) -> Rule:
        """One rule."""
        return await self._perform(publication_calls.rule(rule_id))

    async def policies(self) -> tuple[Policy, ...]:
        """Every policy with its parts."""
        return await self._perform(publication_calls.policies())

    async def policy(self, policy_id: str) -> Policy:
        """One policy."""
        return await self._perform(publication_calls.policy(policy_id))

    async def problems(self) -> tuple[ProblemType, ...]:
        """Every kind of problem that the service may answer with."""
        return await self._perform(publication_calls.problems())

    async def problem(self, type_id: str) -> ProblemType:
        """One kind of problem."""
        return await self._perform(publication_calls.problem(type_id))

    async def live(self) -> Health:
        """Whether the process answers; asked once."""
        return await self._perform(publication_calls.live())

    async def ready(self) -> Health:
        """Whether the service can screen; asked once. Raises NotReadyProblem."""
        return await self._perform(publication_calls.ready())

    async def _perform(self, call: Call[T]) -> T:
        attempts = Attempts(call, self._caller.retries)
        while True:
            try:
                response = await self._http.send(self._caller.request(self._http, call))
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
            await anyio.sleep(delay_s or 0.0)
