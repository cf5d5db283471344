"""Metrics of a whole service, as Prometheus reads them after real requests."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from prometheus_client import REGISTRY

from service.access.keys import KeyOrder
from service.access.scopes import Scope
from service.jobs.ledger import JobLedger
from service.store.database import DatabaseUnusable
from service.telemetry import known
from service.telemetry.exposition import text_of
from service.telemetry.metrics import Metrics
from service.workers import (
    WorkerCrashed,
    WorkerError,
    WorkerFaulted,
    WorkerOutOfMemory,
    WorkerTimedOut,
    _reason_of,
)
from tests.service.telemetry_world import CANARY, PATIENCE_S, Scraped, Watched, watched_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A service for the tests of this file."""
    limits = {"requests_per_minute": 60, "max_upload_bytes": 256 * 1024}
    with watched_service(tmp_path_factory.mktemp("watched"), **limits) as watched:
        yield watched


@contextmanager
def counted(service: Watched) -> Iterator[dict[str, Scraped]]:
    """What is told before and after something."""
    told = {"before": service.metrics()}
    yield told
    told["after"] = service.metrics()


def grown(told: dict[str, Scraped], name: str, **labels: str) -> float:
    return told["after"].value(name, **labels) - told["before"].value(name, **labels)


def await_value(service: Watched, name: str, **labels: str) -> None:
    """Wait until something was counted that happens beside requests."""
    deadline = time.monotonic() + PATIENCE_S
    while not service.metrics().value(name, **labels):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_screening_is_counted_with_its_findings_and_times(
    service: Watched, portrait_jpeg: bytes
) -> None:
    with counted(service) as told:
        reports = [service.post(portrait_jpeg).json() for _ in range(2)]
    route = {"method": "POST", "route": "/v1/screenings"}
    assert grown(told, "requests_total", **route, status="201") == 2
    assert grown(told, "request_seconds_count", **route) == 2
    verdict = reports[0]["verdict"]
    labels = {"policy": "pr-card", "kind": "photo", "verdict": verdict}
    assert grown(told, "screenings_total", **labels) == 2
    for finding in reports[0]["findings"]:
        by_rule = {"rule": finding["rule"], "outcome": finding["outcome"]}
        assert grown(told, "findings_total", **by_rule) == 2
    assert grown(told, "findings_total") == 2 * len(reports[0]["findings"])
    total_s = sum(report["timings_ms"]["total"] for report in reports) / 1000
    assert grown(told, "stage_seconds_sum", stage="total") == pytest.approx(total_s)
    assert grown(told, "stage_seconds_count", stage="decoded") == 2
    assert grown(told, "upload_bytes_sum", media_type="image/jpeg") == 2 * len(portrait_jpeg)
    assert grown(told, "worker_wait_seconds_count") == 2


