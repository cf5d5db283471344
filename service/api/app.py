"""The application: routes, middleware, start and stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from service.access.access import access_of
from service.api import (
    health,
    metrics,
    problem_pages,
    publications,
    screening_history,
    screenings,
    webhooks,
)
from service.api.background import Background
from service.api.body_time import BodyTimeLimit
from service.api.draining import DrainGate, Draining
from service.api.faults import FaultAnswer
from service.api.framing import OneLength
from service.api.metrics import Scrape
from service.api.middleware import HeadAsGet, RequestLog, UploadLimit
from service.api.openapi import publish_openapi
from service.api.problems import install_problem_handlers
from service.api.state import ServiceState, current_time
from service.logs import failure_told
from service.settings import Settings
from service.store.opening import open_store
from service.telemetry.requests import RequestTelemetry
from service.telemetry.telemetry import Telemetry
from service.webhooks.messages import write_messages
from service.workers import WorkerPool

_log = logging.getLogger("docscreen.service")

DESCRIPTION = """\
Screens what an applicant uploads with an immigration application and answers with findings:
what is wrong, measured how, required by which rule, where on the page, and what to do about it.
Errors are problem documents (RFC 9457) in English or French, as `Accept-Language` asks.
"""

#: Told that the service is ready, with the key that it made if it never had one.
Announce = Callable[[str | None], None]


def create_app(
    settings: Settings,
    pool: WorkerPool | None = None,
    announce: Announce = lambda _first_key: None,
) -> FastAPI:
    """Make the application.

    ``pool``: workers already started; ``announce``: called once ready, with the key that a first
    start makes. Its start raises StoreError where the store cannot be opened.
    """
    draining = Draining(settings.shutdown_timeout_s)
    telemetry = Telemetry(settings.otlp_endpoint)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with failure_told(_log, "start-failed"):
            telemetry.start()
            workers = pool or WorkerPool(settings.workers, settings.screening_timeout_s)
            store = await asyncio.to_thread(open_store, settings, write_messages)
            access = access_of(settings, store.database, store.keyring)
            first = await asyncio.to_thread(access.keys.first_key, current_time())
            state = ServiceState(settings, workers, store.screenings, telemetry)
            background = Background(settings, store, state)
        app.state.scrape = Scrape(telemetry.metrics, state, store)
        draining.stop_jobs = background.stop
        app.state.access, app.state.service = access, state
        app.state.webhooks = background.webhooks
        secret = first.secret if first is not None else None

        def begin() -> None:
            background.start()
            announce(secret)

        warming = asyncio.create_task(state.become_ready(begin))
        try:
            yield
        finally:
            draining.begin()
            await asyncio.to_thread(background.stop, draining.rest_s)
            await asyncio.to_thread(state.stop)
            await asyncio.to_thread(background.stop_again)
            await state.screenings.stop()
            await warming
            await asyncio.to_thread(access.close)
            await asyncio.to_thread(telemetry.stop)
            store.close()

    app = FastAPI(
        title="docscreen",
        version=version("docscreen"),
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        # Both pages would load scripts from a third party's address: docs/api.md stands for them.
        docs_url=None,
        redoc_url=None,
        # An address with a slash too many is no address: a redirect would lose what was sent.
        redirect_slashes=False,
        # The name of its function is an operation's id: clients are generated from it.
        generate_unique_id_function=lambda route: route.name,
    )
    app.include_router(screenings.router)
    app.include_router(screening_history.router)
    app.include_router(webhooks.router)
    app.include_router(publications.router)
    app.include_router(problem_pages.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    install_problem_handlers(app)
    app.add_middleware(FaultAnswer)
    app.add_middleware(BodyTimeLimit)
    app.add_middleware(UploadLimit, limit_bytes=settings.max_upload_bytes)
    app.add_middleware(OneLength)
    app.add_middleware(HeadAsGet)
    app.state.draining = draining
    app.add_middleware(DrainGate, draining=draining)
    app.add_middleware(RequestLog)
    app.add_middleware(RequestTelemetry, telemetry=telemetry)
    publish_openapi(app, settings)
    return app
