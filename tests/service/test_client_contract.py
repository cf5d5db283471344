"""The client knows all of the interface, and nothing that is not there: held to the OpenAPI."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import re
import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

import httpx2
import pytest

import service.client as package
from service.api import create_app
from service.client import AsyncClient, Client, DocscreenApiError, StoredObject
from service.client.problems import _by_type
from service.client.reading import FROM_HEADERS, WHOLE
from service.client.screenings import Waiting
from service.client.verification import PolicyName, ScreeningNotice
from service.client.webhook_documents import WebhookList
from service.client.words import Word
from service.problem_types import PROBLEM_TYPES
from service.settings import Settings

NOBODY = "00000000-0000-0000-0000-000000000000"
OTHER = "00000000-0000-0000-0000-000000000001"
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)

#: Methods that are made of others.
COMPOSED = {"screen", "wait", "find", "close", "webhooks.deliveries"}
#: Each operation with the method that calls it, and every argument that the method takes.
OPERATIONS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "submit_screening": (
        "submit",
        (b"content",),
        {
            "policy": "pr-card",
            "policy_version": "2026-01-01",
            "kind": "photo",
            "name": "a.jpg",
            "reference": "a",
            "include": "texts",
            "idempotency_key": "k",
            "when": "later",
        },
    ),
    "list_screenings": (
        "find_page",
        ("a-cursor",),
        {
            "reference": "a",
            "verdict": "return",
            "rule": "photo.pose",
            "outcome": "fail",
            "policy": "pr-card",
            "kind": "photo",
            "state": "done",
            "created_from": NOON,
            "created_before": NOON,
            "limit": 3,
        },
    ),
    "get_screening": ("get", (NOBODY,), {"include": "texts", "known": None}),
    "delete_screening": ("delete", (NOBODY,), {}),
    "hold_screening": ("hold", (NOBODY,), {}),
    "release_screening": ("release", (NOBODY,), {}),
    "rerun_screening": (
        "rerun",
        (NOBODY,),
        {
            "policy": "pr-portal",
            "version": "2026-01-01",
            "kind": "photo",
            "include": "texts",
            "idempotency_key": "k",
            "when": "later",
        },
    ),
    "compare_screenings": ("compare", (NOBODY, OTHER), {}),
    "get_evidence": ("evidence", (NOBODY,), {"language": "fr"}),
    "list_webhooks": ("webhooks.all", (), {}),
    "create_webhook": ("webhooks.create", ("https://portal.example/hooks",), {"owner": "key:1"}),
    "get_webhook": ("webhooks.get", (NOBODY,), {}),
    "delete_webhook": ("webhooks.delete", (NOBODY,), {}),
    "enable_webhook": ("webhooks.enable", (NOBODY,), {}),
    "rotate_webhook_secret": ("webhooks.rotate_secret", (NOBODY,), {"overlap_s": 60}),
    "ping_webhook": ("webhooks.ping", (NOBODY,), {}),
    "list_deliveries": (
        "webhooks.deliveries_page",
        (NOBODY, OTHER),
        {"state": "dead", "limit": 3},
    ),
    "replay_dead_deliveries": ("webhooks.replay_dead", (NOBODY,), {}),
    "replay_delivery": ("webhooks.replay", (NOBODY, OTHER), {}),
    "list_rules": ("rules", (), {}),
    "get_rule": ("rule", ("photo.pose",), {}),
    "list_policies": ("policies", (), {}),
    "get_policy": ("policy", ("pr-card",), {}),
    "list_problems": ("problems", (), {}),
    "get_problem": ("problem", ("busy",), {}),
    "get_liveness": ("live", (), {}),
    "get_readiness": ("ready", (), {}),
}
#: Sent only where there is something to state: a request with a known screening is tested below.
NOT_ALWAYS_SENT = {"if-none-match"}
#: What one request cannot state together with the other fields.
ALTERNATIVES = {"source"}

#: The classes of the client that have other names than the schemas.
NAMES = {
    "Change": "FindingChange",
    "Measured": "Measurement",
    "PolicyEntry": "Policy",
    "ProblemPage": "ProblemType",
    "Recommendation": "Verdict",
    "Required": "Requirement",
    "RuleEntry": "Rule",
    "ScreeningDocument": "Screening",
    "Status": "Completeness",
    "Where": "Place",
}
#: What requests hold: keywords of methods.
REQUESTS = {"NewWebhook", "RerunRequest", "Rotation", "SubmissionForm"}
#: What is sent to webhooks: a receiver reads it with ``verify_webhook``.
MESSAGES = {"ScreeningMessage", "ScreeningNotice", "PolicyName", "PingMessage", "PingNotice"}
#: Where the OpenAPI says no more than "object", and the client knows what it is.
CLOSER = {
    ("ScreeningDocument", "report"): "Report",
    ("Change", "before"): "Finding",
    ("Change", "after"): "Finding",
}


@pytest.fixture(scope="module")
def openapi(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    settings = Settings(workers=1, data_dir=tmp_path_factory.mktemp("data"))
    return create_app(settings).openapi()


def operations(openapi: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, address and description of each operation."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    }


def sent(method: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> httpx2.Request:
    """The request that a method of the client sends."""
    requests: list[httpx2.Request] = []

    def refuse(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(404)

    with Client("http://docscreen.example/at", "ds_x", transport=httpx2.MockTransport(refuse)) as c:
        target: Any = c
        for name in method.split("."):
            target = getattr(target, name)
        with pytest.raises(DocscreenApiError):
            target(*arguments, **options)
    assert len(requests) == 1
    return requests[0]


def test_every_operation_has_a_method_and_every_method_an_operation(
    openapi: dict[str, Any],
) -> None:
    assert set(OPERATIONS) == set(operations(openapi))
    public = {name for name in vars(Client) if not name.startswith("_")}
    public |= {f"webhooks.{name}" for name in vars(package.Webhooks) if not name.startswith("_")}
    assert {method for method, _, _ in OPERATIONS.values()} | COMPOSED == public


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_a_method_sends_what_the_operation_takes(
    openapi: dict[str, Any], operation_id: str
) -> None:
    http_method, path, operation = operations(openapi)[operation_id]
    request = sent(*OPERATIONS[operation_id])
    pattern = "/at" + re.sub(r"\{\w+\}", "([^/]+)", path)
    ids = re.fullmatch(pattern, request.url.path)
    assert request.method == http_method
    assert ids is not None, request.url.path
    assert len(set(ids.groups())) == len(ids.groups())
    parameters = operation.get("parameters", [])
    query = {one["name"] for one in parameters if one["in"] == "query"}
    headers = {one["name"].lower() for one in parameters if one["in"] == "header"}
    assert set(request.url.params) == query
    assert headers - NOT_ALWAYS_SENT <= set(request.headers)
    assert set(body_of(request)) == body_members(openapi, operation) - ALTERNATIVES


def body_of(request: httpx2.Request) -> set[str]:
    """The names of what a request's body holds."""
    kind = request.headers.get("content-type", "")
    content = request.read()
    if kind.startswith("multipart/form-data"):
        return {name.decode() for name in re.findall(rb'form-data; name="(\w+)"', content)}
    return set(httpx2.Response(200, content=content).json()) if content else set()


