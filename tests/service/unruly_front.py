"""A server before the real application that refuses, breaks connections and dawdles, as told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fastapi.testclient import TestClient

#: What a proxy may leave out when it hands an answer on.
_HOP = {"connection", "content-length", "transfer-encoding", "content-encoding", "host"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer instead of the application's; ``type_id``: of a problem document, else a page."""

    status: int
    type_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drop:
    """The application does what was asked, and the connection breaks before its answer."""


@dataclass(frozen=True, slots=True)
class Dawdle:
    """The application does what was asked, and its answer comes late."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Seen:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Front:
    """The server: what it does with its next requests, and those that it had."""

    http: TestClient
    plan: list[Refusal | Drop | Dawdle] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def idempotency_keys(self) -> list[str]:
        return [one.headers.get("idempotency-key", "") for one in self.seen]


@contextmanager
def front_of(http: TestClient) -> Iterator[Front]:
    """A front that hands on what it has no plan for."""
    front = Front(http)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            front.seen.append(Seen(self.command, self.path, headers))
            step = front.plan.pop(0) if front.plan else None
            if isinstance(step, Refusal):
                self.refuse(step)
                return
            sent = {name: value for name, value in headers.items() if name not in _HOP}
            answer = front.http.request(self.command, self.path, headers=sent, content=body)
            if isinstance(step, Drop):
                self.close_connection = True
                return
            if isinstance(step, Dawdle):
                time.sleep(step.seconds)
            self.answer(answer.status_code, dict(answer.headers), answer.content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def refuse(self, step: Refusal) -> None:
            kind, body = "text/html", b"<html>a page of some gateway</html>"
            if step.type_id:
                document = {
                    "type": f"/problems/{step.type_id}",
                    "title": "Refused",
                    "status": step.status,
                    "detail": "By the front.",
                }
                kind, body = "application/problem+json", json.dumps(document).encode()
            self.answer(step.status, {"content-type": kind, **step.headers}, body)

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name not in _HOP:
                    self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            if status not in (204, 304):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:  # who asked has gone
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    front.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
