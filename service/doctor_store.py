"""What a service keeps, and what it needs to keep it, examined one by one without a change.

What a first start makes (database, keys, folders) is not made here: it is said to be missing yet.
What is written to find out whether that works is taken back at once.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import select, text

from service import audit
from service.access.keys import ApiKeys
from service.access.oidc import TokenVerifier
from service.doctor_network import examine_network
from service.doctor_objects import examine_objects
from service.examination import Examination, examined
from service.jobs.ledger import JobLedger
from service.jobs.queue import job_queue
from service.settings import Settings
from service.store.custody import known_keyring
from service.store.database import Database, database_url
from service.store.sealing import KEYS_FILE, DataKey, Keyring
from service.store.tables import ScreeningRow, UploadRow, WebhookRow
from service.webhooks.messages import DEAD

_SEALED_TABLES = (UploadRow, ScreeningRow, WebhookRow)
#: An upload of the largest size with its report, for some hundreds of screenings; below the second
#: one, SQLite's log and the temporary files of screenings may not fit.
_ROOM_BYTES, _NEEDED_BYTES = 5 * 1024**3, 512 * 1024**2
#: A lease lasts 60 s: clocks that differ by half of it let two processes hold one.
_CLOCK_WARNING_S, _CLOCK_PROBLEM_S = 2.0, 30.0
#: Links of the audit's chain that are verified: `docscreen audit verify` walks all of it.
_LINKS = 200
_NOT_YET = "there is none yet; the first start of the service makes it"

_DATABASE_REMEDY = (
    "See that the database runs and that DOCSCREEN_DATABASE_URL, its user and its rights are right."
)
_TABLES_REMEDIES = {
    "missing": "Start docscreen serve: it makes them.",
    "older": "Start docscreen serve of this version: it brings the tables up to date.",
    "newer": "Install the newer docscreen that made them, or restore a backup of this version.",
}
_OBJECTS_REMEDY = (
    "See that DOCSCREEN_OBJECT_STORE_URL is right and that its folder, or the credentials for its"
    " bucket, let this user read, write and delete."
)
_KEYS_REMEDY = (
    f"Put the missing key back into {KEYS_FILE} in the data folder, or DOCSCREEN_ENCRYPTION_KEYS:"
    " what it sealed cannot be read without."
)
_API_KEYS_REMEDY = (
    "They open nothing. Find out who writes to the database, and make new ones:"
    " docscreen keys create."
)
_QUEUE_REMEDY = "See that the Redis of DOCSCREEN_QUEUE_URL runs; without one, that of the database."
_OIDC_REMEDY = (
    "See that DOCSCREEN_OIDC_ISSUER is right and can be reached from here: until then only API keys"
    " are accepted."
)
_AUDIT_REMEDY = (
    "Stop the service, keep a copy of the database and find the place: docscreen audit verify."
)


def examine_store(setting: Settings) -> Iterator[Examination]:
    """Examine what a service of these settings keeps."""
    folder = setting.data_dir.absolute()
    yield _disk(folder)
    database = Database(database_url(setting.database_url, folder))
    try:
        known = examined("database", partial(_database, database), _DATABASE_REMEDY)
        yield known
        if known.state == "ok" and not _is_missing(database):
            yield examined("clock", partial(_clock, database), _DATABASE_REMEDY)
            yield examined("keys", partial(_keys, database, setting), _KEYS_REMEDY)
            yield examined("audit", partial(_audit, database, setting), _AUDIT_REMEDY)
            yield examined("queue", partial(_queue, database, setting), _QUEUE_REMEDY)
            yield examined("jobs", partial(_jobs, database), _DATABASE_REMEDY)
        work = partial(examine_objects, database, setting)
        yield examined("objects", work, _OBJECTS_REMEDY)
        if setting.oidc_issuer:
            yield examined("tokens", partial(_tokens, setting), _OIDC_REMEDY)
        yield from examine_network(setting)
    finally:
        database.close()


def _is_missing(database: Database) -> bool:
    """Whether it is an embedded database that was not made yet."""
    return database.is_sqlite and not Path(database.url.database or "").exists()


def _database(database: Database) -> Examination:
    """Its version, its tables, and whether it takes a row, which is not kept."""
    if _is_missing(database):
        return Examination("database", "ok", _NOT_YET)
    with database.reading() as session:
        if database.is_sqlite:
            version = session.scalar(text("SELECT sqlite_version()"))
            mode = str(session.scalar(text("PRAGMA journal_mode")))
            found = f"SQLite {version}, journal {mode.upper()}"
        else:
            found = f"PostgreSQL {session.scalar(text('SHOW server_version'))}"
    tables = database.tables
    if tables != "current":
        words = f"{found}, tables of another version ({tables})"
        return Examination("database", "problem", words, _TABLES_REMEDIES[tables])
    if not _takes_a_row(database):
        remedy = "Give the database's user the right to write."
        return Examination("database", "problem", f"{found}, a written row is not there", remedy)
    return Examination("database", "ok", f"{found}, tables current, read and written")


def _takes_a_row(database: Database) -> bool:
    """Write a row and read it in a transaction that is then undone. Raises DatabaseUnusable."""
    with database.writing() as session:
        session.execute(text("INSERT INTO alembic_version VALUES ('doctor')"))
        query = text("SELECT count(*) FROM alembic_version WHERE version_num = 'doctor'")
        is_there = bool(session.scalar(query))
        session.rollback()
    return is_there


def _clock(database: Database) -> Examination:
    """How far this machine's clock is from the database's; processes compare times of both."""
    if database.is_sqlite:
        return Examination("clock", "ok", "the database's is this machine's")
    before = dt.datetime.now(dt.UTC)
    with database.reading() as session:
        theirs = session.scalar(text("SELECT clock_timestamp()"))
    after = dt.datetime.now(dt.UTC)
    if not isinstance(theirs, dt.datetime):
        return Examination("clock", "problem", "the database tells no time", _DATABASE_REMEDY)
    return clock_examination((theirs - (before + (after - before) / 2)).total_seconds())


def clock_examination(ahead_s: float) -> Examination:
    """What it means that the database's clock is ahead by so many seconds, or behind."""
    found = f"{abs(ahead_s):.1f} s from the database's"
    remedy = "Let NTP set the clocks of all machines: leases and tokens depend on them."
    if abs(ahead_s) >= _CLOCK_PROBLEM_S:
        return Examination("clock", "problem", found, remedy)
    if abs(ahead_s) >= _CLOCK_WARNING_S:
        return Examination("clock", "warning", found, remedy)
    return Examination("clock", "ok", found)


