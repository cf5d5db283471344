"""``docscreen check``: screen files, here or in worker processes, and print what was found."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checks.policy_versions import require_version
from models.errors import PolicyError
from models.media_type import PDF, detect_media_type
from service.cli.entry import ExitStatus, complain
from service.cli.files import InputFile, input_files, printable
from service.cli.printing import Printer
from service.errors import UsageError
from service.interrupted import interrupted_report
from service.screener import EvidenceOrder, Order, perform, prepare
from service.settings import Settings, settings
from service.words import Language
from service.workers import WorkerCrashed, WorkerPool, WorkerTimedOut

#: Up to here the time to start further processes is longer than what they would save.
FEW_FILES = 12


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What the command line asks for."""

    arguments: tuple[str, ...]
    policy_id: str
    policy_version: str | None
    declared_kind: str
    evidence_folder: Path | None
    workers: int | None
    language: Language


Screen = Callable[[Order], dict[str, Any]]


def run_check(request: CheckRequest, printer: Printer) -> ExitStatus:
    """Screen all files and print each; the exit status is the worst of them."""
    require_usable(request.policy_id, request.declared_kind, request.policy_version)
    files = input_files(request.arguments)
    evidence = _evidence_orders(files, request)
    workers = request.workers or _worker_count(len(files))
    worst = ExitStatus.ACCEPTED
    with screening_function(workers, settings()) as screen, printer.progress(len(files)) as step:
        for outcome in _outcomes(files, evidence, request, screen, workers):
            step()
            if isinstance(outcome, UsageError):
                worst = max(worst, complain(str(outcome), ExitStatus.USAGE))
                continue
            printer.report(outcome, len(files))
            worst = max(worst, _status_of(outcome))
    printer.summary()
    return worst


def require_usable(policy_id: str, kind: str | None, version: str | None) -> None:
    """Raise UsageError where files of a kind cannot be screened under a policy in a version."""
    try:
        require_version(policy_id, kind, version)
    except PolicyError as refusal:
        raise UsageError(str(refusal)) from refusal


def _status_of(report: dict[str, Any]) -> ExitStatus:
    """What a report means to the shell: a partial one is a failure of docscreen, so it says."""
    if report["status"] == "partial":
        name = printable(report["file"]["name"])
        return complain(f"{name}: a check failed, the report is partial", ExitStatus.INTERNAL)
    is_accepted = report["verdict"] == "accept"
    return ExitStatus.ACCEPTED if is_accepted else ExitStatus.NOT_ACCEPTED


def _worker_count(files: int) -> int:
    return 1 if files <= FEW_FILES else min(len(os.sched_getaffinity(0)), files)


def _evidence_orders(files: list[InputFile], request: CheckRequest) -> list[EvidenceOrder | None]:
    """Where each file's evidence picture goes; names that meet twice are numbered."""
    folder = request.evidence_folder
    if folder is None:
        return [None] * len(files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise UsageError(f"{folder}: {refusal.strerror}") from refusal
    taken: Counter[str] = Counter()
    orders: list[EvidenceOrder | None] = []
    for file in files:
        stem = Path(file.name).stem
        taken[stem] += 1
        suffix = "" if taken[stem] == 1 else f"-{taken[stem]}"
        orders.append(EvidenceOrder(folder / f"{stem}{suffix}.evidence.png", request.language))
    return orders


@contextmanager
def screening_function(workers: int, setting: Settings) -> Iterator[Screen]:
    """A function that screens, in as many processes as asked for.

    One worker is this process itself, but not for a PDF: the readers of the format can be made to
    run for long, and only a process of its own can be ended when its time is up.
    """
    with ExitStack() as stack:
        pool = cache(lambda: stack.enter_context(_pool(workers, setting.screening_timeout_s)))
        prepare_here = cache(prepare)

        def screen(order: Order) -> dict[str, Any]:
            if workers > 1 or detect_media_type(order.untrusted_bytes) == PDF:
                return _screened_apart(pool(), order)
            prepare_here()
            return perform(order)

        if workers > 1:
            pool()  # before threads ask for it
        yield screen


@contextmanager
def _pool(workers: int, timeout_s: float) -> Iterator[WorkerPool]:
    pool = WorkerPool(workers, timeout_s)
    try:
        pool.await_readiness()
        yield pool
    finally:
        pool.stop()


def _screened_apart(pool: WorkerPool, order: Order) -> dict[str, Any]:
    try:
        return pool.screen(order)
    except (WorkerCrashed, WorkerTimedOut):
        return interrupted_report(order)


def _outcomes(
    files: list[InputFile],
    evidence: list[EvidenceOrder | None],
    request: CheckRequest,
    screen: Screen,
    workers: int,
) -> Iterator[dict[str, Any] | UsageError]:
    """Reports in the order of the files; a UsageError where a file cannot be read."""
    limit_bytes = settings().max_upload_bytes

    def outcome(file: InputFile, wanted: EvidenceOrder | None) -> dict[str, Any] | UsageError:
        try:
            content = file.read(limit_bytes)
        except UsageError as refusal:
            return refusal
        return screen(
            Order(
                content, file.name, request.policy_id, request.declared_kind, wanted,
                policy_version=request.policy_version,
            )
        )  # fmt: skip

    if workers == 1:
        yield from map(outcome, files, evidence)
        return
    with ThreadPoolExecutor(workers) as threads:
        yield from threads.map(outcome, files, evidence)
