"""The parts of traces: valid headers, and collectors that refuse, are gone or want less."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from pydantic import ValidationError

from service.errors import SettingsError
from service.settings import Settings
from service.telemetry.context import traceparent_of
from service.telemetry.otlp import OtlpTracing
from service.telemetry.traces import NoTracing, current_traceparent
from tests.service.telemetry_world import PATIENCE_S, Collector, collector

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize(
    ("header", "is_valid"),
    [
        (f"00-{TRACE}-{PARENT}-01", True),
        (f"00-{TRACE}-{PARENT}-00", True),
        (f"00-{TRACE}-{PARENT}-ff", True),
        (f"01-{TRACE}-{PARENT}-01", True),
        (f"01-{TRACE}-{PARENT}-01-more", True),
        (f"00-{TRACE}-{PARENT}-01-more", False),
        (f"00-{TRACE}-{PARENT}-01-", False),
        (f"01-{TRACE}-{PARENT}-01more", False),
        (f"ff-{TRACE}-{PARENT}-01", False),
        (f"00-{TRACE.upper()}-{PARENT}-01", False),
        (f"00-{'0' * 32}-{PARENT}-01", False),
        (f"00-{TRACE}-{'0' * 16}-01", False),
        (f"00-{TRACE[:-1]}-{PARENT}-01", False),
        (f"00-{TRACE}-{PARENT}", False),
        (f"00-{TRACE}-{PARENT}-1", False),
        (f" 00-{TRACE}-{PARENT}-01", False),
        (f"00-{TRACE}-{PARENT}-01\n", False),
        ("", False),
        (None, False),
    ],
)
def test_only_valid_headers_are_followed(header: str | None, is_valid: bool) -> None:
    place = traceparent_of(header)
    assert (place is not None) is is_valid
    if place is not None:
        assert (place.trace_id, place.span_id) == (TRACE, PARENT)
        assert place.is_sampled is (header is not None and header[53:55] != "00")
        assert str(place) == f"00-{TRACE}-{PARENT}-{'01' if place.is_sampled else '00'}"


def finished(tracing: OtlpTracing) -> None:
    with tracing.span("step"):
        pass


def counts() -> tuple[list[tuple[str, int]], Any]:
    told: list[tuple[str, int]] = []
    return told, lambda outcome, spans: told.append((outcome, spans))


def test_a_collector_that_refuses_costs_spans_only(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    told, tell = counts()
    with collector() as server, caplog.at_level(logging.INFO):
        server.status = 400
        tracing = OtlpTracing(f"{server.url}/v1/traces", "1", tell)
        tracing.start()
        for _ in range(2):
            finished(tracing)
            await_counts(told, "failed")
            told.clear()
        server.status = 200
        finished(tracing)
        await_counts(told, "taken")
        tracing.stop(5.0)
    assert [one.getMessage() for one in caplog.records if one.name.startswith("docscreen")] == [
        "spans-not-taken",
        "spans-taken-again",
    ]
    assert [one.name for one in caplog.records if not one.name.startswith("docscreen")] == []


def await_counts(told: list[tuple[str, int]], outcome: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while (outcome, 1) not in told:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_collector_that_is_not_there_holds_up_no_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "2")  # after which the library gives up
    with collector() as server:
        gone = server.url
    told, tell = counts()
    tracing = OtlpTracing(f"{gone}/v1/traces", "1", tell)
    tracing.start()
    finished(tracing)
    started_s = time.monotonic()
    tracing.stop(0.3)
    assert time.monotonic() - started_s < 3.0
    finished(tracing)  # after the end nothing is traced, and nothing fails
    await_counts(told, "failed")


@pytest.mark.parametrize(
    ("variables", "is_sent"),
    [
        ({}, True),
        ({"OTEL_TRACES_SAMPLER": "always_off"}, False),
        ({"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0"}, False),
        ({"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "1"}, True),
        ({"OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_standard_variables_choose(
    variables: dict[str, str], is_sent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "screening-east")
    with collector() as server:
        tracing = OtlpTracing(f"{server.url}/v1/traces", "1.2", lambda _outcome, _spans: None)
        tracing.start()
        finished(tracing)
        tracing.stop(10.0)
        assert [span.name for span in server.spans] == (["step"] if is_sent else [])
        if is_sent:
            assert resource_of(server) >= {("service.name", "screening-east")}
            assert resource_of(server) >= {("service.version", "1.2")}


def test_a_standard_variable_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "0")
    tracing = OtlpTracing("http://127.0.0.1:9/v1/traces", "1", lambda _outcome, _spans: None)
    with pytest.raises(SettingsError, match=r"OTEL_.*max_queue_size"):
        tracing.start()


@pytest.mark.parametrize("endpoint", ["collector:4318", "ftp://collector", "http://", "http://a b"])
def test_a_collectors_address_is_one_of_http(endpoint: str) -> None:
    with pytest.raises(ValidationError, match="otlp_endpoint"):
        Settings(workers=1, otlp_endpoint=endpoint)


def resource_of(server: Collector) -> set[tuple[str, str]]:
    (request,) = server.requests
    return {
        (one.key, one.value.string_value) for one in request.resource_spans[0].resource.attributes
    }


def test_without_tracing_the_callers_place_is_kept_and_nothing_is_made() -> None:
    tracing = NoTracing()
    tracing.start()
    with tracing.span("step", "server") as span:
        span.tell("name", 1)
        span.rename("other")
        span.fail("error")
        assert not span.is_kept
        assert current_traceparent() is None
    tracing.stop(1.0)
