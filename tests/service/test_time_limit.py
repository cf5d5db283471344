"""A PDF that takes too long costs one answer, in time, and no other."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

import service.cli.check
from samples.generate import SPECIMENS_FOLDER
from service.interrupted import interrupted_report
from service.schema import report_schema
from service.screener import Order
from service.settings import Settings
from service.workers import WorkerPool, WorkerTimedOut
from tests.service.conftest import CommandLine
from tests.service.hanging_pdf import HANGING_S, HangingPdf

FORM = SPECIMENS_FOLDER / "form-filled.pdf"
LIMIT_S = 1.5


def hanging_order() -> Order:
    return Order(HangingPdf(FORM.read_bytes()), "form.pdf", "pr-portal", "form")


@pytest.fixture(scope="module")
def hasty_pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(1, LIMIT_S)
    pool.await_readiness()
    yield pool
    pool.stop()


def test_ten_seconds_are_the_limit_unless_set_otherwise() -> None:
    assert Settings(workers=1).screening_timeout_s == 10.0


def test_a_hanging_pdf_costs_one_answer_and_not_the_service(hasty_pool: WorkerPool) -> None:
    started = time.monotonic()
    with pytest.raises(WorkerTimedOut):
        hasty_pool.screen(hanging_order())
    assert time.monotonic() - started < LIMIT_S + 1.0 < HANGING_S
    deadline = time.monotonic() + 60
    while True:
        try:  # the process that takes its place may be slow at first on a busy machine
            report = hasty_pool.screen(Order(FORM.read_bytes(), "form.pdf", "pr-portal"))
            break
        except WorkerTimedOut:
            assert time.monotonic() < deadline
    assert report["status"] == "complete"
    assert report["facts"]["pdf"]["form"]["number"] == "IMM 1344"


def test_the_answer_is_left_to_an_officer() -> None:
    report = interrupted_report(hanging_order())
    jsonschema.validate(report, report_schema())
    assert (report["status"], report["verdict"]) == ("partial", "review")
    assert {"form.origin", "file.password"} <= {finding["rule"] for finding in report["findings"]}


class HangingPool:
    """A pool in which every screening takes too long."""

    started = 0

    def __init__(self, size: int, timeout_s: float) -> None:
        type(self).started += 1

    def await_readiness(self) -> None:
        pass

    def screen(self, order: Order) -> dict[str, Any]:
        raise WorkerTimedOut("too long")

    def stop(self) -> None:
        pass


def test_the_command_screens_a_pdf_in_a_process_that_can_be_ended(
    docscreen: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.cli.check, "WorkerPool", HangingPool)
    run = docscreen("check", FORM, FORM, SPECIMENS_FOLDER / "nobody.jpg", "--json")
    reports = [json.loads(line) for line in run.out.splitlines()]
    assert [report["status"] for report in reports] == ["partial", "complete"]
    assert run.status == 3
    assert HangingPool.started == 1, "photos are screened in the command's own process"
