"""Stored screenings over HTTP: get, find, delete, hold, screen again, compare, evidence, later."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from service.access.keys import KeyOrder
from service.access.scopes import Scope
from service.schema import report_schema
from tests.conftest import REPOSITORY
from tests.service.test_api_screenings import assert_problem, post

PASSPORT = REPOSITORY / "samples" / "specimens" / "identity-passport.jpg"


def screened(client: TestClient, content: bytes, **fields: str) -> str:
    """The id of a new screening."""
    answer = post(client, content, **fields)
    assert answer.status_code == 201
    screening_id: str = answer.json()["screening"]
    assert answer.headers["location"] == f"/v1/screenings/{screening_id}"
    return screening_id


def headers_of(client: TestClient, *scopes: Scope) -> dict[str, str]:
    """The header of a new key that may do only this."""
    keys = client.app.state.access.keys  # type: ignore[attr-defined]  # an ASGI app in general
    order = KeyOrder("test", frozenset(scopes))
    return {"Authorization": f"Bearer {keys.create(order, 'test', dt.datetime.now(dt.UTC)).secret}"}


def test_a_screening_is_found_again_with_its_report(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    first = post(client, portrait_jpeg, reference="r-1").json()
    document = client.get(f"/v1/screenings/{first['screening']}").json()
    assert document["report"] == first
    assert document["id"] == first["screening"]
    assert (document["state"], document["reference"]) == ("done", "r-1")
    assert (document["verdict"], document["policy"]) == (first["verdict"], "pr-card")
    kept = dt.datetime.fromisoformat(document["keep_until"]) - dt.datetime.fromisoformat(
        document["created"]
    )
    assert kept == dt.timedelta(days=180)


def test_a_caller_that_has_an_answer_gets_it_once(client: TestClient, portrait_jpeg: bytes) -> None:
    address = f"/v1/screenings/{screened(client, portrait_jpeg)}"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    client.put(f"{address}/hold")
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_screenings_are_found_by_every_condition(client: TestClient, portrait_jpeg: bytes) -> None:
    mark = uuid.uuid4().hex
    mine = screened(client, portrait_jpeg, reference=mark, policy="citizenship")
    broken = screened(client, b"no picture", reference=mark)
    document = client.get(f"/v1/screenings/{mine}").json()

    def found(**conditions: str) -> list[str]:
        answer = client.get("/v1/screenings", params={"reference": mark, **conditions})
        assert answer.status_code == 200
        return [item["id"] for item in answer.json()["items"]]

    assert found() == [broken, mine]
    assert found(policy="citizenship") == [mine]
    assert document["verdict"] == "return", "500 pixels are too few for this policy"
    assert found(verdict="return") == [broken, mine]
    assert found(verdict="accept") == []
    assert found(rule="file.readable", outcome="fail") == [broken]
    assert found(rule="photo.face-count", outcome="pass") == [mine]
    assert found(kind="photo") == [mine]
    assert found(state="done") == [broken, mine]
    assert found(state="waiting") == []
    assert found(created_before=document["created"]) == []
    assert found(created_from=document["created"]) == [broken, mine]


def test_pages_follow_one_another_without_gap_or_repetition(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    mark = uuid.uuid4().hex
    ids = [screened(client, b"no picture", reference=mark) for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    for size in (2, 2, 1):
        params = {"reference": mark, "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/screenings", params=params).json()
        assert len(page["items"]) == size
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == ids[::-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cursor": "nonsense"},
        {"limit": "0"},
        {"limit": "1000"},
        {"verdict": "good"},
        {"created_from": "2026-11-24T12:00:00"},
    ],
)
def test_wrong_conditions_are_named(client: TestClient, wrong: dict[str, str]) -> None:
    problem = assert_problem(client.get("/v1/screenings", params=wrong), 422, "invalid-request")
    assert [error["field"] for error in problem["errors"]] == list(wrong)


def test_what_is_unknown_and_what_was_deleted(client: TestClient, portrait_jpeg: bytes) -> None:
    assert_problem(client.get(f"/v1/screenings/{uuid.uuid4()}"), 404, "not-found")
    address = f"/v1/screenings/{screened(client, portrait_jpeg)}"
    assert client.put(f"{address}/hold").status_code == 204
    assert_problem(client.delete(address), 409, "on-hold")
    assert client.delete(f"{address}/hold").status_code == 204
    assert client.delete(address).status_code == 204
    for answer in (
        client.get(address),
        client.delete(address),
        client.post(f"{address}/rerun"),
        client.get(f"{address}/evidence"),
    ):
        assert_problem(answer, 410, "gone")


def test_a_rerun_supersedes_and_can_be_compared(client: TestClient, portrait_jpeg: bytes) -> None:
    first = screened(client, portrait_jpeg, reference="again")
    answer = client.post(f"/v1/screenings/{first}/rerun", json={"policy": "visitor-visa"})
    assert answer.status_code == 201
    report = answer.json()
    assert report["policy"]["id"] == "visitor-visa"
    second = client.get(f"/v1/screenings/{report['screening']}").json()
    assert (second["supersedes"], second["reference"]) == (first, "again")
    assert client.get(f"/v1/screenings/{first}").json()["superseded_by"] == [second["id"]]
    comparison = client.get(f"/v1/screenings/{first}/compare/{second['id']}").json()
    assert comparison["is_same_file"]
    changes = {one["rule"]: one for one in comparison["changes"]}
    assert changes["photo.face-count"]["change"] == "same"
    assert {one["change"] for one in comparison["changes"]} > {"same"}
    same = client.get(f"/v1/screenings/{first}/compare/{first}").json()
    assert {one["change"] for one in same["changes"]} == {"same"}


def test_a_rerun_under_a_policy_or_version_that_is_not_here(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    first = screened(client, portrait_jpeg)
    for asked in ({"policy": "none"}, {"version": "1999-01-01"}):
        answer = client.post(f"/v1/screenings/{first}/rerun", json=asked)
        assert_problem(answer, 422, "unknown-policy")
    version = client.get(f"/v1/screenings/{first}").json()["policy_version"]
    assert (
        client.post(f"/v1/screenings/{first}/rerun", json={"version": version}).status_code == 201
    )


def test_the_evidence_picture_is_drawn_for_officers(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    address = f"/v1/screenings/{screened(client, portrait_jpeg)}/evidence"
    answer = client.get(address, params={"lang": "fr"})
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).width > 500
    refused = client.get(address, headers=headers_of(client, Scope.READ))
    assert_problem(refused, 403, "forbidden")
    nothing = screened(client, b"no picture")
    assert_problem(client.get(f"/v1/screenings/{nothing}/evidence"), 404, "nothing-to-show")


def test_texts_of_a_document_come_only_to_officers_who_ask(client: TestClient) -> None:
    content = PASSPORT.read_bytes()
    plain = post(client, content, kind="identity", policy="pr-portal").json()
    jsonschema.validate(plain, report_schema())
    zone = plain["facts"]["identity"]["mrz"]
    assert zone["format"] == "TD3"
    assert set(zone["check_digits"].values()) <= {"pass", "none"}
    assert not zone.keys() & {"lines", "fields", "corrected"}
    assert all("values" not in field for field in plain["facts"]["identity"]["text"])
    full = post(client, content, kind="identity", policy="pr-portal", include="texts").json()
    jsonschema.validate(full, report_schema())
    assert full["facts"]["identity"]["mrz"]["lines"][0].startswith("P<UTO")
    address = f"/v1/screenings/{plain['screening']}"
    with_texts = client.get(address, params={"include": "texts"}).json()
    assert with_texts["report"]["facts"]["identity"]["mrz"]["fields"]["issuer"] == "UTO"
    reader = headers_of(client, Scope.READ, Scope.SUBMIT)
    refused = client.get(address, params={"include": "texts"}, headers=reader)
    assert_problem(refused, 403, "forbidden")
    upload = {"files": {"file": ("a.jpg", content)}, "data": {"include": "texts"}}
    assert_problem(client.post("/v1/screenings", headers=reader, **upload), 403, "forbidden")  # type: ignore[arg-type]  # httpx takes this


def test_the_same_request_gets_the_same_answer(client: TestClient, portrait_jpeg: bytes) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}

    def send(content: bytes, **fields: str) -> Any:
        files = {"file": ("a.jpg", content)}
        return client.post("/v1/screenings", files=files, data=fields, headers=key)

    first, again = send(portrait_jpeg), send(portrait_jpeg)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert_problem(send(b"another file"), 422, "idempotency-key-reused")
    assert_problem(send(portrait_jpeg, policy="citizenship"), 422, "idempotency-key-reused")


def test_scopes_divide_what_callers_may_do(client: TestClient, portrait_jpeg: bytes) -> None:
    screening_id = screened(client, portrait_jpeg)
    address = f"/v1/screenings/{screening_id}"
    submitter, reader = headers_of(client, Scope.SUBMIT), headers_of(client, Scope.READ)
    assert_problem(client.get(address, headers=submitter), 403, "forbidden")
    assert client.get(address, headers=reader).status_code == 200
    files = {"file": ("a.jpg", portrait_jpeg)}
    refused = client.post("/v1/screenings", files=files, headers=reader)
    assert_problem(refused, 403, "forbidden")
    for method, path in (("DELETE", ""), ("PUT", "/hold"), ("POST", "/rerun")):
        answer = client.request(method, address + path, headers=reader)
        assert_problem(answer, 403, "forbidden")
    nobody = client.get(address, headers={"Authorization": ""})
    assert_problem(nobody, 401, "unauthenticated")


def test_an_object_by_reference_needs_the_operators_leave(client: TestClient) -> None:
    for source in ("file:///etc/passwd", "s3://elsewhere/a.jpg", "https://example.org/a.jpg"):
        answer = client.post("/v1/screenings", files={"source": (None, source)})
        problem = assert_problem(answer, 422, "invalid-request")
        assert [error["field"] for error in problem["errors"]] == ["source"]


def test_sources_are_read_below_what_is_allowed(tmp_path: Path) -> None:
    from service.sources import SourceMissing, SourceTooLarge, is_allowed, read_source

    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"content")
    allowed = (f"file://{folder}",)
    assert read_source(f"file://{folder}/a.jpg", allowed, 100) == b"content"
    with pytest.raises(SourceTooLarge):
        read_source(f"file://{folder}/a.jpg", allowed, 3)
    with pytest.raises(SourceMissing):
        read_source(f"file://{folder}/b.jpg", allowed, 100)
    for detour in ("/../x", "/%2e%2e/x", "-other/a", "/a?b", "/a#b", "//a", "/a\\b"):
        assert not is_allowed(f"file://{folder}{detour}", allowed), detour
