"""What the clients do when the service refuses, or the connection breaks: never anything twice."""

from __future__ import annotations

import pickle
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import anyio.from_thread
import httpx2
import pytest
from fastapi.testclient import TestClient

from service.client import (
    AnswerUnreadable,
    AsyncClient,
    BusyProblem,
    Client,
    ClientClosed,
    ClientError,
    ClientMisused,
    DocscreenApiError,
    GoneProblem,
    IdempotencyInProgressProblem,
    LaterProblem,
    NotReadyProblem,
    Retries,
    ServiceUnreachable,
    StoreUnavailableProblem,
    TooManyRequestsProblem,
    WaitTimedOut,
)
from service.client.calls import retry_after_s
from tests.service.client_world import Awaited, key_of
from tests.service.unruly_front import Dawdle, Drop, Front, Refusal, front_of

QUICK = Retries(attempts=4, first_delay_s=0.01, longest_delay_s=2.0, longest_total_s=20.0)
AT_ONCE = {"Retry-After": "0"}
BUSY = Refusal(503, "busy", AT_ONCE)
TOO_MANY = Refusal(429, "too-many-requests", AT_ONCE)
IN_PROGRESS = Refusal(409, "idempotency-in-progress", AT_ONCE)
UNKEPT = Refusal(503, "store-unavailable", AT_ONCE)

IN_A_MINUTE = "Wed, 01 Jan 2020 12:01:00 GMT"


@pytest.fixture
def front(client: TestClient) -> Iterator[Front]:
    """A front before the application."""
    with front_of(client) as made:
        yield made


@contextmanager
def client_at(front: Front, way: str, **more: Any) -> Iterator[Client]:
    """A client of the front. ``way``: "sync", or "async", which looks the same."""
    options = {"retries": QUICK, **more}
    if way == "sync":
        with Client(front.address, key_of(front.http), **options) as made:
            yield made
        return
    with ExitStack() as stack:
        portal = stack.enter_context(anyio.from_thread.start_blocking_portal())
        awaited = AsyncClient(front.address, key_of(front.http), **options)
        stack.callback(portal.call, awaited.aclose)
        yield cast(Client, Awaited(awaited, portal))


@pytest.fixture(params=["sync", "async"])
def api(front: Front, request: pytest.FixtureRequest) -> Iterator[Client]:
    with client_at(front, request.param) as made:
        yield made


def test_an_upload_that_is_refused_is_sent_again(
    api: Client, front: Front, portrait_jpeg: bytes
) -> None:
    front.plan = [BUSY, TOO_MANY, UNKEPT]
    submission = api.submit(portrait_jpeg)
    assert submission.report is not None
    assert len(front.seen) == 4
    assert len(set(front.idempotency_keys)) == 1
    assert uuid.UUID(front.idempotency_keys[0]).version == 4


def test_an_upload_whose_answer_was_lost_is_screened_once(
    api: Client, front: Front, portrait_jpeg: bytes
) -> None:
    front.plan = [Drop(), Drop()]
    reference = f"lost-{uuid.uuid4()}"
    submission = api.submit(portrait_jpeg, reference=reference)
    assert submission.is_repeated and submission.report is not None
    assert [one.id for one in api.find(reference=reference)] == [submission.id]


def test_an_answer_that_comes_too_late_is_asked_for_again(
    front: Front, portrait_jpeg: bytes
) -> None:
    front.plan = [Dawdle(1.5)]
    with client_at(front, "sync", timeout_s=1.0) as api:
        submission = api.submit(portrait_jpeg, reference=f"late-{uuid.uuid4()}")
    assert submission.is_repeated and submission.report is not None


def test_what_is_still_in_progress_is_no_failure(
    api: Client, front: Front, portrait_jpeg: bytes
) -> None:
    front.plan = [Drop(), *[IN_PROGRESS] * 2 * QUICK.attempts]
    assert api.submit(portrait_jpeg).report is not None


def test_what_stays_in_progress_is_given_up(front: Front, portrait_jpeg: bytes) -> None:
    front.plan = [Refusal(409, "idempotency-in-progress", {"Retry-After": "1"})] * 9
    retries = Retries(first_delay_s=0.01, longest_total_s=1.5)
    with (
        client_at(front, "sync", retries=retries) as api,
        pytest.raises(IdempotencyInProgressProblem),
    ):
        api.submit(portrait_jpeg)
    assert len(front.seen) == 2


def test_attempts_end(api: Client, front: Front) -> None:
    front.plan = [TOO_MANY] * 9
    with pytest.raises(TooManyRequestsProblem) as refusal:
        api.find_page()
    assert len(front.seen) == QUICK.attempts
    assert refusal.value.retry_after_s == 0


def test_the_stated_time_is_waited(api: Client, front: Front) -> None:
    front.plan = [Refusal(503, "busy", {"Retry-After": "1"})]
    begun = time.monotonic()
    api.policies()
    assert 1.0 <= time.monotonic() - begun < 1.9


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": IN_A_MINUTE, "Date": "Wed, 01 Jan 2020 12:00:00 GMT"}, 60.0),
        ({"Retry-After": IN_A_MINUTE, "Date": "Wed, 01 Jan 2020 12:02:00 GMT"}, 0.0),
        ({"Retry-After": IN_A_MINUTE}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "9" * 99}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(httpx2.Response(503, headers=headers)) == seconds


