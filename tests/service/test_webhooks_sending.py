"""One attempt against real servers on this machine."""

from __future__ import annotations

import socket
import socketserver
import ssl
import time
from pathlib import Path

import pytest

from service.webhooks import sending
from service.webhooks.desk import target_policy
from service.webhooks.sending import Outcome, Transport, transport_under
from service.webhooks.targets import resolve_name
from tests.service.webhook_receivers import (
    certificates_for,
    receiver,
    rude_receiver,
)

HOST = "hooks.example"
BODY = '{"type":"webhook.ping","data":{"é":1}}'.encode()
HEADERS = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,a v1,b"}


def transport(tls: ssl.SSLContext | None = None, allowed: str = "127.0.0.0/8") -> Transport:
    """A way out that finds every name on this machine."""
    context = tls or ssl.create_default_context()
    return Transport(target_policy(True, allowed), lambda _host, _port: ("127.0.0.1",), context)


def test_a_message_arrives_as_it_was_signed() -> None:
    with receiver() as server:
        outcome = transport().post(server.url(host=HOST), BODY, HEADERS)
    assert outcome == Outcome(204, "")
    (got,) = server.received
    assert got.body == BODY
    assert got.path == "/hooks?of=docscreen"
    assert got.headers["host"] == f"{HOST}:{server.port}"
    assert got.headers["content-type"] == "application/json"
    assert HEADERS.items() <= got.headers.items()


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {}, Outcome(200, "")),
        (299, {}, Outcome(299, "")),
        (400, {}, Outcome(400, "status-refused")),
        (410, {}, Outcome(410, "gone")),
        (500, {}, Outcome(500, "status-refused")),
        (503, {"Retry-After": "120"}, Outcome(503, "status-refused", 120)),
        (503, {"Retry-After": "9" * 50}, Outcome(503, "status-refused", 999999999)),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, Outcome(429, "status-refused")),
    ],
)
def test_what_an_answer_means(status: int, headers: dict[str, str], expected: Outcome) -> None:
    with receiver() as server:
        server.status, server.headers = status, headers
        assert transport().post(server.url(), BODY, HEADERS) == expected


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with receiver() as server:
        server.status, server.headers = status, {"Location": server.url() + "&again"}
        outcome = transport().post(server.url(), BODY, HEADERS)
        assert outcome == Outcome(status, "redirect-refused")
        assert len(server.received) == 1


def test_a_private_network_is_not_reached() -> None:
    with receiver() as server:
        for outlet in (transport(allowed=""), transport_under(target_policy(True, ""))):
            outcome = outlet.post(server.url(), BODY, HEADERS)
            assert outcome == Outcome(None, "network-refused")
        assert server.received == []


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address() -> None:
    answers = [("127.0.0.1",), ("8.8.8.8",)]

    def rebinding(_host: str, _port: int) -> tuple[str, ...]:
        return answers.pop(0)

    with receiver() as server:
        policy = target_policy(True, "127.0.0.0/8")
        outlet = Transport(policy, rebinding, ssl.create_default_context())
        assert outlet.post(server.url(host=HOST), BODY, HEADERS) == Outcome(204, "")
    assert answers == [("8.8.8.8",)]


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with receiver() as server:
        assert transport().post(server.url(), BODY, HEADERS) == Outcome(204, "")


def test_tls_is_verified_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    tls = certificates_for(tmp_path, HOST)
    with receiver(tls.server) as server:
        good = transport(tls.client).post(server.url("https", HOST), BODY, HEADERS)
        assert good == Outcome(204, "")
        wrong = transport(tls.client).post(server.url("https", "other.example"), BODY, HEADERS)
        bare = transport(tls.client).post(server.url("https"), BODY, HEADERS)
        strange = transport().post(server.url("https", HOST), BODY, HEADERS)
    assert wrong == bare == strange == Outcome(None, "certificate-refused")
    assert len(server.received) == 1
    assert tls.client.check_hostname


def test_a_server_without_tls_is_told() -> None:
    with receiver() as server:
        outcome = transport().post(server.url("https", HOST), BODY, HEADERS)
    assert outcome == Outcome(None, "encryption-failed")


def test_a_closed_port_is_told_and_the_next_address_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outcome = transport().post(f"http://127.0.0.1:{port}/", BODY, HEADERS)
    assert outcome == Outcome(None, "connection-refused")
    with receiver() as server:
        policy = target_policy(True, "127.0.0.0/8")
        found = ("127.0.0.2", "127.0.0.1")
        outlet = Transport(policy, lambda _host, _port: found, ssl.create_default_context())
        assert outlet.post(server.url(host=HOST), BODY, HEADERS) == Outcome(204, "")


def test_a_receiver_that_says_nothing_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "READ_TIMEOUT_S", 0.3)
    with rude_receiver(lambda _request: time.sleep(2)) as port:
        start_s = time.monotonic()
        outcome = transport().post(f"http://127.0.0.1:{port}/", BODY, HEADERS)
        assert time.monotonic() - start_s < 1.5
    assert outcome == Outcome(None, "timed-out")


def test_a_receiver_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "ATTEMPT_TIMEOUT_S", 0.5)

    def drip(request: socketserver.StreamRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            for _ in range(60):
                request.wfile.write(b"a")
                time.sleep(0.05)
        except OSError:
            return  # cut off, as it should be

    with rude_receiver(drip) as port:
        start_s = time.monotonic()
        outcome = transport().post(f"http://127.0.0.1:{port}/", BODY, HEADERS)
        assert time.monotonic() - start_s < 2.0
    assert outcome == Outcome(None, "timed-out")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 999999 ?\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
)
def test_an_answer_that_is_none_is_told(answer: bytes) -> None:
    def reply(request: socketserver.StreamRequestHandler) -> None:
        request.request.recv(65536)
        request.wfile.write(answer)

    with rude_receiver(reply) as port:
        outcome = transport().post(f"http://127.0.0.1:{port}/", BODY, HEADERS)
    assert outcome.status is None
    assert outcome.error == "answer-broken"


def test_the_body_of_an_answer_is_not_read() -> None:
    def endless(request: socketserver.StreamRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n")
        try:
            while True:
                request.wfile.write(b"a" * 65536)
        except OSError:
            return  # nobody reads it

    with rude_receiver(endless) as port:
        assert transport().post(f"http://127.0.0.1:{port}/", BODY, HEADERS) == Outcome(200, "")


def test_the_system_resolver_is_the_default() -> None:
    assert transport_under(target_policy(False, "")).resolve is resolve_name
