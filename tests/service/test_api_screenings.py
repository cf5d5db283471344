"""`POST /v1/screenings`: reports, languages, errors as problem documents."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from service.api.screenings import NAMELESS
from service.names import base_name
from service.schema import report_schema
from tests.service.conftest import LIMIT_BYTES


def post(client: TestClient, content: bytes, **fields: str) -> Any:
    return client.post("/v1/screenings", files={"file": ("a.jpg", content)}, data=fields)


def assert_problem(answer: Any, status: int, type_id: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"/problems/{type_id}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


def test_a_photo_gets_a_report_that_meets_the_published_schema(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    answer = post(client, portrait_jpeg, policy="pr-card", kind="photo")
    assert answer.status_code == 201
    report = answer.json()
    jsonschema.validate(
        report, report_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert report["file"]["sha256"] == hashlib.sha256(portrait_jpeg).hexdigest()
    assert report["file"]["name"] == "a.jpg"
    assert report["kind"]["declared"] == "photo"
    assert report["facts"]["photo"]["faces"] == 1
    assert report["engine"]["models"]["face_landmarker.task"].startswith("64184e22")


@pytest.mark.parametrize(
    ("given", "reported"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Zo\u00e9\\photo.jpg", "photo.jpg"),
        ("a\tb\u202egpj.exe", "abgpj.exe"),
        ("..", "upload"),
        ("dir/", "upload"),
        ("\u0646\u0627\u0645\u0647\u200c\u0647\u0627.jpg",) * 2,
    ],
)
def test_a_file_name_is_no_path_and_has_no_unseen_signs(given: str, reported: str) -> None:
    assert (base_name(given) or NAMELESS) == reported


def test_a_report_does_not_quote_a_path(client: TestClient, portrait_jpeg: bytes) -> None:
    files = {"file": ("../../etc/passwd", portrait_jpeg)}
    report = client.post("/v1/screenings", files=files).json()
    assert report["file"]["name"] == "passwd"


def test_two_screenings_have_two_ids_and_the_same_findings(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    first, second = (post(client, portrait_jpeg).json() for _ in range(2))
    assert first["screening"] != second["screening"]
    assert first["findings"] == second["findings"]


def test_the_reference_comes_back(client: TestClient, portrait_jpeg: bytes) -> None:
    answer = post(client, portrait_jpeg, reference="file-17/a")
    assert answer.headers["docscreen-reference"] == "file-17/a"


def test_every_answer_has_a_request_id_and_is_not_cached(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    answers = [post(client, portrait_jpeg), client.get("/nothing")]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 2
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_no_file(client: TestClient) -> None:
    answer = client.post("/v1/screenings", files={"other": ("a.jpg", b"x")})
    document = assert_problem(answer, 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == ["other", "file"]


def test_a_text_in_place_of_the_file(client: TestClient) -> None:
    answer = client.post("/v1/screenings", files={"file": (None, b"text")})
    document = assert_problem(answer, 422, "invalid-request")
    (error,) = document["errors"]
    assert error["field"] == "file"
    assert error["detail"].startswith("A file is expected: give its part a filename")


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "portrait"), ("reference", "two words"), ("reference", "x" * 101)],
)
def test_a_wrong_field_is_named_and_not_quoted(client: TestClient, field: str, value: str) -> None:
    document = assert_problem(post(client, b"x", **{field: value}), 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == [field]
    assert value not in json.dumps(document)


@pytest.mark.parametrize(
    ("sent", "field", "detail"),
    [
        ({"kind": "portrait"}, "kind", "Valeurs acceptées\u00a0: 'auto', 'photo', 'identity', "
         "'form' ou 'document'"),
        ({"reference": "two words"}, "reference", "De 1 à 100 caractères ASCII visibles sont "
         "attendus\u00a0: lettres sans accent, chiffres et ponctuation, sans espace"),
        ({"policy_version": "x" * 33}, "policy_version", "Au plus 32 caractères sont attendus"),
        ({"policy": ["pr-card", "pr-card"]}, "policy", "Envoyé plus d'une fois"),
        ({"policy": ""}, "policy", "Vide"),
        ({"polcy": "pr-card"}, "polcy", "Champ inconnu"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_explained_in_french(
    client: TestClient, sent: dict[str, Any], field: str, detail: str
) -> None:
    answer = client.post(
        "/v1/screenings",
        files={"file": ("a.jpg", b"x")},
        data=sent,
        headers={"accept-language": "fr-CA"},
    )
    document = assert_problem(answer, 422, "invalid-request")
    assert document["errors"] == [{"field": field, "detail": detail}]


@pytest.mark.parametrize(
    ("files", "detail"),
    [
        (
            {"file": (None, b"text")},
            "Un fichier est attendu\u00a0: donnez un paramètre filename à sa partie (filename* "
            "seul n'est pas lu, RFC 7578)",
        ),
        ({"kind": (None, b"auto")}, "Champ obligatoire"),
    ],
)
def test_a_missing_file_is_explained_in_french(
    client: TestClient, files: dict[str, Any], detail: str
) -> None:
    answer = client.post("/v1/screenings", files=files, headers={"accept-language": "fr"})
    document = assert_problem(answer, 422, "invalid-request")
    assert document["errors"] == [{"field": "file", "detail": detail}]


def test_an_unknown_policy(client: TestClient) -> None:
    document = assert_problem(post(client, b"x", policy="pr-tcard"), 422, "unknown-policy")
    assert "pr-card" in document["detail"]


def test_a_body_that_is_no_form(client: TestClient) -> None:
    answer = client.post("/v1/screenings", json={"file": "x"})
    assert_problem(answer, 415, "unsupported-media-type")


def test_a_form_without_boundary(client: TestClient) -> None:
    answer = client.post(
        "/v1/screenings", content=b"junk", headers={"content-type": "multipart/form-data"}
    )
    assert_problem(answer, 400, "malformed-request")


def test_an_upload_that_states_too_large_a_size(client: TestClient) -> None:
    document = assert_problem(post(client, b"x" * LIMIT_BYTES), 413, "upload-too-large")
    assert "0.5 MiB" in document["detail"]


def test_an_upload_that_turns_out_too_large(client: TestClient) -> None:
    def body() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(LIMIT_BYTES // 65536 + 1):
            yield b"x" * 65536
        yield b"\r\n--b--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = client.post("/v1/screenings", content=body(), headers=headers)
    assert "content-length" not in answer.request.headers
    assert_problem(answer, 413, "upload-too-large")


@pytest.mark.parametrize(
    ("method", "path", "status", "type_id"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/v1/rules/photo.nothing", 404, "not-found"),
        ("GET", "/v1/policies/nothing", 404, "not-found"),
        ("GET", "/problems/nothing", 404, "not-found"),
        ("DELETE", "/v1/rules", 405, "method-not-allowed"),
        ("PATCH", "/v1/screenings", 405, "method-not-allowed"),
    ],
)
def test_wrong_addresses_and_methods(
    client: TestClient, method: str, path: str, status: int, type_id: str
) -> None:
    assert_problem(client.request(method, path), status, type_id)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CA, en;q=0.8", "fr"),
        ("en-CA, fr;q=0.8", "en"),
        ("fr;q=0.2, en;q=0.9", "en"),
        ("de, fr;q=0.5", "fr"),
        ("fr, en", "fr"),
        ("fr;q=junk", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_problems_speak_the_callers_language(
    client: TestClient, accepted: str, language: str
) -> None:
    answer = client.get("/nothing", headers={"accept-language": accepted})
    assert answer.headers["content-language"] == language
    expected = {"en": "There is nothing at this address", "fr": "Il n'y a rien à cette adresse"}
    assert answer.json()["title"] == expected[language]


def test_the_type_of_a_problem_is_an_address_that_answers(client: TestClient) -> None:
    problem = client.get("/nothing").json()
    page = client.get(problem["type"]).json()
    assert page["title"]["en"] == problem["title"]
    assert page["remedy"]["fr"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("policy", ["pr-card", "pr-card"]),
        ("kind", ["photo", "auto"]),
        ("reference", ["a", "b"]),
        ("policy", [""]),
        ("polcy", ["pr-card"]),
    ],
)
def test_a_field_that_is_repeated_empty_or_unknown_is_named(
    client: TestClient, portrait_jpeg: bytes, name: str, values: list[str]
) -> None:
    files = {"file": ("a.jpg", portrait_jpeg)}
    answer = client.post("/v1/screenings", files=files, data={name: values})
    document = assert_problem(answer, 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == [name]


def test_two_files_in_one_request_are_refused(client: TestClient, portrait_jpeg: bytes) -> None:
    files = [("file", ("a.jpg", portrait_jpeg)), ("file", ("b.jpg", portrait_jpeg))]
    document = assert_problem(client.post("/v1/screenings", files=files), 422, "invalid-request")
    assert [error["field"] for error in document["errors"]] == ["file"]


@pytest.mark.parametrize("name", [b"caf\xe9.jpg", b"\xed\xb2\x80.jpg", b"\xff\xfe.jpg"])
def test_a_file_name_that_is_not_utf_8_is_screened(client: TestClient, name: bytes) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + name
        + b'"\r\n\r\nno picture\r\n--x--\r\n'
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/v1/screenings", content=body, headers=headers)
    assert answer.status_code == 201
    assert answer.json()["file"]["name"].endswith(".jpg")
