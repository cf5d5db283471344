"""Signatures after the Standard Webhooks specification, and the pauses between attempts."""

from __future__ import annotations

import base64
import datetime as dt

import pytest

from service.webhooks.schedule import MAX_ATTEMPTS, PAUSES_S, next_attempt
from service.webhooks.signing import PREFIX, SECRET_BYTES, new_secret, signature, signed_headers

#: The vector of the specification's reference implementations ("sign function works").
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SIGNED_AT = dt.datetime.fromtimestamp(1614265330, dt.UTC)
BODY = b'{"test": 2432232314}'
EXPECTED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def test_the_signature_is_that_of_the_reference_implementations() -> None:
    assert signature(SECRET, MESSAGE_ID, SIGNED_AT, BODY) == EXPECTED
    assert signature(SECRET.removeprefix(PREFIX), MESSAGE_ID, SIGNED_AT, BODY) == EXPECTED


def test_headers_carry_one_signature_for_each_secret() -> None:
    other = new_secret()
    headers = signed_headers((other, SECRET), MESSAGE_ID, SIGNED_AT, BODY)
    assert headers["webhook-id"] == MESSAGE_ID
    assert headers["webhook-timestamp"] == "1614265330"
    of_other = signature(other, MESSAGE_ID, SIGNED_AT, BODY)
    assert headers["webhook-signature"].split(" ") == [of_other, EXPECTED]


@pytest.mark.parametrize(
    ("message_id", "at", "body"),
    [
        (MESSAGE_ID + "x", SIGNED_AT, BODY),
        (MESSAGE_ID, SIGNED_AT + dt.timedelta(seconds=1), BODY),
        (MESSAGE_ID, SIGNED_AT, BODY + b" "),
    ],
)
def test_the_signature_covers_id_time_and_body(
    message_id: str, at: dt.datetime, body: bytes
) -> None:
    assert signature(SECRET, message_id, at, body) != EXPECTED


def test_new_secrets_have_the_form_and_length_of_the_specification() -> None:
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    for secret in secrets:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix(PREFIX), validate=True)) == SECRET_BYTES
    assert 24 <= SECRET_BYTES <= 64


def test_what_is_no_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        signature("whsec_ä", MESSAGE_ID, SIGNED_AT, BODY)


def test_pauses_grow_and_end() -> None:
    assert tuple(sorted(PAUSES_S)) == PAUSES_S
    moment, pauses = NOW, []
    for attempts in range(1, MAX_ATTEMPTS):
        due = next_attempt(attempts, moment, chance=0.0)
        assert due is not None
        pauses.append((due - moment).total_seconds())
        moment = due
    assert pauses == [5, 30, 120, 600, 3600, 10800, 21600, 43200]
    assert next_attempt(MAX_ATTEMPTS, moment, chance=0.0) is None


@pytest.mark.parametrize("attempts", range(1, MAX_ATTEMPTS))
def test_chance_makes_a_pause_at_most_a_fifth_longer(attempts: int) -> None:
    pauses = [next_attempt(attempts, NOW, chance) for chance in (0.0, 0.5, 1.0)]
    seconds = [(due - NOW).total_seconds() for due in pauses if due is not None]
    base = PAUSES_S[attempts - 1]
    assert seconds == pytest.approx([base, 1.1 * base, 1.2 * base])


@pytest.mark.parametrize(("asked_s", "pause_s"), [(3, 5), (60, 60), (10**9, 43200), (None, 5)])
def test_a_receiver_may_ask_for_a_longer_pause_up_to_the_longest(
    asked_s: int | None, pause_s: int
) -> None:
    assert next_attempt(1, NOW, 0.0, asked_s) == NOW + dt.timedelta(seconds=pause_s)
