"""API keys whose rows were changed by hand open nothing, and that is told."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from service.access.credentials import CredentialsRefused
from service.access.keys import KeyOrder
from service.access.scopes import Scope
from service.doctor_store import examine_store
from service.settings import Settings
from service.store.tables import ApiKeyRow
from tests.service.access_apps import NOW, OPERATOR, Guarded

READ = frozenset({Scope.READ})
LATER = NOW + dt.timedelta(days=1)
CHANGES: dict[str, dict[str, Any]] = {
    "scopes": {"scopes": "submit read officer admin"},
    "name": {"name": "another"},
    "expiry": {"expires": None},
    "made": {"created": LATER},
    "rate": {"requests_per_minute": 100_000},
    "concurrency": {"concurrent_requests": None},
    "id": {"id": "another"},
    "code": {"mac": "0" * 64},
    "no code": {"mac": None},
}


@pytest.fixture
def guarded(tmp_path: Path, database: str) -> Iterator[Guarded]:
    made = Guarded(tmp_path, database_address=database)
    yield made
    made.close()


def refusal_of(guarded: Guarded, secret: str) -> str:
    with pytest.raises(CredentialsRefused) as refused:
        guarded.access.keys.find(secret, NOW)
    return refused.value.reason


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_changed_by_hand_opens_nothing_and_is_told(
    guarded: Guarded, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    order = KeyOrder("portal", READ, LATER, 10, 2)
    secret = guarded.access.keys.create(order, OPERATOR, NOW).secret
    other = guarded.key(Scope.READ)
    assert guarded.access.keys.find(secret, NOW).scopes == READ
    with guarded.database.writing() as session:
        changed = update(ApiKeyRow).where(ApiKeyRow.requests_per_minute == 10)
        session.execute(changed.values(**CHANGES[change]))
    caplog.set_level(logging.ERROR)
    assert refusal_of(guarded, secret) == "unknown"
    assert caplog.messages == ["key-changed-by-hand"]
    assert [key.is_changed for key in guarded.access.keys.listed()].count(True) == 1
    assert guarded.access.keys.find(other, NOW).scopes == READ


def test_the_code_of_another_row_does_not_fit(guarded: Guarded) -> None:
    low, high = (
        guarded.key(Scope.READ),
        guarded.access.keys.create(KeyOrder("high", frozenset({Scope.ADMIN})), OPERATOR, NOW),
    )
    with guarded.database.writing() as session:
        row = session.get(ApiKeyRow, high.key.id)
        assert row is not None
        taken = {"scopes": row.scopes, "mac": row.mac, "name": row.name}
        session.execute(update(ApiKeyRow).where(ApiKeyRow.id != high.key.id).values(**taken))
    assert refusal_of(guarded, low) == "unknown"


def test_a_revoked_row_put_back_as_it_was_opens_nothing(guarded: Guarded) -> None:
    issued = guarded.access.keys.create(KeyOrder("portal", READ), OPERATOR, NOW)
    with guarded.database.reading() as session:
        row = session.get(ApiKeyRow, issued.key.id)
        assert row is not None
        before = row.mac
    guarded.access.keys.revoke(issued.key.id, OPERATOR, NOW)
    assert refusal_of(guarded, issued.secret) == "revoked"
    with guarded.database.writing() as session:
        session.execute(update(ApiKeyRow).values(revoked=None, mac=before))
    assert refusal_of(guarded, issued.secret) == "unknown"


def test_doctor_names_a_changed_key(guarded: Guarded, tmp_path: Path, database: str) -> None:
    issued = guarded.access.keys.create(KeyOrder("portal", READ), OPERATOR, NOW)
    setting = Settings(workers=1, data_dir=tmp_path, database_url=database)
    found = {one.part: one for one in examine_store(setting)}
    assert found["keys"].state == "ok"
    with guarded.database.writing() as session:
        session.execute(update(ApiKeyRow).values(scopes="admin"))
    found = {one.part: one for one in examine_store(setting)}
    assert (found["keys"].state, issued.key.id in found["keys"].found) == ("problem", True)
