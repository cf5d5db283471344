"""API keys: what is kept of them, what tells them apart, who is let in with them and until when."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from service import audit
from service.access.credentials import CredentialsRefused, is_mistyped, new_key
from service.access.keys import SERVICE, ApiKeys, KeyOrder
from service.access.last_use import LastUse
from service.access.scopes import ALL_SCOPES, Scope
from service.errors import UsageError
from service.store.database import Database
from service.store.sealing import Keyring
from service.store.tables import ApiKeyRow, AuditRow
from tests.service.access_apps import NOW, OPERATOR, Guarded

ALPHABET = string.ascii_letters + string.digits + "-_"
READ = frozenset({Scope.READ})
#: What makes a database refuse to change a key, and what keeps others from writing.
NO_UPDATES = {
    "sqlite": ("CREATE TRIGGER no BEFORE UPDATE ON api_key BEGIN SELECT RAISE(FAIL, 'no'); END",),
    "postgresql": (
        "CREATE FUNCTION no() RETURNS trigger AS 'BEGIN RAISE $$no$$; END' LANGUAGE plpgsql",
        "CREATE TRIGGER no BEFORE UPDATE ON api_key EXECUTE FUNCTION no()",
    ),
}
ONE_WRITER = {"sqlite": "SELECT 1", "postgresql": "LOCK TABLE api_key IN EXCLUSIVE MODE"}


@pytest.fixture
def guarded(tmp_path: Path, database: str) -> Iterator[Guarded]:
    made = Guarded(tmp_path, database_address=database)
    yield made
    made.close()


def refusal_of(keys: ApiKeys, presented: str, now: dt.datetime = NOW) -> str:
    with pytest.raises(CredentialsRefused) as refused:
        keys.find(presented, now)
    assert str(refused.value) == f"credentials are refused: {refused.value.reason}"
    return refused.value.reason


def test_a_key_has_256_random_bits_and_a_checksum() -> None:
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    for key in keys:
        assert key.startswith("ds_") and len(key) == 3 + 43 + 6
        assert set(key) <= set(ALPHABET)
        assert not is_mistyped(key)


@given(st.integers(3, 51), st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(place: int, wrong: str) -> None:
    key = new_key()
    changed = key[:place] + wrong + key[place + 1 :]
    assert is_mistyped(changed) is (changed != key)


@given(st.integers(3, 50))
def test_two_neighbours_swapped_show(place: int) -> None:
    key = new_key()
    swapped = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    assert is_mistyped(swapped) is (swapped != key)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda key: "",
        lambda key: key[:-1],
        lambda key: key + "A",
        lambda key: key[3:],
        lambda key: key.upper(),
        lambda key: key + "\n",
        lambda key: f" {key}",
        lambda key: key.replace("ds_", "xx_"),
        lambda key: "ds_" + "é" * 49,
        lambda key: "ds_" + "\x00" * 49,
    ],
)
def test_what_is_no_key_is_not_looked_up(guarded: Guarded, wrong: object) -> None:
    assert callable(wrong)
    assert refusal_of(guarded.access.keys, wrong(guarded.key(Scope.READ))) == "mistyped"


def test_a_key_that_was_never_made_is_not_known(guarded: Guarded) -> None:
    guarded.key(Scope.READ)
    assert refusal_of(guarded.access.keys, new_key()) == "unknown"


def test_nothing_on_disk_gives_the_key_away(guarded: Guarded, tmp_path: Path) -> None:
    secret = guarded.key(Scope.ADMIN)
    guarded.access.keys.find(secret, NOW)
    guarded.close()
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or secret[3:46].encode() not in path.read_bytes()


def test_a_row_put_in_by_hand_opens_nothing(guarded: Guarded) -> None:
    """Whoever can write the table, but lacks the service's key, cannot make a key that works."""
    secret = new_key()
    foreign = Keyring({"1": b"\x00" * 32}, "1")
    theirs = ApiKeys(guarded.database, foreign)
    theirs.first_key(NOW)  # a row like any other
    with guarded.database.writing() as session:
        row = session.scalars(select(ApiKeyRow)).one()
        row.digest = foreign.keyed_digest(secret.encode(), "api-key")
        row.mac = theirs._code(row)
    assert theirs.find(secret, NOW).scopes == ALL_SCOPES
    assert refusal_of(guarded.access.keys, secret) == "unknown"