def _keyring(database: Database, setting: Settings) -> Keyring | None:
    """The service's keys; None where a first start has still to make them. Raises StoreError."""
    stated, folder = setting.encryption_keys.get_secret_value(), setting.data_dir.absolute()
    return known_keyring(database, stated, folder)


def _keys(database: Database, setting: Settings) -> Examination:
    """Whether each key that something is sealed with is there and opens it; ids only."""
    keyring, used = _keyring(database, setting), dict[str, DataKey]()
    with database.reading() as session:
        for table in _SEALED_TABLES:
            sealed = table.data_key.is_not(None)
            for key_id in session.scalars(select(table.key_id).where(sealed).distinct()):
                query = select(table.data_key).where(sealed, table.key_id == key_id).limit(1)
                used[key_id] = DataKey(key_id, session.scalar(query) or b"")
    if keyring is None:
        return Examination("keys", "ok", _NOT_YET)
    missing = sorted(set(used) - set(keyring.keys))
    if missing:
        return Examination("keys", "problem", f"missing: {', '.join(missing)}", _KEYS_REMEDY)
    for data_key in used.values():
        keyring.resealed(data_key)  # raises SealBroken for another key of the same id
    changed = [key.id for key in ApiKeys(database, keyring).listed() if key.is_changed]
    if changed:
        found = f"API keys changed by hand: {', '.join(changed)}"
        return Examination("keys", "problem", found, _API_KEYS_REMEDY)
    ids = ", ".join(keyring.keys)
    return Examination("keys", "ok", f"{ids}; {keyring.current_id} is current")


def _audit(database: Database, setting: Settings) -> Examination:
    """Whether the end of the audit's chain holds."""
    keyring = _keyring(database, setting)
    if keyring is None:
        return Examination("audit", "ok", _NOT_YET)
    with database.reading() as session:
        state = audit.verify_end(session, keyring, _LINKS)
    if state.fault is not None:
        found = f"at entry {state.fault.number} {state.fault.what}"
        return Examination("audit", "problem", found, _AUDIT_REMEDY)
    return Examination("audit", "ok", f"{state.length} entries; the last {_LINKS} at most hold")


def _queue(database: Database, setting: Settings) -> Examination:
    """Whether the queue answers, and how much waits in it."""
    queue_url = setting.queue_url.get_secret_value()
    queue = job_queue(setting.data_dir.absolute(), database.url, queue_url)
    try:
        depth = queue.depth()
    finally:
        queue.close()
    backend = "Redis" if queue_url else "SQLite" if database.is_sqlite else "PostgreSQL"
    found = f"{backend}; {depth.screenings} screenings and {depth.errands} errands wait"
    return Examination("queue", "ok", found)


def _jobs(database: Database) -> Examination:
    """Whether work was given up."""
    keyring = Keyring({"none": bytes(32)}, "none")  # nothing is unsealed or sealed
    counts = JobLedger(database, keyring).counts()
    failed, dead = counts["screening", "failed"], counts["delivery", DEAD]
    found = f"{failed} screenings failed, {dead} messages to webhooks were given up"
    if failed or dead:
        remedy = "docscreen jobs list shows them; docscreen jobs retry --all tries them again."
        return Examination("jobs", "warning", found, remedy)
    return Examination("jobs", "ok", found)


def _tokens(setting: Settings) -> Examination:
    """Ask the provider of OpenID Connect for its keys."""
    keyring = Keyring({"none": bytes(32)}, "none")  # no token is looked at
    verifier = TokenVerifier(
        setting.oidc_issuer,
        setting.oidc_audience,
        setting.oidc_jwks_url,
        setting.oidc_scope_claim,
        keyring,
    )
    return Examination("tokens", "ok", f"the provider has {verifier.fetched_keys()} keys")


def _disk(folder: Path) -> Examination:
    """How much room there is for what the service keeps."""
    nearest = next(path for path in (folder, *folder.parents) if path.is_dir())
    return disk_examination(shutil.disk_usage(nearest).free)


def disk_examination(free_bytes: int) -> Examination:
    """What it means that so many bytes are free."""
    found = f"{free_bytes / 1024**3:.1f} GiB free"
    remedy = "Make room where DOCSCREEN_DATA_DIR lies, or keep screenings for a shorter time."
    if free_bytes < _NEEDED_BYTES:
        return Examination("disk", "problem", found, remedy)
    if free_bytes < _ROOM_BYTES:
        return Examination("disk", "warning", found, remedy)
    return Examination("disk", "ok", found)
