"""`docscreen serve` as a process of its own, with its log, for tests that stop and break it."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Serving:
    """A service in a folder. ``log``: where its standard error goes."""

    def __init__(self, folder: Path, environment: Mapping[str, str], workers: int = 1) -> None:
        self.log = folder / f"log-{uuid.uuid4().hex[:8]}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [CONSOLE_SCRIPT, "serve", "--workers", str(workers)],
                env={**environment, "DOCSCREEN_PORT": "0", "DOCSCREEN_DATA_DIR": str(folder)},
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.key = ""
        self.port = 0

    def await_readiness(self) -> None:
        """Wait for the invitation, which names the port and, on a first start, the key."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            port = re.search(r"answers on http://127\.0\.0\.1:(\d+)", line)
            key = re.search(r"ds_[\w-]+", line)
            self.port = int(port[1]) if port else self.port
            self.key = key[0] if key else self.key
            if "curl" in line:
                return
        raise AssertionError(self.log.read_text())

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Answer:
        """Send a request; ``key``: another one than the first."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        sent = {"Authorization": f"Bearer {self.key if key is None else key}", **(headers or {})}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers.items()), answer.read())
        finally:
            connection.close()

    def submit(
        self,
        content: bytes,
        fields: Mapping[str, str],
        name: str = "photo.jpg",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send an upload."""
        body, kind = multipart(content, fields, name)
        return self.ask("/v1/screenings", "POST", body, {"Content-Type": kind, **(headers or {})})

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to stop and wait until it has; the seconds that took."""
        started_s = time.monotonic()
        self.process.send_signal(signum)
        self.process.wait(PATIENCE_S)
        return time.monotonic() - started_s

    def lines(self) -> list[dict[str, Any]]:
        """Its log, each line of which has to be JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def events(self) -> list[str]:
        """The names of what it logged."""
        return [line["event"] for line in self.lines() if "event" in line]


def multipart(content: bytes, fields: Mapping[str, str], name: str) -> tuple[bytes, str]:
    """A form with a file: its bytes and its media type."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


@contextmanager
def served(folder: Path, environment: Mapping[str, str], workers: int = 1) -> Iterator[Serving]:
    """A service that is ready; it ends with the block, however that does."""
    serving = Serving(folder, environment, workers)
    watch = threading.Timer(PATIENCE_S, serving.process.kill)
    watch.start()
    try:
        serving.await_readiness()
        watch.cancel()
        yield serving
    finally:
        watch.cancel()
        serving.process.kill()
        serving.process.communicate()


def wait_until(holds: Any, patience_s: float = PATIENCE_S) -> None:
    """Wait until a condition, given as a function, holds."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.05)