def test_repr_of_an_issued_key_hides_it(guarded: Guarded) -> None:
    issued = guarded.access.keys.create(KeyOrder("portal", READ), OPERATOR, NOW)
    assert issued.secret not in repr(issued)


def test_a_key_expires_to_the_second(guarded: Guarded) -> None:
    end = NOW + dt.timedelta(days=30)
    secret = guarded.key(Scope.READ, expires=end)
    assert guarded.access.keys.find(secret, end - dt.timedelta(seconds=1)).scopes == READ
    assert refusal_of(guarded.access.keys, secret, end) == "expired"


def test_a_revoked_key_opens_nothing_from_then_on(guarded: Guarded) -> None:
    keys = guarded.access.keys
    issued = keys.create(KeyOrder("portal", READ), OPERATOR, NOW)
    other = guarded.key(Scope.READ)
    keys.find(issued.secret, NOW)
    revoked = keys.revoke(issued.key.id, OPERATOR, NOW)
    assert revoked is not None and revoked.revoked == NOW
    assert refusal_of(keys, issued.secret) == "revoked"
    assert keys.find(other, NOW).revoked is None


def test_revoking_twice_keeps_the_first_time(guarded: Guarded) -> None:
    keys = guarded.access.keys
    issued = keys.create(KeyOrder("portal", READ), OPERATOR, NOW)
    keys.revoke(issued.key.id, OPERATOR, NOW)
    again = keys.revoke(issued.key.id, OPERATOR, NOW + dt.timedelta(days=1))
    assert again is not None and again.revoked == NOW
    assert [row.action for row in audit_rows(guarded)] == ["key.created", "key.revoked"]
    assert keys.revoke("no-such-key", OPERATOR, NOW) is None


def audit_rows(guarded: Guarded) -> list[AuditRow]:
    with guarded.database.reading() as session:
        return list(session.scalars(select(AuditRow).order_by(AuditRow.number)))


def test_making_and_revoking_are_on_record_without_the_name(guarded: Guarded) -> None:
    keys, end = guarded.access.keys, NOW + dt.timedelta(days=1)
    order = KeyOrder("CANARY-NAME", frozenset({Scope.SUBMIT, Scope.READ}), end)
    issued = keys.create(order, OPERATOR, NOW)
    keys.revoke(issued.key.id, "key:another", NOW)
    made, ended = audit_rows(guarded)
    assert (made.actor, made.action, made.target) == (OPERATOR, "key.created", issued.key.id)
    assert made.details == {"scopes": "submit read", "expires": end.isoformat()}
    assert (ended.actor, ended.action, ended.target) == (
        "key:another",
        "key.revoked",
        issued.key.id,
    )
    for row in (made, ended):
        assert "CANARY" not in f"{row.actor}{row.action}{row.target}{row.details}"
    with guarded.database.reading() as session:
        assert audit.verify(session, guarded.keyring).fault is None


