"""``docscreen keys``: API keys are made, listed and revoked by whoever operates the service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.access.access import utc_now
from service.access.keys import ApiKey, ApiKeys, KeyOrder
from service.access.scopes import Scope
from service.cli.entry import ExitStatus
from service.errors import UsageError
from service.settings import settings
from service.store.custody import keyring_for, reading_keyring
from service.store.database import Database, database_url
from service.store.sealing import Keyring

Form = Literal["table", "json"]

#: Whoever has a shell at the service, as the audit names them.
ACTOR = "command-line"
_STYLES = {"in force": "green", "expired": "yellow", "revoked": "red", "changed by hand": "red"}


@dataclass(frozen=True, slots=True)
class NewKey:
    """What the command line asks for; ``days``: until it expires, None for never."""

    name: str
    scopes: tuple[Scope, ...]
    days: int | None
    requests_per_minute: int | None
    concurrent_requests: int | None


def run_create(asked: NewKey, form: Form) -> ExitStatus:
    """Make a key and print it once: alone on standard output, what it is on standard error."""
    now = utc_now()
    expires = None if asked.days is None else now + dt.timedelta(days=asked.days)
    limits = (asked.requests_per_minute, asked.concurrent_requests)
    order = KeyOrder(asked.name, frozenset(asked.scopes), expires, *limits)
    with _keys(keyring_for) as keys:
        issued = keys.create(order, ACTOR, now)
    if form == "json":
        _print_json({**_entry(issued.key), "key": issued.secret})
        return ExitStatus.ACCEPTED
    notice = Console(stderr=True, highlight=False, markup=False, emoji=False)
    notice.print(f"Key {issued.key.id}. Keep it now: it is not shown again.", soft_wrap=True)
    print(issued.secret)
    return ExitStatus.ACCEPTED


def run_list(form: Form) -> ExitStatus:
    """Print all keys, oldest first."""
    with _keys(reading_keyring, Database.require_current) as keys:
        listed = keys.listed()
    if form == "json":
        _print_json([_entry(key) for key in listed])
        return ExitStatus.ACCEPTED
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for heading in ("id\nname", "scopes", "created\nexpires", "last used\nstate"):
        table.add_column(heading, header_style="bold", overflow="fold")
    now = utc_now()
    for key in listed:
        table.add_row(*_row(key, now))
    Console(highlight=False, markup=False, emoji=False).print(table)
    return ExitStatus.ACCEPTED


def run_revoke(key_id: str, form: Form) -> ExitStatus:
    """Revoke a key. Raises UsageError where there is none of this id."""
    with _keys(reading_keyring) as keys:
        key = keys.revoke(key_id, ACTOR, utc_now())
    if key is None:
        raise UsageError("there is no key of this id; `docscreen keys list` shows them")
    if form == "json":
        _print_json(_entry(key))
    else:
        print(f"Key {key.id} is revoked.")
    return ExitStatus.ACCEPTED


@contextmanager
def _keys(
    keyring_of: Callable[[Database, str, Path], Keyring],
    prepare: Callable[[Database], None] = Database.migrate,
) -> Iterator[ApiKeys]:
    """The keys in the store that the settings name, made where ``prepare`` allows it."""
    chosen = settings()
    secret = chosen.encryption_keys.get_secret_value()
    database = Database(database_url(chosen.database_url, chosen.data_dir))
    try:
        prepare(database)
        yield ApiKeys(database, keyring_of(database, secret, chosen.data_dir))
    finally:
        database.close()


def _entry(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": [scope.value for scope in Scope if scope in key.scopes],
        "created": _moment(key.created),
        "expires": _moment(key.expires),
        "last_used": _moment(key.last_used),
        "revoked": _moment(key.revoked),
        "requests_per_minute": key.requests_per_minute,
        "concurrent_requests": key.concurrent_requests,
        "is_changed": key.is_changed,
    }


def _row(key: ApiKey, now: dt.datetime) -> tuple[Text, ...]:
    state = "changed by hand" if key.is_changed else key.refusal_at(now) or "in force"
    since = f"{state} {_day(key.revoked)}" if key.revoked else state
    return (
        Text(key.id, "bold").append(f"\n{key.name}", "not bold"),
        Text("\n".join(scope for scope in Scope if scope in key.scopes)),
        Text(f"{_day(key.created)}\n{_day(key.expires)}"),
        Text(f"{_minute(key.last_used)}\n").append(since, _STYLES[state]),
    )


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"


def _minute(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "never"


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))
