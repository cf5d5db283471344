"""What webhooks are told, and the secrets that it is signed with."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.tables import WebhookRow
from service.store.work import Lease
from service.webhooks.messages import write_messages
from service.webhooks.schedule import PAUSES_S
from service.webhooks.targets import TargetRefused
from tests.service.stores import NOW, report_on
from tests.service.webhook_receivers import receiver
from tests.service.webhook_world import World, is_signed_with, world_in


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    with world_in(tmp_path, database) as made:
        yield made


def test_a_result_is_told_to_everybody_s_and_its_owner_s_webhooks(world: World) -> None:
    everybody, own = world.webhook().row.id, world.webhook(owner="key:1").row.id
    world.webhook(owner="key:2")
    disabled = world.webhook().row.id
    with world.store.database.writing() as session:
        session.get_one(WebhookRow, disabled).enabled = False
    screening_id = world.completed()
    rows = [world.row(one) for one in world.deliveries.waiting_for(screening_id)]
    assert {row.webhook_id for row in rows} == {everybody, own}
    assert len({row.message_id for row in rows}) == 2


def test_the_body_tells_the_result_and_nothing_an_applicant_wrote(world: World) -> None:
    earlier = world.completed()
    world.webhook()
    delivery = world.row(world.message(supersedes=earlier))
    screening_id = delivery.screening_id
    assert json.loads(delivery.body) == {
        "type": "screening.completed",
        "timestamp": NOW.isoformat(),
        "data": {
            "id": screening_id,
            "reference": "ref-1",
            "state": "done",
            "verdict": "return",
            "status": report_on("")["status"],
            "policy": {"id": "pr-card", "version": report_on("")["policy"]["version"]},
            "supersedes": earlier,
            "location": f"/v1/screenings/{screening_id}",
        },
    }
    assert "canary" not in delivery.body
    assert "." not in delivery.message_id  # it would make the signed content ambiguous


def test_a_screening_that_failed_is_told_as_such(world: World) -> None:
    world.webhook()
    row = world.store.get(world.accepted())
    assert row is not None
    with world.store.database.writing() as session:
        row.state = "failed"
        write_messages(session, row, world.clock())
    (delivery_id,) = world.deliveries.waiting_for(row.id)
    body = json.loads(world.row(delivery_id).body)
    assert (body["type"], body["data"]["verdict"]) == ("screening.failed", None)


def test_without_a_result_there_is_no_message(world: World) -> None:
    world.webhook()
    screening_id = world.accepted()
    assert world.store.claim(screening_id, Lease("worker", NOW + dt.timedelta(minutes=1)), NOW)
    assert world.store.complete(screening_id, "stranger", report_on(screening_id), NOW) is None
    assert world.deliveries.waiting_for(screening_id) == ()


def test_while_secrets_overlap_each_of_them_verifies(world: World) -> None:
    with receiver() as server:
        made = world.webhook(server.url())
        again = world.desk.webhooks.rotate(made.row.id, 3600, "key:admin", world.clock())
        assert again is not None
        for _ in range(2):
            assert world.desk.sender.deliver(world.message()) is None
            world.clock.after(3601)
        first, second = server.received
    assert is_signed_with(made.secret, first)
    assert is_signed_with(again.secret, first)
    assert not is_signed_with(made.secret, second)
    assert is_signed_with(again.secret, second)


def test_a_second_rotation_does_not_prolong_an_old_secret(world: World) -> None:
    webhooks, made = world.desk.webhooks, world.webhook()
    webhooks.rotate(made.row.id, 60, "key:admin", NOW)
    last = webhooks.rotate(made.row.id, 3600, "key:admin", NOW)
    assert last is not None
    row = webhooks.get(made.row.id)
    assert row is not None
    secrets = webhooks.secrets_of(row, NOW)
    assert [secret.until for secret in secrets] == [
        None,
        NOW + dt.timedelta(seconds=3600),
        NOW + dt.timedelta(seconds=60),
    ]
    assert (secrets[0].value, secrets[2].value) == (last.secret, made.secret)
    at_once = webhooks.rotate(made.row.id, 0, "key:admin", NOW)
    row = webhooks.get(made.row.id)
    assert at_once is not None
    assert row is not None
    assert [secret.value for secret in webhooks.secrets_of(row, NOW)] == [at_once.secret]


def test_secrets_lie_sealed(world: World) -> None:
    made = world.webhook()
    row = world.desk.webhooks.get(made.row.id)
    assert row is not None
    assert made.secret.encode() not in row.sealed_secrets
    assert base64.b64decode(made.secret.removeprefix("whsec_")) not in row.sealed_secrets


@pytest.mark.parametrize("url", ["ftp://portal.example/", "https://a:b@portal.example/"])
def test_an_address_that_is_refused_makes_no_webhook(world: World, url: str) -> None:
    with pytest.raises(TargetRefused):
        world.webhook(url)
    assert world.desk.webhooks.all() == ()


def test_a_secret_that_cannot_be_opened_is_an_outcome(world: World) -> None:
    made = world.webhook()
    delivery_id = world.message()
    with world.store.database.writing() as session:
        session.get_one(WebhookRow, made.row.id).sealed_secrets = b"broken" * 10
    assert world.desk.sender.deliver(delivery_id) == pytest.approx(PAUSES_S[0])
    assert world.row(delivery_id).last_error == "secret-unreadable"
