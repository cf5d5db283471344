"""Receivers know the service's messages by their signatures, and refuse all others."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.client import (
    AnswerUnreadable,
    ClientMisused,
    Verdict,
    WebhookMessage,
    WebhookRefused,
    verify_webhook,
)
from service.webhooks.messages import write_messages
from service.webhooks.signing import new_secret, signed_headers
from tests.service.stores import NOW
from tests.service.webhook_receivers import receiver
from tests.service.webhook_world import World, world_in

SECRET, OLD, OTHER = new_secret(), new_secret(), new_secret()
BODY = json.dumps(
    {"type": "webhook.ping", "timestamp": NOW.isoformat(), "data": {"webhook": "an-id"}}
).encode()


def headers(secrets: tuple[str, ...] = (SECRET,), body: bytes = BODY) -> dict[str, str]:
    return signed_headers(secrets, "msg_1", NOW, body)


def verified(sent: dict[str, str], body: bytes = BODY, **more: Any) -> WebhookMessage:
    return verify_webhook(sent, body, more.pop("secrets", [SECRET]), more.pop("now", NOW), **more)


def test_a_message_of_the_service_is_believed() -> None:
    message = verified(headers())
    assert (message.id, message.type, message.timestamp) == ("msg_1", "webhook.ping", NOW)
    assert (dict(message.data), message.screening) == ({"webhook": "an-id"}, None)


def test_the_specification_s_own_example() -> None:
    # Source: Standard Webhooks, examples of the reference libraries' README.
    body = b'{"test": 2432232314}'
    stated = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    with pytest.raises(AnswerUnreadable):  # the signature is right, and it is no message of ours
        verify_webhook(stated, body, [secret], at)
    with pytest.raises(WebhookRefused):
        verify_webhook(stated, body + b" ", [secret], at)


def test_while_a_secret_is_replaced_either_side_may_be_first() -> None:
    assert verified(headers((OLD, SECRET))).id == "msg_1"
    assert verified(headers((OLD,)), secrets=[SECRET, OLD]).id == "msg_1"
    assert verified(headers((OLD, SECRET)), secrets=[OTHER, SECRET]).id == "msg_1"


def test_names_of_headers_are_in_any_case() -> None:
    assert verified({name.title(): value for name, value in headers().items()}).id == "msg_1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"webhook-signature": "v1," + base64.b64encode(bytes(32)).decode()}, "signature-wrong"),
        ({"webhook-signature": "v1,é"}, "signature-wrong"),
        ({"webhook-signature": "v2,abc v1a,abc"}, "signature-wrong"),
        ({"webhook-id": "msg_2"}, "signature-wrong"),
        ({"webhook-timestamp": str(int(NOW.timestamp()) + 1)}, "signature-wrong"),
        ({"webhook-signature": ""}, "headers-missing"),
        ({"webhook-id": ""}, "headers-missing"),
        ({"webhook-timestamp": "yesterday"}, "headers-missing"),
        ({"webhook-timestamp": "٣"}, "headers-missing"),
        ({"webhook-timestamp": "9" * 30}, "headers-missing"),
        ({"webhook-timestamp": "-1"}, "headers-missing"),
    ],
)
def test_anything_else_is_refused(change: dict[str, str], reason: str) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        verified(headers() | change)
    assert refusal.value.reason == reason


def test_other_content_or_secrets_are_refused() -> None:
    for body, secrets in ((BODY + b" ", [SECRET]), (BODY, [OTHER]), (BODY, [])):
        with pytest.raises(WebhookRefused) as refusal:
            verified(headers(), body, secrets=secrets)
        assert refusal.value.reason == "signature-wrong"


@pytest.mark.parametrize(
    ("late_s", "reason"),
    [(-301, "from-the-future"), (-300, ""), (0, ""), (300, ""), (301, "too-old")],
)
def test_old_messages_are_not_believed_again(late_s: int, reason: str) -> None:
    now = NOW + dt.timedelta(seconds=late_s)
    if not reason:
        assert verified(headers(), now=now).id == "msg_1"
        return
    with pytest.raises(WebhookRefused) as refusal:
        verified(headers(), now=now)
    assert refusal.value.reason == reason
    assert verified(headers(), now=now, tolerance=dt.timedelta(minutes=6)).id == "msg_1"


def test_a_secret_that_is_none_is_the_receiver_s_mistake() -> None:
    for secrets in (["whsec_?"], ["whsec_"], [""], "whsec_"):
        with pytest.raises(ClientMisused, match="secret is"):
            verified(headers(), secrets=secrets)


def test_nobody_can_sign_with_an_empty_secret() -> None:
    forged = signed_headers(("whsec_",), "msg_1", NOW, BODY)
    with pytest.raises(ClientMisused, match="empty"):
        verified(forged, secrets=[SECRET, "whsec_"])


def test_a_time_without_its_zone_is_the_receiver_s_mistake() -> None:
    with pytest.raises(ClientMisused, match="time zone"):
        verified(headers(), now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("body", [b"no JSON", b"[]", b'{"type": "webhook.ping"}'])
def test_a_signed_body_that_is_no_message(body: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        verified(headers(body=body), body)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path, "") as made:
        yield made


def told(world: World, screening_id: str) -> WebhookMessage:
    """The message about a screening, as a receiver reads it."""
    (delivery_id,) = world.deliveries.waiting_for(screening_id)
    row = world.row(delivery_id)
    body = row.body.encode()
    return verified(signed_headers((SECRET,), row.message_id, NOW, body), body)


def test_every_member_of_a_message_is_read(world: World) -> None:
    world.webhook()
    message = told(world, world.completed())
    notice = message.screening
    assert message.type == "screening.completed"
    assert notice is not None
    assert {one.name for one in dataclasses.fields(notice)} == set(message.data)
    assert dataclasses.asdict(notice) == message.data
    assert notice.verdict is Verdict.RETURN


def test_a_message_about_a_failure_is_read(world: World) -> None:
    world.webhook()
    row = world.store.get(world.accepted())
    assert row is not None
    with world.store.database.writing() as session:
        row.state = "failed"
        write_messages(session, row, world.clock())
    message = told(world, row.id)
    assert message.type == "screening.failed"
    assert message.screening is not None
    assert (message.screening.verdict, message.screening.policy.version) == (None, None)


def test_a_real_receiver_believes_a_real_message(world: World) -> None:
    with receiver() as listening:
        webhook = world.webhook(listening.url())
        assert world.desk.sender.deliver(world.message()) is None
        (got,) = listening.received
    message = verify_webhook(got.headers, got.body, [webhook.secret], world.clock())
    assert message.screening is not None