def test_longer_than_anybody_waits_is_told_at_once(api: Client, front: Front) -> None:
    front.plan = [Refusal(503, "busy", {"Retry-After": "3600"})]
    with pytest.raises(BusyProblem) as refusal:
        api.policies()
    assert refusal.value.retry_after_s == 3600
    assert len(front.seen) == 1


def test_a_webhook_is_never_made_twice(api: Client, front: Front) -> None:
    url = f"https://portal.example/{uuid.uuid4()}"

    def made() -> int:
        return sum(one.url == url for one in api.webhooks.all())

    front.plan = [Drop()]
    with pytest.raises(ServiceUnreachable) as failure:
        api.webhooks.create(url)
    assert failure.value.attempts == 1
    assert made() == 1, "it was made, and the caller can find that out"
    front.plan = [UNKEPT]
    with pytest.raises(StoreUnavailableProblem):
        api.webhooks.create(url)
    front.plan = [BUSY, TOO_MANY]
    api.webhooks.create(url)
    assert made() == 2, "what surely did not begin is sent again"
    for one in api.webhooks.all():
        if one.url == url:
            api.webhooks.delete(one.id)


def test_what_was_deleted_by_an_attempt_before_is_deleted(
    api: Client, front: Front, portrait_jpeg: bytes
) -> None:
    screening_id = api.submit(portrait_jpeg).id
    front.plan = [Drop()]
    api.delete(screening_id)
    with pytest.raises(GoneProblem):
        api.delete(screening_id)
    webhook_id = api.webhooks.create("https://portal.example/hooks").id
    front.plan = [Drop()]
    api.webhooks.delete(webhook_id)


def test_a_gateway_s_page_is_an_error_of_its_status(api: Client, front: Front) -> None:
    front.plan = [Refusal(502)] * QUICK.attempts
    with pytest.raises(LaterProblem) as failure:
        api.policies()
    assert len(front.seen) == QUICK.attempts
    assert (failure.value.status, failure.value.type) == (502, "about:blank")
    assert "some gateway" not in str(failure.value)


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Refusal(404, "of-next-year"), "MissingProblem"),
        (Refusal(422, "of-next-year"), "RequestProblem"),
        (Refusal(507), "ServiceProblem"),
        (Refusal(418), "DocscreenApiError"),
    ],
)
def test_a_problem_that_is_not_known_yet(front: Front, refusal: Refusal, kind: str) -> None:
    front.plan = [refusal]
    with client_at(front, "sync") as api, pytest.raises(DocscreenApiError) as failure:
        api.policies()
    assert type(failure.value).__name__ == kind
    assert len(front.seen) == 1


def test_a_key_goes_nowhere_else(api: Client, front: Front) -> None:
    front.plan = [Refusal(307, headers={"Location": f"{front.address}/elsewhere"})]
    with pytest.raises(DocscreenApiError) as failure:
        api.policies()
    assert failure.value.status == 307
    assert len(front.seen) == 1


def test_an_answer_that_is_none(api: Client, front: Front) -> None:
    front.plan = [Refusal(200)]
    with pytest.raises(AnswerUnreadable):
        api.policies()


def test_readiness_is_asked_once(api: Client, front: Front) -> None:
    front.plan = [Refusal(503, "not-ready", AT_ONCE)]
    with pytest.raises(NotReadyProblem):
        api.ready()
    assert len(front.seen) == 1


@pytest.mark.parametrize("way", ["sync", "async"])
def test_a_trace_is_passed_on_with_every_attempt(front: Front, way: str) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    front.plan = [BUSY]
    with client_at(front, way, headers=lambda: {"traceparent": trace}, language="fr") as api:
        api.policies()
    assert [one.headers["traceparent"] for one in front.seen] == [trace, trace]
    assert {one.headers["accept-language"] for one in front.seen} == {"fr"}


@pytest.mark.parametrize("way", ["sync", "async"])
def test_nobody_there(front: Front, way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        front.port = closed.getsockname()[1]
    with client_at(front, way) as api, pytest.raises(ServiceUnreachable) as failure:
        api.webhooks.create("https://portal.example/hooks")
    assert failure.value.attempts == QUICK.attempts
    assert "ds_" not in str(failure.value)


def test_waiting_ends(api: Client, portrait_jpeg: bytes) -> None:
    with pytest.raises(WaitTimedOut) as failure:
        while True:  # until one is not done at once
            api.wait(api.submit(portrait_jpeg, when="later").id, timeout_s=0.0)
    assert failure.value.screening_id in str(failure.value)
    assert api.wait(failure.value.screening_id).report is not None, "it goes on"


def test_errors_travel_between_processes() -> None:
    for error in (
        WaitTimedOut("an-id", 2.5),
        ServiceUnreachable("ConnectError", 3),
        AnswerUnreadable("items.0", "missing"),
    ):
        copied = pickle.loads(pickle.dumps(error))
        assert isinstance(copied, ClientError)
        assert str(copied) == str(error)


@pytest.mark.parametrize("address", ["", "127.0.0.1:8000", "ftp://docscreen.example", "http://"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ClientMisused, match="base_url"):
        Client(address)


def test_a_closed_client_says_so(front: Front) -> None:
    with client_at(front, "sync") as api:
        api.rules()
    with pytest.raises(ClientClosed) as refusal:
        api.rules()
    assert isinstance(refusal.value, ClientError)


def test_an_answer_that_cannot_be_decoded_is_unreadable() -> None:
    def damaged(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=b"no gzip")

    with (
        Client(transport=httpx2.MockTransport(damaged)) as api,
        pytest.raises(AnswerUnreadable),
    ):
        api.rules()
