"""`docscreen audit list`: who did what, by screening, actor, action and time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from service import audit
from service.audit import AuditEntry
from service.cli import audit_list
from tests.service.conftest import CommandLine
from tests.service.stores import NOW, opened_store

ENTRIES = (
    AuditEntry("key:1", "screening.accepted", "s-1", {"policy": "pr-card", "bytes": 3}),
    AuditEntry("docscreen", "screening.completed", "s-1"),
    AuditEntry("key:2", "screening.accepted", "s-2"),
    AuditEntry("key:2", "screening.deleted", "s-1", {"why": "\x1b[31mred"}),
    AuditEntry("command-line", "keys.rotated", None, {"key": "2", "resealed": 0}),
)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def listed(
    docscreen: CommandLine,
    tmp_path: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """The command before a store with one entry an hour."""
    with opened_store(tmp_path, database) as store:
        for hour, entry in enumerate(ENTRIES):
            with store.database.writing() as session:
                audit.append(session, store.keyring, NOW + hour * HOUR, entry)
    monkeypatch.setenv("DOCSCREEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DOCSCREEN_DATABASE_URL", database)
    # Fewer at once than there are, so that the pages meet.
    monkeypatch.setattr(audit_list, "_BATCH", 2)
    return docscreen


def numbers(listed: CommandLine, *options: str) -> list[int]:
    run = listed("audit", "list", "--json", *options)
    assert run.status == 0
    found: list[dict[str, Any]] = [json.loads(line) for line in run.out.splitlines()]
    return [one["number"] for one in found]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), [1, 2, 3, 4, 5]),
        (("--screening", "s-1"), [1, 2, 4]),
        (("--screening", "s-3"), []),
        (("--actor", "key:2"), [3, 4]),
        (("--action", "screening.accepted"), [1, 3]),
        (("--screening", "s-1", "--actor", "key:2"), [4]),
        (("--since", (NOW + HOUR).isoformat()), [2, 3, 4, 5]),
        (("--until", (NOW + HOUR).isoformat()), [1]),
        (("--since", (NOW + HOUR).replace(tzinfo=None).isoformat(), "--action", "x"), []),
        (("--since", "2000-01-01", "--until", "2000-01-02"), []),
    ],
    ids=lambda one: " ".join(one)[:40] if isinstance(one, tuple) else None,
)
def test_the_entries_that_meet_every_option(
    listed: CommandLine, options: tuple[str, ...], expected: list[int]
) -> None:
    assert numbers(listed, *options) == expected


def test_a_moment_may_have_any_zone(listed: CommandLine) -> None:
    elsewhere = (NOW + HOUR).astimezone(dt.timezone(dt.timedelta(hours=-5)))
    assert numbers(listed, "--since", elsewhere.isoformat()) == [2, 3, 4, 5]


def test_everything_of_an_entry_is_told(listed: CommandLine) -> None:
    first = json.loads(listed("audit", "list", "--json").out.splitlines()[0])
    assert first == {
        "number": 1,
        "at": NOW.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "actor": "key:1",
        "action": "screening.accepted",
        "target": "s-1",
        "details": {"policy": "pr-card", "bytes": 3},
    }


def test_a_line_for_people(listed: CommandLine) -> None:
    lines = listed("audit", "list").out.splitlines()
    assert len(lines) == len(ENTRIES)
    assert lines[0].split()[0] == "1"
    assert "key:1  screening.accepted  s-1  policy=pr-card bytes=3" in lines[0]
    assert "\x1b" not in lines[3] and "red" in lines[3]
    assert "keys.rotated  -  key=2 resealed=0" in lines[4]


def test_a_time_that_is_none_is_refused(listed: CommandLine) -> None:
    run = listed("audit", "list", "--since", "yesterday")
    assert run.status == 2
    assert "--since" in run.err
