"""An S3 of our own for tests: moto's server as a process, in memory; empty buckets of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import Request, urlopen

_PATIENCE_S = 60.0
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server."""

    port: int

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{_HOST}:{self.port}"

    @property
    def variables(self) -> Mapping[str, str]:
        """What the environment of a client says, as an operator's does."""
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ACCESS_KEY_ID": "docscreen-tests",
            "AWS_SECRET_ACCESS_KEY": "docscreen-tests",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def new_bucket(self) -> str:
        """The address of an empty object store."""
        name = f"docscreen-{uuid.uuid4().hex}"
        credential = "Credential=docscreen-tests/20260101/us-east-1/s3/aws4_request"
        request = Request(f"{self.address}/{name}", method="PUT")
        request.add_header("Authorization", f"AWS4-HMAC-SHA256 {credential}")
        urlopen(request, timeout=_PATIENCE_S).close()
        return f"s3://{name}/uploads"


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """A server; it ends with the block."""
    port = _free_port()
    command = [sys.executable, "-m", "moto.server", "-H", _HOST, "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await_answer(port, process)
            yield S3Server(port)
        finally:
            process.kill()


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Variables of this process, put back afterwards."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _await_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection((_HOST, port), timeout=1.0).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
