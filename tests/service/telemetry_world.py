"""A whole service with a collector of traces and a receiver of webhooks, all of them real."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from service.api import create_app
from service.settings import Settings
from service.workers import WorkerPool
from tests.service.webhook_receivers import Receiver, receiver

PATIENCE_S = 30.0
#: What may appear in no label, attribute or header that leaves the service.
CANARY = "canary-Zoe-Quill-7731"


@dataclass(slots=True)
class Collector:
    """A server that takes spans as OTLP over HTTP. ``status``: of its next answers."""

    port: int = 0
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    requests: list[ExportTraceServiceRequest] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def of_trace(self, trace_id: str) -> dict[str, Span]:
        """The spans of a trace by their names; each name is there once."""
        found = [span for span in self.spans if span.trace_id.hex() == trace_id]
        named = {span.name: span for span in found}
        assert len(named) == len(found)
        return named

    def awaited(self, trace_id: str, *names: str) -> dict[str, Span]:
        """The spans of a trace once those of some names have arrived."""
        deadline = time.monotonic() + PATIENCE_S
        while not set(names) <= set(found := self.of_trace(trace_id)):
            assert time.monotonic() < deadline, sorted(found)
            time.sleep(0.02)
        return found


def attributes_of(span: Span) -> dict[str, Any]:
    """A span's attributes as plain values."""
    return {
        one.key: getattr(one.value, one.value.WhichOneof("value") or "string_value")
        for one in span.attributes
    }


@contextmanager
def collector() -> Iterator[Collector]:
    """A collector that answers."""
    state = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if self.path == "/v1/traces" and state.status == 200:
                state.bodies.append(body)
                state.requests.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(state.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True, slots=True)
class Watched:
    """A service that is ready, with those who watch it."""

    app: FastAPI
    http: TestClient
    pool: WorkerPool
    collector: Collector
    receiver: Receiver

    def metrics(self) -> Scraped:
        answer = self.http.get("/metrics")
        assert answer.status_code == 200
        return Scraped(answer.text)

    def post(self, content: bytes, name: str = "a.jpg", **more: Any) -> Any:
        return self.http.post("/v1/screenings", files={"file": (name, content)}, **more)

    def done(self, location: str) -> dict[str, Any]:
        """A screening's document once it is done."""
        deadline = time.monotonic() + PATIENCE_S
        while (document := self.http.get(location).json())["state"] != "done":
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return dict(document)


class Scraped:
    """Metrics as Prometheus' own parser reads them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.families = {one.name: one for one in text_string_to_metric_families(text)}
        self.samples = [sample for one in self.families.values() for sample in one.samples]

    def value(self, name: str, **labels: str) -> float:
        """The sum of all samples of a name with these labels, and perhaps others."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == f"docscreen_{name}" and labels.items() <= sample.labels.items()
        )

    def labels(self, name: str, label: str) -> set[str]:
        return {
            sample.labels[label]
            for sample in self.samples
            if sample.name == f"docscreen_{name}" and label in sample.labels
        }


@contextmanager
def watched_service(folder: Path, **changes: Any) -> Iterator[Watched]:
    """A service in a folder with one worker, whose first key its client presents."""
    keys: list[str] = []
    with collector() as spans, receiver() as hooks:
        settings = Settings(
            workers=1,
            data_dir=folder,
            otlp_endpoint=spans.url,
            webhook_allow_http=True,
            webhook_allowed_networks="127.0.0.0/8",
            **changes,
        )
        pool = WorkerPool(1, timeout_s=10.0)
        app = create_app(settings, pool, lambda key: keys.append(key or ""))
        with TestClient(app, raise_server_exceptions=False) as http:
            while not keys:
                assert app.state.service.failure == ""
                time.sleep(0.02)
            http.headers["Authorization"] = f"Bearer {keys[0]}"
            yield Watched(app, http, pool, spans, hooks)
