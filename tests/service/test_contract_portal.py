"""What a portal gets wrong at first, and how plainly it is told so; and messages to webhooks."""

from __future__ import annotations

import json
import re
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field, ValidationError

from checks.policies import POLICY_FOLDER, policy_ids
from checks.policy_archive import archived_document
from checks.policy_versions import part_versions
from service.api.field_faults import field_fault
from service.api.patterns import FORMS
from service.documentation import openapi_document
from service.rulebook import all_rules, ever_known_rules
from tests.contract.server import Served, served
from tests.service.test_api_screenings import assert_problem, post
from tests.service.webhook_world import World, world_in

NO_PICTURE = {"file": ("a.jpg", b"no picture")}
NOBODY = str(uuid.UUID(int=1))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/{NOBODY}"),
        ("DELETE", f"/{NOBODY}"),
        ("PUT", f"/{NOBODY}/hold"),
        ("DELETE", f"/{NOBODY}/hold"),
        ("POST", f"/{NOBODY}/rerun"),
        ("GET", f"/{NOBODY}/compare/{NOBODY}"),
        ("GET", f"/{NOBODY}/evidence"),
    ],
)
def test_a_screening_that_never_was_is_told_as_such(
    client: TestClient, method: str, path: str
) -> None:
    for language, detail in (
        ("en", "There is no such screening."),
        ("fr", "Cet examen n'existe pas."),
    ):
        headers = {"Accept-Language": language}
        answer = client.request(method, f"/v1/screenings{path}", headers=headers)
        assert assert_problem(answer, 404, "not-found")["detail"].startswith(detail)


def test_all_that_is_wrong_with_a_form_is_told_at_once(client: TestClient) -> None:
    wrong = {"polcy": "pr-card", "kind": "portrait", "reference": "two words", "policy_version": ""}
    key = uuid.uuid4().hex
    answer = client.post(
        "/v1/screenings",
        files=NO_PICTURE,
        data=wrong,
        headers=[("Idempotency-Key", key), ("Idempotency-Key", key)],
    )
    document = assert_problem(answer, 422, "invalid-request")
    fields = {error["field"] for error in document["errors"]}
    assert fields == {*wrong, "Idempotency-Key"}
    assert len(document["errors"]) == len(fields)


def test_a_second_idempotency_key_is_refused(client: TestClient) -> None:
    two = [("Idempotency-Key", uuid.uuid4().hex), ("Idempotency-Key", uuid.uuid4().hex)]
    address = post(client, b"no picture").headers["location"]
    for answer in (
        client.post("/v1/screenings", files=NO_PICTURE, headers=two),
        client.post(f"{address}/rerun", headers=two),
    ):
        document = assert_problem(answer, 422, "invalid-request")
        assert document["errors"] == [{"field": "Idempotency-Key", "detail": "Sent more than once"}]


@pytest.mark.parametrize(
    "query", ["rule=foo", "policy=none", "rule=photo.face-heigth", "policy=pr-card.form"]
)
def test_a_filter_by_what_never_was_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/screenings?{query}", headers={"Accept-Language": "fr"})
    document = assert_problem(answer, 422, "invalid-request")
    (error,) = document["errors"]
    assert error["field"] == query.split("=")[0]
    assert "GET /v1/" in error["detail"]


def test_a_filter_may_be_a_rule_of_any_version(client: TestClient) -> None:
    for rule in ever_known_rules():
        assert client.get("/v1/screenings", params={"rule": rule, "limit": 1}).status_code == 200
    assert {entry.id for entry in all_rules()} <= ever_known_rules()
    for policy in policy_ids():
        for kind, versions in part_versions(policy).items():
            oldest = archived_document(POLICY_FOLDER, policy, kind, versions[0])
            assert set(oldest["rules"]) <= ever_known_rules()


def test_an_answer_says_whether_it_was_put_off_because_it_was_asked_to(
    client: TestClient,
) -> None:
    key, prefer = {"Idempotency-Key": uuid.uuid4().hex}, {"Prefer": "respond-async"}
    later = client.post("/v1/screenings", files=NO_PICTURE, headers=key | prefer)
    assert (later.status_code, later.headers["preference-applied"]) == (202, "respond-async")
    now = client.post("/v1/screenings", files=NO_PICTURE)
    assert now.status_code == 201
    assert "preference-applied" not in now.headers