def test_no_key_without_its_record(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no record can be written")

    monkeypatch.setattr(audit, "append", fail)
    with pytest.raises(RuntimeError):
        guarded.key(Scope.READ)
    assert guarded.access.keys.listed() == ()


@pytest.mark.parametrize(
    "order",
    [
        KeyOrder("", READ),
        KeyOrder("x" * 101, READ),
        KeyOrder("two\nlines", READ),
        KeyOrder("portal", frozenset()),
        KeyOrder("portal", READ, expires=NOW),
        KeyOrder("portal", READ, requests_per_minute=0),
        KeyOrder("portal", READ, concurrent_requests=-1),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(guarded: Guarded, order: KeyOrder) -> None:
    with pytest.raises(UsageError):
        guarded.access.keys.create(order, OPERATOR, NOW)
    assert guarded.access.keys.listed() == ()


def test_the_first_key_may_do_everything_and_is_the_only_one(guarded: Guarded) -> None:
    keys = guarded.access.keys
    first = keys.first_key(NOW)
    assert first is not None
    assert keys.find(first.secret, NOW).scopes == ALL_SCOPES
    assert keys.first_key(NOW) is None
    keys.revoke(first.key.id, OPERATOR, NOW)
    assert keys.first_key(NOW) is None  # whoever took it back wants no other
    assert [row.actor for row in audit_rows(guarded)] == [SERVICE, OPERATOR]


def test_processes_that_start_together_make_one_first_key(guarded: Guarded) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: guarded.access.keys.first_key(NOW), range(8)))
    assert sum(key is not None for key in made) == 1
    assert len(guarded.access.keys.listed()) == 1


def last_used(guarded: Guarded) -> dt.datetime | None:
    """When the only key was last used, once what waits is written."""
    guarded.access.keys.close()
    (key,) = ApiKeys(guarded.database, guarded.keyring).listed()
    return key.last_used


@pytest.mark.parametrize(
    ("later_s", "written_s"), [(0.0, 0.0), (59.9, 0.0), (60.0, 60.0), (4000.0, 4000.0)]
)
def test_the_last_use_is_written_once_a_minute(
    guarded: Guarded, later_s: float, written_s: float
) -> None:
    secret = guarded.key(Scope.READ)
    guarded.access.keys.find(secret, NOW)
    assert last_used(guarded) == NOW
    later = ApiKeys(guarded.database, guarded.keyring)
    later.find(secret, NOW + dt.timedelta(seconds=later_s))
    later.close()
    assert last_used(guarded) == NOW + dt.timedelta(seconds=written_s)


def test_another_process_that_was_quicker_is_enough(guarded: Guarded) -> None:
    """Both read that the key was never used; the second write finds that it was."""
    secret = guarded.key(Scope.READ)
    key_id = guarded.access.keys.find(secret, NOW).id
    assert last_used(guarded) == NOW
    slower = LastUse(guarded.database)
    slower.note(key_id, None, NOW + dt.timedelta(seconds=59))
    slower.close()
    assert last_used(guarded) == NOW


def test_within_the_minute_no_write_is_even_begun(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = guarded.key(Scope.READ)
    guarded.access.keys.find(secret, NOW)
    guarded.access.keys.close()
    monkeypatch.setattr(guarded.database, "writing", None)
    for seconds, warnings in ((59, 0), (60, 1)):
        keys = ApiKeys(guarded.database, guarded.keyring)
        keys.find(secret, NOW + dt.timedelta(seconds=seconds))
        keys.close()
        assert len(caplog.records) == warnings


def test_a_refused_key_was_not_used(guarded: Guarded) -> None:
    secret = guarded.key(Scope.READ, expires=NOW + dt.timedelta(days=1))
    refusal_of(guarded.access.keys, secret, NOW + dt.timedelta(days=2))
    assert last_used(guarded) is None


def test_nobody_waits_until_the_last_use_is_written(
    guarded: Guarded, caplog: pytest.LogCaptureFixture
) -> None:
    """Another writer holds the database: requests are served, the use is written afterwards."""
    secret = guarded.key(Scope.READ)
    with closing(Database(guarded.database.url)) as another, another.writing() as writer:
        writer.execute(text(ONE_WRITER[guarded.database.url.get_backend_name()]))
        for _ in range(20):
            guarded.access.keys.find(secret, NOW)
        with guarded.database.reading() as session:
            assert session.scalar(select(ApiKeyRow.last_used)) is None
    assert last_used(guarded) == NOW
    assert caplog.records == []


def test_a_use_that_cannot_be_written_is_told_and_costs_no_request(
    guarded: Guarded, caplog: pytest.LogCaptureFixture
) -> None:
    secret = guarded.key(Scope.READ)
    with guarded.database.writing() as session:
        for statement in NO_UPDATES[guarded.database.url.get_backend_name()]:
            session.execute(text(statement))
    with caplog.at_level("WARNING", "docscreen.access-control"):
        assert guarded.access.keys.find(secret, NOW).scopes == READ
        guarded.access.keys.close()
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1 and "last use" in told[0] and secret not in told[0]
