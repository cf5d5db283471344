"""The portal's receiver of messages: checks signatures, is sometimes slow or out of order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Of all messages: those that are answered with 500, and those that are answered late.
REFUSED_SHARE, SLOW_SHARE, SLOW_S = 0.04, 0.02, 1.2
TOLERANCE_S = 300.0


@dataclass(slots=True)
class Inbox:
    """What arrived. A message counts once, by its id, however often it is sent."""

    secret: str = ""
    url: str = ""
    #: Id of a message to its content, of messages that were taken.
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Id of a message to the number of its arrivals, refused ones included.
    arrivals: Counter[str] = field(default_factory=Counter)
    forged: int = 0
    changed: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of_screenings(self) -> dict[str, list[str]]:
        """The ids of the messages about each screening that say that it is over."""
        told: dict[str, list[str]] = {}
        with self.lock:
            for message_id, message in self.messages.items():
                if message["type"] in ("screening.completed", "screening.failed"):
                    told.setdefault(message["data"]["id"], []).append(message_id)
        return told

    def take(self, headers: dict[str, str], body: bytes, chance: float) -> int:
        """Take one message; the status that it is answered with."""
        if not is_genuine(self.secret, headers, body, time.time()):
            with self.lock:
                self.forged += 1
            return 401
        message_id, message = headers["webhook-id"], json.loads(body)
        with self.lock:
            self.arrivals[message_id] += 1
            if chance < REFUSED_SHARE:
                self.refused += 1
                return 500
            self.changed += self.messages.setdefault(message_id, message) != message
        return 204


def is_genuine(secret: str, headers: dict[str, str], body: bytes, now_s: float) -> bool:
    """Whether a message was signed with our secret, lately. Source: Standard Webhooks."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
    if not stamp.isdigit() or abs(now_s - int(stamp)) > TOLERANCE_S:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{stamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    sent = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, one) for one in sent)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A sender that was killed in the middle of a message is no error here."""


@contextmanager
def receiving(seed: int) -> Iterator[Inbox]:
    """A receiver that answers on this machine."""
    inbox, chances = Inbox(), random.Random(f"receiver:{seed}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if chances.random() < SLOW_SHARE:
                time.sleep(SLOW_S)
            self.send_response(inbox.take(headers, body, chances.random()))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    inbox.url = f"http://127.0.0.1:{server.server_address[1]}/docscreen"
    try:
        yield inbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