class Sent(BaseModel, extra="forbid"):
    """A field of each kind that callers send."""

    gt: Annotated[int, Field(gt=3)] = 4
    ge: Annotated[int, Field(ge=3)] = 4
    lt: Annotated[int, Field(lt=3)] = 2
    le: Annotated[int, Field(le=3)] = 2
    short: Annotated[str, Field(min_length=3)] = "aaa"
    empty: Annotated[str, Field(min_length=1)] = "a"
    long: Annotated[str, Field(max_length=3)] = "a"
    form: Annotated[str, Field(pattern="^a+$")] = "a"
    choice: Literal["a", "b"] = "a"
    ident: uuid.UUID = uuid.UUID(int=0)
    number: int = 0
    words: list[str] = Field(default_factory=list)
    yes: bool = True
    needed: int = Field()


WRONG = {
    "gt": 3, "ge": 2, "lt": 3, "le": 4, "short": "aa", "empty": "", "long": "aaaa", "form": "b",
    "choice": "c", "ident": "x", "number": "x", "words": "x", "yes": "x", "other": 1,
}  # fmt: skip


def test_french_says_as_much_as_english() -> None:
    with pytest.raises(ValidationError) as refusal:
        Sent.model_validate(WRONG)
    faults = {str(error["loc"][0]): field_fault(error) for error in refusal.value.errors()}
    assert set(faults) == {*WRONG, "needed"}
    for name, fault in faults.items():
        assert fault.fr != "Valeur non valide", name
        assert re.findall(r"\d+", fault.en) in (re.findall(r"\d+", fault.fr), ["1"]), name
        assert "^" not in fault.en + fault.fr
    assert faults["ident"].en == "A UUID is expected"
    assert faults["le"].fr == "Une valeur d'au plus 3 est attendue"
    assert faults["short"].fr == "Au moins 3 caractères sont attendus"
    assert faults["empty"].fr == "Au moins un caractère est attendu"


@pytest.mark.parametrize("pattern", FORMS)
def test_no_form_is_explained_by_an_expression(pattern: str) -> None:
    error = {"type": "string_pattern_mismatch", "ctx": {"pattern": pattern}, "msg": pattern}
    fault = field_fault(error)
    assert fault == FORMS[pattern]
    assert not set("^$[]{}\\") & set(fault.en + fault.fr)


def test_every_pattern_that_callers_must_meet_has_its_words() -> None:
    document = openapi_document()
    patterns = {
        parameter["schema"]["pattern"]
        for path in document["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if "pattern" in parameter["schema"]
    }
    assert patterns
    assert patterns <= set(FORMS)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service behind a socket."""
    with served(tmp_path_factory.mktemp("portal")) as running:
        yield running


def test_two_lengths_are_refused_and_the_connection_ends(service: Served) -> None:
    host, port = service.address.removeprefix("http://").split(":")
    body = b"0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
    head = (
        "POST /v1/screenings HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b"
        f"\r\nAuthorization: Bearer {service.key}\r\nTransfer-Encoding: chunked\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    first, content = answer.split(b"\r\n\r\n", 1)
    assert first.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in first.lower()
    assert answer.count(b"HTTP/1.1 ") == 1  # what was smuggled in got no answer
    document = json.loads(content)
    assert document["type"] == "/problems/malformed-request"
    assert "Transfer-Encoding" in document["detail"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


def message_schema(name: str) -> dict[str, Any]:
    document = openapi_document()
    operation = document["webhooks"][name]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    schema = {**content["schema"], "components": document["components"]}
    jsonschema.validate(content["example"], schema)
    return schema


def test_messages_are_as_the_document_says(world: World) -> None:
    webhook = world.webhook()
    done = json.loads(world.row(world.message()).body)
    sent = world.desk.ping(webhook.row.id)
    assert sent is not None
    pinged = json.loads(world.row(sent).body)
    for message in (done, pinged):
        schema = message_schema(message["type"])
        jsonschema.validate(message, schema)
        example = openapi_document()["webhooks"][message["type"]]["post"]["requestBody"]["content"][
            "application/json"
        ]["example"]
        assert message.keys() == example.keys()
        assert message["data"].keys() == example["data"].keys()
    assert done["data"]["reference"] == "ref-1"


def test_every_kind_of_message_is_described() -> None:
    assert list(openapi_document()["webhooks"]) == [
        "screening.completed",
        "screening.failed",
        "webhook.ping",
    ]
    message_schema("screening.failed")
