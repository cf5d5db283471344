"""Traces of a whole service, as a collector receives them."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from service.telemetry.context import current_trace_id, request_id, traceparent_of
from tests.service.telemetry_world import (
    CANARY,
    PATIENCE_S,
    Watched,
    attributes_of,
    watched_service,
)
from tests.service.test_api_later import done
from tests.service.webhook_receivers import Received

PARENT = "00f067aa0ba902b7"
SCREENINGS = "POST /v1/screenings"
ABSENT = "/v1/screenings/00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A service that sends its spans at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
        with watched_service(tmp_path_factory.mktemp("watched")) as watched:
            yield watched


def traced(number: int, flags: str = "01") -> tuple[str, dict[str, str]]:
    """The id of a trace of a caller's own, and the header that tells of it."""
    trace_id = f"{number:032x}"
    return trace_id, {"traceparent": f"00-{trace_id}-{PARENT}-{flags}"}


def parents(spans: dict[str, Span]) -> dict[str, str]:
    """The name of the span that each span is below; "caller" for the caller's own."""
    names = {span.span_id: name for name, span in spans.items()}
    names[bytes.fromhex(PARENT)] = "caller"
    return {name: names.get(span.parent_span_id, "") for name, span in spans.items()}


def test_a_request_is_a_part_of_its_callers_trace(service: Watched, portrait_jpeg: bytes) -> None:
    trace_id, headers = traced(0xA1)
    report = service.post(portrait_jpeg, headers=headers).json()
    spans = service.collector.awaited(trace_id, SCREENINGS)
    assert parents(spans) == {
        SCREENINGS: "caller",
        "accept": SCREENINGS,
        "wait for a worker": SCREENINGS,
        "screen": SCREENINGS,
        "complete": SCREENINGS,
    }
    order = ["accept", "wait for a worker", "screen", "complete"]
    assert sorted(order, key=lambda name: spans[name].start_time_unix_nano) == order
    request = spans[SCREENINGS]
    assert request.kind == Span.SPAN_KIND_SERVER
    assert attributes_of(request) == {
        "http.request.method": "POST",
        "http.route": "/v1/screenings",
        "http.response.status_code": 201,
    }
    told = attributes_of(spans["screen"])
    assert told["docscreen.policy"] == "pr-card"
    assert told["docscreen.kind"] == "photo"
    assert told["docscreen.verdict"] == report["verdict"]
    assert told["docscreen.status"] == "complete"
    assert told["docscreen.ms.total"] == pytest.approx(report["timings_ms"]["total"], abs=0.001)
    assert sum(name.startswith("docscreen.ms.") for name in told) == 11
    assert all(span.status.code == Status.STATUS_CODE_UNSET for span in spans.values())


def test_a_request_without_a_trace_begins_one(service: Watched) -> None:
    before = len(service.collector.spans)
    assert service.http.get("/v1/policies").status_code == 200
    deadline = time.monotonic() + PATIENCE_S
    while len(service.collector.spans) == before:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    span = service.collector.spans[-1]
    assert (span.name, span.parent_span_id) == ("GET /v1/policies", b"")


