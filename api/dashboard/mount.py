"""The pages as a route of the API's application.

NiceGUI is one application a process. It is set up once, at the first import, and each application of ours hands it the
requests for pages, with its own runtime in the request's state. It is no `Mount`: that would take every unknown path,
and with it the API's own answers 404 and 405.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from fastapi import FastAPI
from nicegui import core, ui
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from api.dashboard import page  # registers the page
from api.dashboard.guard import may_see
from api.dashboard.refusal import REFUSAL
from api.runtime import Runtime

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
"""Headers of every page: nothing comes from another host and nothing goes there, and no other site frames it."""

_PATHS = re.compile(r"/|/favicon\.ico|/_nicegui/.*|/_nicegui_ws/.*", re.DOTALL)
_PAGES = re.compile(r"/|/favicon\.ico")


READERS = 2
"""Pages that are read from the store at a time; the threads of the API are not theirs."""

ui.run_with(
    FastAPI(openapi_url=None),  # takes NiceGUI's mount, which is not used
    title=page.TITLE,
    favicon=page.FAVICON,
    binding_refresh_interval=None,
    tailwind=False,
    show_welcome_message=False,
    reconnect_timeout=10,
)


class Pages(BaseRoute):
    """Takes the paths of pages, of NiceGUI's own files and of its websocket, for those who may see them.

    Attributes:
        path: What the access log calls a page that was refused.
    """

    path = "/"

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.readers = CapacityLimiter(READERS)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run NiceGUI.

        Raises:
            RuntimeError: If it runs in this process already, for another application.
        """
        if not core.app.is_stopped:
            raise RuntimeError("NiceGUI serves one application a process, and another one is running here")
        async with core.app.router.lifespan_context(core.app):
            yield

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a path is ours; with another method than GET, a page is so only in part (405)."""
        if scope["type"] not in ("http", "websocket") or _PATHS.fullmatch(scope["path"]) is None:
            return Match.NONE, {}
        is_page = _PAGES.fullmatch(scope["path"]) is not None
        if is_page and scope.get("method", "GET") != "GET":
            return Match.PARTIAL, {}
        return Match.FULL, {"route": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "http" and self.matches(scope)[0] is Match.PARTIAL:
            raise HTTPException(405)
        if not await may_see(scope, self.runtime.store):
            refusal = WebSocketClose(1008) if scope["type"] == "websocket" else HTMLResponse(REFUSAL, 403)
            await refusal(scope, receive, _with_headers(send))
            return
        scope.setdefault("state", {}).update(runtime=self.runtime, readers=self.readers)
        scope["fastapi.telemetry"] = None  # NiceGUI's own application would trace requests, with their queries
        await core.app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_with_headers
