"""``docscreen audit verify``, ``docscreen store rotate`` and ``purge``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from service import audit
from service.cli.entry import ExitStatus
from service.settings import Settings, settings
from service.store import lifecycle
from service.store.opening import Store, open_store
from service.store.screenings import OnCompletion
from service.store.sealing import add_key

#: Who acts on the command line, as the audit names it.
ACTOR = "command-line"


def run_verify(known: str | None, form: Literal["table", "json"]) -> ExitStatus:
    """Print whether the audit's chain holds, and the code of its end."""
    with opened_store(settings()) as store, store.database.reading() as session:
        state = audit.verify(session, store.keyring, known)
    if form == "json":
        fault = {"number": state.fault.number, "what": state.fault.what} if state.fault else None
        print(json.dumps({"length": state.length, "head": state.head, "fault": fault}))
    elif state.fault is not None:
        print(f"The audit does not hold: at entry {state.fault.number} {state.fault.what}.")
    else:
        print(f"The audit holds: {state.length} entries, up to {state.head}")
    return ExitStatus.ACCEPTED if state.fault is None else ExitStatus.NOT_ACCEPTED


def run_rotate() -> ExitStatus:
    """Make a new key where the data folder holds the keys, and seal with the current one."""
    setting = settings()
    with opened_store(settings()) as store:
        if not setting.encryption_keys.get_secret_value():
            store.screenings.keyring = add_key(setting.data_dir.absolute())
        keyring = store.screenings.keyring
        count = lifecycle.reseal(store.screenings, ACTOR, dt.datetime.now(dt.UTC))
    print(f"Key {keyring.current_id} is current; {count} keys were sealed with it.")
    return ExitStatus.ACCEPTED


def run_purge() -> ExitStatus:
    """Delete screenings whose time is over, and what killed processes left behind."""
    with opened_store(settings()) as store:
        count = lifecycle.purge(store.screenings, dt.datetime.now(dt.UTC))
    print(f"{count} screenings were deleted.")
    return ExitStatus.ACCEPTED


@contextmanager
def opened_store(
    setting: Settings, on_completion: OnCompletion = lambda _session, _row, _now: None
) -> Iterator[Store]:
    """The store that the settings name, closed at the end. Raises StoreError.

    ``on_completion``: what else is written when a screening ends.
    """
    store = open_store(setting, on_completion)
    try:
        yield store
    finally:
        store.close()
