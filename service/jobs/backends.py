"""Where the queue is kept: a file in the data folder, PostgreSQL, or Redis."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from huey import Huey, PostgresHuey, PriorityRedisHuey
from huey.exceptions import ConfigurationError
from huey.storage import SqliteStorage
from sqlalchemy.engine import URL

from service.errors import SettingsError, StoreError
from service.jobs.messages import JsonSerializer
from service.store.owner_only import keep_sqlite_to_owner

QUEUE_FILE = "queue.sqlite"
#: How long the queue's file is waited for while another process writes to it.
_BUSY_TIMEOUT_S = 10
#: Results are in our own tables; the queue keeps none.
_OPTIONS: dict[str, Any] = {"results": False, "utc": True}
#: Serialises the making of the queue's tables by processes that start together.
_TABLES_LOCK = 0x71756575  # "queu"


class _FileStorage(SqliteStorage):
    """A queue in a file. A power cut may cost its last entries, which recovery finds again."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        connection.execute("pragma synchronous=normal")
        return connection


def huey_of(name: str, data_dir: Path, database: URL, queue_url: str) -> Huey:
    """The queue of a name, in the Redis of ``queue_url`` or beside the service's database.

    Raises SettingsError for an address of another kind, and StoreError where it does not answer.
    """
    if queue_url:
        return _redis_huey(name, queue_url)
    if database.get_backend_name() == "postgresql":
        return _postgres_huey(name, database)
    try:
        keep_sqlite_to_owner(data_dir / QUEUE_FILE)
        return Huey(
            name,
            storage_class=_FileStorage,
            filename=str(data_dir / QUEUE_FILE),
            timeout=_BUSY_TIMEOUT_S,
            serializer=JsonSerializer(),
            **_OPTIONS,
        )
    except (sqlite3.Error, OSError) as failure:
        raise StoreError(f"the queue's file is refused: {type(failure).__name__}") from failure


def _postgres_huey(name: str, database: URL) -> Huey:
    dsn = database.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(dsn) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TABLES_LOCK,))
            # Making tables that exist already is no work, but two who make them at once collide.
            return PostgresHuey(name, dsn=dsn, serializer=JsonSerializer(), **_OPTIONS)
    except psycopg.Error as failure:
        raise StoreError(f"the queue's database refused: {type(failure).__name__}") from failure


def _redis_huey(name: str, queue_url: str) -> Huey:
    if not queue_url.startswith(("redis://", "rediss://")):
        raise SettingsError("DOCSCREEN_QUEUE_URL: an address such as redis://host:6379/0 is needed")
    try:
        return PriorityRedisHuey(name, url=queue_url, serializer=JsonSerializer(), **_OPTIONS)
    except ConfigurationError as refusal:
        raise SettingsError(
            "DOCSCREEN_QUEUE_URL: the Python package redis is not installed"
        ) from refusal
    except ValueError as refusal:
        raise SettingsError("DOCSCREEN_QUEUE_URL cannot be read as an address") from refusal
