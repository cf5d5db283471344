"""The parts of metrics: bounded labels, depths that may hang, the page, the cost."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.metrics import MetricWrapperBase

import checks
from checks.facts import fact
from checks.policies import all_policy_parts
from checks.registry import registered_checks
from service.errors import StoreError
from service.schema import example_report
from service.store.database import DatabaseUnusable
from service.telemetry import collectors, known
from service.telemetry.collectors import Capacity, CapacityCollector, DepthCollector
from service.telemetry.exposition import text_of
from service.telemetry.metrics import Metrics, stages_of
from service.webhooks import sender, sending, targets
from tests.conftest import REPOSITORY
from tests.service.telemetry_world import CANARY, Scraped

Counts = Mapping[tuple[Literal["screening", "delivery"], str], int]
COUNTS: Counts = {
    ("screening", "waiting"): 3,
    ("screening", "running"): 1,
    ("screening", "failed"): 2,
    ("delivery", "waiting"): 5,
    ("delivery", "dead"): 4,
}


def told(*sources: CapacityCollector | DepthCollector) -> Scraped:
    registry = CollectorRegistry()
    for source in sources:
        registry.register(source)
    return Scraped(text_of(registry).decode())


def test_depths_are_told_by_state() -> None:
    shown = told(DepthCollector(lambda: COUNTS))
    assert shown.value("queue_readable") == 1
    states = {"waiting": 3, "running": 1, "dead": 2}
    assert {state: shown.value("queue_screenings", state=state) for state in states} == states
    assert shown.value("queue_deliveries", state="waiting") == 5
    assert shown.value("queue_deliveries", state="dead") == 4


def test_several_who_ask_cost_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[int] = []

    def read() -> Counts:
        readings.append(1)
        return COUNTS

    source = DepthCollector(read)
    for _ in range(3):
        assert told(source).value("queue_deliveries", state="dead") == 4
    assert len(readings) == 1
    monkeypatch.setattr(collectors, "CACHE_S", 0.0)
    told(source)
    assert len(readings) == 2


def test_registering_reads_nothing() -> None:
    def read() -> Counts:
        raise AssertionError("nobody has asked yet")

    CollectorRegistry().register(DepthCollector(read))


def test_a_database_that_fails_costs_the_depths_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures: list[Exception] = []

    def read() -> Counts:
        raise DatabaseUnusable("the database refused: OperationalError")

    shown = told(DepthCollector(read, failures.append), CapacityCollector(capacity))
    assert shown.value("queue_readable") == 0
    assert shown.labels("queue_screenings", "state") == set()
    assert shown.value("workers_alive") == 3
    assert [type(one) for one in failures] == [DatabaseUnusable]
    assert [record.getMessage() for record in caplog.records] == ["depths-unreadable"]


def test_a_database_that_hangs_is_waited_for_once_and_not_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collectors, "READING_LIMIT_S", 0.1)
    release, readings = threading.Event(), []

    def read() -> Counts:
        readings.append(1)
        release.wait(30.0)
        return COUNTS

    source = DepthCollector(read)
    started_s = time.monotonic()
    for _ in range(3):
        assert told(source).value("queue_readable") == 0
    assert time.monotonic() - started_s < 5.0
    assert len(readings) == 1
    release.set()
    deadline = time.monotonic() + 10.0
    while not told(source).value("queue_readable"):
        assert time.monotonic() < deadline
    assert len(readings) == 1


def capacity() -> Capacity:
    return Capacity(places=10, places_taken=12, workers=4, workers_alive=3, is_ready=False)


def test_places_are_never_fewer_than_none() -> None:
    shown = told(CapacityCollector(capacity))
    assert shown.value("places", state="taken") == 12
    assert shown.value("places", state="free") == 0
    assert (shown.value("workers"), shown.value("ready")) == (4, 0)


def test_what_a_report_of_a_broken_worker_says_becomes_no_label() -> None:
    report: dict[str, Any] = example_report() | {
        "verdict": [CANARY],
        "kind": {"declared": "photo", "detected": CANARY, "confidence": 1.0},
        "findings": [
            {"rule": CANARY, "outcome": "pass"},
            {"rule": "photo.face-height", "outcome": {"a": 1}},
        ],
        "timings_ms": {CANARY: 1.0, "total": "long", "decoded": float("nan"), "eyes": 10**400},
    }
    metrics = Metrics("1")
    metrics.screened(CANARY, report)
    metrics.replaced(CANARY)
    metrics.attempted(CANARY)
    metrics.store_failed(CANARY, CANARY)
    text = text_of(metrics.registry).decode()
    assert CANARY not in text
    shown = Scraped(text)
    labels = {"policy": "other", "kind": "other", "verdict": "other"}
    assert shown.value("screenings_total", **labels) == 1
    assert shown.value("findings_total", rule="other", outcome="pass") == 1
    assert shown.value("findings_total", rule="photo.face-height", outcome="other") == 1
    assert shown.value("stage_seconds_count", stage="other") == 1
    assert shown.value("stage_seconds_count") == 1
    assert list(stages_of({"timings_ms": [1.0]})) == []


def test_every_fact_is_a_known_stage() -> None:
    names = {"total", "checks"}
    for module in pkgutil.iter_modules(checks.__path__, "checks."):
        for _, owner in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            names |= {name for name, value in vars(owner).items() if isinstance(value, fact)}
    assert names == known.STAGES


def test_every_rule_is_known() -> None:
    of_policies = {rule for policy in all_policy_parts() for rule in policy.rules}
    assert of_policies | set(registered_checks()) <= known.rules()
    assert all("." in rule for rule in known.rules())


def test_every_failure_of_the_store_is_known() -> None:
    def below(kind: type[Exception]) -> set[str]:
        return {kind.__name__}.union(*(below(one) for one in kind.__subclasses__()))

    for module in pkgutil.walk_packages([str(REPOSITORY / "service" / "store")], "service.store."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    assert below(StoreError) == known.STORE_ERRORS


def words_of(module: Any) -> Iterator[str]:
    """The words of an Outcome or a TargetRefused that a module's source makes."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and re.fullmatch(r"[a-z]+-[a-z]+|gone", value):
            yield value


