"""``docscreen keys``: made once, shown once, listed without the key, revoked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from service.access.access import utc_now
from service.access.credentials import CredentialsRefused, is_mistyped
from service.access.keys import ApiKeys
from service.access.scopes import Scope
from service.store.custody import reading_keyring
from service.store.database import Database, database_url
from tests.service.conftest import CommandLine, Run


class Keys:
    """``docscreen keys`` on a folder of its own."""

    def __init__(self, docscreen: CommandLine, folder: Path) -> None:
        self.folder = folder
        self._docscreen = docscreen

    def __call__(self, *arguments: str, **variables: str) -> Run:
        return self._docscreen("keys", *arguments, DOCSCREEN_DATA_DIR=str(self.folder), **variables)

    def listed(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = json.loads(self("list", "--json").out)
        return entries

    def scopes_of(self, secret: str) -> frozenset[Scope]:
        """What a key opens, as the service would find it."""
        database = Database(database_url("", self.folder))
        keys = ApiKeys(database, reading_keyring(database, "", self.folder))
        try:
            return keys.find(secret, utc_now()).scopes
        finally:
            keys.close()
            database.close()


@pytest.fixture
def keys(docscreen: CommandLine, tmp_path: Path) -> Keys:
    return Keys(docscreen, tmp_path / "data")


def test_a_key_is_shown_once_and_works(keys: Keys) -> None:
    run = keys("create", "portal", "--scope", "submit", "--scope", "read")
    secret = run.out.strip()
    assert run.status == 0
    assert run.out == f"{secret}\n" and not is_mistyped(secret)  # fit for a pipe
    assert "not shown again" in run.err and secret not in run.err
    assert keys.scopes_of(secret) == {Scope.SUBMIT, Scope.READ}
    for listing in (keys("list").out, keys("list", "--json").out):
        assert "portal" in listing and secret[:12] not in listing


def test_json_of_a_new_key_is_that_of_the_list_with_the_key(keys: Keys) -> None:
    limits = ("--requests-per-minute", "5", "--concurrent-requests", "2", "--days", "30")
    made = json.loads(keys("create", "batch", "--scope", "admin", *limits, "--json").out)
    assert not is_mistyped(made.pop("key"))
    assert keys.listed() == [made]
    assert (made["scopes"], made["requests_per_minute"], made["concurrent_requests"]) == (
        ["admin"],
        5,
        2,
    )
    assert made["expires"][:19] > made["created"][:19] and made["revoked"] is None


def test_a_revoked_key_opens_nothing(keys: Keys) -> None:
    secret = keys("create", "portal", "--scope", "read").out.strip()
    keys.scopes_of(secret)
    (entry,) = keys.listed()
    assert entry["last_used"] is not None
    run = keys("revoke", entry["id"])
    assert (run.status, run.out) == (0, f"Key {entry['id']} is revoked.\n")
    with pytest.raises(CredentialsRefused):
        keys.scopes_of(secret)
    since = keys.listed()[0]["revoked"]
    assert since is not None
    assert f"revoked {since[:10]}" in keys("list").out
    assert json.loads(keys("revoke", entry["id"], "--json").out)["revoked"] == since


def test_the_table_stays_readable_on_a_narrow_terminal(keys: Keys) -> None:
    every = [word for scope in Scope for word in ("--scope", scope.value)]
    keys("create", "the portal of the front office", *every, "--days", "400")
    table = keys("list", COLUMNS="80").out
    assert re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", table)
    for shown in ("the portal of the front office", *Scope, "in force", "never"):
        assert shown in table


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "portal"),
        ("create", "portal", "--scope", "everything"),
        ("create", "", "--scope", "read"),
        ("create", "portal", "--scope", "read", "--days", "0"),
        ("revoke", "no-such-key"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error(keys: Keys, arguments: tuple[str, ...]) -> None:
    keys("create", "the only one", "--scope", "read")
    run = keys(*arguments)
    assert (run.status, run.out) == (2, "")
    assert run.err
    assert [entry["name"] for entry in keys.listed()] == ["the only one"]
