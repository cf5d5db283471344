"""Every documented type of problem is met over HTTP, by a request that a caller could send."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from service.documentation import DOCS
from service.problem_types import PROBLEM_TYPES
from service.workers import WorkerPool
from tests.contract.provocations import PROVOCATIONS, World, provoked
from tests.contract.server import served
from tests.service.oidc_provider import AUDIENCE, Provider, rsa_key

#: Before anything of a key is looked up at the provider, a token has to name one.
KEY_ID = "1"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, own_store: dict[str, Any]) -> Iterator[World]:
    """A service, and a second one whose provider of tokens is broken."""
    provider, pool = Provider(), WorkerPool(1, 10.0)
    provider.keys[KEY_ID], provider.broken = rsa_key(), b""
    oidc = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE}
    try:
        with (
            served(tmp_path_factory.mktemp("plain"), pool, **own_store) as service,
            served(tmp_path_factory.mktemp("tokens"), pool, **oidc) as with_tokens,
        ):
            yield World(service, with_tokens, provider.token(KEY_ID))
    finally:
        provider.stop()


@pytest.fixture(scope="module")
def http(world: World) -> Iterator[httpx2.Client]:
    """A caller who may do everything."""
    with world.service.caller() as client:
        yield client


@pytest.fixture(scope="module")
def operations(http: httpx2.Client) -> dict[str, Any]:
    """Every operation of the OpenAPI document by its id."""
    paths = http.get("/openapi.json").json()["paths"]
    return {one["operationId"]: one for path in paths.values() for one in path.values()}


@pytest.mark.parametrize("type_id", PROBLEM_TYPES)
def test_a_problem_is_met_as_it_is_documented(
    world: World, http: httpx2.Client, operations: dict[str, Any], type_id: str
) -> None:
    assert type_id in PROVOCATIONS, "a type that no request meets: provoke it"
    kind = PROBLEM_TYPES[type_id]
    with provoked(type_id, world, http) as send:
        answers = [send({"Accept-Language": "en-CA"}), send({"Accept-Language": "fr-CA, en;q=0.5"})]
    for answer, language, title in zip(
        answers, ("en", "fr"), (kind.title.en, kind.title.fr), strict=True
    ):
        document = answer.json()
        assert (answer.status_code, document["type"]) == (kind.status, f"/problems/{type_id}")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert "accept-language" in answer.headers["vary"].lower()
        assert answer.headers["cache-control"] == "no-store"
        assert str(uuid.UUID(answer.headers["x-request-id"])) == answer.headers["x-request-id"]
        assert (document["status"], document["title"]) == (kind.status, title)
        assert document["detail"]
        stated = answer.headers.get("retry-after")
        assert (stated is not None) == (kind.retry_after_s is not None)
        assert stated is None or 1 <= int(stated) <= 60
        check_listed(operations, type_id, answer)
    assert answers[0].json()["detail"] != answers[1].json()["detail"]


def check_listed(operations: dict[str, Any], type_id: str, answer: httpx2.Response) -> None:
    """The operation's description lists the type, with every header that came."""
    operation_id, _ = PROVOCATIONS[type_id]
    if not operation_id:  # a method that an address does not take belongs to no operation
        assert answer.headers["allow"] == "GET, HEAD, POST"
        return
    described = operations[operation_id]["responses"][str(answer.status_code)]
    assert type_id in described["content"]["application/problem+json"]["examples"]
    assert {name.lower() for name in described["headers"]} - {"retry-after"} <= set(answer.headers)


def test_every_provocation_is_of_a_type_and_every_type_has_its_page(http: httpx2.Client) -> None:
    assert set(PROVOCATIONS) == set(PROBLEM_TYPES)
    listed = {page["type"]: page for page in http.get("/problems").json()}
    for kind in PROBLEM_TYPES.values():
        assert http.get(kind.uri).json() == listed[kind.uri]
        assert listed[kind.uri]["status"] == kind.status


def test_the_documentation_says_of_each_type_whether_to_ask_again() -> None:
    page = (DOCS / "problems.md").read_text("utf-8")
    for kind in PROBLEM_TYPES.values():
        again = "no" if kind.retry_after_s is None else "yes"
        row = f"| `{kind.uri}` | {kind.status} | {again} | {kind.title.en} |"
        assert row in page, kind.id


def test_a_lost_table_of_keys_is_a_store_that_is_unavailable(
    world: World, http: httpx2.Client
) -> None:
    from sqlalchemy import text

    engine = world.state.screenings.store.database.engine
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE api_key RENAME TO api_key_away"))
    try:
        with world.service.caller() as anew:
            answer = anew.get("/v1/webhooks")
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE api_key_away RENAME TO api_key"))
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/store-unavailable")
    assert http.get("/v1/webhooks").status_code == 200
