"""Limits of each caller: requests in a minute, and requests at once."""

from __future__ import annotations

import threading
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import limits.storage.memory
import pytest
from fastapi import Depends
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

import service.access.limits
from service.access.limits import ConcurrencyLimit, RateLimit, TooManyRequests
from service.access.scopes import Caller, Scope
from service.api.callers import GuardedRoute, caller_with
from service.errors import SettingsError
from service.settings import Settings
from tests.service.access_apps import Guarded, app_behind, bearer

ONE = Caller("key:1", frozenset({Scope.READ}))
OTHER = Caller("key:2", frozenset({Scope.READ}))


class Seconds:
    """The seconds that the limits library and docscreen's own reckoning see."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    clock = Seconds()
    stand_in = types.SimpleNamespace(time=clock.time)
    monkeypatch.setattr(limits.storage.memory, "time", stand_in)
    monkeypatch.setattr(service.access.limits, "time", stand_in)
    return clock


def over(limit: RateLimit, caller: Caller) -> int:
    """In how many seconds a caller that is over the limit may come again."""
    with pytest.raises(TooManyRequests) as refused:
        limit.count(caller)
    assert refused.value.kind == "rate"
    return refused.value.retry_after_s


def test_a_minute_moves_with_the_requests(seconds: Seconds) -> None:
    limit = RateLimit("", 3)
    for _ in range(3):
        limit.count(ONE)
        seconds.now += 10
    assert over(limit, ONE) == 30  # the first was 30 seconds ago
    seconds.now += 29.5
    assert over(limit, ONE) == 1
    seconds.now += 0.6
    limit.count(ONE)
    assert over(limit, ONE) == 10  # the second has 10 seconds to go: no window starts anew


def test_what_was_refused_does_not_count(seconds: Seconds) -> None:
    limit = RateLimit("", 1)
    limit.count(ONE)
    for _ in range(50):
        seconds.now += 1
        over(limit, ONE)
    seconds.now += 10.1
    limit.count(ONE)


def test_callers_do_not_use_up_each_others_limit(seconds: Seconds) -> None:
    limit = RateLimit("", 1)
    limit.count(ONE)
    limit.count(OTHER)
    assert over(limit, ONE) == 60


def test_a_key_may_have_a_limit_of_its_own(seconds: Seconds) -> None:
    limit = RateLimit("", 1)
    own = Caller("key:3", frozenset(), requests_per_minute=4)
    for _ in range(4):
        limit.count(own)
    assert over(limit, own) == 60


def test_threads_together_get_no_more_than_the_limit() -> None:
    limit = RateLimit("", 25)

    def passes(_: int) -> bool:
        try:
            limit.count(ONE)
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(passes, range(200))) == 25


class BrokenStorage(MemoryStorage):
    """A storage that cannot be reached, as the library reports it."""

    def __init__(self) -> None:
        super().__init__(wrap_exceptions=True)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        raise ValueError("redis://:CANARY-PASSWORD@host is gone")


def test_without_the_shared_storage_each_process_counts_for_itself(
    seconds: Seconds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service.access.limits, "_storage", lambda url: BrokenStorage())
    limit = RateLimit("redis://host", 2)
    limit.count(ONE)
    limit.count(ONE)
    assert over(limit, ONE) == 60
    assert "cannot be shared" in caplog.text and "CANARY" not in caplog.text


@pytest.mark.parametrize("url", ["pigeon://:CANARY@host", "CANARY", "memcached://CANARY:1"])
def test_a_storage_that_cannot_be_used_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="DOCSCREEN_RATE_LIMIT_STORAGE_URL") as refused:
        RateLimit(url, 1)
    assert "CANARY" not in str(refused.value)


def test_a_stated_storage_is_the_one_that_counts(seconds: Seconds) -> None:
    limit = RateLimit("memory://", 1)
    assert isinstance(limit._shared, MovingWindowRateLimiter)
    limit.count(ONE)
    assert over(limit, ONE) == 60


def test_room_at_once_is_given_back_also_after_an_error() -> None:
    limit = ConcurrencyLimit(2)
    with limit.slot(ONE), limit.slot(ONE), limit.slot(OTHER):
        with pytest.raises(TooManyRequests) as refused, limit.slot(ONE):
            pytest.fail("a third request has no room")
        assert (refused.value.kind, refused.value.limit) == ("concurrency", 2)
    with pytest.raises(ZeroDivisionError), limit.slot(ONE):
        raise ZeroDivisionError
    with limit.slot(ONE), limit.slot(ONE):
        pass
    assert not limit._open  # nothing is kept of callers that are gone


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    made = Guarded(tmp_path, Settings(workers=1, requests_per_minute=3, concurrent_requests=2))
    yield made
    made.close()


def test_over_the_rate_the_answer_is_429(guarded: Guarded) -> None:
    key, other = guarded.key(Scope.READ), guarded.key(Scope.READ, requests_per_minute=100)
    with TestClient(app_behind(guarded.access)) as http:
        # Refused operations count as well: one may not hammer at them either.
        paths = ["/read", "/admin", "/plain", "/read", "/admin"]
        answers = [http.get(path, headers=bearer(key)) for path in paths]
        assert [answer.status_code for answer in answers] == [200, 403, 200, 429, 429]
        assert answers[3].json()["type"] == "/problems/too-many-requests"
        assert "3 requests a minute" in answers[3].json()["detail"]
        assert 1 <= int(answers[3].headers["retry-after"]) <= 60
        french = http.get("/read", headers=bearer(key) | {"Accept-Language": "fr"}).json()
        assert "3 requêtes par minute" in french["detail"]
        for _ in range(10):
            assert http.get("/read", headers=bearer(other)).status_code == 200


def test_who_is_not_known_is_not_counted(guarded: Guarded) -> None:
    with TestClient(app_behind(guarded.access)) as http:
        statuses = {http.get("/read").status_code for _ in range(10)}
    assert statuses == {401}


@pytest.mark.parametrize("route", [GuardedRoute, None], ids=["guarded", "dependency alone"])
def test_over_the_room_at_once_the_answer_is_429_until_one_is_over(
    guarded: Guarded, route: type[GuardedRoute] | None
) -> None:
    app = app_behind(guarded.access)
    inside, leave = threading.Semaphore(0), threading.Event()

    def slow(caller: Annotated[Caller, Depends(caller_with("read"))]) -> str:
        inside.release()
        assert leave.wait(20)
        return caller.id

    app.router.add_api_route("/slow", slow, methods=["POST"], route_class_override=route)
    key = guarded.key(Scope.READ, requests_per_minute=100)
    with TestClient(app) as http, ThreadPoolExecutor(2) as callers:
        held = [callers.submit(http.post, "/slow", headers=bearer(key)) for _ in range(2)]
        for _ in held:
            assert inside.acquire(timeout=20)
        refused = http.post("/slow", headers=bearer(key))
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "1"
        assert "2 requests open at once" in refused.json()["detail"]
        # Who waits for results is not refused: the rate alone limits reading.
        for _ in range(5):
            assert http.get("/read", headers=bearer(key)).status_code == 200
            assert http.head("/read", headers=bearer(key)).status_code != 429
        other = bearer(guarded.key(Scope.SUBMIT))
        assert http.post("/uploads", headers=other).status_code == 422
        leave.set()
        assert [call.result().status_code for call in held] == [200, 200]
        assert http.post("/slow", headers=bearer(key)).status_code == 200
    assert not guarded.access.concurrency._open


def test_room_is_held_until_the_answer_is_sent(guarded: Guarded) -> None:
    app = app_behind(guarded.access)
    inside, leave = threading.Semaphore(0), threading.Event()

    def parts() -> Iterator[bytes]:
        inside.release()
        yield b"first"
        assert leave.wait(20)
        yield b"last"

    def stream(caller: Annotated[Caller, Depends(caller_with("read"))]) -> StreamingResponse:
        return StreamingResponse(parts())

    app.router.add_api_route(
        "/stream",
        stream,
        methods=["POST"],
        route_class_override=GuardedRoute,
        response_class=StreamingResponse,
    )
    scopes = (Scope.READ, Scope.SUBMIT)
    key = guarded.key(*scopes, requests_per_minute=100, concurrent_requests=1)
    with TestClient(app) as http, ThreadPoolExecutor(1) as callers:
        held = callers.submit(http.post, "/stream", headers=bearer(key))
        assert inside.acquire(timeout=20)
        assert http.post("/uploads", headers=bearer(key)).status_code == 429
        leave.set()
        assert held.result().content == b"firstlast"
        assert http.post("/uploads", headers=bearer(key)).status_code == 422


def test_room_is_given_back_when_a_request_fails(guarded: Guarded) -> None:
    app = app_behind(guarded.access)

    def fails(caller: Annotated[Caller, Depends(caller_with("read"))]) -> str:
        raise RuntimeError(caller.id)

    app.router.add_api_route("/fails", fails, methods=["POST"], route_class_override=GuardedRoute)
    key = guarded.key(Scope.READ, Scope.SUBMIT, requests_per_minute=100)
    with TestClient(app, raise_server_exceptions=False) as http:
        for _ in range(3):
            assert http.post("/fails", headers=bearer(key)).status_code == 500
            # The body fails before any dependency takes the room over.
            bad = {**bearer(key), "Content-Type": "multipart/form-data"}
            assert http.post("/uploads", content=b"x", headers=bad).status_code == 400
            assert http.post("/uploads", headers=bearer(key)).status_code == 422
        assert http.get("/read", headers=bearer(key)).status_code == 200
    assert not guarded.access.concurrency._open
