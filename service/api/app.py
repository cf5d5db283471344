"""The application: routes, middleware, start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from service.api import health, problem_pages, publications, screenings
from service.api.middleware import HeadAsGet, RequestLog, UploadLimit
from service.api.openapi import publish_openapi
from service.api.problems import install_problem_handlers
from service.api.state import ServiceState
from service.settings import Settings
from service.workers import WorkerPool

DESCRIPTION = """\
Screens what an applicant uploads with an immigration application and answers with findings:
what is wrong, measured how, required by which rule, where on the page, and what to do about it.
Errors are problem documents (RFC 9457) in English or French, as `Accept-Language` asks.
"""


def create_app(
    settings: Settings,
    pool: WorkerPool | None = None,
    announce: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Make the application. ``pool``: workers already started; ``announce``: called once ready."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        workers = pool or WorkerPool(settings.workers, settings.screening_timeout_s)
        app.state.service = ServiceState(settings, workers)
        warming = asyncio.create_task(app.state.service.become_ready(announce))
        try:
            yield
        finally:
            await asyncio.to_thread(app.state.service.stop)
            await warming

    app = FastAPI(
        title="docscreen",
        version=version("docscreen"),
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        # Both pages would load scripts from a third party's address: docs/api.md stands for them.
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(screenings.router)
    app.include_router(publications.router)
    app.include_router(problem_pages.router)
    app.include_router(health.router)
    install_problem_handlers(app)
    app.add_middleware(UploadLimit, limit_bytes=settings.max_upload_bytes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestLog)
    publish_openapi(app)
    return app