def test_an_invalid_header_and_two_of_them_are_ignored(service: Watched) -> None:
    trace_id, headers = traced(0xA2)
    twice = [("traceparent", headers["traceparent"])] * 2
    assert service.http.get("/v1/policies/pr-card", headers=twice).status_code == 200
    wrong = {"traceparent": f"00-{trace_id}-{PARENT}-01-{CANARY}"}
    assert service.http.get("/v1/policies/pr-card", headers=wrong).status_code == 200
    deadline = time.monotonic() + PATIENCE_S
    name = "GET /v1/policies/{policy_id}"
    while len(found := [one for one in service.collector.spans if one.name == name]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert len({span.trace_id for span in found}) == 2
    assert all(span.parent_span_id == b"" for span in found)
    assert service.collector.of_trace(trace_id) == {}


def test_a_job_and_its_message_go_on_in_the_trace(service: Watched, portrait_jpeg: bytes) -> None:
    hook = service.http.post("/v1/webhooks", json={"url": service.receiver.url()}).json()
    trace_id, headers = traced(0xA3)
    headers = {**headers, "Prefer": "respond-async"}
    answer = service.post(portrait_jpeg, headers=headers)
    assert answer.status_code == 202
    service.done(answer.headers["location"])
    spans = service.collector.awaited(trace_id, SCREENINGS, "screening", "deliver")
    assert parents(spans) == {
        SCREENINGS: "caller",
        "accept": SCREENINGS,
        "screening": SCREENINGS,
        "wait for a worker": "screening",
        "screen": "screening",
        "complete": "screening",
        "deliver": SCREENINGS,
    }
    assert spans["screening"].kind == Span.SPAN_KIND_CONSUMER
    assert spans["deliver"].kind == Span.SPAN_KIND_CLIENT
    assert attributes_of(spans["deliver"]) == {
        "docscreen.attempt": 1,
        "http.response.status_code": 204,
    }
    message = last_message(service)
    assert message.headers["traceparent"] == f"00-{trace_id}-{spans['deliver'].span_id.hex()}-01"
    service.http.delete(f"/v1/webhooks/{hook['id']}")


def last_message(service: Watched) -> Received:
    """The last message that the receiver got; it got one."""
    deadline = time.monotonic() + PATIENCE_S
    while not service.receiver.received:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return service.receiver.received[-1]


def test_what_its_caller_does_not_record_is_not_sent_but_handed_on(
    service: Watched, portrait_jpeg: bytes
) -> None:
    hook = service.http.post("/v1/webhooks", json={"url": service.receiver.url()}).json()
    service.receiver.received.clear()
    trace_id, headers = traced(0xA4, flags="00")
    assert service.post(portrait_jpeg, headers=headers).status_code == 201
    place = traceparent_of(last_message(service).headers["traceparent"])
    assert place is not None
    assert (place.trace_id, place.is_sampled) == (trace_id, False)
    service.http.delete(f"/v1/webhooks/{hook['id']}")
    later, headers = traced(0xA5)
    service.http.get("/v1/policies", headers=headers)
    service.collector.awaited(later, "GET /v1/policies")
    assert service.collector.of_trace(trace_id) == {}


def test_what_fails_is_marked_by_its_kind(
    service: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_screening_id: str) -> None:
        raise RuntimeError(CANARY)

    trace_id, headers = traced(0xA6)
    with monkeypatch.context() as patch:
        patch.setattr(service.app.state.service.screenings.store, "get", fail)
        assert service.http.get(ABSENT, headers=headers).status_code == 500
    spans = service.collector.awaited(trace_id, "GET /v1/screenings/{screening_id}")
    (span,) = spans.values()
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert attributes_of(span)["error.type"] == "internal-error"
    assert attributes_of(span)["docscreen.problem"] == "internal-error"
    missing, headers = traced(0xA7)
    assert service.http.get(ABSENT, headers=headers).status_code == 404
    (span,) = service.collector.awaited(missing, "GET /v1/screenings/{screening_id}").values()
    assert span.status.code == Status.STATUS_CODE_UNSET  # the caller's mistake, not a failure
    assert attributes_of(span)["docscreen.problem"] == "not-found"


def test_nothing_that_was_sent_is_in_any_span(service: Watched, portrait_jpeg: bytes) -> None:
    trace_id, headers = traced(0xA8)
    headers = {**headers, "tracestate": f"own={CANARY}", "baggage": f"name={CANARY}"}
    data, query = {"reference": CANARY}, {"reference": CANARY}
    answer = service.post(portrait_jpeg, f"{CANARY}.jpg", data=data, headers=headers)
    assert answer.status_code == 201
    assert service.http.get("/v1/screenings", params=query, headers=headers).status_code == 200
    assert service.http.get(f"/{CANARY}", headers=headers).status_code == 404
    assert service.http.request(CANARY.replace("-", ""), "/", headers=headers).status_code == 404
    spans = service.collector.awaited(trace_id, SCREENINGS, "GET /v1/screenings", "GET", "other")
    assert "screen" in spans
    screening_id = answer.headers["location"].rpartition("/")[2]
    key = service.http.headers["Authorization"].removeprefix("Bearer ")
    everything = b"".join(service.collector.bodies)
    assert trace_id.encode() not in everything  # ids are bytes there, not text
    assert bytes.fromhex(trace_id) in everything
    for told in (CANARY, screening_id, key, "testclient", "python-httpx"):
        assert told.encode() not in everything, told


def test_who_watches_is_not_traced(service: Watched) -> None:
    trace_id, headers = traced(0xA9)
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert service.http.get(path, headers=headers).status_code == 200
    service.http.get("/v1/policies", headers=headers)
    assert set(service.collector.awaited(trace_id, "GET /v1/policies")) == {"GET /v1/policies"}


def test_log_lines_know_the_request_and_its_trace(
    service: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str, str]] = []

    class Watching(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append((record.getMessage(), request_id.get(), current_trace_id()))

    def fail(_screening_id: str) -> None:
        raise RuntimeError

    trace_id, headers = traced(0xAA)
    handler, logger = Watching(), logging.getLogger("docscreen")
    monkeypatch.setattr(logger, "level", logging.DEBUG)
    logger.addHandler(handler)
    try:
        answer = service.http.get(ABSENT, headers=headers)
        monkeypatch.setattr(service.app.state.service.screenings.store, "get", fail)
        service.http.get(ABSENT, headers=headers)
    finally:
        logger.removeHandler(handler)
    lines = [line for line in seen if line[2]]
    assert ("request", answer.headers["x-request-id"], trace_id) in lines
    fault = [line for line in lines if line[0] == "fault"]
    assert fault and all(own_id and trace == trace_id for _, own_id, trace in fault)


def test_spans_are_sent_before_the_process_ends(tmp_path: Path) -> None:
    with watched_service(tmp_path) as watched:  # by default spans are sent every five seconds
        trace_id, headers = traced(0xAB)
        assert watched.http.get("/v1/policies", headers=headers).status_code == 200
        sent = watched.collector
        assert sent.of_trace(trace_id) == {}
    assert set(sent.of_trace(trace_id)) == {"GET /v1/policies"}


def test_the_place_in_a_trace_is_kept_with_a_screening(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    """On every database, and with traces off."""
    _, headers = traced(0xAC)
    files = {"file": ("a.jpg", portrait_jpeg)}
    answer = client.post(
        "/v1/screenings", files=files, headers={**headers, "Prefer": "respond-async"}
    )
    location = answer.headers["location"]
    done(client, location)
    store = client.app.state.service.screenings.store  # type: ignore[attr-defined]  # an ASGI app
    row = store.get(location.rpartition("/")[2])
    assert row.traceparent == headers["traceparent"]
    assert client.delete(location).status_code == 204
    assert store.get(row.id).traceparent is None
