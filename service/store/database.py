"""The database: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from service.errors import StoreError
from service.store.owner_only import keep_sqlite_to_owner

MIGRATIONS = Path(__file__).with_name("migrations")
#: Every request holds a connection for milliseconds; more than this at once wait.
POOL_SIZE, POOL_OVERFLOW, POOL_WAIT_S = 10, 20, 10.0
#: How long SQLite waits for another writer.
BUSY_TIMEOUT_MS = 10_000
#: PostgreSQL: processes that start together migrate one after the other.
_MIGRATION_LOCK = 0x646F6373  # "docs"


#: Of which docscreen a database's tables are.
Tables = Literal["missing", "older", "current", "newer"]
_REFUSED: dict[Tables, str] = {
    "missing": "there is no database yet: docscreen serve makes it; see that DOCSCREEN_DATA_DIR and"
    " DOCSCREEN_DATABASE_URL are those of the service",
    "older": "the database is of an older docscreen: docscreen serve brings it up to date",
    "newer": "the database is of a newer docscreen: install that one, or restore a backup",
}


class DatabaseUnusable(StoreError):
    """The database does not answer, or its tables are those of another version of docscreen."""


def database_url(stated: str, data_dir: Path) -> URL:
    """The address of the database: as stated, or a file in the data folder."""
    if not stated:
        return URL.create("sqlite", database=str(data_dir / "docscreen.sqlite"))
    url = make_url(stated)
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


class Database:
    """Sessions on one database. Every write is one transaction that is kept whole or not at all."""

    def __init__(self, url: URL) -> None:
        """Prepare the connections; nothing is opened yet."""
        self.url = url
        self.engine = _engine(url)
        self._is_closed = False
        event.listen(self.engine, "checkin", self._end_late_connection)
        # Threads that wait for SQLite's own lock look now and then, and the luckiest is next: here
        # they wait in their order, and none is left over until its patience ends.
        self._turn: AbstractContextManager[object] = (
            threading.RLock() if self.is_sqlite else nullcontext()
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes: committed at the end, undone by an error.

        On SQLite it holds the only writer's lock from its beginning, so that it never fails for
        another writer's sake after it has read. Raises IntegrityError and DatabaseUnusable.
        """
        try:
            with self._turn, self._sessions.begin() as session:
                if self.is_sqlite:
                    session.execute(text("BEGIN IMMEDIATE"))
                yield session
        except IntegrityError:
            raise  # whoever writes knows what else may have been written meanwhile
        except SQLAlchemyError as failure:
            raise DatabaseUnusable(_said(failure)) from failure

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Raises DatabaseUnusable."""
        try:
            with self._sessions() as session:
                yield session
        except SQLAlchemyError as failure:
            raise DatabaseUnusable(_said(failure)) from failure

    def migrate(self) -> None:
        """Bring the tables to this version. Raises DatabaseUnusable, also where they are newer."""
        self._close_to_others()
        try:
            with self.engine.connect() as connection, self._one_at_a_time(connection):
                config = _alembic()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
        except CommandError as failure:  # a version that this docscreen does not know
            raise DatabaseUnusable(_REFUSED["newer"]) from failure
        except SQLAlchemyError as failure:
            raise DatabaseUnusable(_said(failure)) from failure

    def _end_late_connection(self, _connection: object, record: ConnectionPoolEntry) -> None:
        """End a connection that a thread gives back after the database was closed."""
        if self._is_closed:
            record.invalidate()

    def _close_to_others(self) -> None:
        """The embedded database is its owner's alone, even where its folder is open to others."""
        name = self.url.database
        if not self.is_sqlite or not name or name.startswith((":", "file:")):
            return
        try:
            keep_sqlite_to_owner(Path(name))
        except OSError as failure:
            raise DatabaseUnusable(
                f"the database's file cannot be opened ({failure.strerror}): set DOCSCREEN_DATA_DIR"
                " to a folder that this user may write"
            ) from failure

    @contextmanager
    def _one_at_a_time(self, connection: Connection) -> Iterator[None]:
        if self.is_sqlite:  # a migration there is one writer's transaction
            yield
            return
        lock = {"lock": _MIGRATION_LOCK}
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), lock)
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), lock)
            connection.commit()

    @property
    def tables(self) -> Tables:
        """Of which version the tables are; nothing is made. Raises DatabaseUnusable."""
        if self.is_sqlite and not Path(self.url.database or "").exists():
            return "missing"
        try:
            with self.engine.connect() as connection:
                found = MigrationContext.configure(connection).get_current_revision()
        except SQLAlchemyError as failure:
            raise DatabaseUnusable(_said(failure)) from failure
        scripts = ScriptDirectory.from_config(_alembic())
        if found is None:
            return "missing"
        if found == scripts.get_current_head():
            return "current"
        known = {script.revision for script in scripts.walk_revisions()}
        return "older" if found in known else "newer"

    @property
    def is_current(self) -> bool:
        """Whether the tables are those of this version. Raises DatabaseUnusable."""
        return self.tables == "current"

    def require_current(self) -> None:
        """For commands that only read: migrate nothing. Raises DatabaseUnusable."""
        found = self.tables
        if found != "current":
            raise DatabaseUnusable(_REFUSED[found])

    def close(self) -> None:
        """End all connections."""
        self._is_closed = True
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Write-ahead log: readers and the writer do not wait for each other; a crash loses nothing."""
    connection.isolation_level = None  # transactions are begun by us
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return config


def _said(failure: SQLAlchemyError) -> str:
    """What kind of failure it was; the statement and its values are not for logs."""
    cause = getattr(failure, "orig", None)
    if getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL":
        return "the database refused: the disk is full"
    return f"the database refused: {type(cause or failure).__name__}"
