"""Screening an archive again: each screening of the store under another policy or version.

A run takes every screening that was there when it began and in whose place no other stands, and
puts a new one in its place. The audit says when a run began and ended; one that was interrupted is
gone on with by asking for the same again. What a killed process had in hand is finished first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import select

from checks.policy_versions import require_version
from models.errors import PolicyError
from service.comparison import FindingChange, compared
from service.rescreening_runs import RescreeningRun
from service.screener import Order
from service.screenings import LEASE
from service.store.objects import ObjectMissing
from service.store.screenings import ScreeningStore
from service.store.search import ScreeningQuery, search
from service.store.tables import ScreeningRow
from service.store.work import DONE, RUNNING, WAITING, Lease, Submission, Task

#: Rows that are listed at once.
_PAGE = 500

Clock = Callable[[], dt.datetime]
Screen = Callable[[Order], dict[str, Any]]
#: Why a screening was left as it is: its upload was deleted; its policy had no rules for such a
#: file in that version; somebody else has it in hand, or it failed.
Left = Literal["gone", "no-version", "in-hand"]


@dataclass(frozen=True, slots=True)
class Target:
    """Under what is screened again; None: each under its own policy, today's version of it."""

    policy: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Rescreened:
    """A screening and what became of it; ``after_id`` is None where nothing was kept."""

    before_id: str
    after_id: str | None
    verdicts: tuple[str, str]
    changes: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class LeftAsItIs:
    """A screening that was not screened again."""

    id: str
    why: Left


Outcome = Rescreened | LeftAsItIs


class Rescreener:
    """Screens stored uploads again, and keeps the results as those of a run."""

    def __init__(self, store: ScreeningStore, screen: Screen, target: Target, clock: Clock) -> None:
        """``screen``: performs one order; threads may call it together."""
        self._store, self._screen = store, screen
        self._target, self._clock = target, clock

    def tried(self, screening_id: str) -> Outcome:
        """Screen one upload again and keep nothing."""
        found = self._found(screening_id)
        if isinstance(found, LeftAsItIs):
            return found
        row, before, task = found
        order = Order(
            task.untrusted_bytes, task.untrusted_name, self._policy_of(row), row.declared_kind,
            created=self._clock(), policy_version=self._target.version,
        )  # fmt: skip
        return _rescreened(row.id, None, before, self._screen(order))

    def kept(self, screening_id: str, run: RescreeningRun) -> Outcome:
        """Screen one upload again and keep the result. Raises StoreError."""
        found = self._found(screening_id)
        if isinstance(found, LeftAsItIs):
            return found
        row, before, task = found
        submission = Submission(
            untrusted_bytes=task.untrusted_bytes,
            untrusted_name=task.untrusted_name,
            policy=self._policy_of(row),
            declared_kind=row.declared_kind,
            owner=run.actor,
            created=self._clock(),
            keep_until=row.keep_until,  # screening again is no arrival: nothing is kept longer
            reference=row.reference,
            supersedes=row.id,
            idempotency_key=f"{run.id}:{row.id}",
            wanted_version=self._target.version,
        )
        accepted = self._store.accept(submission, self._lease(run))
        if accepted.is_repeated:
            return LeftAsItIs(row.id, "in-hand")
        return self._completed(accepted.row, task, before, run)

    def finished(self, screening_id: str, run: RescreeningRun) -> Outcome:
        """Take up what a killed process of this run had in hand; in-hand: not free yet."""
        task = self._store.claim(screening_id, self._lease(run), self._clock())
        row = self._store.get(screening_id)
        if task is None or row is None or row.supersedes is None:
            return LeftAsItIs(screening_id, "in-hand")
        return self._completed(row, task, self._report_of(row.supersedes), run)

    def told(self, after_id: str) -> Outcome:
        """What an earlier process of a run found out; gone: one of both was deleted meanwhile."""
        row = self._store.get(after_id)
        report = self._store.report_of(row) if row is not None else None
        if row is None or row.supersedes is None or report is None:
            return LeftAsItIs(after_id, "gone")
        before = self._report_of(row.supersedes)
        if before is None:
            return LeftAsItIs(after_id, "gone")
        return _rescreened(row.supersedes, after_id, before, report)

    def _completed(
        self, row: ScreeningRow, task: Task, before: Mapping[str, Any] | None, run: RescreeningRun
    ) -> Outcome:
        order = Order(
            task.untrusted_bytes, task.untrusted_name, row.policy, row.declared_kind,
            screening_id=row.id, created=row.created, policy_version=row.wanted_version,
        )  # fmt: skip
        try:
            report = self._screen(order)
        except PolicyError:  # an update took the version away since the run was interrupted
            self._store.release(row.id, run.actor)
            self._store.give_up(row.id, self._clock(), "its policy is not here any more")
            return LeftAsItIs(row.supersedes or row.id, "no-version")
        except BaseException:  # whatever it is goes on to the caller
            self._store.release(row.id, run.actor)
            raise
        done = self._store.complete(row.id, run.actor, report, self._clock())
        if done is None or before is None:
            return LeftAsItIs(row.supersedes or row.id, "in-hand" if done is None else "gone")
        return _rescreened(row.supersedes or "", row.id, before, report)

    def _found(self, screening_id: str) -> tuple[ScreeningRow, dict[str, Any], Task] | LeftAsItIs:
        row = self._store.get(screening_id)
        before = self._store.report_of(row) if row is not None else None
        if row is None or before is None:
            return LeftAsItIs(screening_id, "gone")
        kind = row.detected_kind if row.declared_kind == "auto" else row.declared_kind
        try:
            require_version(self._policy_of(row), kind, self._target.version)
            return row, before, self._store.task_of(row)
        except PolicyError:
            return LeftAsItIs(screening_id, "no-version")
        except ObjectMissing:
            return LeftAsItIs(screening_id, "gone")

    def _policy_of(self, row: ScreeningRow) -> str:
        return self._target.policy or row.policy

    def _report_of(self, screening_id: str) -> dict[str, Any] | None:
        row = self._store.get(screening_id)
        return self._store.report_of(row) if row is not None else None

    def _lease(self, run: RescreeningRun) -> Lease:
        return Lease(run.actor, self._clock() + LEASE)


