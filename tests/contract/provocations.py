"""For each type of problem a request that meets it, in a running service.

A provocation brings the service into the state that the problem tells of, gives out the request,
and mends the state when its block ends.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx2
from sqlalchemy import text

from service.access.keys import KeyOrder
from service.access.scopes import ALL_SCOPES, Scope
from service.api.state import ServiceState
from service.store.tables import WebhookRow
from service.store.work import Lease, Submission
from tests.contract.server import Served

#: Sends the request with more headers.
Send = Callable[[dict[str, str]], httpx2.Response]


@dataclass(frozen=True, slots=True)
class World:
    """A running service, and one that takes tokens of a provider which does not answer."""

    service: Served
    with_tokens: Served
    token: str

    @property
    def state(self) -> ServiceState:
        """What the running service holds."""
        state: ServiceState = self.service.app.state.service
        return state

    def key(self, *scopes: Scope, **limits: Any) -> str:
        """A new key."""
        order = KeyOrder("test", frozenset(scopes), **limits)
        made = self.service.app.state.access.keys.create(order, "test", dt.datetime.now(dt.UTC))
        secret: str = made.secret
        return secret

    def screening(self, http: httpx2.Client) -> str:
        """The address of a new screening of what is no picture."""
        answer = http.post("/v1/screenings", files=FILE)
        assert answer.status_code == 201
        return str(answer.headers["location"])


Provocation = Callable[[World, httpx2.Client], Iterator[Send]]
FILE = {"file": ("a.jpg", b"no picture")}


def _send(http: httpx2.Client, method: str, address: str, **sent: Any) -> Send:
    headers = sent.pop("headers", {})
    return lambda more: http.request(method, address, headers=headers | more, **sent)


def _plain(method: str, address: str, **sent: Any) -> Provocation:
    def provocation(_world: World, http: httpx2.Client) -> Iterator[Send]:
        yield _send(http, method, address, **sent)

    return provocation


def _gone(world: World, http: httpx2.Client) -> Iterator[Send]:
    address = world.screening(http)
    assert http.delete(address).status_code == 204
    yield _send(http, "GET", address)


def _on_hold(world: World, http: httpx2.Client) -> Iterator[Send]:
    address = world.screening(http)
    assert http.put(f"{address}/hold").status_code == 204
    yield _send(http, "DELETE", address)
    assert http.delete(f"{address}/hold").status_code == 204


@contextmanager
def _elsewhere(world: World, http: httpx2.Client, key: str | None = None) -> Iterator[str]:
    """The address of a screening on which another process works."""
    store = world.state.screenings.store
    like = store.get(world.screening(http).rsplit("/", 1)[-1])
    assert like is not None
    now = dt.datetime.now(dt.UTC)
    submission = Submission(
        untrusted_bytes=FILE["file"][1],
        untrusted_name=FILE["file"][0],
        policy=like.policy,
        declared_kind=like.declared_kind,
        owner=like.owner,
        created=now,
        keep_until=like.keep_until,
        idempotency_key=key,
    )
    lease = Lease("process:another", now + dt.timedelta(minutes=5))
    row = store.accept(submission, lease).row
    yield f"/v1/screenings/{row.id}"
    store.release(row.id, lease.holder)


def _being_screened(world: World, http: httpx2.Client) -> Iterator[Send]:
    with _elsewhere(world, http) as address:
        yield _send(http, "DELETE", address)


def _not_done(world: World, http: httpx2.Client) -> Iterator[Send]:
    done = world.screening(http).rsplit("/", 1)[-1]
    with _elsewhere(world, http) as address:
        yield _send(http, "GET", f"{address}/compare/{done}")


def _idempotency_in_progress(world: World, http: httpx2.Client) -> Iterator[Send]:
    key = uuid.uuid4().hex
    with _elsewhere(world, http, key):
        yield _send(http, "POST", "/v1/screenings", files=FILE, headers={"Idempotency-Key": key})


def _idempotency_key_reused(_world: World, http: httpx2.Client) -> Iterator[Send]:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    assert http.post("/v1/screenings", files=FILE, headers=key).status_code == 201
    other = {"file": ("a.jpg", b"another")}
    yield _send(http, "POST", "/v1/screenings", files=other, headers=key)


def _webhook_disabled(world: World, http: httpx2.Client) -> Iterator[Send]:
    """Let the receiver have answered that it is gone."""
    made = http.post("/v1/webhooks", json={"url": "https://portal.example/gone"})
    address = made.headers["location"]
    database = world.state.screenings.store.database
    with database.writing() as session:
        row = session.get(WebhookRow, made.json()["id"])
        assert row is not None
        row.enabled = False
    yield _send(http, "POST", f"{address}/ping")
    assert http.post(f"{address}/enable").json()["enabled"] is True
    assert http.delete(address).status_code == 204


def _nothing_to_show(world: World, http: httpx2.Client) -> Iterator[Send]:
    yield _send(http, "GET", f"{world.screening(http)}/evidence")


def _store_unavailable(world: World, http: httpx2.Client) -> Iterator[Send]:
    """Take a table away from the database."""
    engine = world.state.screenings.store.database.engine
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE screening RENAME TO screening_away"))
    try:
        yield _send(http, "GET", "/v1/screenings")
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE screening_away RENAME TO screening"))


def _internal_error(_world: World, http: httpx2.Client) -> Iterator[Send]:
    with patch("service.api.publications.all_rules", side_effect=KeyError("a bug")):
        yield _send(http, "GET", "/v1/rules")


def _not_ready(world: World, http: httpx2.Client) -> Iterator[Send]:
    with patch.object(world.state, "_ready", False):
        yield _send(http, "GET", "/health/ready")


def _busy(world: World, http: httpx2.Client) -> Iterator[Send]:
    """Let all places be taken: the one that works and those that wait."""
    places = world.state.settings.workers + world.state.settings.max_waiting
    with patch.object(world.state._waiting_places, "taken", places):
        yield _send(http, "POST", "/v1/screenings", files=FILE)


def _upload_stalled(world: World, http: httpx2.Client) -> Iterator[Send]:
    """Let a body stop for longer than is waited for."""

    def stalling() -> Iterator[bytes]:
        yield b"--boundary\r\n"
        threading.Event().wait(1.5)

    headers = {"Content-Type": "multipart/form-data; boundary=boundary"}
    world.screening(http)  # what a first upload loads would take the service as long as the pause
    with patch("service.api.body_time.LONGEST_PAUSE_S", 0.3):
        yield lambda more: http.post("/v1/screenings", content=stalling(), headers=headers | more)


def _forbidden(world: World, _http: httpx2.Client) -> Iterator[Send]:
    with world.service.caller(world.key(Scope.READ)) as reader:
        yield _send(reader, "POST", "/v1/screenings", files=FILE)


def _too_many_requests(world: World, _http: httpx2.Client) -> Iterator[Send]:
    with world.service.caller(world.key(*ALL_SCOPES, requests_per_minute=1)) as hasty:
        assert hasty.get("/v1/screenings").status_code == 200
        yield _send(hasty, "GET", "/v1/screenings")


def _tokens_unverifiable(world: World, _http: httpx2.Client) -> Iterator[Send]:
    with world.with_tokens.caller(world.token) as http:
        yield _send(http, "GET", "/v1/screenings")


_NOBODY = {"Authorization": ""}
_FORM = {"Content-Type": "multipart/form-data"}

#: By the type's id: the operation that answers so, and how it comes to that.
PROVOCATIONS: dict[str, tuple[str, Provocation]] = {
    "malformed-request": (
        "submit_screening",
        _plain("POST", "/v1/screenings", content=b"junk", headers=_FORM),
    ),
    "not-found": ("get_screening", _plain("GET", f"/v1/screenings/{uuid.UUID(int=1)}")),
    "method-not-allowed": ("", _plain("PATCH", "/v1/screenings")),
    "upload-too-large": (
        "submit_screening",
        _plain("POST", "/v1/screenings", files={"file": ("a.jpg", b"x" * 600_000)}),
    ),
    "upload-stalled": ("submit_screening", _upload_stalled),
    "unsupported-media-type": ("submit_screening", _plain("POST", "/v1/screenings", json={})),
    "invalid-request": (
        "submit_screening",
        _plain("POST", "/v1/screenings", files=FILE, data={"kind": "portrait"}),
    ),
    "unknown-policy": (
        "submit_screening",
        _plain("POST", "/v1/screenings", files=FILE, data={"policy": "none"}),
    ),
    "gone": ("get_screening", _gone),
    "on-hold": ("delete_screening", _on_hold),
    "being-screened": ("delete_screening", _being_screened),
    "not-done": ("compare_screenings", _not_done),
    "nothing-to-show": ("get_evidence", _nothing_to_show),
    "idempotency-in-progress": ("submit_screening", _idempotency_in_progress),
    "idempotency-key-reused": ("submit_screening", _idempotency_key_reused),
    "store-unavailable": ("list_screenings", _store_unavailable),
    "webhook-target-refused": (
        "create_webhook",
        _plain("POST", "/v1/webhooks", json={"url": "http://portal.example/"}),
    ),
    "webhook-disabled": ("ping_webhook", _webhook_disabled),
    "internal-error": ("list_rules", _internal_error),
    "not-ready": ("get_readiness", _not_ready),
    "busy": ("submit_screening", _busy),
    "unauthenticated": ("list_screenings", _plain("GET", "/v1/screenings", headers=_NOBODY)),
    "forbidden": ("submit_screening", _forbidden),
    "too-many-requests": ("list_screenings", _too_many_requests),
    "tokens-unverifiable": ("list_screenings", _tokens_unverifiable),
}


def provoked(type_id: str, world: World, http: httpx2.Client) -> AbstractContextManager[Send]:
    """The request that meets a type of problem; KeyError for a type that nobody provokes."""
    return contextmanager(PROVOCATIONS[type_id][1])(world, http)
