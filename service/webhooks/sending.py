"""One attempt: POST a message to an address that was examined, and tell how it went.

Only the status and one header of the answer are read. Redirects are not followed, proxies of the
environment are not used, and certificates are verified for the name in the webhook's address.
"""

from __future__ import annotations

import datetime as dt
import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from service.webhooks.targets import Resolver, Target, TargetPolicy, TargetRefused, resolve_name

#: A server that is there answers within seconds; the specification suggests 15 to 30 in all.
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 5.0, 15.0
#: A receiver that sends a byte now and then would keep the thread for ever: it ends after this.
ATTEMPT_TIMEOUT_S = 25.0
#: Addresses of one name that are tried, such as one of IPv6 and one of IPv4.
MAX_ADDRESSES = 2
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went. ``error``: a fixed short word, empty for an answer of 200 to 299.

    ``status``: of the answer, None where there was none. ``asked_s``: its Retry-After in seconds.
    """

    status: int | None
    error: str
    asked_s: int | None = None


TIMED_OUT = Outcome(None, "timed-out")


@dataclass(frozen=True, slots=True)
class Transport:
    """How messages leave: what is allowed, who resolves names, which certificates are trusted."""

    policy: TargetPolicy
    resolve: Resolver
    tls: ssl.SSLContext

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send a message once; every failure is an outcome."""
        try:
            target = self.policy.target(url)
            addresses = self.policy.addresses(target, self.resolve)
        except TargetRefused as refusal:
            return Outcome(None, refusal.reason)
        outcome = Outcome(None, "connection-refused")
        for address in addresses[:MAX_ADDRESSES]:
            connection = self._connection(target, address)
            failure = _connected(connection)
            if failure is None:
                return _posted(connection, target, body, headers)
            outcome = failure
        return outcome

    def _connection(self, target: Target, address: str) -> HTTPConnection:
        """A connection to an address; nothing is sent yet."""
        if target.scheme == "http":
            return HTTPConnection(address, target.port, timeout=CONNECT_TIMEOUT_S)
        return HTTPSConnection(
            address,
            target.port,
            timeout=CONNECT_TIMEOUT_S,
            ssl_context=self.tls,
            server_hostname=target.host,
        )


def _connected(connection: HTTPConnection) -> Outcome | None:
    """Connect; None when that is done."""
    with _ended_after(connection, 2 * CONNECT_TIMEOUT_S) as was_ended:
        try:
            connection.connect()
        except (HTTPError, OSError, http.client.HTTPException) as failure:
            connection.close()
            if was_ended.is_set():
                return TIMED_OUT
            return Outcome(None, _word_of(failure, "connection-refused"))
    return None


def _posted(
    connection: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]
) -> Outcome:
    sent = {
        "Host": target.authority,
        "Content-Type": "application/json",
        "User-Agent": "docscreen-webhooks",
        "Connection": "close",
        **headers,
    }
    with _ended_after(connection, ATTEMPT_TIMEOUT_S) as was_ended:
        try:
            connection.timeout = READ_TIMEOUT_S
            connection.request("POST", target.path, body, sent, preload_content=False)
            answer = connection.getresponse()
            outcome = _told(answer.status, answer.headers.get("Retry-After"))
        except (HTTPError, OSError, http.client.HTTPException) as failure:
            outcome = Outcome(None, _word_of(failure, "answer-broken"))
        finally:
            connection.close()
    # An answer that was cut off reads like one that ended.
    return TIMED_OUT if was_ended.is_set() else outcome


def _told(status: int, retry_after: str | None) -> Outcome:
    if 200 <= status <= 299:
        return Outcome(status, "")
    if 300 <= status <= 399:
        return Outcome(status, "redirect-refused")
    asked = retry_after if retry_after is not None and retry_after.isdecimal() else None
    error = "gone" if status == GONE else "status-refused"
    return Outcome(status, error, int(asked[:9]) if asked else None)


def _word_of(failure: Exception, otherwise: str) -> str:
    """The kind of a failure; its text may hold names and addresses."""
    causes: list[BaseException] = [failure]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(cause)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "certificate-refused" if _is_about_trust(causes) else "encryption-failed"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return TIMED_OUT.error
    return otherwise


def _is_about_trust(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)


@contextmanager
def _ended_after(connection: HTTPConnection, limit_s: float) -> Iterator[threading.Event]:
    """End what a connection does after a time, however slowly its far end goes on; tells if so."""
    was_ended = threading.Event()
    timer = threading.Timer(limit_s, _shut, (connection, was_ended))
    timer.daemon = True
    timer.start()
    try:
        yield was_ended
    finally:
        timer.cancel()


def _shut(connection: HTTPConnection, was_ended: threading.Event) -> None:
    was_ended.set()
    held = connection.sock
    if held is None:
        return
    try:
        socket.socket.shutdown(held, socket.SHUT_RDWR)  # TLS has no say in it
    except OSError:
        return  # it has ended by itself


def transport_under(policy: TargetPolicy) -> Transport:
    """The way out of a service: trusts the system's certificates, or those of SSL_CERT_FILE."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings quote addresses
    return Transport(policy, resolve_name, context)


def lease_until(now: dt.datetime) -> dt.datetime:
    """Until when an attempt that starts now is surely over, resolving the name included."""
    return now + dt.timedelta(seconds=2 * (ATTEMPT_TIMEOUT_S + 2 * CONNECT_TIMEOUT_S))
