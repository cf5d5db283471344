"""Hostile PDFs by the worker that the product uses: a clear report each, in time, within memory.

All of them, and those of the corpus: ``python -m tests.hostile.measure``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from service.schema import report_schema
from service.screener import Order
from service.workers import WorkerOutOfMemory, WorkerPool
from tests.hostile.memory import PeakMemory
from tests.hostile.pdf_bombs import BOMBS

#: The service's limits, generous to a machine that does other work as well.
LIMIT_S, LIMIT_MIB = 10.0, 1024.0

#: Files that are refused, and why.
REFUSED = {
    "flate-thrice": "pdf-too-complex",
    "form-draws-itself": "pdf-too-complex",
    "forms-fan-out": "pdf-too-complex",
    "forms-fan-out-of-nothing": "pdf-too-complex",
    "open-arrays": "pdf-too-complex",
    "object-beginnings": "pdf-too-complex",
    "trailers": "pdf-too-complex",
    "direct-objects": "pdf-too-complex",
    "xref-of-huge-claims": "pdf-too-complex",
    "page-named-200000-times": "pdf-too-complex",
    "kids-loop": "pdf-damaged",
    "kids-10000-deep": "pdf-damaged",
    "header-only": "pdf-damaged",
    "renamed-text": "not-a-pdf",
    "renamed-archive": "not-a-pdf",
    "renamed-web-page": "not-a-pdf",
    "nothing": "not-a-pdf",
    "one-byte": "not-a-pdf",
    "prefix-of-a-megabyte": "not-a-pdf",
}
#: Files that are read, each to a complete report that nobody accepts unseen.
READ = (
    "xfa-laughs",
    "xfa-external",
    "xfa-nested",
    "xfa-of-much-data",
    "xfa-of-many-copies",
    "fields-loop",
    "fields-of-long-names",
    "references-in-a-ring",
    "odd-boxes",
    "parents-loop",
    "pattern-of-itself",
    "jpeg-larger-than-stated",
    "jpeg2000-larger-than-stated",
    "picture-drawn-10000-times",
    "signature-of-odd-ranges",
    "signature-nested",
    "portfolio",
    "pages-600",
)

_SCHEMA = jsonschema.Draft202012Validator(report_schema())


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    started = WorkerPool(1, LIMIT_S)
    started.await_readiness()
    yield started
    started.stop()


def screened(pool: WorkerPool, name: str) -> dict[str, Any]:
    """The report on a hostile file, held against what any report must meet."""
    content = BOMBS[name].make()
    with PeakMemory(os.getpid()) as memory:
        report = pool.screen(Order(content, "form.pdf", "pr-portal", "form"))
    assert memory.mib < LIMIT_MIB
    _SCHEMA.validate(report)
    assert report["status"] == "complete"
    assert report["verdict"] != "accept"
    return report


def outcome(report: dict[str, Any], rule: str) -> tuple[str, str]:
    found = next(finding for finding in report["findings"] if finding["rule"] == rule)
    return found["outcome"], found["reason"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(pool: WorkerPool, name: str) -> None:
    report = screened(pool, name)
    assert outcome(report, "file.readable") == ("fail", REFUSED[name])
    assert report["verdict"] == "return"


@pytest.mark.parametrize("name", READ)
def test_what_is_read_costs_neither_time_nor_memory(pool: WorkerPool, name: str) -> None:
    screened(pool, name)


def test_every_bomb_has_a_reason_and_a_name_of_its_own() -> None:
    assert len(BOMBS) > 150
    assert len({one.reason for one in BOMBS.values()}) == len(BOMBS)
    assert set(REFUSED) | set(READ) <= set(BOMBS)


def test_a_worker_out_of_memory_says_so_and_the_next_file_is_read(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WorkerOutOfMemory):
        pool.screen(Order(HungryPdf(BOMBS["header-only"].make()), "form.pdf", "pr-portal", "form"))
    assert screened(pool, "kids-loop")["verdict"] == "return"


class HungryPdf(bytes):
    """Bytes of a PDF whose hash takes more memory than there is."""

    def find(self, *_: Any) -> int:
        """Take two gigabytes."""
        return len(bytearray(2 << 30))
