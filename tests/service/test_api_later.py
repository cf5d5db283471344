"""Uploads accepted now and screened later, and the webhooks that tell of them."""

from __future__ import annotations

import time
from typing import Any

from fastapi.testclient import TestClient

from tests.service.test_api_history import screened
from tests.service.test_api_screenings import post

PATIENCE_S = 20.0


def done(client: TestClient, address: str) -> dict[str, Any]:
    """A screening's document once it is done."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        document: dict[str, Any] = client.get(address).json()
        if document["state"] == "done":
            return document
        assert document["state"] in ("waiting", "running")
        assert document["report"] is None
        time.sleep(0.05)
    raise AssertionError("it was not screened in time")


def test_an_upload_is_accepted_at_once_and_screened_later(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    files = {"file": ("a.jpg", portrait_jpeg)}
    headers = {"Prefer": "respond-async, wait=1"}
    answer = client.post("/v1/screenings", files=files, headers=headers)
    assert answer.status_code == 202
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["state"] == "waiting"
    document = done(client, answer.headers["location"])
    assert document["id"] == answer.json()["id"]
    now = post(client, portrait_jpeg).json()
    assert document["report"]["findings"] == now["findings"]


def test_a_rerun_can_wait_too(client: TestClient, portrait_jpeg: bytes) -> None:
    first = screened(client, portrait_jpeg)
    answer = client.post(f"/v1/screenings/{first}/rerun", headers={"Prefer": "respond-async"})
    assert answer.status_code == 202
    assert done(client, answer.headers["location"])["supersedes"] == first


def test_a_webhook_hears_of_every_screening(client: TestClient, portrait_jpeg: bytes) -> None:
    made = client.post("/v1/webhooks", json={"url": "https://portal.example/hooks"})
    assert made.status_code == 201
    webhook = made.json()
    assert webhook["secret"].startswith("whsec_")
    screening_id = screened(client, portrait_jpeg)
    address = f"/v1/webhooks/{webhook['id']}"
    deliveries = client.get(f"{address}/deliveries").json()["items"]
    assert [one["screening"] for one in deliveries] == [screening_id]
    assert "secret" not in client.get(address).json()
    assert client.delete(address).status_code == 204
