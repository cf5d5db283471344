"""Fixtures of the service's tests: a portrait as bytes, and the application with one worker."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

import service.settings
from service.api import create_app
from service.cli import main
from service.settings import Settings
from service.workers import WorkerPool
from tests.conftest import Rgb
from tests.service.postgres_server import PostgresServer, is_available, postgres_server
from tests.service.s3_server import S3Server, environment, s3_server

#: Rows and columns of the public-domain portrait that frame the head as an ID photo does.
ID_ROWS, ID_COLUMNS = slice(0, 314), slice(110, 334)
LIMIT_BYTES = 512 * 1024


@pytest.fixture(scope="session", params=["sqlite+folder", "postgresql+s3"])
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings with one worker, a small limit and a store of its own: embedded, and shared."""
    embedded = Settings(
        workers=1,
        max_upload_bytes=LIMIT_BYTES,
        screening_timeout_s=10.0,
        data_dir=tmp_path_factory.mktemp("data"),
        requests_per_minute=100_000,
    )
    if request.param == "sqlite+folder":
        yield embedded
        return
    postgresql: PostgresServer = request.getfixturevalue("postgresql")
    s3: S3Server = request.getfixturevalue("s3")
    addresses = {"database_url": postgresql.new_database(), "object_store_url": s3.new_bucket()}
    with environment(s3.variables):
        yield embedded.model_copy(update=addresses)


@pytest.fixture(scope="module")
def own_store(request: pytest.FixtureRequest, settings: Settings) -> dict[str, str]:
    """Settings of an empty store of the same kind, for a service of a module's own."""
    if not settings.database_url:
        return {}
    postgresql: PostgresServer = request.getfixturevalue("postgresql")
    s3: S3Server = request.getfixturevalue("s3")
    return {"database_url": postgresql.new_database(), "object_store_url": s3.new_bucket()}


@pytest.fixture(scope="session")
def portrait_jpeg(astronaut: Rgb) -> bytes:
    """The public-domain portrait framed as an ID photo, 500 x 700."""
    framed = Image.fromarray(np.ascontiguousarray(astronaut[ID_ROWS, ID_COLUMNS]))
    stream = io.BytesIO()
    framed.resize((500, 700), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=90)
    return stream.getvalue()


@pytest.fixture(scope="session")
def pool(settings: Settings) -> Iterator[WorkerPool]:
    """One warm worker process; the application that it is given to ends it."""
    workers = WorkerPool(settings.workers, settings.screening_timeout_s)
    workers.await_readiness()
    yield workers
    workers.stop()


@pytest.fixture(scope="session")
def client(settings: Settings, pool: WorkerPool) -> Iterator[TestClient]:
    """The application, ready, as a client sees it."""
    keys: list[str] = []
    app = create_app(settings, pool, lambda key: keys.append(key or ""))
    with TestClient(app, raise_server_exceptions=False) as http:
        app_state = http.app.state.service  # type: ignore[attr-defined]  # an ASGI app in general
        while not (app_state.is_ready and keys):  # it is told a moment after it is ready
            assert app_state.failure == "" and pool.has_workers
            http.get("/health/ready")
        http.headers["Authorization"] = f"Bearer {keys[0]}"
        yield http


@dataclass(frozen=True, slots=True)
class Run:
    """What a command printed and left with."""

    status: int
    out: str
    err: str


CommandLine = Callable[..., Run]


class StandardInput:
    """Bytes in the place of standard input."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def docscreen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    """The console script, run in this process without colours: ``docscreen("check", path)``."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def run(*arguments: str | Path, stdin: bytes = b"", **variables: str) -> Run:
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["docscreen", *map(str, arguments)])
            patch.setattr(sys, "stdin", StandardInput(stdin))
            service.settings.settings.cache_clear()
            with pytest.raises(SystemExit) as left:
                main()
        printed = capsys.readouterr()
        return Run(int(left.value.code or 0), printed.out, printed.err)

    yield run
    service.settings.settings.cache_clear()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An S3 of our own."""
    with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of our own."""
    if not is_available():
        pytest.skip("PostgreSQL is not installed here; set-up on Debian installs it")
    with postgres_server(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture
def mortal_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL that may be stopped: the one of the session is needed by others."""
    if not is_available():
        pytest.skip("PostgreSQL is not installed here; set-up on Debian installs it")
    with postgres_server(tmp_path_factory.mktemp("mortal")) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: the embedded one, and one on PostgreSQL."""
    if request.param == "sqlite":
        return ""
    server: PostgresServer = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def objects(request: pytest.FixtureRequest, database: str) -> Iterator[str]:
    """The address of an empty object store: a folder beside SQLite, and S3 beside PostgreSQL."""
    if database == "":
        yield ""
        return
    server: S3Server = request.getfixturevalue("s3")
    with environment(server.variables):
        yield server.new_bucket()
