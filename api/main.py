"""The application; `uvicorn --factory api.main:create_app` serves it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter
from starlette.middleware import Middleware

from api.errors import HANDLERS
from api.middleware import BodyLimitMiddleware, RequestMiddleware
from api.openapi import DESCRIPTION, Api
from api.routes import (
    alerts,
    analyze,
    audits,
    backlog,
    backlog_effect,
    cases,
    corrections,
    escalations,
    feedback,
    gap,
    health,
    imports,
    incidents,
    jobs,
    measures,
    measures_causes,
    reports,
    topics,
    topics_registry,
    trackers,
    webhooks,
)
from api.runtime import Runtime
from feedback_ai import __version__
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store

if TYPE_CHECKING:
    from api.dashboard.mount import Pages
    from feedback_ai.analyzer import Analyzer

RESOURCES = (
    *(analyze, feedback, corrections, topics_registry, topics, measures, measures_causes, gap),
    *(escalations, imports, audits, cases),
    *(alerts, incidents, webhooks, backlog, backlog_effect, trackers, reports, jobs, health),
)
"""In the order of the documentation; a path with a name must come before one with an id in its place."""


def create_app(settings: Settings | None = None, store: Store | None = None, analyzer: "Analyzer | None" = None) -> Api:
    """Make the application; store and model are opened when it starts, in a thread.

    Args:
        settings: Settings in force; the process's own if None.
        store: A store that the caller opened and will close; the one of the settings if None.
        analyzer: A loaded model; the one of the settings if None.
    """
    settings = settings or get_settings()
    app = Api(
        title="Feedback AI",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,  # both pages would load their scripts from a CDN
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        exception_handlers=HANDLERS,
        middleware=[
            Middleware(RequestMiddleware),
            Middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes),
        ],
        # Traces would carry search words, and logs the texts of errors: both can quote customers.
        telemetry={"tracing": False, "logs": False, "metrics": False, "auto_configure": False},
    )
    app.state.runtime = Runtime(settings, store, analyzer)
    app.router.routes.extend(_resources().routes)
    app.state.pages = _pages(app) if settings.dashboard else None
    return app


@cache
def _resources() -> APIRouter:
    """All resources; FastAPI reads their signatures once a process, since no application changes anything in them."""
    router = APIRouter(generate_unique_id_function=lambda route: route.name)
    for resource in RESOURCES:
        router.include_router(resource.router)
    return router


def _pages(app: Api) -> "Pages":
    from api.dashboard.mount import Pages  # late: NiceGUI takes a good part of a second

    pages = Pages(app.state.runtime)
    app.router.routes.append(pages)
    return pages


def _set_up_logs() -> None:
    """Show our own log lines unless whoever runs the process has other ideas."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for package in ("api", "feedback_ai"):
        logging.getLogger(package).setLevel(logging.INFO)
    # uvicorn's own access log has the query, in which search words can be a customer's name.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").addFilter(_is_no_websocket)  # such lines have the page's id in their query


def _is_no_websocket(record: logging.LogRecord) -> bool:
    return '"WebSocket' not in str(record.msg)


@asynccontextmanager
async def _lifespan(app: Api) -> AsyncIterator[None]:
    _set_up_logs()  # here, because uvicorn sets up its own before it starts the application
    runtime: Runtime = app.state.runtime
    pages: Pages | None = app.state.pages
    async with nullcontext() if pages is None else pages.running():
        try:
            await to_thread.run_sync(runtime.start)
            await to_thread.run_sync(app.openapi)  # built here, it holds up no request
            yield
        finally:
            await to_thread.run_sync(runtime.close)
