"""Screening an archive again: what is taken, what is kept, and runs that were interrupted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from checks.policies import load_policy
from models.errors import PolicyError
from service import audit
from service.rescreening import (
    Left,
    LeftAsItIs,
    Outcome,
    Rescreened,
    Rescreener,
    Target,
    candidates,
    done_before,
    outstanding,
    unfinished,
)
from service.rescreening_runs import RescreeningRun, RunRequest, begin, end
from service.rescreening_tally import Tally
from service.screener import Order
from service.store.lifecycle import delete_screening
from service.store.screenings import ScreeningStore
from service.store.search import ScreeningQuery, search
from service.store.tables import AuditRow
from service.store.work import DONE, FAILED, WAITING, Lease, Submission
from tests.service.stores import NOW, report_on, store_in

CALLER = "command-line"
BEGAN = NOW + dt.timedelta(days=1)
UPLOAD = Submission(
    untrusted_bytes=b"content",
    untrusted_name="a.jpg",
    policy="pr-card",
    declared_kind="photo",
    owner="key:1",
    created=NOW,
    keep_until=NOW + dt.timedelta(days=30),
    reference="first-1",
)
ALL = RunRequest(ScreeningQuery(), "visitor-visa", None)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[ScreeningStore]:
    kept = store_in(tmp_path, database)
    yield kept
    kept.database.close()


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


class Screener:
    """Answers with a verdict; what fails is told beforehand."""

    def __init__(self, verdict: str = "review") -> None:
        self.verdict = verdict
        self.orders: list[Order] = []
        self.fails_at: int | None = None
        self.error: BaseException = KeyboardInterrupt()

    def __call__(self, order: Order) -> dict[str, Any]:
        self.orders.append(order)
        if len(self.orders) == self.fails_at:
            raise self.error
        report = report_on(order.screening_id, self.verdict)
        version = order.policy_version or load_policy(order.policy_id).version
        policy = {"id": order.policy_id, "version": version, "sha256": "0" * 64}
        return report | {"policy": policy}


def done(store: ScreeningStore, verdict: str = "accept", **changes: Any) -> str:
    """The id of a screening that has its report."""
    submission = replace(UPLOAD, **changes)
    row = store.accept(submission, Lease("w", submission.created + dt.timedelta(minutes=1))).row
    assert store.complete(row.id, "w", report_on(row.id, verdict), submission.created)
    return row.id


def rescreener(
    store: ScreeningStore, screen: Screener, clock: Clock, target: Target | None = None
) -> Rescreener:
    return Rescreener(store, screen, target or Target("visitor-visa"), clock)


def actions(store: ScreeningStore) -> list[tuple[str, str, str | None]]:
    with store.database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
        return [(row.actor, row.action, row.target) for row in rows]


def test_a_new_screening_stands_in_the_place_of_the_one_before(store: ScreeningStore) -> None:
    first = done(store)
    screen, clock = Screener("return"), Clock()
    run = begin(store, ALL, CALLER, BEGAN)
    assert candidates(store, ALL.query, run.began) == (first,)
    outcome = rescreener(store, screen, clock).kept(first, run)
    assert isinstance(outcome, Rescreened)
    assert (outcome.before_id, outcome.verdicts) == (first, ("accept", "return"))
    row = store.get(outcome.after_id or "")
    assert row is not None
    assert (row.state, row.supersedes, row.policy) == (DONE, first, "visitor-visa")
    assert (row.reference, row.declared_kind) == ("first-1", "photo")
    assert row.keep_until == UPLOAD.keep_until, "screening again keeps nothing longer"
    assert (screen.orders[0].untrusted_bytes, screen.orders[0].untrusted_name) == (
        UPLOAD.untrusted_bytes,
        UPLOAD.untrusted_name,
    )
    end(store, run, 1, clock())
    told = actions(store)
    assert (CALLER, "rescreening.begun", run.id) in told
    assert (f"{CALLER}:{run.id}", "screening.accepted", row.id) in told
    assert (f"{CALLER}:{run.id}", "screening.completed", row.id) in told
    assert told[-1] == (CALLER, "rescreening.ended", run.id)
    with store.database.reading() as session:
        assert audit.verify(session, store.keyring).fault is None


def test_only_the_latest_of_an_upload_is_taken(store: ScreeningStore) -> None:
    first = done(store)
    second = done(store, supersedes=first, created=NOW + dt.timedelta(minutes=1))
    other = done(store, created=NOW + dt.timedelta(minutes=2))
    later = done(store, created=BEGAN + dt.timedelta(minutes=1))
    store.accept(UPLOAD, None)
    assert candidates(store, ScreeningQuery(), BEGAN) == (other, second)
    assert later not in candidates(store, ScreeningQuery(), BEGAN)
    delete_screening(store, second, "x", BEGAN)
    assert candidates(store, ScreeningQuery(), BEGAN) == (other,)


def test_a_successor_that_failed_leaves_the_one_before_standing(store: ScreeningStore) -> None:
    first = done(store)
    failed = store.accept(replace(UPLOAD, supersedes=first), None).row
    assert candidates(store, ScreeningQuery(), BEGAN) == ()
    store.give_up(failed.id, NOW, "no more")
    row = store.get(failed.id)
    assert row is not None
    assert row.state == FAILED
    assert candidates(store, ScreeningQuery(), BEGAN) == (first,)


def test_references_are_found_by_how_they_begin(store: ScreeningStore) -> None:
    ids = {name: done(store, reference=name) for name in ("A%1", "A%2", "a%1", "AB1")}
    done(store, reference=None)

    def found(prefix: str) -> set[str]:
        query = ScreeningQuery(reference_prefix=prefix)
        return {row.id for row in search(store.database, query, 10, None).rows}

    assert found("A%") == {ids["A%1"], ids["A%2"]}
    assert found("A") == {ids["A%1"], ids["A%2"], ids["AB1"]}
    assert found("A%12") == set()


def test_nothing_is_kept_of_a_trial(store: ScreeningStore) -> None:
    first, before = done(store), actions(store)
    outcome = rescreener(store, Screener("return"), Clock()).tried(first)
    assert isinstance(outcome, Rescreened)
    assert (outcome.after_id, outcome.verdicts) == (None, ("accept", "return"))
    assert actions(store) == before
    assert [row.id for row in search(store.database, ScreeningQuery(), 10, None).rows] == [first]


def test_an_interrupted_run_goes_on_and_screens_each_once(store: ScreeningStore) -> None:
    ids = [done(store, created=NOW + dt.timedelta(minutes=n)) for n in range(4)]
    screen, clock = Screener("return"), Clock()
    screen.fails_at = 3
    first = begin(store, ALL, CALLER, BEGAN)
    working = rescreener(store, screen, clock)
    with pytest.raises(KeyboardInterrupt):
        for one in candidates(store, ALL.query, first.began):
            working.kept(one, first)
    clock.now += dt.timedelta(hours=1)
    run = begin(store, ALL, CALLER, clock())
    assert (run.id, run.began, run.is_resumed) == (first.id, BEGAN, True)
    assert len(done_before(store, run)) == 2
    left = candidates(store, ALL.query, run.began)
    assert left == (ids[0],)
    tally = Tally()
    for after_id in done_before(store, run):
        tally.add(working.told(after_id))
    for one in left:
        tally.add(working.kept(one, run))
    for outcome in outstanding(working, store, run, pause=pytest.fail):
        tally.add(outcome)
    end(store, run, tally.screened, clock())
    assert tally.verdicts == {("accept", "return"): 4}
    assert {one.before_id for one in tally.changed} == set(ids)
    after = search(store.database, ScreeningQuery(policy="visitor-visa"), 10, None).rows
    assert sorted(row.supersedes or "" for row in after) == sorted(ids)
    assert candidates(store, ALL.query, run.began) == ()
    again = begin(store, ALL, CALLER, clock())
    assert (again.id == run.id, again.is_resumed) == (False, False)


def test_another_request_is_another_run(store: ScreeningStore) -> None:
    run = begin(store, ALL, CALLER, BEGAN)
    for other in (
        replace(ALL, policy="citizenship"),
        replace(ALL, version="2026-11-22"),
        replace(ALL, query=ScreeningQuery(verdict="return")),
        replace(ALL, query=ScreeningQuery(reference_prefix="canary-prefix")),
    ):
        assert begin(store, other, CALLER, BEGAN).id != run.id
    assert begin(store, ALL, CALLER, BEGAN).id == run.id
    with store.database.reading() as session:
        told = [str(row.details) for row in session.scalars(select(AuditRow))]
    assert "canary" not in "".join(told)


def test_what_a_killed_process_had_in_hand_is_finished_when_its_lease_is_over(
    store: ScreeningStore,
) -> None:
    first = done(store)
    screen, clock = Screener("return"), Clock()
    run = begin(store, ALL, CALLER, BEGAN)
    held = replace(UPLOAD, supersedes=first, owner=run.actor, created=clock(), policy="pr-card")
    row = store.accept(held, Lease(run.actor, clock.now + dt.timedelta(minutes=1))).row
    pauses: list[dt.datetime] = []

    def pause() -> None:
        pauses.append(clock.now)
        clock.now += dt.timedelta(seconds=30)

    working = rescreener(store, screen, clock)
    (outcome,) = outstanding(working, store, run, pause)
    assert isinstance(outcome, Rescreened)
    assert (outcome.before_id, outcome.after_id) == (first, row.id)
    assert len(pauses) == 2, "the lease was respected"
    assert unfinished(store, run) == ()


def test_what_a_service_took_up_meanwhile_is_told_and_not_screened(store: ScreeningStore) -> None:
    first = done(store)
    screen, clock = Screener("return"), Clock()
    run = begin(store, ALL, CALLER, BEGAN)
    held = replace(UPLOAD, supersedes=first, owner=run.actor, created=clock())
    row = store.accept(held, Lease("service", clock.now + dt.timedelta(minutes=1))).row

    def pause() -> None:
        store.complete(row.id, "service", report_on(row.id, "review"), clock())

    (outcome,) = outstanding(rescreener(store, screen, clock), store, run, pause)
    assert isinstance(outcome, Rescreened)
    assert outcome.verdicts == ("accept", "review")
    assert screen.orders == []


def deleted(store: ScreeningStore) -> str:
    screening_id = done(store)
    delete_screening(store, screening_id, "x", BEGAN)
    return screening_id


@pytest.mark.parametrize(
    ("made", "target", "why"),
    [
        (deleted, Target("visitor-visa"), "gone"),
        (lambda store: store.accept(UPLOAD, None).row.id, Target("visitor-visa"), "gone"),
        (
            lambda store: done(store, declared_kind="form"),
            Target("pr-card", "2026-11-22"),
            "no-version",
        ),
        (done, Target("apr-portal", "2026-11-22"), "no-version"),
        (lambda store: done(store, policy="former"), Target(), "no-version"),
    ],
    ids=["deleted", "waiting", "no rules for forms", "no such version", "no such policy"],
)
def test_what_cannot_be_screened_again_is_left_as_it_is(
    store: ScreeningStore, made: Callable[[ScreeningStore], str], target: Target, why: Left
) -> None:
    screening_id, screen = made(store), Screener()
    run = begin(store, ALL, CALLER, BEGAN)
    working = rescreener(store, screen, Clock(), target)
    for outcome in (working.tried(screening_id), working.kept(screening_id, run)):
        assert outcome == LeftAsItIs(screening_id, why)
    assert screen.orders == []


def test_two_processes_of_one_run_do_no_work_twice(store: ScreeningStore) -> None:
    first = done(store)
    run = begin(store, ALL, CALLER, BEGAN)
    screen, clock = Screener(), Clock()
    working = rescreener(store, screen, clock)
    outcomes: list[Outcome] = [working.kept(first, run), working.kept(first, run)]
    assert isinstance(outcomes[0], Rescreened)
    assert outcomes[1] == LeftAsItIs(first, "in-hand")
    assert len(screen.orders) == 1


def test_a_version_that_an_update_took_away_ends_what_was_in_hand(store: ScreeningStore) -> None:
    first = done(store)
    screen, clock = Screener(), Clock()
    screen.fails_at, screen.error = 1, PolicyError("not here")
    run = begin(store, ALL, CALLER, BEGAN)
    outcome = rescreener(store, screen, clock).kept(first, run)
    assert outcome == LeftAsItIs(first, "no-version")
    assert unfinished(store, run) == ()
    assert candidates(store, ScreeningQuery(), BEGAN) == (first,)


def test_a_failure_gives_back_what_was_in_hand(store: ScreeningStore) -> None:
    first = done(store)
    screen, clock = Screener(), Clock()
    screen.fails_at, screen.error = 1, RuntimeError("out of order")
    run: RescreeningRun = begin(store, ALL, CALLER, BEGAN)
    with pytest.raises(RuntimeError):
        rescreener(store, screen, clock).kept(first, run)
    (waiting,) = unfinished(store, run)
    row = store.get(waiting)
    assert row is not None
    assert (row.state, row.attempts) == (WAITING, 0)


def test_versions_are_really_asked_for(store: ScreeningStore) -> None:
    first = done(store)
    screen, clock = Screener(), Clock()
    working = rescreener(store, screen, clock, Target("pr-card", "2026-11-22"))
    run = begin(store, RunRequest(ScreeningQuery(), "pr-card", "2026-11-22"), CALLER, BEGAN)
    working.tried(first)
    outcome = working.kept(first, run)
    assert isinstance(outcome, Rescreened)
    row = store.get(outcome.after_id or "")
    assert row is not None
    assert (row.wanted_version, row.policy_version) == ("2026-11-22", "2026-11-22")
    assert [order.policy_version for order in screen.orders] == ["2026-11-22", "2026-11-22"]


def test_a_tally_counts_verdicts_rules_and_what_was_left() -> None:
    from service.comparison import compared

    before, after = report_on("a", "accept"), report_on("b", "return")
    rule = before["findings"][0]["rule"]
    after["findings"] = [one | {"outcome": "fail"} for one in after["findings"]]
    before["findings"] = [one | {"outcome": "pass"} for one in before["findings"]]
    tally = Tally()
    tally.add(Rescreened("a", "b", ("accept", "return"), compared(before, after)))
    tally.add(Rescreened("c", None, ("accept", "accept"), compared(before, before)))
    tally.add(LeftAsItIs("d", "gone"))
    told = tally.as_json()
    assert (told["screened"], told["left"]) == (2, {"gone": 1})
    assert told["verdicts"] == [
        {"before": "accept", "after": "accept", "count": 1},
        {"before": "accept", "after": "return", "count": 1},
    ]
    expected = {"rule": rule, "change": "worse", "before": "pass", "after": "fail", "count": 1}
    assert expected in told["rules"]
    assert told["changed"] == [
        {"screening": "a", "superseded_by": "b", "before": "accept", "after": "return"}
    ]
