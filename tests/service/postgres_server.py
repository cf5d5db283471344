"""A PostgreSQL of our own for tests, on a socket in a folder; empty databases of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. ``folder``: where its socket is."""

    folder: Path

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"docscreen_{uuid.uuid4().hex}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql://docscreen@/{name}?host={self.folder}"

    def _dsn(self, database: str) -> str:
        return f"host={self.folder} user=docscreen dbname={database}"

    def await_answer(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                psycopg.connect(self._dsn("postgres")).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.1)


def is_available() -> bool:
    """Whether there are programs to start one with."""
    return all(_program(name) for name in ("initdb", "postgres"))


def _program(name: str) -> str | None:
    """A program of the server; Debian keeps them apart, by version, out of the search path."""
    folders = map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders))


@contextmanager
def postgres_server(folder: Path) -> Iterator[PostgresServer]:
    """A server in an empty folder; it ends with the block."""
    user = "nobody" if os.getuid() == 0 else None  # it refuses to run as root
    if user is not None:
        shared = Path(tempfile.gettempdir())
        for path in (folder, *folder.parents):
            if path == shared:
                break
            path.chmod(0o755)
        shutil.chown(folder, user)
    initdb = _program("initdb")
    assert initdb, "see is_available"
    made = [initdb, "-D", str(folder / "data"), "-U", "docscreen", "-A", "trust", "--no-sync"]
    subprocess.run(made, user=user, cwd=folder, check=True, capture_output=True)
    process = start_server(folder)
    server = PostgresServer(folder)
    try:
        server.await_answer()
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def start_server(folder: Path) -> subprocess.Popen[bytes]:
    """Start the server whose data lie in a folder."""
    postgres = _program("postgres")
    assert postgres, "see is_available"
    return subprocess.Popen(
        [postgres, "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="],
        user="nobody" if os.getuid() == 0 else None,
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )


def stop_server(folder: Path) -> None:
    """Stop the server whose data lie in a folder; those who are connected lose it."""
    note = folder / "data" / "postmaster.pid"
    os.kill(int(note.read_text().split()[0]), signal.SIGINT)
    deadline = time.monotonic() + _PATIENCE_S
    while note.exists():
        assert time.monotonic() < deadline, "the server does not stop"
        time.sleep(0.05)
