"""Webhooks over HTTP: who may, what is answered, what is never told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.access.scopes import Scope
from service.api import webhooks
from service.api.problems import install_problem_handlers
from service.webhooks.deliveries import Attempt
from service.webhooks.desk import WebhookDesk, target_policy, webhook_desk
from service.webhooks.sending import Outcome
from tests.service.access_apps import NOW, Guarded, bearer
from tests.service.test_webhooks_targets import OWN_HOSTS
from tests.service.webhook_world import URL, Calls

NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Api:
    """The operations, as an admin reaches them."""

    client: TestClient
    desk: WebhookDesk
    calls: Calls
    guarded: Guarded

    def made(self, **more: Any) -> dict[str, Any]:
        answer = self.client.post("/v1/webhooks", json={"url": URL, **more})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def dead(self, webhook_id: str) -> str:
        """A delivery that was given up."""
        delivery_id: str = self.client.post(f"/v1/webhooks/{webhook_id}/ping").json()["id"]
        self.calls.ids.clear()
        attempt = self.desk.deliveries.claim(delivery_id, NOW)
        assert isinstance(attempt, Attempt)
        self.desk.deliveries.finish(attempt, Outcome(410, "gone"), NOW)
        return delivery_id


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    guarded, calls = Guarded(tmp_path), Calls()
    desk = webhook_desk(
        guarded.database, guarded.keyring, target_policy(False, ""), calls, lambda: NOW
    )
    app = FastAPI()
    app.state.access, app.state.webhooks = guarded.access, desk
    install_problem_handlers(app)
    app.include_router(webhooks.router)
    with TestClient(app, headers=bearer(guarded.key(Scope.ADMIN))) as client:
        yield Api(client, desk, calls, guarded)
    guarded.close()


def test_a_secret_is_told_once(api: Api) -> None:
    answer = api.client.post("/v1/webhooks", json={"url": URL})
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Location"] == f"/v1/webhooks/{made['id']}"
    shown = api.client.get(answer.headers["Location"])
    assert shown.json() == {
        "id": made["id"],
        "url": URL,
        "owner": None,
        "created": NOW.isoformat().replace("+00:00", "Z"),
        "enabled": True,
    }
    assert api.client.get("/v1/webhooks").json() == {"items": [shown.json()]}


def test_a_webhook_may_be_for_one_caller_s_screenings(api: Api) -> None:
    api.guarded.key(Scope.SUBMIT)
    owner = api.guarded.access.keys.listed()[-1].caller.id
    made = api.made(owner=owner)
    assert made["owner"] == owner
    row = api.desk.webhooks.get(made["id"])
    assert row is not None
    assert row.owner == owner
    assert api.made(owner="oidc:abc1")["owner"] == "oidc:abc1"


def test_a_webhook_for_nobody_is_not_made(api: Api) -> None:
    body = {"url": URL, "owner": f"key:{NOBODY}"}
    answer = api.client.post("/v1/webhooks", json=body, headers={"Accept-Language": "fr"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "owner"
    assert "Aucune clé" in error["detail"]
    assert api.desk.webhooks.all() == ()


@pytest.mark.parametrize("scopes", [(Scope.SUBMIT, Scope.READ, Scope.OFFICER), ()])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("GET", ""),
        ("GET", f"/{NOBODY}"),
        ("DELETE", f"/{NOBODY}"),
        ("POST", f"/{NOBODY}/enable"),
        ("POST", f"/{NOBODY}/secret"),
        ("POST", f"/{NOBODY}/ping"),
        ("GET", f"/{NOBODY}/deliveries"),
        ("POST", f"/{NOBODY}/deliveries/replay"),
        ("POST", f"/{NOBODY}/deliveries/{NOBODY}/replay"),
    ],
)
def test_only_admins_reach_webhooks(
    api: Api, method: str, path: str, scopes: tuple[Scope, ...]
) -> None:
    headers = bearer(api.guarded.key(*scopes)) if scopes else {"Authorization": ""}
    answer = api.client.request(method, f"/v1/webhooks{path}", headers=headers)
    assert answer.status_code == (403 if scopes else 401)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/{NOBODY}", None),
        ("DELETE", f"/{NOBODY}", None),
        ("POST", f"/{NOBODY}/enable", None),
        ("POST", f"/{NOBODY}/secret", {}),
        ("POST", f"/{NOBODY}/ping", None),
        ("GET", f"/{NOBODY}/deliveries", None),
        ("POST", f"/{NOBODY}/deliveries/replay", None),
        ("POST", f"/{NOBODY}/deliveries/{NOBODY}/replay", None),
    ],
)
def test_what_is_not_there_is_not_found(
    api: Api, method: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = api.client.request(method, f"/v1/webhooks{path}", json=body)
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    "url",
    ["http://portal.example/", "https://a:b@portal.example/", "ftp://portal.example/", "x"]
    + [f"https://{host}/" for host in OWN_HOSTS],
)
def test_an_address_that_is_refused_is_a_problem_of_its_own(api: Api, url: str) -> None:
    answer = api.client.post("/v1/webhooks", json={"url": url}, headers={"Accept-Language": "fr"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/webhook-target-refused"
    assert "adresse" in answer.json()["title"]
    assert url not in answer.json()["detail"].split()
    assert api.desk.webhooks.all() == ()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": ""},
        {"url": "https://portal.example/" + "a" * 2000},
        {"url": URL, "owner": "*"},
        {"url": URL, "owner": "Jane"},
        {"url": URL, "secret": "whsec_own"},
    ],
)
def test_a_webhook_that_is_described_wrongly_is_not_made(api: Api, body: dict[str, Any]) -> None:
    answer = api.client.post("/v1/webhooks", json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-request"
    assert api.desk.webhooks.all() == ()


def test_a_new_secret_leaves_the_old_one_for_a_while(api: Api) -> None:
    made = api.made()
    answer = api.client.post(f"/v1/webhooks/{made['id']}/secret", json={"overlap_s": 60})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    row = api.desk.webhooks.get(made["id"])
    assert row is not None
    values = [secret.value for secret in api.desk.webhooks.secrets_of(row, NOW)]
    assert values == [answer.json()["secret"], made["secret"]]
    path = f"/v1/webhooks/{made['id']}/secret"
    assert api.client.post(path, json={"overlap_s": -1}).status_code == 422
    assert api.client.post(path, json={"overlap_s": 10**9}).status_code == 422


def test_a_deleted_webhook_is_gone(api: Api) -> None:
    path = f"/v1/webhooks/{api.made()['id']}"
    assert api.client.delete(path).status_code == 204
    assert api.client.get(path).status_code == 404


def test_a_test_message_is_a_delivery(api: Api) -> None:
    path = f"/v1/webhooks/{api.made()['id']}"
    answer = api.client.post(f"{path}/ping")
    assert answer.status_code == 202
    sent = answer.json()
    assert (sent["type"], sent["screening"], sent["state"]) == ("webhook.ping", None, "waiting")
    assert api.calls.ids == [sent["id"]]
    assert api.client.get(f"{path}/deliveries").json() == {"items": [sent], "next": None}


def test_no_test_message_goes_to_a_webhook_that_is_disabled(api: Api) -> None:
    webhook_id = api.made()["id"]
    path = f"/v1/webhooks/{webhook_id}"
    api.dead(webhook_id)
    refused = api.client.post(f"{path}/ping")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/webhook-disabled")
    assert "/enable" in refused.json()["detail"]
    assert api.calls.ids == []
    api.client.post(f"{path}/enable")
    assert api.client.post(f"{path}/ping").status_code == 202


def test_the_log_has_pages(api: Api) -> None:
    path = f"/v1/webhooks/{api.made()['id']}"
    sent = {api.client.post(f"{path}/ping").json()["id"] for _ in range(5)}
    cursor, seen, sizes = None, [], []
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api.client.get(f"{path}/deliveries", params=query).json()
        seen += [delivery["id"] for delivery in page["items"]]
        sizes.append(len(page["items"]))
        cursor = page["next"]
        if cursor is None:
            break
    assert (sizes, len(seen), set(seen)) == ([2, 2, 1], 5, sent)
    unknown = api.client.get(f"{path}/deliveries", params={"cursor": NOBODY})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["field"] == "cursor"


def test_dead_deliveries_are_shown_and_replayed(api: Api) -> None:
    webhook_id = api.made()["id"]
    path = f"/v1/webhooks/{webhook_id}"
    first = api.dead(webhook_id)
    assert api.client.get(path).json()["enabled"] is False
    (shown,) = api.client.get(f"{path}/deliveries", params={"state": "dead"}).json()["items"]
    assert (shown["id"], shown["last_status"], shown["last_error"]) == (first, 410, "gone")
    assert shown["due"] is None
    assert api.client.post(f"{path}/enable").json()["enabled"] is True
    second = api.dead(webhook_id)
    assert api.client.post(f"{path}/deliveries/{first}/replay").json() == {"deliveries": 1}
    assert api.client.post(f"{path}/deliveries/{first}/replay").json() == {"deliveries": 0}
    assert api.client.post(f"{path}/deliveries/replay").json() == {"deliveries": 1}
    assert api.calls.ids == [first, second]
    replayed = api.desk.deliveries.get(first)
    assert replayed is not None
    assert replayed.message_id == shown["message_id"]


def test_a_delivery_of_another_webhook_is_not_found(api: Api) -> None:
    first, second = api.made()["id"], api.made()["id"]
    delivery_id = api.dead(first)
    answer = api.client.post(f"/v1/webhooks/{second}/deliveries/{delivery_id}/replay")
    assert answer.status_code == 404


def test_every_operation_is_described(api: Api) -> None:
    document = api.client.get("/openapi.json").json()
    paths = {path for path in document["paths"] if path.startswith("/v1/webhooks")}
    assert len(paths) == 8
    operation = document["paths"]["/v1/webhooks"]["post"]
    assert {"201", "401", "403", "422", "429"} <= set(operation["responses"])
