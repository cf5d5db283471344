"""A service of our own to measure: its process, its address, its memory, and uploads for it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.benchmarks.processes import CONSOLE_SCRIPT
from tests.service.postgres_server import postgres_server
from tests.service.s3_server import s3_server

#: Far above what is sent: what is measured is the service, not the limits of one key.
NO_KEY_LIMITS = {
    "DOCSCREEN_REQUESTS_PER_MINUTE": "10000000",
    "DOCSCREEN_CONCURRENT_REQUESTS": "100000",
}
_PATIENCE_S = 120.0
_JPEG_START, _JPEG_COMMENT = b"\xff\xd8", b"\xff\xfe"


@dataclass(frozen=True, slots=True)
class Served:
    """A running service, the key that may do everything, and its process."""

    address: str
    key: str
    process_id: int

    def client(self) -> httpx2.Client:
        """A client that waits, tells everything and repeats nothing."""
        return httpx2.Client(
            base_url=self.address,
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=_PATIENCE_S,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None),
        )

    def memory_mib(self) -> dict[str, float]:
        """Resident memory of the serving process, and of its workers together."""
        children = Path(f"/proc/{self.process_id}/task/{self.process_id}/children").read_text()
        workers = sum(_resident_mib(int(child)) for child in children.split())
        return {"service": _resident_mib(self.process_id), "workers": workers}


@contextmanager
def served(variables: Mapping[str, str]) -> Iterator[Served]:
    """`docscreen serve` in an empty folder on a free port until the block ends."""
    with tempfile.TemporaryDirectory(prefix="docscreen-bench-") as folder:
        process = subprocess.Popen(
            [CONSOLE_SCRIPT, "serve"],
            env={**os.environ, "DOCSCREEN_PORT": "0", **variables},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            invitation = "".join(process.stdout.readline() for _ in range(3))
            address = re.search(r"http://127\.0\.0\.1:\d+", invitation)
            key = re.search(r"ds_[\w-]+", invitation)
            assert address and key, "the service did not start"
            yield Served(address[0], key[0], process.pid)
        finally:
            process.terminate()
            process.communicate()


@contextmanager
def store_variables(store: str) -> Iterator[dict[str, str]]:
    """What makes a service use a store: ``sqlite+folder``, or ``postgresql+s3``, started here."""
    if store == "sqlite+folder":
        yield {}
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(postgres_server(folder))
        s3 = stack.enter_context(s3_server())
        yield {
            **s3.variables,
            "DOCSCREEN_DATABASE_URL": database.new_database(),
            "DOCSCREEN_OBJECT_STORE_URL": s3.new_bucket(),
        }


def numbered(jpeg: bytes, number: int) -> bytes:
    """The same picture as another upload: a comment in front makes its bytes differ."""
    assert jpeg.startswith(_JPEG_START)
    comment = str(number).encode()
    size = (len(comment) + 2).to_bytes(2, "big")
    return _JPEG_START + _JPEG_COMMENT + size + comment + jpeg[2:]


def _resident_mib(process_id: int) -> float:
    try:
        status = Path(f"/proc/{process_id}/status").read_text()
    except FileNotFoundError:  # it has ended meanwhile
        return 0.0
    resident = re.search(r"^VmRSS:\s*(\d+) kB", status, re.M)
    return int(resident[1]) / 1024 if resident else 0.0