def test_what_repeats_a_request_is_one_screening(service: Watched, portrait_jpeg: bytes) -> None:
    headers = {"Idempotency-Key": "once"}
    with counted(service) as told:
        answers = [service.post(portrait_jpeg, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert grown(told, "screenings_total") == grown(told, "upload_bytes_count") == 1
    assert grown(told, "requests_total", route="/v1/screenings") == 2


def test_what_is_screened_later_tells_how_long_that_took(
    service: Watched, portrait_jpeg: bytes
) -> None:
    with counted(service) as told:
        answer = service.post(portrait_jpeg, headers={"Prefer": "respond-async"})
        document = service.done(answer.headers["location"])
    assert document["report"] is not None
    assert grown(told, "screenings_total") == grown(told, "later_screening_seconds_count") == 1
    assert 0 < grown(told, "later_screening_seconds_sum") < PATIENCE_S


def test_requests_are_told_by_pattern_and_problems_by_type(service: Watched) -> None:
    absent = "/v1/screenings/00000000-0000-4000-8000-000000000000"
    with counted(service) as told:
        service.http.get(absent, headers={"Authorization": ""})
        service.http.get(absent)
        service.http.head(absent)
        service.http.get(f"/{CANARY}")
        service.http.request("QUILL", "/v1/rules")
        service.http.get("/v1/rules/none")
    route = "/v1/screenings/{screening_id}"
    assert grown(told, "requests_total", method="GET", route=route, status="401") == 1
    assert grown(told, "requests_total", method="GET", route=route, status="404") == 1
    assert grown(told, "requests_total", method="HEAD", route=route, status="404") == 1
    assert grown(told, "requests_total", method="GET", route="none", status="404") == 1
    assert grown(told, "requests_total", method="other", status="405") == 1
    assert grown(told, "problems_total", type="not-found") == 4
    assert grown(told, "problems_total", type="unauthenticated") == 1
    assert grown(told, "problems_total", type="method-not-allowed") == 1


def test_refusals_by_limits_are_told_apart(service: Watched) -> None:
    access, now = service.app.state.access, service.app.state.service.clock()
    order = KeyOrder("portal", frozenset({Scope.READ}), requests_per_minute=1)
    key = access.keys.create(order, "operator", now).secret
    with counted(service) as told:
        for expected in (200, 429, 429):
            answer = service.http.get("/v1/screenings", headers={"Authorization": f"Bearer {key}"})
            assert answer.status_code == expected
    assert grown(told, "limit_refusals_total", limit="rate") == 2
    assert grown(told, "limit_refusals_total", limit="concurrency") == 0
    assert grown(told, "problems_total", type="too-many-requests") == 2


def test_an_upload_beyond_the_limit_is_a_problem_too(service: Watched) -> None:
    with counted(service) as told:
        assert service.post(bytes(300 * 1024)).status_code == 413
    assert grown(told, "problems_total", type="upload-too-large") == 1
    assert grown(told, "requests_total", status="413") == 1


def test_an_error_that_nobody_foresaw_is_counted(
    service: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_screening_id: str) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(service.app.state.service.screenings.store, "get", fail)
    with counted(service) as told:
        answer = service.http.get("/v1/screenings/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 500
    assert grown(told, "problems_total", type="internal-error") == 1
    assert grown(told, "requests_total", status="500") == 1


def test_failures_of_the_store_are_told_by_kind_and_use(
    service: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseUnusable("the database refused: OperationalError")

    store = service.app.state.service.screenings.store
    with counted(service) as told, monkeypatch.context() as patch:
        patch.setattr(store, "get", fail)
        answer = service.http.get("/v1/screenings/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 503
    failed = {"error": "DatabaseUnusable", "use": "request"}
    assert grown(told, "store_errors_total", **failed) == 1
    assert grown(told, "problems_total", type="store-unavailable") == 1
    with counted(service) as told, monkeypatch.context() as patch:
        patch.setattr(store, "due", fail)
        await_value(service, "store_errors_total", use="recovery")
    assert grown(told, "store_errors_total", error="DatabaseUnusable", use="recovery") >= 1


def test_messages_to_webhooks_are_told_by_outcome(service: Watched, portrait_jpeg: bytes) -> None:
    hook = service.http.post("/v1/webhooks", json={"url": service.receiver.url()}).json()
    with counted(service) as told:
        service.post(portrait_jpeg)
        await_value(service, "webhook_attempts_total", outcome="delivered")
        service.receiver.status = 500
        service.http.post(f"/v1/webhooks/{hook['id']}/ping")
        await_value(service, "webhook_attempts_total", outcome="status-refused")
        service.receiver.status = 204
    assert service.http.delete(f"/v1/webhooks/{hook['id']}").status_code == 204
    assert grown(told, "webhook_attempts_total", outcome="delivered") == 1
    assert grown(told, "webhook_attempts_total", outcome="status-refused") >= 1


def test_how_busy_the_process_is(service: Watched) -> None:
    state = service.app.state.service
    idle = service.metrics()
    places = 1 + state.settings.max_waiting
    assert idle.value("places", state="taken") == 0
    assert idle.value("places", state="free") == places
    assert idle.value("workers") == idle.value("workers_alive") == idle.value("ready") == 1
    assert idle.value("queue_readable") == 1
    assert idle.labels("queue_screenings", "state") == {"waiting", "running", "dead"}
    assert idle.labels("queue_deliveries", "state") == {"waiting", "dead"}
    with state._waiting_places.one(), state._waiting_places.one():
        assert service.metrics().value("places", state="taken") == 2
        assert service.metrics().value("places", state="free") == places - 2
    assert service.metrics().value("build_info") == 1
    assert service.metrics().value("process_resident_memory_bytes") > 0


def test_a_worker_that_crashed_is_counted_with_its_replacement(
    service: Watched, portrait_jpeg: bytes
) -> None:
    (worker,) = service.pool._alive
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    with counted(service) as told:
        report = service.post(portrait_jpeg).json()
        assert (report["verdict"], report["status"]) == ("review", "partial")
    assert grown(told, "worker_replacements_total", reason="crash") == 1
    assert grown(told, "findings_total", outcome="not-assessed") > 10
    assert service.post(portrait_jpeg).json()["status"] == "complete"
    assert service.metrics().value("workers_alive") == 1


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (WorkerCrashed("it ended"), "crash"),
        (WorkerTimedOut("it took long"), "time-out"),
        (WorkerOutOfMemory("it took much"), "memory"),
        (WorkerFaulted("it met a fault"), "fault"),
    ],
)
def test_each_failure_of_a_worker_has_its_reason(failure: WorkerError, reason: str) -> None:
    assert _reason_of(failure) == reason
    assert reason in known.REPLACEMENTS


def test_no_label_holds_what_a_caller_sent(service: Watched, portrait_jpeg: bytes) -> None:
    reference = {"reference": CANARY}
    assert service.post(portrait_jpeg, f"{CANARY}.jpg", data=reference).status_code == 201
    assert service.http.get("/v1/screenings", params={"reference": CANARY}).status_code == 200
    assert service.http.get(f"/v1/rules/{CANARY}").status_code == 404
    assert service.http.get("/v1/rules", params={CANARY: CANARY}).status_code == 422
    service.post(portrait_jpeg, data={"policy": CANARY, "reference": CANARY})
    text = service.metrics().text
    assert CANARY not in text
    assert service.http.headers["Authorization"].removeprefix("Bearer ") not in text
    ids = {item["id"] for item in service.http.get("/v1/screenings").json()["items"]}
    assert len(ids) > 1
    assert not any(one in text for one in ids)


def test_it_is_open_counted_and_plain_text(service: Watched) -> None:
    stranger = {"Authorization": ""}
    answer = service.http.get("/metrics", headers=stranger)
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert service.http.head("/metrics", headers=stranger).status_code == 200
    assert "/metrics" not in service.http.get("/openapi.json").json()["paths"]
    # The service lets a caller ask 60 times a minute; whoever watches it may ask more often.
    assert {service.http.get("/metrics").status_code for _ in range(70)} == {200}
    assert service.metrics().value("requests_total", route="/metrics", status="200") > 70
    assert "_created" not in answer.text


def test_nothing_is_registered_for_the_whole_process(service: Watched) -> None:
    assert not [one for one in REGISTRY.collect() if one.name.startswith("docscreen")]
    assert service.metrics().value("requests_total") > 0
    fresh = Scraped(text_of(Metrics("1").registry).decode())
    assert fresh.value("requests_total") == 0


@pytest.mark.parametrize("name", ["queue_screenings", "queue_deliveries"])
def test_what_waits_is_what_the_ledger_counts(service: Watched, name: str) -> None:
    kind = "screening" if name == "queue_screenings" else "delivery"
    state = service.app.state.service
    ledger = JobLedger(state.screenings.store.database, state.screenings.store.keyring)
    told = service.metrics()
    for (of, status), number in ledger.counts().items():
        if of == kind:
            shown = "dead" if status == "failed" else status
            assert told.value(name, state=shown) == number
