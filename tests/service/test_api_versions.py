"""Versions of policies over HTTP: listed, screened under, run again under, kept in the store."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from fastapi.testclient import TestClient
from sqlalchemy import inspect

from checks.policies import load_policy
from checks.policy_versions import part_versions, policy_in_version
from models.errors import PolicyError
from service.screenings import ScreeningService
from service.store import database as database_module
from service.store.database import Database, database_url
from service.store.work import FAILED, WAITING, Submission
from service.telemetry.telemetry import Telemetry
from tests.conftest import REPOSITORY
from tests.service.stores import NOW, store_in
from tests.service.test_api_screenings import assert_problem, post

EARLIER = "2026-11-22"
TODAY = load_policy("pr-card").version
FORM = REPOSITORY / "samples" / "specimens" / "form-filled.pdf"
PATIENCE_S = 30.0


def screened(client: TestClient, content: bytes, **fields: str) -> dict[str, Any]:
    answer = post(client, content, **fields)
    assert answer.status_code == 201, answer.text
    report: dict[str, Any] = answer.json()
    return report


def test_versions_are_listed_and_one_is_current(client: TestClient) -> None:
    policy = client.get("/v1/policies/pr-card").json()
    for part in policy["parts"]:
        versions = part["versions"]
        assert [one["version"] for one in versions] == list(part_versions("pr-card")[part["kind"]])
        assert [one["is_current"] for one in versions] == [False] * (len(versions) - 1) + [True]
        assert (versions[-1]["version"], versions[-1]["sha256"]) == (
            part["version"],
            part["sha256"],
        )
    photo = next(part for part in policy["parts"] if part["kind"] == "photo")
    assert photo["versions"][0] == {
        "version": EARLIER,
        "sha256": policy_in_version("pr-card", "photo", EARLIER).sha256,
        "is_current": False,
        "is_usable": True,
    }


def test_an_upload_is_screened_under_the_version_that_is_asked_for(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    earlier = screened(client, portrait_jpeg, policy_version=EARLIER)
    policy = policy_in_version("pr-card", "photo", EARLIER)
    stated = {"id": "pr-card", "version": EARLIER, "sha256": policy.sha256}
    assert earlier["policy"] == stated
    document = client.get(f"/v1/screenings/{earlier['screening']}").json()
    assert (document["policy_version"], document["report"]["policy"]) == (EARLIER, stated)
    today = screened(client, portrait_jpeg)["policy"]
    assert (today["version"], today["sha256"]) == (TODAY, load_policy("pr-card").sha256)
    named = screened(client, portrait_jpeg, policy_version=TODAY)["policy"]
    assert named == today


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"policy_version": "1999-01-01"}, EARLIER),
        ({"policy_version": EARLIER, "kind": "form"}, TODAY),
        ({"policy_version": EARLIER, "policy": "apr-portal"}, load_policy("apr-portal").version),
        ({"policy_version": "../photo", "policy": "citizenship"}, EARLIER),
    ],
)
def test_a_version_that_is_not_here_is_refused_with_those_that_are(
    client: TestClient, portrait_jpeg: bytes, fields: dict[str, str], known: str
) -> None:
    problem = assert_problem(post(client, portrait_jpeg, **fields), 422, "unknown-policy")
    assert known in problem["detail"]


def test_a_version_too_long_to_be_one_is_an_invalid_field(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    answer = post(client, portrait_jpeg, policy_version="9" * 33)
    problem = assert_problem(answer, 422, "invalid-request")
    assert [error["field"] for error in problem["errors"]] == ["policy_version"]


def test_a_version_is_part_of_the_request_that_may_be_repeated(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}

    def send(**fields: str) -> Any:
        files = {"file": ("a.jpg", portrait_jpeg)}
        return client.post("/v1/screenings", files=files, data=fields, headers=key)

    first, again = send(policy_version=EARLIER), send(policy_version=EARLIER)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    for other in ({}, {"policy_version": TODAY}):
        assert_problem(send(**other), 422, "idempotency-key-reused")


def test_a_rerun_uses_the_version_that_it_names(client: TestClient, portrait_jpeg: bytes) -> None:
    first = screened(client, portrait_jpeg)["screening"]
    address = f"/v1/screenings/{first}"
    key = {"Idempotency-Key": uuid.uuid4().hex}
    asked = {"json": {"version": EARLIER}, "headers": key}
    answer = client.post(f"{address}/rerun", **asked)  # type: ignore[arg-type]  # httpx takes this
    assert answer.status_code == 201
    report = answer.json()
    assert (report["policy"]["id"], report["policy"]["version"]) == ("pr-card", EARLIER)
    again = client.post(f"{address}/rerun", **asked)  # type: ignore[arg-type]  # httpx takes this
    assert again.json() == report
    other = client.post(f"{address}/rerun", json={"version": TODAY}, headers=key)
    assert_problem(other, 422, "idempotency-key-reused")
    second = client.get(f"/v1/screenings/{report['screening']}").json()
    assert (second["supersedes"], second["policy_version"]) == (first, EARLIER)
    # Run again without naming one: today's, not that of the screening.
    third = client.post(f"/v1/screenings/{second['id']}/rerun").json()
    assert third["policy"]["version"] == TODAY
    changes = client.get(f"{address}/compare/{second['id']}").json()["changes"]
    assert {change["change"] for change in changes} == {"same"}


def test_a_rerun_of_a_form_needs_a_version_that_had_rules_for_forms(client: TestClient) -> None:
    form = screened(client, FORM.read_bytes())["screening"]
    answer = client.post(f"/v1/screenings/{form}/rerun", json={"version": EARLIER})
    problem = assert_problem(answer, 422, "unknown-policy")
    assert problem["detail"].startswith(f"Versions that can be named here: {TODAY}.")
    french = {"Accept-Language": "fr"}
    answer = client.post(f"/v1/screenings/{form}/rerun", json={"version": EARLIER}, headers=french)
    assert answer.json()["detail"].startswith(f"Versions possibles ici\u00a0: {TODAY}.")


def test_a_version_is_kept_until_a_job_screens(client: TestClient, portrait_jpeg: bytes) -> None:
    answer = client.post(
        "/v1/screenings",
        files={"file": ("a.jpg", portrait_jpeg)},
        data={"policy_version": EARLIER},
        headers={"Prefer": "respond-async"},
    )
    assert answer.status_code == 202
    deadline = time.monotonic() + PATIENCE_S
    while (document := client.get(answer.headers["location"]).json())["report"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert document["report"]["policy"]["version"] == EARLIER


def test_the_evidence_of_an_earlier_version_is_drawn(
    client: TestClient, portrait_jpeg: bytes
) -> None:
    report = screened(client, portrait_jpeg, policy_version=EARLIER)
    picture = client.get(f"/v1/screenings/{report['screening']}/evidence")
    assert picture.headers["content-type"] == "image/png"


SUBMISSION = Submission(
    untrusted_bytes=b"content",
    untrusted_name="a.jpg",
    policy="pr-card",
    declared_kind="photo",
    owner="key:1",
    created=NOW,
    keep_until=NOW + dt.timedelta(days=30),
)


def test_a_screening_whose_version_an_update_took_away_has_failed_and_ends(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    versions: list[str | None] = []

    async def refused(order_when_due: Any) -> Any:
        versions.append(order_when_due().policy_version)
        raise PolicyError("no such version")

    service = ScreeningService(store, refused, lambda: NOW, Telemetry())
    wanted = replace(SUBMISSION, wanted_version="2020-01-01")
    waiting = store.accept(wanted, None).row
    assert (waiting.state, waiting.wanted_version) == (WAITING, "2020-01-01")

    async def taken_up() -> bool:
        done = await service.take_up(waiting.id)
        await service.stop()
        return done

    assert asyncio.run(taken_up())
    assert versions == ["2020-01-01"]
    ended = store.get(waiting.id)
    assert ended is not None
    assert (ended.state, ended.failure) == (
        FAILED,
        "its policy, or its version, is not here any more",
    )
    assert store.due(NOW, 10) == ()


def test_a_request_without_a_version_is_the_same_one_as_before_there_were_versions() -> None:
    assert SUBMISSION.request_parts.count(b",") == 5
    assert replace(SUBMISSION, wanted_version="1").request_parts.count(b",") == 6


def test_tables_of_the_first_version_get_the_new_column_and_can_lose_it(
    database: str, tmp_path: Path
) -> None:
    tables = Database(database_url(database, tmp_path))
    for revision, has_column in (("0001", False), ("0002", True), ("0001", False)):
        with tables.engine.connect() as connection:
            config = database_module._alembic()
            config.attributes["connection"] = connection
            move = (
                command.downgrade
                if revision == "0001" and tables_exist(tables)
                else command.upgrade
            )
            move(config, revision)
            connection.commit()
        columns = {column["name"] for column in inspect(tables.engine).get_columns("screening")}
        assert ("wanted_version" in columns) is has_column
    tables.migrate()
    assert tables.is_current
    tables.close()


def tables_exist(tables: Database) -> bool:
    return inspect(tables.engine).has_table("screening")
