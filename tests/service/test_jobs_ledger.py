"""Open and failed work is visible, and may be tried once more: functions and ``docscreen jobs``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import service.settings
from service.cli.keys import ACTOR
from service.jobs.ledger import JobLedger
from service.store.screenings import ScreeningStore
from service.store.tables import DeliveryRow
from service.store.work import MAX_ATTEMPTS, Lease, Submission
from service.webhooks.deliveries import Attempt, DeliveryStore
from service.webhooks.desk import WebhookDesk, target_policy, webhook_desk
from service.webhooks.sending import Outcome
from tests.service.conftest import CommandLine
from tests.service.stores import NOW, store_in

GONE = Outcome(410, "gone")


class NoQueue:
    """A queue that wakes nobody up."""

    def deliver(self, delivery_id: str, after_s: float = 0.0) -> None:
        """Do nothing."""


@pytest.fixture
def store(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ScreeningStore]:
    """The store in the folder that the command line finds too."""
    monkeypatch.setenv("DOCSCREEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DOCSCREEN_DATABASE_URL", database)
    service.settings.settings.cache_clear()
    made = store_in(tmp_path, database)
    yield made
    made.database.close()
    service.settings.settings.cache_clear()


@pytest.fixture
def ledger(store: ScreeningStore) -> JobLedger:
    return JobLedger(store.database, store.keyring)


def accepted(store: ScreeningStore, minute: int) -> str:
    created = NOW + dt.timedelta(minutes=minute)
    submission = Submission(
        untrusted_bytes=b"canary %d" % minute,
        untrusted_name="canary.jpg",
        policy="pr-card",
        declared_kind="photo",
        owner="key:1",
        created=created,
        keep_until=created + dt.timedelta(days=1),
    )
    return store.accept(submission, None).row.id


def failed(store: ScreeningStore, minute: int) -> str:
    screening_id = accepted(store, minute)
    for attempt in range(MAX_ATTEMPTS + 1):
        moment = NOW + dt.timedelta(hours=1 + attempt)
        store.claim(screening_id, Lease("worker", moment), moment)
    return screening_id


def desk_of(store: ScreeningStore) -> WebhookDesk:
    policy = target_policy(False, "")
    return webhook_desk(store.database, store.keyring, policy, NoQueue(), lambda: NOW)


def dead_delivery(store: ScreeningStore) -> str:
    desk = desk_of(store)
    made = desk.webhooks.create("https://portal.example/", "*", "key:1", NOW)
    delivery_id = desk.ping(made.row.id)
    assert delivery_id is not None
    attempt = desk.deliveries.claim(delivery_id, NOW)
    assert isinstance(attempt, Attempt)
    desk.deliveries.finish(attempt, GONE, NOW)
    desk.webhooks.enable(made.row.id, "key:1", NOW)
    return delivery_id


def test_what_waits_runs_or_has_failed_is_listed(store: ScreeningStore, ledger: JobLedger) -> None:
    dead, waiting, running = dead_delivery(store), accepted(store, 1), accepted(store, 2)
    store.claim(running, Lease("worker", NOW + dt.timedelta(hours=9)), NOW)
    hopeless = failed(store, 3)
    assert [(job.kind, job.id, job.state) for job in ledger.jobs(None, 10)] == [
        ("delivery", dead, "dead"),
        ("screening", waiting, "waiting"),
        ("screening", running, "running"),
        ("screening", hopeless, "failed"),
    ]
    assert [job.id for job in ledger.jobs("failed", 10)] == [hopeless]
    assert ledger.jobs("failed", 10)[0].failure == "every attempt ended its process"
    assert [job.id for job in ledger.jobs("dead", 10)] == [dead]
    assert len(ledger.jobs(None, 1)) == 2  # one of each kind
    assert ledger.counts() == {
        ("screening", "waiting"): 1,
        ("screening", "running"): 1,
        ("screening", "failed"): 1,
        ("delivery", "waiting"): 0,
        ("delivery", "dead"): 1,
    }


def test_what_failed_is_tried_anew_from_the_first_attempt(
    store: ScreeningStore, ledger: JobLedger
) -> None:
    hopeless, dead, waiting = failed(store, 1), dead_delivery(store), accepted(store, 2)
    later = NOW + dt.timedelta(days=1)
    assert set(ledger.retry(None, ACTOR, later)) == {hopeless, dead}
    row = store.get(hopeless)
    assert row is not None
    assert (row.state, row.attempts, row.failure, row.completed) == ("waiting", 0, None, None)
    assert store.due(later, 10) == (hopeless, waiting)
    assert DeliveryStore(store.database, store.keyring, lambda: 0.0).due(later, 10) == (dead,)
    assert store.claim(hopeless, Lease("worker", later + dt.timedelta(minutes=1)), later)
    assert ledger.retry(None, ACTOR, later) == ()


def test_only_what_is_named_is_tried_anew(store: ScreeningStore, ledger: JobLedger) -> None:
    first, second, waiting = failed(store, 1), failed(store, 2), accepted(store, 3)
    assert ledger.retry((first, waiting, "none"), ACTOR, NOW) == (first,)
    assert [job.id for job in ledger.jobs("failed", 10)] == [second]


def test_the_command_line_lists_and_retries(docscreen: CommandLine, store: ScreeningStore) -> None:
    hopeless, dead = failed(store, 1), dead_delivery(store)
    listed = json.loads(docscreen("jobs", "list", "--json").out)
    assert {(job["kind"], job["id"], job["state"]) for job in listed} == {
        ("screening", hopeless, "failed"),
        ("delivery", dead, "dead"),
    }
    table = docscreen("jobs", "list", "--state", "failed")
    assert table.status == 0
    assert hopeless in table.out
    assert dead not in table.out
    assert "canary" not in table.out
    retried = docscreen("jobs", "retry", hopeless)
    assert (retried.status, retried.out) == (0, f"{hopeless}\n")
    again = docscreen("jobs", "retry", hopeless)
    assert (again.status, again.out) == (1, "")
    assert hopeless in again.err
    assert docscreen("jobs", "retry", "--all").out == f"{dead}\n"
    with store.database.reading() as session:
        assert session.get_one(DeliveryRow, dead).state == "waiting"


@pytest.mark.usefixtures("store")
def test_an_empty_list_says_so_and_a_retry_of_nothing_asks_what(docscreen: CommandLine) -> None:
    assert docscreen("jobs", "list").out == "Nothing waits, runs or has failed.\n"
    for arguments in ([], ["some-id", "--all"]):
        run = docscreen("jobs", "retry", *arguments)
        assert run.status == 2
        assert "--all" in run.err
