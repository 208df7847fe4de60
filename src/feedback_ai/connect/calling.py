"""Carries conversations with trackers: one HTTP request at a time, no redirects, bounded time and size."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from feedback_ai.connect.talk import Answer, RefusalError, Request, Talk
from feedback_ai.connect.trackers import TrackerConfig

T = TypeVar("T")
Call = Callable[[Request], Answer]
Headers = Callable[[str], Mapping[str, str]]
"""Gives the headers of a request for the text of its body."""

TIMEOUT_S = 20.0
"""Longest wait for the connection, and for each part of an answer."""
LONGEST_S = 45.0
"""Longest conversation; a few of them fit in a deliverer's claim, so that no two are about the same issue."""
MAX_ANSWER_BYTES = 16_000_000


def carry(talk: Talk[T], call: Call, longest_s: float = LONGEST_S) -> T:
    """Hold a conversation; gives what it returns.

    Args:
        talk: The conversation.
        call: Sends one request.
        longest_s: After so many seconds nothing more is sent.

    Raises:
        RefusalError: If the tracker does not do what it is asked, or it takes too long.
    """
    begun = time.monotonic()
    try:
        request = next(talk)
        while True:
            if time.monotonic() - begun > longest_s:
                raise RefusalError("the tracker takes too long")
            request = talk.send(call(request))
    except StopIteration as end:
        result: T = end.value
        return result


def caller(url: str, headers: Headers, timeout_s: float = TIMEOUT_S) -> Call:
    """What sends requests to an address.

    Args:
        url: The address.
        headers: Gives the headers of each request.
        timeout_s: See `TIMEOUT_S`.
    """
    return lambda request: send(url, request, headers, timeout_s)


def token_headers(config: TrackerConfig, token: str) -> Headers:
    """Headers with the token of a tracker."""
    bearer = f"Bearer {token}"
    if config.user is not None:
        bearer = f"Basic {base64.b64encode(f'{config.user}:{token}'.encode()).decode()}"
    accept = "application/vnd.github+json" if config.kind == "github" else "application/json"
    common = {"authorization": bearer, "accept": accept, "user-agent": "feedback-ai"}
    if config.kind == "github":
        common["x-github-api-version"] = "2022-11-28"
    return lambda body: {**common, "content-type": "application/json"} if body else common


def send(url: str, request: Request, headers: Headers, timeout_s: float = TIMEOUT_S) -> Answer:
    """Send a request once; nothing is raised, whatever the tracker does."""
    import httpx

    text = "" if request.body is None else json.dumps(request.body, ensure_ascii=False, separators=(",", ":"))
    until = time.monotonic() + 2 * timeout_s
    try:
        with (
            httpx.Client(timeout=timeout_s, follow_redirects=False) as client,
            client.stream(
                request.method,
                url + request.path,
                params=dict(request.params) or None,
                content=text.encode() or None,
                headers=dict(headers(text)),
            ) as answer,
        ):
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > MAX_ANSWER_BYTES or time.monotonic() > until:
                    return Answer(0, error="the answer has no end")
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        return Answer(0, error=_unreachable(url, type(error).__name__))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        return Answer(0, error=type(error).__name__)
    named = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, named, _json(bytes(content)))


def _unreachable(url: str, why: str) -> str:
    """What to check; of the address only the server, since the path of a webhook may be a secret."""
    server = urlsplit(url)
    port = "" if server.port is None else f":{server.port}"
    host = f"[{server.hostname}]" if ":" in (server.hostname or "") else server.hostname
    return (
        f"no connection to {server.scheme}://{host}{port} ({why}): check the address, the network of this machine "
        "and its proxy (HTTPS_PROXY, NO_PROXY)"
    )


def _json(content: bytes) -> object:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return None
