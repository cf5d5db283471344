"""What is read when metrics are asked for: places and workers now, and what waits in the store."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.log_lines import log_failure
from service.telemetry.metrics import NAMESPACE

_log = logging.getLogger("docscreen.telemetry")

#: Several who ask at about the same time cost the database one reading; Prometheus itself asks
#: every 15 to 60 s.
CACHE_S = 5.0
#: An answer without depths is better than none: Prometheus gives up after 10 s.
READING_LIMIT_S = 2.0

#: By kind of work and state: ``("screening", "waiting")``, as ``service.jobs.ledger`` counts.
Depths = Mapping[tuple[Literal["screening", "delivery"], str], int]
#: How the states of the ledger are called here.
_SHOWN_STATES = {"failed": "dead"}


@dataclass(frozen=True, slots=True)
class Capacity:
    """How busy a process is. ``places``: of requests that may wait or be screened at once."""

    places: int
    places_taken: int
    workers: int
    workers_alive: int
    is_ready: bool


class CapacityCollector(Collector):
    """Tells how busy the process is at this moment."""

    def __init__(self, capacity: Callable[[], Capacity]) -> None:
        """``capacity``: may be asked by any thread."""
        self._capacity = capacity

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names alone: nothing is read."""
        return _capacity_gauges(None)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The values now."""
        return _capacity_gauges(self._capacity())


@dataclass(slots=True)
class _Reading:
    """One reading of the database, which may never end."""

    is_over: threading.Event = field(default_factory=threading.Event)
    depths: Depths | None = None
    read_s: float = 0.0


class DepthCollector(Collector):
    """Tells how much waits in the database; an answer never waits long for it nor fails with it."""

    def __init__(
        self, read: Callable[[], Depths], failed: Callable[[Exception], None] = lambda _: None
    ) -> None:
        """``read``: asks the database; ``failed``: told what it raised."""
        self._read, self._failed = read, failed
        self._lock = threading.Lock()
        self._last: _Reading | None = None

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names alone: nothing is read."""
        return _depth_gauges(None)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The values of a moment ago, or none and that they cannot be read."""
        return _depth_gauges(self._recent())

    def _recent(self) -> Depths | None:
        with self._lock:
            reading = self._last
            if reading is None or _is_old(reading):
                reading = self._last = _Reading()
                # Not of a pool, whose threads a stopping process would wait for.
                threading.Thread(
                    target=self._do, args=(reading,), name="docscreen-depths", daemon=True
                ).start()
        # While one reading hangs, all who ask wait for that one: there are never two.
        reading.is_over.wait(READING_LIMIT_S)
        return reading.depths

    def _do(self, reading: _Reading) -> None:
        try:
            reading.depths = self._read()
        except Exception as failure:  # whatever it is, the other metrics are told
            log_failure(_log, logging.ERROR, "depths-unreadable", failure)
            self._failed(failure)
        finally:
            reading.read_s = time.monotonic()
            reading.is_over.set()


def _is_old(reading: _Reading) -> bool:
    return reading.is_over.is_set() and time.monotonic() - reading.read_s > CACHE_S


def _capacity_gauges(now: Capacity | None) -> Iterator[GaugeMetricFamily]:
    places = _gauge("places", "Places of requests for a screening, taken and free.", "state")
    workers = _gauge("workers", "Worker processes that there should be.")
    alive = _gauge("workers_alive", "Worker processes that run.")
    ready = _gauge("ready", "Whether the process can screen: 1 or 0.")
    if now is not None:
        places.add_metric(("taken",), now.places_taken)
        places.add_metric(("free",), max(now.places - now.places_taken, 0))
        workers.add_metric((), now.workers)
        alive.add_metric((), now.workers_alive)
        ready.add_metric((), int(now.is_ready))
    yield from (places, workers, alive, ready)


def _depth_gauges(depths: Depths | None) -> Iterator[GaugeMetricFamily]:
    screenings = _gauge(
        "queue_screenings", "Screenings of all processes that are not done yet.", "state"
    )
    deliveries = _gauge("queue_deliveries", "Messages to webhooks not delivered yet.", "state")
    readable = _gauge("queue_readable", "Whether the database told what waits: 1 or 0.")
    readable.add_metric((), int(depths is not None))
    for (kind, state), number in (depths or {}).items():
        family = screenings if kind == "screening" else deliveries
        family.add_metric((_SHOWN_STATES.get(state, state),), number)
    yield from (screenings, deliveries, readable)


def _gauge(name: str, meaning: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{NAMESPACE}_{name}", meaning, labels=labels)
