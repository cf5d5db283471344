"""What whoever connects a portal tries sooner or later: pages, tags, keys, odd names, odd bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from service.access.scopes import Scope
from tests.contract.server import Served, served
from tests.service.test_api_history import headers_of, screened
from tests.service.test_api_screenings import assert_problem, post

NO_PICTURE = b"no picture"


def send(client: TestClient, headers: dict[str, str], **fields: str) -> Any:
    files = {"file": ("a.jpg", NO_PICTURE)}
    return client.post("/v1/screenings", files=files, data=fields, headers=headers)


def test_pages_stay_in_order_while_uploads_come_in(client: TestClient) -> None:
    mark = uuid.uuid4().hex
    ids = [screened(client, NO_PICTURE, reference=mark) for _ in range(4)]
    first = client.get("/v1/screenings", params={"reference": mark, "limit": 2}).json()
    screened(client, NO_PICTURE, reference=mark)
    client.delete(f"/v1/screenings/{first['items'][-1]['id']}")
    second = client.get(
        "/v1/screenings", params={"reference": mark, "limit": 2, "cursor": first["next"]}
    ).json()
    seen = [item["id"] for item in (*first["items"], *second["items"])]
    assert seen == ids[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["", "AA", "bnVsbA", "WyIyMDI2IiwiXHUwMDAwIl0", "\u00e9", "[]"])
def test_a_cursor_that_nobody_gave_out_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get("/v1/screenings", params={"cursor": cursor})
    document = assert_problem(answer, 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == ["cursor"]


@pytest.mark.parametrize(
    "place", ['["2026-11-24T12:00:00+00:00","\\u0000"]', '["2026-11-24T12:00:00Z","\\ud800"]',
              '["0001-01-01T00:00:00+23:00","00000000-0000-0000-0000-000000000000"]', "[" * 90]
)  # fmt: skip
def test_a_cursor_that_was_made_up_is_refused(client: TestClient, place: str) -> None:
    import base64

    cursor = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
    answer = client.get("/v1/screenings", params={"cursor": cursor})
    assert_problem(answer, 422, "invalid-request")


@pytest.mark.parametrize(
    "query",
    ["refrence=a", "limit=1&limit=2", "rule=%00", "policy=pr-card%00", "reference=a%00",
     "created_from=0", "created_from=2026-11-24", "created_from=2026-11-24T12:00:00+00:00",
     "verdict=", "state=deleted", "kind=auto"],
)  # fmt: skip
def test_a_filter_that_is_none_finds_nothing_by_mistake(client: TestClient, query: str) -> None:
    document = assert_problem(client.get(f"/v1/screenings?{query}"), 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-06-30T23:59:60Z",
     "2026-11-24t12:00:00.123456789z", "0000-01-01T00:00:00Z"],
)  # fmt: skip
def test_any_moment_of_rfc_3339_may_be_asked_for(client: TestClient, moment: str) -> None:
    for field in ("created_from", "created_before"):
        assert client.get("/v1/screenings", params={field: moment}).status_code == 200


def test_a_tag_is_compared_as_rfc_9110_says(client: TestClient) -> None:
    address = f"/v1/screenings/{screened(client, NO_PICTURE)}"
    tag = client.get(address).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = client.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == tag
        assert "content-type" not in answer.headers
    for unknown in ('"other"', tag.strip('"'), ""):
        assert client.get(address, headers={"If-None-Match": unknown}).status_code == 200
    head = client.head(address)
    assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")
    assert client.head(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_tag_is_of_one_representation(client: TestClient) -> None:
    address = f"/v1/screenings/{screened(client, NO_PICTURE)}"
    other = f"/v1/screenings/{screened(client, NO_PICTURE)}"
    assert client.get(address).headers["etag"] != client.get(other).headers["etag"]


def test_a_key_belongs_to_whoever_sent_it(client: TestClient) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    mine = send(client, key)
    other = send(client, key | headers_of(client, Scope.SUBMIT))
    assert mine.status_code == other.status_code == 201
    assert mine.json()["screening"] != other.json()["screening"]
    assert "idempotency-replayed" not in other.headers


@pytest.mark.parametrize(
    "fields", [{"policy": "citizenship"}, {"kind": "photo"}, {"reference": "other"}]
)
def test_a_key_with_another_field_is_another_request(
    client: TestClient, fields: dict[str, str]
) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    assert send(client, key).status_code == 201
    assert_problem(send(client, key, **fields), 422, "idempotency-key-reused")


def test_a_key_with_another_file_name_or_version_is_another_request(client: TestClient) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    assert send(client, key).status_code == 201
    renamed = {"file": ("b.jpg", NO_PICTURE)}
    answer = client.post("/v1/screenings", files=renamed, headers=key)
    assert_problem(answer, 422, "idempotency-key-reused")
    parts = client.get("/v1/policies/pr-card").json()["parts"]
    version = next(part["version"] for part in parts if part["kind"] == "photo")
    answer = send(client, key, kind="photo", policy_version=version)
    assert_problem(answer, 422, "idempotency-key-reused")


def test_a_repetition_of_what_was_deleted_says_so(client: TestClient) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    location = send(client, key).headers["location"]
    assert client.delete(location).status_code == 204
    assert_problem(send(client, key), 410, "gone")


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 201, "\u00e9"])
def test_a_key_that_is_none_is_refused(client: TestClient, key: str) -> None:
    answer = client.post(
        "/v1/screenings",
        files={"file": ("a.jpg", NO_PICTURE)},
        headers=[(b"Idempotency-Key", key.encode())],
    )
    document = assert_problem(answer, 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == ["Idempotency-Key"]


def test_locations_are_paths_that_answer(client: TestClient) -> None:
    location = post(client, NO_PICTURE).headers["location"]
    assert location.startswith("/v1/")
    assert client.get(location).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/v1/screenings", "GET, HEAD, POST"),
        ("PUT", f"/v1/screenings/{uuid.UUID(int=1)}", "DELETE, GET, HEAD"),
        ("GET", f"/v1/screenings/{uuid.UUID(int=1)}/hold", "DELETE, PUT"),
        ("TRACE", "/v1/webhooks", "GET, HEAD, POST"),
        ("POST", "/health/live", "GET, HEAD"),
        ("POST", "/openapi.json", "GET, HEAD"),
    ],
)
def test_a_refused_method_is_told_all_others(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/v1/screenings/", "/v1//screenings", "/V1/screenings", "/v1/rules/", "/v1/webhooks/"]
)
def test_a_slash_too_many_is_no_address_and_no_redirect(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code in (404, 405)
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "name", ["\u00e9t\u00e9.jpg", "\u5199\u771f.jpg", 'a"b.jpg', "x" * 300, "a\u202egpj.exe"]
)
def test_a_file_may_be_called_anything(client: TestClient, name: str) -> None:
    answer = client.post("/v1/screenings", files={"file": (name, NO_PICTURE)})
    assert answer.status_code == 201
    assert 1 <= len(answer.json()["file"]["name"]) <= 255


def test_an_empty_file_gets_a_report(client: TestClient) -> None:
    answer = post(client, b"")
    assert answer.status_code == 201
    assert answer.json()["file"]["bytes"] == 0
    assert answer.json()["verdict"] == "return"


def test_two_files_are_one_too_many(client: TestClient) -> None:
    files = [("file", ("a.jpg", NO_PICTURE)), ("file", ("b.jpg", NO_PICTURE))]
    document = assert_problem(client.post("/v1/screenings", files=files), 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == ["file"]


WRONG_BODIES = {
    "no JSON": (b"{", "application/json", 400, "malformed-request"),
    "no UTF-8": (b'{"url": "\xff"}', "application/json", 400, "malformed-request"),
    "deep": (b"[" * 100_000, "application/json", 400, "malformed-request"),
    "a form": (b"url=x", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
    "unsaid": (b"{}", "", 415, "unsupported-media-type"),
    "a list": (b"[]", "application/json", 422, "invalid-request"),
    "nothing": (b"", "application/json", 422, "invalid-request"),
    "NUL": (b'{"url": "https://a.example/\\u0000"}', "application/json", 422, None),
    "half a sign": (b'{"url": "https://a.example/\\ud800"}', "application/json", 422, None),
    "an odd member": (
        b'{"url": "https://a.example/", "\\ud800": 1}',
        "application/json",
        422,
        None,
    ),
    "a huge number": (b'{"url": 1' + b"0" * 5000 + b"}", "application/json", 400, None),
}


@pytest.mark.parametrize("body", WRONG_BODIES)
def test_a_body_that_is_wrong_is_told_as_a_problem(client: TestClient, body: str) -> None:
    content, media_type, status, type_id = WRONG_BODIES[body]
    headers = {"Content-Type": media_type} if media_type else {}
    answer = client.post("/v1/webhooks", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert type_id is None or answer.json()["type"] == f"/problems/{type_id}"


def test_many_faults_are_told_in_part(client: TestClient) -> None:
    body = {f"{'x' * 500}{number}": 1 for number in range(500)}
    document = assert_problem(client.post("/v1/webhooks", json=body), 422, "invalid-request")
    assert len(document["errors"]) == 20
    assert all(len(error["field"]) <= 100 for error in document["errors"])


def test_json_may_state_its_charset(client: TestClient) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    body = json.dumps({"url": "https://portal.example/charset"}).encode()
    answer = client.post("/v1/webhooks", content=body, headers=headers)
    assert answer.status_code == 201
    assert client.delete(answer.headers["location"]).status_code == 204


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, own_store: dict[str, Any]
) -> Iterator[Served]:
    """A service behind a real server: what it does with bytes no client library would send."""
    with served(tmp_path_factory.mktemp("integrator"), **own_store) as running:
        yield running


def test_long_headers_are_answered(service: Served) -> None:
    with service.caller() as http:
        long = {"Accept-Language": "fr;q=0.1," * 1000, "Prefer": "x," * 1000}
        assert http.get("/v1/nothing", headers=long).status_code == 404
        answer = http.get("/v1/rules", headers={"X-Long": "x" * 100_000})
        assert answer.status_code in (200, 400, 431)
        assert http.get("/health/live").status_code == 200


def test_a_connection_outlives_a_refusal(service: Served) -> None:
    with service.caller() as http:
        for _ in range(3):
            assert http.post("/v1/webhooks", content=b"{").status_code == 415
            refused: httpx2.Response = http.get("/v1/screenings", params={"limit": "x"})
            assert refused.status_code == 422
            assert http.get("/v1/screenings").status_code == 200
