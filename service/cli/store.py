"""``docscreen audit verify``, ``docscreen store rotate`` and ``purge``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from service import audit
from service.audit_reports import ReportsState, verify_reports
from service.cli.entry import ExitStatus, complain
from service.settings import Settings, settings
from service.store import lifecycle
from service.store.key_files import add_key
from service.store.opening import Store, open_store, open_to_read
from service.store.owner_only import UMASK
from service.store.screenings import OnCompletion

#: Who acts on the command line, as the audit names it.
ACTOR = "command-line"


def run_verify(
    known: str | None, extent: Literal["chain", "reports"], form: Literal["table", "json"]
) -> ExitStatus:
    """Print whether the audit's chain holds, and the code of its end.

    ``extent``: reports are compared with the chain too.
    """
    with read_store(settings()) as store, store.database.reading() as session:
        state = audit.verify(session, store.keyring, known)
        reports = verify_reports(session, store.keyring) if extent == "reports" else None
    if form == "json":
        compared = {} if reports is None else {"reports": dataclasses.asdict(reports)}
        fault = state.fault and dataclasses.asdict(state.fault)
        print(json.dumps({"length": state.length, "head": state.head, "fault": fault} | compared))
    else:
        _print_audit(state)
        if reports is not None:
            _print_reports(reports)
    holds = state.fault is None and not (reports and reports.faults)
    return ExitStatus.ACCEPTED if holds else ExitStatus.NOT_ACCEPTED


def _print_audit(state: audit.AuditState) -> None:
    if state.fault is not None:
        print(f"The audit does not hold: at entry {state.fault.number} {state.fault.what}.")
    else:
        print(f"The audit holds: {state.length} entries, up to {state.head}")


def _print_reports(state: ReportsState) -> None:
    for fault in state.faults:
        print(f"Screening {fault.screening}: {fault.what}.")
    if not state.faults:
        print(f"{state.length} screenings are as the audit tells.")


def run_rotate() -> ExitStatus:
    """Make a new key where the data folder holds the keys, and seal with the current one."""
    setting = settings()
    with opened_store(settings()) as store:
        if not setting.encryption_keys.get_secret_value():
            add_key(setting.data_dir.absolute())
            store.keyring.look_again()
        count = lifecycle.reseal(store.screenings, ACTOR, dt.datetime.now(dt.UTC))
    print(f"Key {store.keyring.current_id} is current; {count} keys were sealed with it.")
    return ExitStatus.ACCEPTED


def run_purge() -> ExitStatus:
    """Delete screenings whose time is over, and what killed processes left behind."""
    with opened_store(settings()) as store:
        purged = lifecycle.purge(store.screenings, dt.datetime.now(dt.UTC))
    swept = purged.swept
    print(f"{purged.screenings} screenings were deleted, and {swept.count} things that none needs.")
    if swept.quarantined:
        print(f"{swept.quarantined} objects that the database does not know were left for now.")
    if swept.refusal:
        return complain(f"objects were not swept: {swept.refusal}", ExitStatus.NOT_ACCEPTED)
    return ExitStatus.ACCEPTED


@contextmanager
def opened_store(
    setting: Settings, on_completion: OnCompletion = lambda _session, _row, _now: None
) -> Iterator[Store]:
    """The store that the settings name, closed at the end. Raises StoreError.

    ``on_completion``: what else is written when a screening ends.
    """
    before = os.umask(UMASK)
    try:
        store = open_store(setting, on_completion)
        try:
            yield store
        finally:
            store.close()
    finally:
        os.umask(before)


@contextmanager
def read_store(setting: Settings) -> Iterator[Store]:
    """The store for a command that only reads: no encryption key is made. Raises StoreError."""
    store = open_to_read(setting)
    try:
        yield store
    finally:
        store.close()