def candidates(store: ScreeningStore, query: ScreeningQuery, began: dt.datetime) -> tuple[str, ...]:
    """What is to be screened again: done before a run began, and the latest of its upload."""
    before = min(began, query.created_before or began)
    wanted = replace(query, state=DONE, standing="latest", created_before=before)
    return tuple(row.id for row in _rows(store, wanted))


def _rows(store: ScreeningStore, query: ScreeningQuery) -> Iterator[ScreeningRow]:
    cursor: str | None = None
    while True:
        page = search(store.database, query, _PAGE, cursor)
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def outstanding(
    rescreener: Rescreener,
    store: ScreeningStore,
    run: RescreeningRun,
    pause: Callable[[], None],
) -> Iterator[Outcome]:
    """What killed processes of a run had in hand, finished; ``pause`` lets their leases end."""
    waiting = set(unfinished(store, run))
    while waiting:
        for one in sorted(waiting):
            outcome = rescreener.finished(one, run)
            if isinstance(outcome, Rescreened) or outcome.why != "in-hand":
                waiting.discard(one)
                yield outcome
        still = set(unfinished(store, run))
        yield from map(rescreener.told, sorted(waiting - still))  # a service took them up
        waiting &= still
        if waiting:
            pause()


def unfinished(store: ScreeningStore, run: RescreeningRun) -> tuple[str, ...]:
    """What processes of a run had accepted and not completed, the oldest first."""
    return _of_run(store, run, (WAITING, RUNNING))


def done_before(store: ScreeningStore, run: RescreeningRun) -> tuple[str, ...]:
    """What earlier processes of a run completed, the oldest first."""
    return _of_run(store, run, (DONE,))


def _of_run(store: ScreeningStore, run: RescreeningRun, states: tuple[str, ...]) -> tuple[str, ...]:
    query = (
        select(ScreeningRow.id)
        .where(
            ScreeningRow.created >= run.began,
            ScreeningRow.owner == run.actor,
            ScreeningRow.state.in_(states),
        )
        .order_by(ScreeningRow.created)
    )
    with store.database.reading() as session:
        return tuple(session.scalars(query))


def _rescreened(
    before_id: str, after_id: str | None, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Rescreened:
    verdicts = (str(before["verdict"]), str(after["verdict"]))
    return Rescreened(before_id, after_id, verdicts, compared(before, after))