def body_members(openapi: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """The names of what the body of an operation may hold."""
    members: set[str] = set()
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for schema in content["schema"].get("anyOf", [content["schema"]]):
            members |= set(resolved(openapi, schema).get("properties", {}))
    return members


def resolved(openapi: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema itself, where another one refers to it."""
    if "$ref" in schema:
        found: dict[str, Any] = openapi["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return found
    return schema


def test_a_stored_object_is_sent_by_its_address() -> None:
    request = sent("submit", (StoredObject("s3://bucket/name"),), {"policy": "pr-card"})
    assert body_of(request) == {"source", "policy"}


def client_class(schema_name: str) -> Any:
    return getattr(package, NAMES.get(schema_name, schema_name), None) or {
        "WebhookList": WebhookList
    }.get(schema_name)


def test_every_schema_has_a_class(openapi: dict[str, Any]) -> None:
    schemas = set(openapi["components"]["schemas"]) - REQUESTS - MESSAGES
    assert {name for name in schemas if client_class(name) is None} == set()


def test_every_member_is_read_as_what_it_is(openapi: dict[str, Any]) -> None:
    compared = 0
    for name, schema in openapi["components"]["schemas"].items():
        if name in REQUESTS | MESSAGES:
            continue
        kind = client_class(name)
        if "enum" in schema:
            assert schema_kinds(openapi, schema) == annotation_kinds(kind), name
            continue
        hints, fields = get_type_hints(kind), dataclasses.fields(kind)
        own = {one.name for one in fields if not {WHOLE, FROM_HEADERS} & set(one.metadata)}
        assert own == set(schema["properties"]), name
        for member, described in schema["properties"].items():
            expected = schema_kinds(openapi, described)
            if (name, member) in CLOSER:
                expected = expected - {"object"} | {CLOSER[name, member]}
            assert annotation_kinds(hints[member]) == expected, (name, member)
            compared += 1
        optional = {one.name for one in fields if one.default is not dataclasses.MISSING} & own
        assert own - optional == set(schema["required"]), name
    assert compared > 150


def test_a_notice_has_the_members_that_are_sent(openapi: dict[str, Any]) -> None:
    for kind in (ScreeningNotice, PolicyName):
        schema = openapi["components"]["schemas"][kind.__name__]
        own = {one.name for one in dataclasses.fields(kind)}
        assert own == set(schema["properties"]) == set(schema["required"]), kind


def test_what_stands_in_the_place_of_a_report_is_read(openapi: dict[str, Any]) -> None:
    answers = operations(openapi)["submit_screening"][2]["responses"]
    waiting = resolved(openapi, answers["202"]["content"]["application/json"]["schema"])
    assert {one.name for one in dataclasses.fields(Waiting)} == set(waiting["required"])


def schema_kinds(openapi: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """What a schema's values may be, as words."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        target = openapi["components"]["schemas"][name]
        return schema_kinds(openapi, target) if "enum" in target else {NAMES.get(name, name)}
    if "anyOf" in schema or "oneOf" in schema:
        several = schema.get("anyOf") or schema["oneOf"]
        return set().union(*(schema_kinds(openapi, one) for one in several))
    if "enum" in schema:
        words = [str(one) for one in schema["enum"] if one is not None]
        return {"|".join(sorted(words))} | ({"null"} if None in schema["enum"] else set())
    stated = schema.get("type", "string" if "const" in schema else "any")
    kinds = [stated] if isinstance(stated, str) else stated
    return {named(openapi, schema, kind) for kind in kinds}


def named(openapi: dict[str, Any], schema: dict[str, Any], kind: str) -> str:
    if kind == "array":
        items = schema.get("items") or schema["prefixItems"][0]
        return f"[{' '.join(sorted(schema_kinds(openapi, items)))}]"
    if kind == "string" and schema.get("format") in ("date-time", "date"):
        return str(schema["format"])
    return kind


def annotation_kinds(annotation: Any) -> set[str]:
    """What a field may be, in the same words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return set().union(*map(annotation_kinds, arguments))
    if origin is tuple:
        return {f"[{' '.join(sorted(annotation_kinds(arguments[0])))}]"}
    if origin is Mapping:
        return {"object"}
    if isinstance(annotation, type) and issubclass(annotation, Word):
        return {"|".join(sorted(one.value for one in annotation))}
    if dataclasses.is_dataclass(annotation):
        return {annotation.__name__}  # type: ignore[union-attr]  # a class, not an instance of one
    plain = {
        str: "string",
        int: "integer",
        float: "number",
        bool: "boolean",
        types.NoneType: "null",
        dt.datetime: "date-time",
        dt.date: "date",
    }
    return {plain[annotation]}


def test_every_problem_has_a_class_of_its_group() -> None:
    known = _by_type()
    assert set(known) == set(PROBLEM_TYPES)
    for type_id, kind in known.items():
        assert PROBLEM_TYPES[type_id].status in kind.statuses, type_id
        words = type_id.title().replace("-", "")
        assert kind.__name__ == f"{words}Problem"
        assert getattr(package, kind.__name__) is kind


def test_both_clients_have_the_same_methods() -> None:
    pairs = ((Client, AsyncClient), (package.Webhooks, package.AsyncWebhooks))
    for synchronous, asynchronous in pairs:
        one, other = (
            {name: found for name, found in vars(kind).items() if not name.startswith("_")}
            for kind in (synchronous, asynchronous)
        )
        if "close" in one:
            other["close"] = other.pop("aclose")
        assert one.keys() == other.keys()
        for name in one:
            mine, theirs = inspect.signature(one[name]), inspect.signature(other[name])
            assert mine.parameters == theirs.parameters, name
            awaited = str(theirs.return_annotation).replace("AsyncIterator", "Iterator")
            assert awaited == mine.return_annotation, name
            assert one[name].__doc__ == other[name].__doc__, name
