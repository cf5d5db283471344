"""Bodies that stall or trickle, sent through real connections to a real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from service.access.scopes import Scope
from service.api.body_time import LONGEST_BODY_S, LONGEST_PAUSE_S, BodyTimeLimit
from service.api.faults import FaultAnswer
from service.api.middleware import UploadLimit
from service.settings import Settings
from tests.service.access_apps import Guarded, app_behind

PAUSE_S, BODY_S = 0.5, 1.5
#: More than the limits, and much less than a test may last.
PATIENCE_S = 15.0
PART = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    b"no picture\r\n--b--\r\n"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server with shortened limits, and a key that may have one request open."""

    port: int
    guarded: Guarded
    key: str

    def connection(self, length: int = len(PART), language: str = "en") -> socket.socket:
        """A connection on which the head of an upload was sent."""
        opened = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        head = (
            "POST /uploads HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.key}\r\nAccept-Language: {language}\r\n"
            f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n"
        )
        opened.sendall(head.encode())
        return opened

    @property
    def open_requests(self) -> int:
        """How many places the caller holds."""
        return self.guarded.access.concurrency._open.total()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    guarded = Guarded(tmp_path_factory.mktemp("access"), Settings(workers=1))
    app = app_behind(guarded.access)
    # In the order of the service's own application.
    app.add_middleware(FaultAnswer)
    app.add_middleware(BodyTimeLimit, pause_s=PAUSE_S, body_s=BODY_S)
    app.add_middleware(UploadLimit, limit_bytes=1024 * 1024)
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE_S
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    key = guarded.key(Scope.SUBMIT, concurrent_requests=1, requests_per_minute=1000)
    yield Server(port, guarded, key)
    running.should_exit = True
    thread.join(PATIENCE_S)
    guarded.close()


def answer(connection: socket.socket) -> tuple[int, dict[str, str], Any]:
    """The status, the headers and the JSON of all that comes until the server hangs up."""
    content = b""
    with suppress(ConnectionResetError):  # a piece crossed the answer, which is here all the same
        while piece := connection.recv(65536):
            content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(first.split()[1]), headers, json.loads(body)


def upload_status(server: Server) -> int:
    """The status of an upload that arrives at once."""
    with server.connection() as connection:
        connection.sendall(PART)
        return int(connection.recv(65536).split()[1])


@pytest.mark.parametrize("sent", [b"", PART[:30]], ids=["nothing", "a piece"])
def test_a_body_that_stalls_is_refused_and_its_place_is_free(server: Server, sent: bytes) -> None:
    with server.connection() as connection:
        connection.sendall(sent)
        began = time.monotonic()
        while not server.open_requests and time.monotonic() - began < PAUSE_S / 2:
            time.sleep(0.01)
        assert upload_status(server) == 429  # the stalled one holds the place
        status, headers, document = answer(connection)
        lasted_s = time.monotonic() - began
    assert (status, document["type"]) == (408, "/problems/upload-stalled")
    assert headers["connection"] == "close" and headers["retry-after"] == "1"
    assert PAUSE_S * 0.8 <= lasted_s < PAUSE_S + 5
    assert server.open_requests == 0
    assert upload_status(server) == 200


def test_a_body_that_trickles_is_refused_after_the_time_for_all_of_it(server: Server) -> None:
    with server.connection(length=100_000, language="fr") as connection:
        began = time.monotonic()
        connection.sendall(PART[: PART.index(b"no picture")])
        with ThreadPoolExecutor(1) as threads:
            told = threads.submit(answer, connection)
            while not told.done() and time.monotonic() - began < PATIENCE_S:
                with suppress(OSError):  # the server has hung up
                    connection.sendall(b"-")
                time.sleep(PAUSE_S / 5)
            lasted_s = time.monotonic() - began
            status, _, document = told.result(PATIENCE_S)
    assert (status, document["title"]) == (408, "La requête n'est pas arrivée à temps")
    assert BODY_S * 0.8 <= lasted_s < BODY_S + 5
    assert server.open_requests == 0


def test_a_slow_body_within_the_limits_arrives(server: Server) -> None:
    with server.connection() as connection:
        for at in range(0, len(PART), 30):
            connection.sendall(PART[at : at + 30])
            time.sleep(PAUSE_S / 5)
        assert int(connection.recv(65536).split()[1]) == 200


def test_who_hangs_up_within_a_body_gives_back_the_place(server: Server) -> None:
    with server.connection() as connection:
        connection.sendall(PART[:10])
        time.sleep(PAUSE_S / 5)
    deadline = time.monotonic() + PATIENCE_S
    while server.open_requests and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.open_requests == 0


def test_the_limits_let_the_largest_request_through_on_a_slow_line() -> None:
    largest_bits = Settings(workers=1).max_upload_bytes * 8
    assert largest_bits / LONGEST_BODY_S < 2.5e6
    assert LONGEST_PAUSE_S < LONGEST_BODY_S
