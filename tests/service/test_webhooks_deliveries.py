"""Messages from a result to their receiver: written with it, tried, given up, replayed."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.store.search import CursorUnknown
from service.webhooks.deliveries import (
    CROWDED_PAUSE_S,
    MAX_AT_ONCE,
    SLOW_PAUSE_S,
    Attempt,
    dead_of,
    one,
)
from service.webhooks.schedule import MAX_ATTEMPTS, PAUSES_S, REFUSED_ATTEMPTS
from service.webhooks.sending import Outcome, lease_until
from tests.service.stores import NOW
from tests.service.webhook_receivers import receiver
from tests.service.webhook_world import World, is_signed_with, world_in

FAILURE = Outcome(500, "status-refused")


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    with world_in(tmp_path, database) as made:
        yield made


def test_a_message_arrives_signed_and_is_not_sent_again(world: World) -> None:
    with receiver() as server:
        secret = world.webhook(server.url()).secret
        delivery_id = world.message()
        assert world.desk.sender.deliver(delivery_id) is None
        assert world.desk.sender.deliver(delivery_id) is None
        (message,) = server.received
    row = world.row(delivery_id)
    assert (row.state, row.attempts, row.delivered, row.last_status) == ("delivered", 1, NOW, 204)
    assert message.headers["webhook-id"] == row.message_id
    assert message.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert message.body.decode() == row.body
    assert is_signed_with(secret, message)


def test_a_failed_delivery_is_tried_on_schedule_and_then_dead(world: World) -> None:
    world.webhook()
    delivery_id, pauses = world.message(), []
    message_id = world.row(delivery_id).message_id
    for _ in range(MAX_ATTEMPTS - 1):
        due = world.tried(delivery_id, FAILURE)
        assert due is not None
        assert world.deliveries.claim(delivery_id, world.clock()) is None
        assert world.deliveries.due(world.clock(), 10) == ()
        pauses.append((due - world.clock()).total_seconds())
        world.clock.now = due
        assert world.deliveries.due(due, 10) == (delivery_id,)
    assert pauses == list(PAUSES_S)
    assert world.tried(delivery_id, FAILURE) is None
    row = world.row(delivery_id)
    assert (row.state, row.attempts, row.last_status) == ("dead", MAX_ATTEMPTS, 500)
    assert row.last_error == "status-refused"
    assert row.message_id == message_id
    assert world.deliveries.due(world.clock.after(1e6), 10) == ()


@pytest.mark.parametrize("error", ["network-refused", "scheme-refused", "address-malformed"])
def test_what_we_refuse_ourselves_is_given_up_soon(world: World, error: str) -> None:
    world.webhook()
    delivery_id = world.message()
    for _ in range(REFUSED_ATTEMPTS - 1):
        due = world.tried(delivery_id, Outcome(None, error))
        assert due is not None
        world.clock.now = due
    assert world.tried(delivery_id, Outcome(None, error)) is None
    row = world.row(delivery_id)
    assert (row.state, row.attempts, row.last_error) == ("dead", REFUSED_ATTEMPTS, error)
    assert (world.clock.now - NOW).total_seconds() < 120


def test_the_sender_says_when_to_come_again(world: World) -> None:
    with receiver() as server:
        server.status, server.headers = 503, {"Retry-After": "40"}
        world.webhook(server.url())
        delivery_id = world.message()
        assert world.desk.sender.deliver(delivery_id) == 40.0
        assert world.desk.sender.deliver(delivery_id) is None  # not due: a call too many
        assert len(server.received) == 1
        world.clock.after(40)
        server.status = 200
        assert world.desk.sender.deliver(delivery_id) is None
        ids = {message.headers["webhook-id"] for message in server.received}
        stamps = {message.headers["webhook-timestamp"] for message in server.received}
    assert ids == {world.row(delivery_id).message_id}
    assert len(stamps) == 2


def test_a_receiver_that_is_gone_disables_its_webhook(world: World) -> None:
    with receiver() as server:
        webhook_id = world.webhook(server.url()).row.id
        first, second = world.message(), world.message()
        server.status = 410
        assert world.desk.sender.deliver(first) is None
        assert world.desk.sender.deliver(second) is None
        assert len(server.received) == 1
        row = world.desk.webhooks.get(webhook_id)
        assert row is not None
        assert not row.enabled
        assert (world.row(first).state, world.row(first).last_status) == ("dead", 410)
        assert (world.row(second).state, world.row(second).last_error) == (
            "dead",
            "webhook-disabled",
        )
        assert world.deliveries.waiting_for(world.completed()) == ()
        server.status = 200
        assert world.desk.webhooks.enable(webhook_id, "key:admin", world.clock())
        assert world.desk.replay_dead(webhook_id, "key:admin") == 2
        assert sorted(world.calls.ids) == sorted([first, second])
        for delivery_id in world.calls.ids:
            assert world.desk.sender.deliver(delivery_id) is None
        assert len(server.received) == 3
    assert {"webhook.created", "webhook.disabled", "webhook.enabled", "delivery.replayed"} <= set(
        world.actions()
    )


def test_who_claims_holds_a_delivery_until_the_lease_ends(world: World) -> None:
    world.webhook()
    delivery_id = world.message()
    attempt = world.deliveries.claim(delivery_id, world.clock())
    assert isinstance(attempt, Attempt)
    assert world.deliveries.claim(delivery_id, world.clock()) is None
    assert world.deliveries.due(world.clock(), 10) == ()
    world.clock.now = lease_until(NOW) + dt.timedelta(seconds=1)  # its process was killed
    assert world.deliveries.due(world.clock(), 10) == (delivery_id,)
    heir = world.deliveries.claim(delivery_id, world.clock())
    assert isinstance(heir, Attempt)
    assert heir.message_id == attempt.message_id
    assert world.deliveries.finish(attempt, FAILURE, world.clock()) is None  # too late: void
    assert world.row(delivery_id).last_error is None
    world.deliveries.finish(heir, Outcome(200, ""), world.clock())
    assert world.row(delivery_id).state == "delivered"


def test_a_delivery_that_always_kills_its_process_is_given_up(world: World) -> None:
    world.webhook()
    delivery_id = world.message()
    for _ in range(MAX_ATTEMPTS):
        assert isinstance(world.deliveries.claim(delivery_id, world.clock()), Attempt)
        world.clock.after(1000)
    assert world.deliveries.claim(delivery_id, world.clock()) is None
    assert world.row(delivery_id).last_error == "attempts-never-ended"


def test_a_stop_gives_back_what_is_in_hand(world: World) -> None:
    world.webhook()
    delivery_id = world.message()
    attempt = world.deliveries.claim(delivery_id, world.clock())
    assert isinstance(attempt, Attempt)
    world.desk.sender._in_hand[delivery_id] = attempt
    world.desk.sender.release_all()
    assert world.deliveries.due(world.clock(), 10) == (delivery_id,)


@pytest.mark.parametrize(("held_s", "pause_s"), [(0.0, CROWDED_PAUSE_S), (2.0, SLOW_PAUSE_S)])
def test_a_receiver_that_hangs_holds_up_no_other(
    world: World, held_s: float, pause_s: float
) -> None:
    world.webhook()
    deliveries = [world.message() for _ in range(MAX_AT_ONCE + 1)]
    claimed = [world.deliveries.claim(one, world.clock()) for one in deliveries[:-1]]
    assert all(isinstance(attempt, Attempt) for attempt in claimed)
    now = world.clock.after(held_s)
    again = now + dt.timedelta(seconds=pause_s)
    assert world.deliveries.claim(deliveries[-1], now) == again
    assert world.row(deliveries[-1]).attempts == 0
    assert world.deliveries.due(now, 10) == ()  # recovery does not wake it up meanwhile
    assert world.deliveries.due(again, 10) == (deliveries[-1],)


def test_threads_that_race_for_a_delivery_send_it_once(world: World) -> None:
    with receiver() as server:
        world.webhook(server.url())
        delivery_id = world.message()
        threads = [
            threading.Thread(target=world.desk.sender.deliver, args=(delivery_id,))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.received) == 1


def test_changes_results_and_attempts_at_once_do_not_block_each_other(world: World) -> None:
    """Each of them holds several rows: in different orders they would wait for each other."""
    for _ in range(3):
        world.webhook(owner="key:1")
    failures: list[Exception] = []

    def repeat(work: Callable[[], object]) -> None:
        try:
            for _ in range(10):
                work()
        except Exception as failure:
            failures.append(failure)

    def attempt() -> None:
        for delivery_id in world.deliveries.due(world.clock(), 5):
            claimed = world.deliveries.claim(delivery_id, world.clock())
            if isinstance(claimed, Attempt):
                world.deliveries.finish(claimed, Outcome(410, "gone"), world.clock())

    def change() -> None:
        made = world.webhook(owner="key:1")
        world.desk.webhooks.rotate(made.row.id, 60, "key:admin", world.clock())
        world.completed()
        world.desk.webhooks.delete(made.row.id, "key:admin", world.clock())

    def replay() -> None:
        for row in world.desk.webhooks.all():
            world.desk.webhooks.enable(row.id, "key:admin", world.clock())
            world.desk.replay_dead(row.id, "key:admin")

    work: list[Callable[[], object]] = [world.completed, attempt, attempt, change, replay]
    threads = [threading.Thread(target=repeat, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert "webhook.deleted" in world.actions()  # and the chain of the audit holds


def test_a_delivered_message_may_be_replayed_and_a_waiting_one_not(world: World) -> None:
    world.webhook()
    delivery_id = world.message()
    assert world.desk.replay(delivery_id, "key:admin") == 0
    world.tried(delivery_id, Outcome(200, ""))
    assert world.desk.replay(delivery_id, "key:admin") == 1
    row = world.row(delivery_id)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert world.calls.ids == [delivery_id]


def test_dead_ones_of_other_webhooks_are_left(world: World) -> None:
    webhook, other = world.webhook().row.id, world.webhook(owner="key:2").row.id
    mine, others = world.message(), world.desk.ping(other)
    assert others is not None
    gone = Outcome(410, "gone")
    world.tried(mine, gone)
    world.tried(others, gone)
    assert world.deliveries.replay(dead_of(webhook), "key:a", webhook, NOW) == (mine,)
    assert world.deliveries.replay(dead_of(None), "key:a", "all", NOW) == (others,)
    assert world.deliveries.replay(one(mine), "key:a", mine, NOW) == ()


def test_a_ping_is_about_no_screening(world: World) -> None:
    with receiver() as server:
        delivery_id = world.desk.ping(world.webhook(server.url()).row.id)
        assert delivery_id is not None
        assert world.calls.ids == [delivery_id]
        world.desk.sender.deliver(delivery_id)
        assert json.loads(server.received[0].body)["type"] == "webhook.ping"
    assert world.desk.ping("none") is None


def test_the_log_is_read_page_by_page(world: World) -> None:
    webhook_id = world.webhook().row.id
    ids = []
    for number in range(5):
        ids.append(world.message())
        if number % 2:
            world.clock.after(1)
    page = world.deliveries.page(webhook_id, None, None, 2)
    seen = [row.id for row in page]
    while page:
        page = world.deliveries.page(webhook_id, None, seen[-1], 2)
        seen += [row.id for row in page]
    assert sorted(seen) == sorted(ids)
    created = [world.row(delivery_id).created for delivery_id in seen]
    assert created == sorted(created, reverse=True)
    world.tried(ids[0], Outcome(200, ""))
    assert [row.id for row in world.deliveries.page(webhook_id, "delivered", None, 9)] == [ids[0]]
    with pytest.raises(CursorUnknown):
        world.deliveries.page(webhook_id, None, "none", 2)


def test_deleting_a_webhook_takes_its_deliveries_along(world: World) -> None:
    webhook_id = world.webhook().row.id
    delivery_id = world.message()
    assert world.desk.webhooks.delete(webhook_id, "key:admin", NOW)
    assert world.deliveries.get(delivery_id) is None
    assert world.desk.sender.deliver(delivery_id) is None
    assert not world.desk.webhooks.delete(webhook_id, "key:admin", NOW)
    assert world.actions()[-1] == "webhook.deleted"


def test_old_deliveries_are_purged_but_not_those_that_wait(world: World) -> None:
    world.webhook()
    ended, waiting = world.message(), world.message()
    world.tried(ended, Outcome(200, ""))
    assert world.deliveries.purge(NOW) == 0
    assert world.deliveries.purge(NOW + dt.timedelta(seconds=1)) == 1
    assert world.deliveries.get(ended) is None
    assert world.row(waiting).state == "waiting"


def test_messages_of_a_screening_are_woken_up(world: World) -> None:
    world.webhook()
    world.webhook()
    screening_id = world.completed()
    world.desk.send_messages_of(screening_id)
    assert sorted(world.calls.ids) == sorted(world.deliveries.waiting_for(screening_id))
