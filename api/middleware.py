"""What happens around every request, in plain ASGI: its id, its log line, its headers, the limit of its body."""

import logging
import re
import time
import traceback
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import respond_internal

logger = logging.getLogger("api.access")

HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
"""Headers of every response: what customers wrote is neither guessed at nor kept by a cache.

A response may say otherwise: the scripts of pages are kept, since they hold nothing of customers.
"""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestMiddleware:
    """Gives each request an id, logs it in one line without query or body, and answers unforeseen errors.

    An `X-Request-ID` that the client or a proxy sent is kept if it has 1 to 64 letters, digits, dots, dashes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, or pass on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = _request_id(scope)
        begun, status = time.monotonic(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            # The text of an unforeseen error may quote a customer, so only its kind and its place are logged.
            place = "".join(traceback.format_tb(error.__traceback__))
            logger.error("Request %s failed: %s\n%s", request_id, type(error).__name__, place)
            if status:
                raise
            await respond_internal(request_id)(scope, receive, send_with_headers)
        finally:
            took_ms = (time.monotonic() - begun) * 1000
            logger.info("%s %s %d %.0f ms %s", scope["method"], _route(scope), status, took_ms, request_id)


class BodyLimitMiddleware:
    """Refuses bodies above a number of bytes, counted as they come in, whatever length was declared."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, or pass on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_within_limit, send)


def _request_id(scope: Scope) -> str:
    sent = Headers(scope=scope).get("x-request-id", "")
    return sent if _REQUEST_ID.fullmatch(sent) else str(uuid.uuid4())


def _route(scope: Scope) -> str:
    """The path as the routes write it: a real one can hold anything that a client put there."""
    return getattr(scope.get("route"), "path", "-")
