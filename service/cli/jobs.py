"""``docscreen jobs``: what is to be done, in hand or given up, and trying that once more."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.table import Table

from service.cli.entry import ExitStatus, complain
from service.cli.keys import ACTOR
from service.jobs.ledger import Job, JobLedger
from service.settings import settings
from service.store.custody import reading_keyring
from service.store.database import Database, database_url
from service.store.tables import ID_LENGTH

_COLUMNS = ("kind", "id", "state", "attempts", "created", "due", "failure")


def run_jobs_list(state: str | None, limit: int, form: Literal["table", "json"]) -> ExitStatus:
    """Print open and failed work, the oldest first."""
    with _ledger(Database.require_current) as ledger:
        jobs = ledger.jobs(state, limit)
    if form == "json":
        print(json.dumps([_plain(job) for job in jobs], indent=2))
        return ExitStatus.ACCEPTED
    if not jobs:
        print("Nothing waits, runs or has failed.")
        return ExitStatus.ACCEPTED
    table = Table(box=None, pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, min_width=ID_LENGTH if name == "id" else None)
    for job in jobs:
        shown = _plain(job)
        table.add_row(*("" if shown[name] is None else str(shown[name]) for name in _COLUMNS))
    Console(highlight=False, markup=False, emoji=False).print(table)
    return ExitStatus.ACCEPTED


def run_jobs_retry(ids: tuple[str, ...], scope: Literal["named", "all"]) -> ExitStatus:
    """Give failed screenings and dead deliveries all their attempts anew."""
    if (scope == "all") == bool(ids):
        return complain("name jobs, or ask for --all", ExitStatus.USAGE)
    with _ledger(Database.migrate) as ledger:
        retried = ledger.retry(None if scope == "all" else ids, ACTOR, dt.datetime.now(dt.UTC))
    for one in retried:
        print(one)
    missing = sorted(set(ids) - set(retried))
    if missing:
        names = ", ".join(missing)
        return complain(f"neither failed nor dead, or not there: {names}", ExitStatus.NOT_ACCEPTED)
    return ExitStatus.ACCEPTED


@contextmanager
def _ledger(prepare: Callable[[Database], None]) -> Iterator[JobLedger]:
    setting = settings()
    stated, folder = setting.encryption_keys.get_secret_value(), setting.data_dir
    database = Database(database_url(setting.database_url, folder))
    try:
        prepare(database)
        yield JobLedger(database, reading_keyring(database, stated, folder))
    finally:
        database.close()


def _plain(job: Job) -> dict[str, str | int | None]:
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else value
        for name, value in dataclasses.asdict(job).items()
    }
