"""The real application behind a real server, in a thread of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
import uvicorn
from fastapi import FastAPI

from service.api import create_app
from service.settings import Settings
from service.workers import WorkerPool

START_S = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running application, its address, and a key that may do everything."""

    app: FastAPI
    address: str
    key: str
    source: str

    def caller(self, key: str | None = None) -> httpx2.Client:
        """A client that presents a key; by default the one that may do everything."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx2.Client(base_url=self.address, headers=headers, timeout=60.0)


def contract_settings(folder: Path, **changes: Any) -> Settings:
    """Settings under which every operation can do what it is for; nobody is too fast."""
    incoming = folder / "incoming"
    incoming.mkdir()
    (incoming / "a.jpg").write_bytes(b"no picture")
    stated = {
        "workers": 1,
        "data_dir": folder / "data",
        "max_upload_bytes": 512 * 1024,
        "requests_per_minute": 10_000_000,
        "source_prefixes": (f"file://{incoming}",),
    }
    return Settings.model_validate(stated | changes)


def _nowhere(_host: str, _port: int) -> tuple[str, ...]:
    raise OSError("no message leaves this machine: addresses are made up")


@contextmanager
def served(folder: Path, pool: WorkerPool | None = None, **changes: Any) -> Iterator[Served]:
    """Serve the application on a free port of this machine until the block ends.

    ``folder``: an empty one, for what it keeps; ``changes``: of settings.
    """
    settings = contract_settings(folder, **changes)
    ready = threading.Event()
    keys: list[str] = []

    def announce(key: str | None) -> None:
        keys.append(key or "")
        ready.set()

    app = create_app(settings, pool, announce)
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    with patch("service.webhooks.sending.resolve_name", _nowhere):
        thread.start()
        try:
            _await(ready, thread)
            port = server.servers[0].sockets[0].getsockname()[1]
            source = f"{settings.source_prefixes[0]}/a.jpg"
            yield Served(app, f"http://127.0.0.1:{port}", keys[0], source)
        finally:
            server.should_exit = True
            thread.join(START_S)


def _await(ready: threading.Event, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_S
    while not ready.wait(0.05):
        assert thread.is_alive(), "the application did not start"
        assert time.monotonic() < deadline, "the application is not ready in time"
