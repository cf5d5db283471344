"""Operations behind access control over HTTP: who gets in, what others are told, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient

from service.access.credentials import new_key
from service.access.scopes import Caller, Scope
from service.api.callers import GuardedRoute, caller_with, describe_access
from service.settings import Settings
from tests.service.access_apps import Guarded, app_behind, bearer

NO_NEED = frozenset({"/open"})
MATRIX = {
    Scope.SUBMIT: {"/submit"},
    Scope.READ: {"/read", "/plain"},
    Scope.OFFICER: {"/officer"},
    Scope.ADMIN: {"/submit", "/read", "/plain", "/officer", "/admin"},
}
PATHS = sorted(MATRIX[Scope.ADMIN] | NO_NEED)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    made = Guarded(tmp_path_factory.mktemp("access"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def http(guarded: Guarded) -> Iterator[TestClient]:
    with TestClient(app_behind(guarded.access), raise_server_exceptions=False) as client:
        yield client


def problem(answer: Any, type_id: str) -> Mapping[str, Any]:
    """The problem document of an answer, which is of a type."""
    assert answer.headers["content-type"] == "application/problem+json"
    document: Mapping[str, Any] = answer.json()
    assert document["type"] == f"/problems/{type_id}"
    assert document["status"] == answer.status_code
    return document


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_opens_its_operations(
    http: TestClient, guarded: Guarded, scope: Scope, path: str
) -> None:
    answer = http.get(path, headers=bearer(guarded.key(scope)))
    if path in MATRIX[scope] | NO_NEED:
        assert answer.status_code == 200, answer.text
        return
    needed = "read" if path == "/plain" else path[1:]
    assert f"scope {needed} is missing" in problem(answer, "forbidden")["detail"]
    challenge = f'Bearer realm="docscreen", error="insufficient_scope", scope="{needed}"'
    assert answer.headers["www-authenticate"] == challenge


def test_several_scopes_add_up(http: TestClient, guarded: Guarded) -> None:
    headers = bearer(guarded.key(Scope.SUBMIT, Scope.READ))
    statuses = [http.get(f"/{scope}", headers=headers).status_code for scope in Scope]
    assert statuses == [200, 200, 403, 403]


def test_an_operation_may_need_two_scopes(guarded: Guarded) -> None:
    app = app_behind(guarded.access)
    both = [Depends(caller_with("read")), Depends(caller_with("officer"))]
    app.router.add_api_route(
        "/both", lambda: "both", dependencies=both, route_class_override=GuardedRoute
    )
    with TestClient(app) as client:
        one = client.get("/both", headers=bearer(guarded.key(Scope.READ)))
        two = client.get("/both", headers=bearer(guarded.key(Scope.READ, Scope.OFFICER)))
    assert "scope officer is missing" in problem(one, "forbidden")["detail"]
    assert two.status_code == 200


def test_both_headers_present_the_key(http: TestClient, guarded: Guarded) -> None:
    key = guarded.key(Scope.READ)
    ids = {
        http.get("/read", headers=headers).json()
        for headers in (bearer(key), {"X-Api-Key": key}, {"Authorization": f"bearer  {key} "})
    }
    assert len(ids) == 1 and ids.pop().startswith("key:")


def test_a_proxys_own_basic_header_does_not_hide_the_key(
    http: TestClient, guarded: Guarded
) -> None:
    headers = {"Authorization": "Basic dTpw", "X-Api-Key": guarded.key(Scope.READ)}
    assert http.get("/read", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/read", "/plain"])
@pytest.mark.parametrize(
    ("headers", "says", "says_in_french"),
    [
        ({}, "No credentials", "Aucun justificatif"),
        ({"Authorization": "Bearer"}, "No credentials", "Aucun justificatif"),
        ({"Authorization": "Basic dTpw"}, "No credentials", "Aucun justificatif"),
        (bearer("ds_short"), "no API key", "caractère est erroné"),
        (bearer("eyJhbGciOiJub25lIn0.e30."), "no API key", "caractère est erroné"),
        ({"X-Api-Key": "\xe9" * 52}, "no API key", "caractère est erroné"),
        (bearer(new_key()), "not known", "inconnue"),
    ],
)
def test_who_is_not_known_is_told_why_and_how(
    http: TestClient, path: str, headers: dict[str, str], says: str, says_in_french: str
) -> None:
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    answer = http.get(path, headers=raw)
    document = problem(answer, "unauthenticated")
    assert answer.status_code == 401
    assert says in document["detail"] and "docscreen keys create" in document["detail"]
    error = "" if says == "No credentials" else ', error="invalid_token"'
    assert answer.headers["www-authenticate"] == f'Bearer realm="docscreen"{error}'
    french = http.get(path, headers={**raw, b"Accept-Language": b"fr"}).json()
    assert says_in_french in french["detail"]
    if error:
        assert next(iter(headers.values())).split()[-1] not in answer.text


def test_expired_and_revoked_keys_are_told_apart(http: TestClient, guarded: Guarded) -> None:
    ends = guarded.clock.now() + dt.timedelta(hours=1)
    expiring, revoked = guarded.key(Scope.READ, expires=ends), guarded.key(Scope.READ)
    assert http.get("/read", headers=bearer(expiring)).status_code == 200
    newest = guarded.access.keys.find(revoked, guarded.clock.now())
    guarded.access.keys.revoke(newest.id, "command-line", guarded.clock.now())
    guarded.clock.move(hours=1)
    for key, says in ((expiring, "has expired"), (revoked, "was revoked")):
        answer = http.get("/read", headers=bearer(key))
        assert says in problem(answer, "unauthenticated")["detail"]


def test_an_upload_is_taken_from_whom_may_send_it(http: TestClient, guarded: Guarded) -> None:
    files = {"file": ("a.bin", b"x" * 1000)}
    answer = http.post("/uploads", files=files, headers=bearer(guarded.key(Scope.SUBMIT)))
    assert (answer.status_code, answer.json()) == (200, 1000)


@pytest.mark.parametrize(
    ("scope", "status", "is_read"),
    [(None, 401, False), (Scope.READ, 403, False), (Scope.SUBMIT, 400, True)],
)
def test_nothing_of_a_strangers_body_is_read(
    http: TestClient, guarded: Guarded, scope: Scope | None, status: int, is_read: bool
) -> None:
    """A form that cannot even be parsed: whoever may not send it does not get as far."""
    headers = {"Content-Type": "multipart/form-data; boundary=a"} | (
        bearer(guarded.key(scope)) if scope else {}
    )
    asked = 0

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def counted() -> Any:
            nonlocal asked
            asked += scope["type"] == "http"
            return await receive()

        await http.app(scope, counted, send)

    with TestClient(watched) as client:
        answer = client.post("/uploads", content=b"--broken", headers=headers)
    assert answer.status_code == status
    assert (asked > 0) is is_read


def test_what_a_caller_is(guarded: Guarded) -> None:
    key = guarded.access.keys.find(guarded.key(Scope.READ), guarded.clock.now())
    assert key.caller == Caller(f"key:{key.id}", frozenset({Scope.READ}))
    assert len(key.caller.id) <= 64


def test_a_scope_that_does_not_exist_fails_when_the_route_is_written() -> None:
    with pytest.raises(ValueError, match="sumbit"):
        caller_with("sumbit")


def test_openapi_shows_for_each_operation_what_it_needs(guarded: Guarded) -> None:
    document = app_behind(guarded.access).openapi()
    schemes = document["components"]["securitySchemes"]
    assert schemes["bearer"]["type"] == "http" and schemes["bearer"]["scheme"] == "bearer"
    assert (schemes["key"]["type"], schemes["key"]["name"]) == ("apiKey", "X-Api-Key")
    for scope in Scope:
        ways = document["paths"][f"/{scope}"]["get"]["security"]
        assert ways == [{"bearer": [scope]}, {"key": [scope]}]
    assert "security" not in document["paths"]["/open"]["get"]
    describe_access(document, guarded.settings)
    assert "openIdConnect" not in schemes


def test_openapi_names_the_provider_where_one_is_set(guarded: Guarded) -> None:
    document = app_behind(guarded.access).openapi()
    issuer = "https://login.example/realm"
    describe_access(document, Settings(workers=1, oidc_issuer=issuer, oidc_audience="docscreen"))
    assert document["components"]["securitySchemes"]["openIdConnect"] == {
        "type": "openIdConnect",
        "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration",
    }
    for path in ("/read", "/plain"):
        assert {"openIdConnect": ["read"]} in document["paths"][path]["get"]["security"]
    assert "security" not in document["paths"]["/open"]["get"]


def test_a_log_of_all_refusals_names_no_credential(
    http: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    key = new_key()
    with caplog.at_level("DEBUG", "docscreen"):
        for path in PATHS:
            http.get(path, headers=bearer(key))
    assert key[3:20] not in caplog.text