def test_every_outcome_of_an_attempt_is_known() -> None:
    found = {word for module in (sender, sending, targets) for word in words_of(module)}
    # What else looks like such a word: names of headers, events and parts of other things.
    others = {"delivery-tried", "retry-after", "content-type", "user-agent", "docscreen-webhooks"}
    assert found - others == known.ATTEMPTS - {"delivered"}


def families(registry: CollectorRegistry) -> Iterator[tuple[str, str, str, str]]:
    """Name, type, labels and meaning of each metric, as the page writes them."""
    for source in registry._collector_to_names:
        if isinstance(source, MetricWrapperBase):
            total = "_total" if source._type == "counter" else ""
            yield _row(
                source._name + total, source._type, source._labelnames, source._documentation
            )
        elif isinstance(source, CapacityCollector | DepthCollector):
            for one in source.describe():
                yield _row(one.name, one.type, one._labelnames, one.documentation)


def _row(name: str, kind: str | None, labels: Any, meaning: str) -> tuple[str, str, str, str]:
    return f"`{name}`", str(kind), ", ".join(f"`{label}`" for label in labels), meaning


def test_the_page_describes_what_is_told() -> None:
    registry = Metrics("1").registry
    registry.register(CapacityCollector(capacity))
    registry.register(DepthCollector(lambda: COUNTS))
    page = (REPOSITORY / "docs" / "operations.md").read_text("utf-8")
    written = {
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith("| `docscreen_") and "docscreen_process_" not in line
    }
    assert written == set(families(registry))
    names = {one.name for one in registry.collect() if "_process_" in one.name}
    stated = set(re.findall(r"`(docscreen_process_\w+)`", page))
    assert {name.removesuffix("_total") for name in stated} == names
    for values in (known.REPLACEMENTS, known.LIMITS, known.USES, known.ATTEMPTS, known.EXPORTS):
        assert all(f"`{value}`" in page for value in values), values


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:9"])
def test_what_makes_traces_is_loaded_only_for_them(endpoint: str) -> None:
    program = (
        "import sys; from service.api import create_app; from service.settings import Settings;"
        f"create_app(Settings(otlp_endpoint={endpoint!r}), pool=object());"
        # The SDK's metrics are loaded by the client of Redis.
        "print('opentelemetry.sdk.trace' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(bool(endpoint))


def test_samples_without_birthdays_are_all_there() -> None:
    metrics = Metrics("1")
    metrics.accepted("image/jpeg", 5)
    raw = [
        one for one in metrics.registry.collect() if not one.name.startswith("docscreen_process")
    ]
    kept = Scraped(text_of(metrics.registry).decode())
    for family in raw:
        assert isinstance(family, Metric)
        for sample in family.samples:
            is_there = any(one.name == sample.name for one in kept.samples)
            assert is_there is not sample.name.endswith("_created"), sample
