"""Rules, policies, health and the OpenAPI document over HTTP."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from checks.policies import all_policy_parts, load_policy, policy_ids
from service.access.keys import KeyOrder
from service.access.scopes import ALL_SCOPES
from service.api import create_app
from service.settings import Settings


def test_every_rule_of_every_policy_is_published(client: TestClient) -> None:
    published = {rule["id"] for rule in client.get("/v1/rules").json()}
    assert published == {rule for part in all_policy_parts() for rule in part.rules}


def test_a_rule_has_texts_method_and_limits(client: TestClient) -> None:
    rule = client.get("/v1/rules/photo.face-height").json()
    assert rule["title"]["fr"] == "Hauteur du visage"
    assert "millimetres" in rule["method"]
    setting = next(s for s in rule["settings"] if s["policy"] == "pr-card")
    assert setting["parameters"] == {"min_mm": 31.0, "max_mm": 36.0}
    assert setting["source"]["document"] == "IMM 5445"
    assert "too-small" in rule["reasons"]


def test_a_policy_has_version_frame_and_rules(client: TestClient) -> None:
    listed = {policy["id"]: policy for policy in client.get("/v1/policies").json()}
    assert set(listed) == set(policy_ids())
    policy = client.get("/v1/policies/pr-card").json()
    assert policy == listed["pr-card"]
    photo = next(part for part in policy["parts"] if part["kind"] == "photo")
    assert photo["frame"] == {"width_mm": 50.0, "height_mm": 70.0}
    assert photo["sha256"] == load_policy("pr-card").sha256


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "alive"}
    assert client.get("/health/ready").json() == {"status": "ready"}


@pytest.mark.parametrize(
    "address", ["/health/live", "/health/ready", "/v1/rules", "/v1/policies/pr-card", "/v1/rules/x"]
)
def test_head_is_answered_as_get_is_without_content(client: TestClient, address: str) -> None:
    head, get = client.head(address), client.get(address)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == str(len(get.content))


def test_head_is_not_answered_where_get_is_not(client: TestClient) -> None:
    assert client.head(f"/v1/screenings/{uuid.uuid4()}/rerun").status_code == 405


class IdlePool:
    """Workers that fail to start."""

    size = 1
    has_workers = False

    def await_readiness(self) -> None:
        raise RuntimeError("weights are missing: make setup")

    def stop(self) -> None:
        pass


def test_not_ready_without_weights(settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(
        update={"data_dir": tmp_path, "database_url": "", "object_store_url": ""}
    )
    app = create_app(own, IdlePool())  # type: ignore[arg-type]  # only what start-up uses
    with TestClient(app, raise_server_exceptions=False) as http:
        keys = app.state.access.keys
        key = keys.create(KeyOrder("test", ALL_SCOPES), "test", dt.datetime.now(dt.UTC))
        http.headers["Authorization"] = f"Bearer {key.secret}"
        assert http.get("/health/live").status_code == 200
        answers = [
            http.get("/health/ready"),
            http.post("/v1/screenings", files={"file": ("a.jpg", b"x")}),
        ]
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["type"] == "/problems/not-ready"


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_openapi_describes_every_operation(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert {path for path in document["paths"]} >= {
        "/v1/screenings",
        "/v1/rules",
        "/v1/rules/{rule_id}",
        "/v1/policies",
        "/v1/policies/{policy_id}",
        "/health/live",
        "/health/ready",
    }
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        for status, answer in operation["responses"].items():
            if status in ("204", "304"):
                assert "content" not in answer, (name, status)
                continue
            expected = "application/json" if status[0] == "2" else "application/problem+json"
            if name.endswith("/evidence") and status == "200":
                expected = "image/png"
            assert list(answer["content"]) == [expected], (name, status)


def test_openapi_example_of_a_report_meets_its_own_schema(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    answer = document["paths"]["/v1/screenings"]["post"]["responses"]["201"]
    content = answer["content"]["application/json"]
    jsonschema.validate(
        content["example"], {**content["schema"], "components": document["components"]}
    )


def test_openapi_references_all_resolve(client: TestClient) -> None:
    document = client.get("/openapi.json").json()

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [ref for value in node.values() for ref in references(value)]
        return [ref for item in node for ref in references(item)] if isinstance(node, list) else []

    known = {
        f"#/components/{part}/{name}"
        for part, named in document["components"].items()
        for name in named
    }
    assert set(references(document)) <= known


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/policies", "/openapi.json", "/problems"])
def test_published_answers_are_stable(client: TestClient, path: str) -> None:
    assert client.get(path).json() == client.get(path).json()
