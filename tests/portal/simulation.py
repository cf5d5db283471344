"""One run: services, a portal that submits, kills at random moments, and what is left of it."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.portal.portal import Portal
from tests.portal.processes import CONSOLE_SCRIPT, Kill, ServeProcess
from tests.portal.receiver import Inbox, receiving
from tests.portal.surroundings import environment_of
from tests.portal.uploads import upload_of

#: A supervisor starts a killed service again after so long; kills come so long after their mark.
RESTART_PAUSE_S, LATER_S = (0.1, 1.0), (0.0, 2.0)
#: Part of the uploads after which the first kill may come, and the last.
FIRST_KILL, LAST_KILL = 0.05, 0.92
#: How long results and messages may take after the last upload was accepted. A message that was
#: refused three times is due again after some two and a half minutes.
SETTLING_S = 480.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does. ``wants``: postgresql and s3, or neither."""

    uploads: int
    at_once: int
    kills: int
    seed: int
    services: int = 1
    workers: int = 2
    database_url: str = ""
    wants: frozenset[str] = frozenset()
    sample: int = 100


@dataclass(slots=True)
class Run:
    """What happened in a run, as seen from outside of the services."""

    plan: Plan
    environment: dict[str, str]
    portal: Portal
    inbox: Inbox
    services: list[ServeProcess]
    kills: list[Kill] = field(default_factory=list)
    memory_at_start: list[dict[str, float]] = field(default_factory=list)
    memory_at_end: list[dict[str, float]] = field(default_factory=list)
    submitting_s: float = 0.0
    settling_s: float = 0.0
    stops: list[tuple[int, int]] = field(default_factory=list)


@contextmanager
def simulated(plan: Plan, folder: Path) -> Iterator[Run]:
    """Do a run; within the block its store is still there, and its services have been stopped."""
    with (
        receiving(plan.seed) as inbox,
        environment_of(folder, plan.database_url, plan.wants) as surroundings,
    ):
        environment = surroundings | _settings(plan, folder)
        services = [
            ServeProcess(number, folder / f"service-{number}", environment)
            for number in range(plan.services)
        ]
        keys = [_new_key(environment, folder, scope) for scope in ("submit", "officer", "admin")]
        portal = Portal([service.address for service in services], *_pair(keys), plan.seed)
        run = Run(plan, environment, portal, inbox, services)
        try:
            _live(run, keys[2])
            yield run
        finally:
            portal.close()
            for service in services:
                service.end()


def _settings(plan: Plan, folder: Path) -> dict[str, str]:
    return {
        "DOCSCREEN_DATA_DIR": str(folder / "data"),
        "DOCSCREEN_WORKERS": str(plan.workers),
        "DOCSCREEN_REQUESTS_PER_MINUTE": "1000000",
        "DOCSCREEN_CONCURRENT_REQUESTS": str(plan.at_once + 8),
        "DOCSCREEN_WEBHOOK_ALLOW_HTTP": "true",
        "DOCSCREEN_WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
        # The machine may be busy with other work: a screening that takes long is not hostile.
        "DOCSCREEN_SCREENING_TIMEOUT_S": "60",
        "DOCSCREEN_LOG_LEVEL": "warning",
    }


def _live(run: Run, admin_key: str) -> None:
    for service in run.services:
        service.start()
    for service in run.services:
        service.await_readiness()
    run.memory_at_start = [service.memory_mib() for service in run.services]
    run.inbox.secret = run.portal.make_webhook(run.inbox.url, admin_key)
    killer = _Killer(run)
    uploads = (upload_of(number, run.plan.seed) for number in range(run.plan.uploads))
    started = time.monotonic()
    with killer:
        run.portal.submit_all(uploads, run.plan.at_once, killer.tell)
    run.submitting_s = time.monotonic() - started
    _settle(run)
    run.settling_s = time.monotonic() - started - run.submitting_s
    run.memory_at_end = [service.memory_mib() for service in run.services]
    run.portal.collect_documents(run.plan.at_once)
    run.stops = [service.stop() for service in run.services]


def _settle(run: Run) -> None:
    """Wait until a message has come for every upload that was accepted."""
    known = {one for case in run.portal.cases.values() for one in case.ids}
    deadline = time.monotonic() + SETTLING_S
    while time.monotonic() < deadline:
        if known <= run.inbox.of_screenings().keys() and not _open_jobs(run):
            return
        time.sleep(1.0)


def _open_jobs(run: Run) -> list[object]:
    """What the operator's own tool lists as not done."""
    command = [str(CONSOLE_SCRIPT), "jobs", "list", "--json"]
    done = subprocess.run(command, env=run.environment, capture_output=True, check=True)
    return [job for job in json.loads(done.stdout) if job["state"] in ("waiting", "running")]


class _Killer:
    """Kills services in turn when so many uploads have been accepted, and a moment more."""

    def __init__(self, run: Run) -> None:
        plan = run.plan
        self._run, self._chance = run, random.Random(f"kills:{plan.seed}")
        span = (plan.uploads * FIRST_KILL, plan.uploads * LAST_KILL)
        self._marks = sorted(self._chance.uniform(*span) for _ in range(plan.kills))
        self._accepted, self._is_over = 0, False
        self._changed = threading.Condition()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._work)

    def tell(self, accepted: int) -> None:
        """Take note of how many uploads have been accepted."""
        with self._changed:
            self._accepted = max(self._accepted, accepted)
            self._changed.notify()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        try:
            in_turn = itertools.cycle(self._run.services)
            for mark, service in zip(self._marks, in_turn, strict=False):
                self._await(mark)
                time.sleep(self._chance.uniform(*LATER_S))
                pause_s = self._chance.uniform(*RESTART_PAUSE_S)
                self._run.kills.append(service.kill_and_start_again(pause_s))
        except BaseException as failure:  # it is raised in the thread that started this one
            self._failure = failure

    def _await(self, mark: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._accepted >= mark)


def _pair(keys: list[str]) -> tuple[str, str]:
    return keys[0], keys[1]


def _new_key(environment: dict[str, str], folder: Path, scope: str) -> str:
    command = [str(CONSOLE_SCRIPT), "keys", "create", f"portal-{scope}", "--json"]
    scopes = ["officer", "read"] if scope == "officer" else [scope]
    more = [word for one in scopes for word in ("--scope", one)]
    made = subprocess.run(
        [*command, *more], env=environment, cwd=folder, capture_output=True, check=True
    )
    return str(json.loads(made.stdout)["key"])
