"""``docscreen rescreen``: the archive screened again, in as many processes as asked for."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from checks.policies import policy_ids
from service.cli.check import FEW_FILES, require_usable, screening_function
from service.cli.entry import ExitStatus, complain
from service.cli.printing import progress_bar
from service.cli.rescreen_tables import print_tally
from service.cli.store import ACTOR, opened_store
from service.comparison_words import comparison_word
from service.errors import UsageError
from service.rescreening import (
    Outcome,
    Rescreener,
    Target,
    candidates,
    done_before,
    outstanding,
)
from service.rescreening_runs import RescreeningRun, RunRequest, begin, end
from service.rescreening_tally import Tally
from service.settings import settings
from service.store.opening import Store
from service.store.search import ScreeningQuery
from service.webhooks.messages import write_messages
from service.words import Language

#: How often it is looked whether the lease of a killed process is over.
_LOOK_S = 1.0
#: Uploads that are handed to threads together.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class RescreenRequest:
    """What the command line asks for."""

    query: ScreeningQuery
    policy: str | None
    version: str | None
    workers: int | None
    keeping: Literal["nothing", "results", "results-and-messages"]
    form: Literal["table", "json"]
    language: Language


def run_rescreen(request: RescreenRequest) -> ExitStatus:
    """Screen again what is asked for and print what changed."""
    _require(request)
    tally = Tally()
    tells = request.keeping == "results-and-messages"
    with opened_store(settings(), *((write_messages,) if tells else ())) as store:
        if request.keeping == "nothing":
            run = None
            _try_all(store, request, tally)
        else:
            try:
                run = _run_all(store, request, tally)
            except KeyboardInterrupt:
                complain(comparison_word("interrupted", request.language), ExitStatus.INTERRUPTED)
                raise
    if request.form == "json":
        print(json.dumps(_head(request, run) | tally.as_json(), indent=2))
    else:
        print_tally(tally, run, request.language)
    return ExitStatus.NOT_ACCEPTED if tally.changed else ExitStatus.ACCEPTED


def _require(request: RescreenRequest) -> None:
    """Raise UsageError for policies and versions that are not here."""
    if request.policy is not None:
        require_usable(request.policy, None, request.version)
    elif request.version is not None:
        raise UsageError("--version needs --policy: each policy has versions of its own")
    under = request.query.policy
    if under is not None and under not in policy_ids():
        raise UsageError(f"there is no policy {under!r}; choose one of {', '.join(policy_ids())}")


def _try_all(store: Store, request: RescreenRequest, tally: Tally) -> None:
    """Screen and keep nothing."""
    ids = candidates(store.screenings, request.query, _now())
    workers = _worker_count(request, len(ids))
    with screening_function(workers, settings()) as screen:
        rescreener = Rescreener(
            store.screenings, screen, Target(request.policy, request.version), _now
        )
        _count(rescreener.tried, ids, workers, tally)


def _run_all(store: Store, request: RescreenRequest, tally: Tally) -> RescreeningRun:
    """Screen and keep, or go on with what was interrupted."""
    screenings = store.screenings
    asked = RunRequest(request.query, request.policy, request.version)
    run = begin(screenings, asked, ACTOR, _now())
    earlier = done_before(screenings, run)
    ids = candidates(screenings, request.query, run.began)
    workers = _worker_count(request, len(ids))
    target = Target(request.policy, request.version)
    with screening_function(workers, settings()) as screen:
        rescreener = Rescreener(screenings, screen, target, _now)
        if run.is_resumed:
            count = comparison_word("resumed", request.language, count=str(len(earlier)))
            complain(count, ExitStatus.ACCEPTED)
            for after_id in earlier:
                tally.add(rescreener.told(after_id))
        _count(lambda one: rescreener.kept(one, run), ids, workers, tally)
        for outcome in outstanding(rescreener, screenings, run, lambda: time.sleep(_LOOK_S)):
            tally.add(outcome)
    end(screenings, run, tally.screened, _now())
    return run


def _count(
    work: Callable[[str], Outcome], ids: tuple[str, ...], workers: int, tally: Tally
) -> None:
    with progress_bar(len(ids)) as step:
        for outcome in _outcomes(work, ids, workers):
            tally.add(outcome)
            step()


def _outcomes(
    work: Callable[[str], Outcome], ids: tuple[str, ...], workers: int
) -> Iterator[Outcome]:
    """What became of each, in their order; what is in hand is finished when it is interrupted."""
    if workers == 1:
        yield from map(work, ids)
        return
    threads = ThreadPoolExecutor(workers)
    try:
        for start in range(0, len(ids), _AT_ONCE):
            yield from threads.map(work, ids[start : start + _AT_ONCE])
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


def _worker_count(request: RescreenRequest, uploads: int) -> int:
    if request.workers is not None:
        return request.workers
    return 1 if uploads <= FEW_FILES else min(len(os.sched_getaffinity(0)), uploads)


def _head(request: RescreenRequest, run: RescreeningRun | None) -> dict[str, Any]:
    return {
        "run": run.id if run is not None else None,
        "policy": request.policy,
        "version": request.version,
    }


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
