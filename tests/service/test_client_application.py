"""Both clients before the real application: every operation, and what its answers become."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from service.access.keys import KeyOrder
from service.access.scopes import Scope
from service.client import (
    Change,
    Client,
    ClientMisused,
    ForbiddenProblem,
    GoneProblem,
    IdempotencyKeyReusedProblem,
    InvalidRequestProblem,
    NotFoundProblem,
    OnHoldProblem,
    Outcome,
    RequestProblem,
    ScreeningFailed,
    State,
    StoredObject,
    UnauthenticatedProblem,
    UnknownPolicyProblem,
    Verdict,
)
from service.schema import report_schema
from service.store.tables import ScreeningRow
from tests.service.client_world import client_of, key_of

NOBODY = "00000000-0000-0000-0000-000000000000"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(params=["sync", "async"])
def api(request: pytest.FixtureRequest, client: TestClient) -> Iterator[Client]:
    """The client, as an administrator uses it."""
    with client_of(client, request.param) as made:
        yield made


@pytest.fixture
def reference() -> str:
    """An id that nothing else has."""
    return f"client-{uuid.uuid4()}"


def test_a_report_is_read_whole(api: Client, portrait_jpeg: bytes, client: TestClient) -> None:
    report = api.screen(portrait_jpeg, policy="pr-card", kind="photo", name="portrait.jpg")
    jsonschema.validate(report.raw, report_schema())
    assert report.raw == client.get(f"/v1/screenings/{report.screening}").json()["report"]
    assert report.file.name == "portrait.jpg"
    assert report.file.bytes == len(portrait_jpeg)
    assert report.verdict is Verdict(report.raw["verdict"])
    assert [one.rule for one in report.findings] == [one["rule"] for one in report.raw["findings"]]
    height = report.finding("photo.face-height")
    assert height is not None and height.measured is not None and height.required is not None
    assert height.measured.unit == "mm"
    assert (height.required.min, height.required.max) == (31.0, 36.0)
    assert height.source.document
    assert height.where[0].shape == "line"
    assert report.failed == tuple(one for one in report.findings if one.outcome is Outcome.FAIL)
    assert report.finding("photo.none") is None


def test_a_path_and_an_open_file_are_named_as_on_disk(
    api: Client, portrait_jpeg: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "scan 1.jpg"
    path.write_bytes(portrait_jpeg)
    assert api.screen(path).file.name == "scan 1.jpg"
    assert api.screen(str(path), name="other.jpg").file.name == "other.jpg"
    with path.open("rb") as stream:
        assert api.screen(stream).file.name == "scan 1.jpg"
    assert api.screen(io.BytesIO(portrait_jpeg)).file.bytes == len(portrait_jpeg)


def test_an_upload_waits_and_is_waited_for(
    api: Client, portrait_jpeg: bytes, reference: str
) -> None:
    submission = api.submit(portrait_jpeg, reference=reference, when="later")
    assert (submission.report, submission.reference) == (None, reference)
    assert submission.state in (State.WAITING, State.RUNNING)
    screening = api.wait(submission.id, timeout_s=60)
    assert screening.state is State.DONE
    assert screening.report is not None and screening.report.screening == submission.id
    assert screening.keep_until > screening.created
    again = api.get(submission.id, known=screening)
    assert again.report is screening.report, "what did not change is not sent again"


def test_what_waits_is_worth_asking_for_soon(api: Client, portrait_jpeg: bytes) -> None:
    submission = api.submit(portrait_jpeg, when="later")
    screening = api.get(submission.id)
    while not screening.state.is_over:
        assert screening.retry_after_s == 1
        screening = api.get(submission.id)
    assert screening.retry_after_s is None


def test_a_screening_that_failed_is_an_error(
    api: Client, portrait_jpeg: bytes, client: TestClient
) -> None:
    key = str(uuid.uuid4())
    screening_id = api.submit(portrait_jpeg, idempotency_key=key).id
    store = client.app.state.service.screenings.store  # type: ignore[attr-defined]  # as above
    with store.database.writing() as session:
        row = session.get(ScreeningRow, screening_id)
        row.state, row.sealed_report, row.failure = "failed", None, "every attempt ended"
    assert api.wait(screening_id).state is State.FAILED
    with pytest.raises(ScreeningFailed, match="every attempt ended"):
        api.screen(portrait_jpeg, idempotency_key=key)


def test_the_same_key_is_the_same_screening(api: Client, portrait_jpeg: bytes) -> None:
    key = str(uuid.uuid4())
    first = api.submit(portrait_jpeg, idempotency_key=key)
    again = api.submit(portrait_jpeg, idempotency_key=key)
    assert (first.is_repeated, again.is_repeated) == (False, True)
    assert again.report == first.report
    assert api.submit(portrait_jpeg).id != first.id, "each call has a key of its own"
    with pytest.raises(IdempotencyKeyReusedProblem):
        api.submit(portrait_jpeg + b"\0", idempotency_key=key)


def test_found_page_by_page(api: Client, portrait_jpeg: bytes, reference: str) -> None:
    ids = [api.submit(portrait_jpeg, reference=reference).id for _ in range(3)]
    found = list(api.find(reference=reference, limit=1))
    assert [one.id for one in found] == ids[::-1]
    assert {one.policy for one in found} == {"pr-card"}
    page = api.find_page(reference=reference, limit=2)
    assert len(page.items) == 2
    assert [one.id for one in api.find_page(page.next, reference=reference, limit=2).items] == ids[
        :1
    ]
    later = found[0].created + dt.timedelta(seconds=1)
    assert list(api.find(reference=reference, created_from=later)) == []
    assert len(list(api.find(reference=reference, created_before=later, state=State.DONE))) == 3


def test_a_time_without_a_zone_is_refused_before_it_is_sent(api: Client) -> None:
    with pytest.raises(ClientMisused, match="time zone"):
        api.find_page(created_from=dt.datetime(2026, 11, 24))


def test_held_released_deleted(api: Client, portrait_jpeg: bytes) -> None:
    screening_id = api.submit(portrait_jpeg).id
    api.hold(screening_id)
    assert api.get(screening_id).legal_hold
    with pytest.raises(OnHoldProblem) as held:
        api.delete(screening_id)
    assert held.value.status == 409
    api.release(screening_id)
    api.delete(screening_id)
    with pytest.raises(GoneProblem):
        api.get(screening_id)


def test_screened_again_and_compared(api: Client, portrait_jpeg: bytes) -> None:
    first = api.submit(portrait_jpeg, policy="pr-card")
    second = api.rerun(first.id, policy="visitor-visa")
    assert second.report is not None and second.report.policy.id == "visitor-visa"
    assert api.get(second.id).supersedes == first.id
    assert api.get(first.id).superseded_by == (second.id,)
    comparison = api.compare(first.id, second.id)
    assert comparison.is_same_file
    assert (comparison.before.id, comparison.after.id) == (first.id, second.id)
    for one in comparison.changes:
        assert (one.before is None) == (one.change is Change.ADDED)
        assert (one.after is None) == (one.change is Change.REMOVED)
    version = second.report.policy.version
    third = api.rerun(second.id, version=version)
    assert third.report is not None and third.report.policy == second.report.policy
    with pytest.raises(UnknownPolicyProblem):
        api.rerun(second.id, version="1999-01-01")


def test_the_evidence_is_a_picture(api: Client, portrait_jpeg: bytes) -> None:
    screening_id = api.submit(portrait_jpeg, kind="photo").id
    assert api.evidence(screening_id).startswith(PNG)
    assert api.evidence(screening_id, language="fr") != api.evidence(screening_id)


def test_rules_policies_and_problems(api: Client, client: TestClient) -> None:
    rules = api.rules()
    assert [one.id for one in rules] == [one["id"] for one in client.get("/v1/rules").json()]
    assert api.rule("photo.face-height") in rules
    assert api.policy("pr-card") in api.policies()
    photo = next(one for one in api.policy("pr-card").parts if one.kind == "photo")
    assert photo.frame is not None and photo.frame.width_mm == 50.0
    assert api.problem("busy") in api.problems()
    with pytest.raises(NotFoundProblem):
        api.rule("photo.none")


def test_it_lives_and_is_ready(api: Client) -> None:
    assert (api.live().status, api.ready().status) == ("alive", "ready")


def test_webhooks_from_made_to_deleted(api: Client) -> None:
    made = api.webhooks.create("https://portal.example/hooks")
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert made.id in [one.id for one in api.webhooks.all()]
    assert api.webhooks.get(made.id).url == made.url
    assert api.webhooks.rotate_secret(made.id, overlap_s=60).secret != made.secret
    assert api.webhooks.enable(made.id).enabled
    pings = [api.webhooks.ping(made.id) for _ in range(2)]
    deliveries = list(api.webhooks.deliveries(made.id, limit=1))
    assert {one.id for one in deliveries} == {one.id for one in pings}
    assert {one.type for one in deliveries} == {"webhook.ping"}
    assert api.webhooks.replay(made.id, pings[0].id).deliveries in (0, 1)
    assert api.webhooks.replay_dead(made.id).deliveries >= 0
    api.webhooks.delete(made.id)
    with pytest.raises(NotFoundProblem):
        api.webhooks.get(made.id)


def test_an_object_that_the_service_may_not_read(api: Client) -> None:
    with pytest.raises(InvalidRequestProblem) as refusal:
        api.submit(StoredObject("s3://elsewhere/name"))
    assert [one.field for one in refusal.value.errors] == ["source"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "There is no such policy"), ("fr", "Cette politique n'existe pas")],
)
@pytest.mark.parametrize("way", ["sync", "async"])
def test_problems_come_in_the_client_s_language(
    client: TestClient, way: str, language: str, title: str
) -> None:
    with (
        client_of(client, way, language=language) as api,
        pytest.raises(UnknownPolicyProblem) as refusal,
    ):
        api.submit(b"content", policy="none")
    problem = refusal.value
    assert isinstance(problem, RequestProblem)
    assert (problem.type, problem.status, problem.title) == (
        "/problems/unknown-policy",
        422,
        title,
    )
    assert uuid.UUID(problem.request_id).version == 4
    assert problem.retry_after_s is None
    assert title in str(problem) and problem.detail in str(problem)


def test_who_calls_is_known_and_may_do_it(client: TestClient) -> None:
    with client_of(client, "sync", key="ds_wrong") as api:
        with pytest.raises(UnauthenticatedProblem) as refusal:
            api.find_page()
        assert "ds_wrong" not in str(refusal.value) + repr(api)
    keys: Any = client.app.state.access.keys  # type: ignore[attr-defined]  # an ASGI app in general
    order = KeyOrder("client", frozenset({Scope.SUBMIT}))
    submitting = keys.create(order, "command-line", dt.datetime.now(dt.UTC)).secret
    with client_of(client, "sync", key=submitting) as api, pytest.raises(ForbiddenProblem):
        api.delete(NOBODY)
    with client_of(client, "sync", key="") as api, pytest.raises(UnauthenticatedProblem):
        api.find_page()


def test_a_token_is_asked_for_at_each_request(client: TestClient) -> None:
    given: list[str] = []

    def token() -> str:
        given.append(key_of(client))
        return given[-1] + "\n"

    with Client("http://testserver", token, transport=client._transport) as api:
        api.find_page()
        api.find_page()
    assert len(given) == 2
    with (
        Client(key="ds_one\nds_two") as api,
        pytest.raises(ClientMisused, match="no key has") as wrong,
    ):
        api.find_page()
    assert "ds_" not in str(wrong.value)


@pytest.mark.parametrize("untrusted", ["", ".", ".."])
def test_an_id_never_becomes_another_address(api: Client, untrusted: str) -> None:
    with pytest.raises(ClientMisused, match="must not be empty"):
        api.delete(untrusted)


def test_an_id_with_a_path_in_it_stays_an_id(api: Client) -> None:
    with pytest.raises((NotFoundProblem, InvalidRequestProblem)):
        api.delete("../webhooks")
