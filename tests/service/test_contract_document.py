"""The OpenAPI document: valid, complete, with true examples, and kept to what was promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from importlib.metadata import version
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.documentation import openapi_document
from service.problem_types import PROBLEM_TYPES
from tests.contract.breaking import breaking_changes
from tests.contract.promise import present_promise, promise_path, promised

Node = dict[str, Any]
METHODS = {"get", "put", "post", "delete"}
OPEN_TAGS = {"rules and policies", "problems", "health"}
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def document() -> Node:
    """The document of a service with default settings."""
    return openapi_document()


def operations(document: Node) -> Iterator[tuple[str, Node]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_document_is_valid(document: Node) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_a_running_service_publishes_the_same(client: TestClient, document: Node) -> None:
    published = client.get("/openapi.json").json()
    assert published["paths"].keys() == document["paths"].keys()
    assert breaking_changes(document, published) == []
    assert breaking_changes(published, document) == []


def test_every_operation_is_named_and_explained(document: Node) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(ids)) == len(ids)
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in operations(document):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", operation["operationId"]), name
        assert name.split()[0].lower() in METHODS, name
        assert not operation["summary"].endswith("."), name
        assert operation["description"].rstrip().endswith((".", "?")), name
        assert len(operation["tags"]) == 1, name
        assert set(operation["tags"]) <= tags, name


def test_whoever_is_not_known_gets_at_published_knowledge_alone(document: Node) -> None:
    for name, operation in operations(document):
        is_open = operation["tags"][0] in OPEN_TAGS
        assert is_open == (not operation.get("security")), name
        for way in operation.get("security", ()):
            assert len(way) == 1 and all(way.values()), (name, "a scope is named")


def test_every_operation_lists_its_problems_with_examples(document: Node) -> None:
    for name, operation in operations(document):
        listed = problems_of(operation)
        assert listed >= {"internal-error", "invalid-request"}, name
        if operation.get("security"):
            assert listed >= {
                "unauthenticated", "forbidden", "too-many-requests", "tokens-unverifiable",
                "store-unavailable",
            }, name  # fmt: skip
        if "requestBody" in operation:
            assert listed >= {"malformed-request", "unsupported-media-type", "upload-too-large"}
        for status, answer in operation["responses"].items():
            if status[0] in "45":
                examples = answer["content"][PROBLEM]["examples"]
                assert {PROBLEM_TYPES[type_id].status for type_id in examples} == {int(status)}


def problems_of(operation: Node) -> set[str]:
    return {
        type_id
        for answer in operation["responses"].values()
        for type_id in answer.get("content", {}).get(PROBLEM, {}).get("examples", {})
    }


def test_every_problem_type_is_listed_by_an_operation(document: Node) -> None:
    listed = {one for _, operation in operations(document) for one in problems_of(operation)}
    # A method that an address does not take belongs to no operation.
    assert set(PROBLEM_TYPES) - listed == {"method-not-allowed"}


def test_every_request_and_answer_has_a_true_example(document: Node) -> None:
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            check(document, parameter, (name, parameter["name"]))
        messages = [operation.get("requestBody", {}), *operation["responses"].values()]
        for message in messages:
            for media_type, content in message.get("content", {}).items():
                if media_type == "image/png":
                    continue
                check(document, content, (name, media_type))
            for header, described in message.get("headers", {}).items():
                check(document, resolved(document, described), (name, header))


def check(document: Node, described: Node, where: Any) -> None:
    """Examples meet the schema that stands beside them."""
    stated = described.get("examples", {"only": {"value": described.get("example")}})
    schema = {**described["schema"], "components": document["components"]}
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert stated, where
    for example in stated.values():
        value = resolved(document, example)["value"]
        assert value is not None, where
        assert [error.message for error in validator.iter_errors(value)] == [], where


def resolved(document: Node, node: Node) -> Node:
    for part in node["$ref"].removeprefix("#/").split("/") if "$ref" in node else ():
        document = document[part]
    return document if "$ref" in node else node


def test_an_answer_promises_retry_after_wherever_its_types_do(document: Node) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            types = answer.get("content", {}).get(PROBLEM, {}).get("examples", {})
            promised_by = [PROBLEM_TYPES[one].retry_after_s is not None for one in types]
            stated = answer["headers"].get("Retry-After", {"$ref": ""})["$ref"]
            if any(promised_by):
                sure = "RetryAfter" if all(promised_by) else "RetryAfterSome"
                assert stated == f"#/components/headers/{sure}", (name, status)
            elif types:
                assert stated == "", (name, status)


def test_what_was_promised_holds() -> None:
    now = version("docscreen")
    given = promised(now)
    assert given is not None, f"{promise_path(now).name}: python -m tests.contract.promise"
    present = present_promise()
    assert breaking_changes(given, present) == [], "callers break: raise the version first"
    assert given == present, "additions are promised by `python -m tests.contract.promise`"


LIST, SUBMIT = ("/v1/screenings", "get"), ("/v1/screenings", "post")


def parameter(document: Node, name: str) -> Node:
    listed = document["paths"][LIST[0]][LIST[1]]["parameters"]
    found: Node = next(one for one in listed if one["name"] == name)
    return found


def schema(document: Node, name: str) -> Node:
    found: Node = document["components"]["schemas"][name]
    return found


BREAKING: dict[str, Any] = {
    "an operation is gone": lambda d: d["paths"]["/v1/rules"].pop("get"),
    "an address is gone": lambda d: d["paths"].pop("/v1/screenings/{screening_id}/hold"),
    "another id": lambda d: d["paths"]["/v1/rules"]["get"].update(operationId="rules"),
    "another scope": lambda d: d["paths"][LIST[0]]["get"].update(security=[{"key": ["admin"]}]),
    "a parameter is gone": lambda d: d["paths"][LIST[0]]["get"]["parameters"].pop(),
    "a parameter is needed": lambda d: parameter(d, "policy").update(required=True),
    "a new parameter is needed": lambda d: d["paths"][LIST[0]]["get"]["parameters"].append(
        {"name": "new", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "fewer values": lambda d: parameter(d, "verdict")["schema"]["enum"].pop(),
    "a lower limit": lambda d: parameter(d, "limit")["schema"].update(maximum=100),
    "a stricter pattern": lambda d: parameter(d, "rule")["schema"].update(pattern="^a$"),
    "another type": lambda d: parameter(d, "limit")["schema"].update(type="string"),
    "a member is needed": lambda d: schema(d, "NewWebhook")["required"].append("owner"),
    "a member is no more taken": lambda d: schema(d, "NewWebhook")["properties"].pop("owner"),
    "a choice less": lambda d: schema(d, "NewWebhook")["properties"]["owner"]["anyOf"].pop(),
    "a field of the form is gone": lambda d: schema(d, "SubmissionForm")["properties"].pop("kind"),
    "a policy less": lambda d: schema(d, "SubmissionForm")["properties"]["policy"]["enum"].pop(),
    "an answer's member is gone": lambda d: schema(d, "Finding")["properties"].pop("rule"),
    "an answer's member is not sure": lambda d: schema(d, "Webhook")["required"].remove("url"),
    "an answer has new values": lambda d: schema(d, "Outcome")["enum"].append("perhaps"),
    "an answer may be null": lambda d: schema(d, "Webhook")["properties"]["url"].update(
        type=["string", "null"]
    ),
    "an answer has a new choice": lambda d: schema(d, "Finding")["properties"]["measured"][
        "anyOf"
    ].append({"type": "integer"}),
    "an answer is gone": lambda d: d["paths"][SUBMIT[0]]["post"]["responses"].pop("202"),
    "an answer is new": lambda d: d["paths"]["/v1/rules"]["get"]["responses"].update(
        {"206": {"description": ""}}
    ),
    "a header is gone": lambda d: d["paths"][SUBMIT[0]]["post"]["responses"]["201"]["headers"].pop(
        "Location"
    ),
    "a header is not sure": lambda d: d["components"]["headers"]["ETag"].pop("required"),
    "another media type": lambda d: d["paths"]["/v1/rules"]["get"]["responses"]["200"].update(
        content={"text/plain": {}}
    ),
}

COMPATIBLE: dict[str, Any] = {
    "other words": lambda d: d["paths"]["/v1/rules"]["get"].update(summary="x", description="y"),
    "a new operation": lambda d: d["paths"].update(
        {"/v1/new": {"get": {"operationId": "get_new", "responses": {}}}}
    ),
    "a new parameter": lambda d: d["paths"][LIST[0]]["get"]["parameters"].append(
        {"name": "new", "in": "query", "schema": {"type": "string"}}
    ),
    "more values": lambda d: parameter(d, "verdict")["schema"]["enum"].append("new"),
    "a higher limit": lambda d: parameter(d, "limit")["schema"].update(maximum=1000),
    "a member that may be sent": lambda d: schema(d, "NewWebhook")["properties"].update(
        new={"type": "string"}
    ),
    "an answer's new member": lambda d: schema(d, "Finding")["properties"].update(
        new={"type": "string"}
    ),
    "an answer's fewer values": lambda d: schema(d, "Outcome")["enum"].pop(),
    "another problem": lambda d: d["paths"]["/v1/rules"]["get"]["responses"].update(
        {"418": {"description": "", "content": {PROBLEM: {"examples": {}}}}}
    ),
}


@pytest.mark.parametrize("change", BREAKING)
def test_a_change_that_breaks_callers_is_seen(document: Node, change: str) -> None:
    later = deepcopy(document)
    BREAKING[change](later)
    assert breaking_changes(document, later) != []


@pytest.mark.parametrize("change", COMPATIBLE)
def test_a_change_that_callers_need_not_know_of_is_none(document: Node, change: str) -> None:
    later = deepcopy(document)
    COMPATIBLE[change](later)
    assert later != document
    assert breaking_changes(document, later) == []


def test_each_version_that_may_break_has_a_promise_of_its_own() -> None:
    names = [promise_path(one).name for one in ("0.1.0", "0.1.9", "0.2.0", "1.0.0", "1.5.2")]
    assert names == ["0.1.json", "0.1.json", "0.2.json", "1.json", "1.json"]
