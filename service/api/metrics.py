"""``GET /metrics``: what is counted and timed, in the text format of Prometheus."""

from __future__ import annotations

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry

from service.api.state import ServiceState
from service.jobs.ledger import JobLedger
from service.store.opening import Store
from service.telemetry.collectors import CapacityCollector, DepthCollector
from service.telemetry.exposition import CONTENT_TYPE, text_of
from service.telemetry.metrics import Metrics

#: Threads for whoever asks: requests that hang in the store have the others.
_THREADS = 2

router = APIRouter(tags=["health"])


class Scrape:
    """Everything that is told of one application while it runs."""

    def __init__(self, metrics: Metrics, state: ServiceState, store: Store) -> None:
        """Made in the event loop that serves requests."""

        def failed(failure: Exception) -> None:
            metrics.store_failed(type(failure).__name__, "scrape")

        ledger = JobLedger(store.database, store.keyring)
        self._read_now = CollectorRegistry()
        self._read_now.register(CapacityCollector(lambda: state.capacity))
        self._read_now.register(DepthCollector(ledger.counts, failed))
        self._metrics = metrics
        self._threads = CapacityLimiter(_THREADS)

    async def text(self) -> bytes:
        """All metrics, without holding up the event loop."""
        return await run_sync(self._text, limiter=self._threads)

    def _text(self) -> bytes:
        return text_of(self._read_now) + text_of(self._metrics.registry)


# No part of the interface that portals use: docs/operations.md describes it.
@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """The metrics of this process, for whoever watches it; no key is needed."""
    scrape: Scrape = request.app.state.scrape
    return Response(
        await scrape.text(), headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE
    )
