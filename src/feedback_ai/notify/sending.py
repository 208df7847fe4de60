"""One attempt to send a message by HTTP: no redirects, bounded time, the answer's body unread."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from feedback_ai.errors import OptionError

TIMEOUT_S = 10.0
"""Longest wait for the connection, and for each part of the answer's head."""
MAX_URL_CHARS = 2_000
GONE = 410
"""The receiver wants no more messages, ever."""


@dataclass(frozen=True)
class Attempt:
    """How an attempt ended.

    Attributes:
        delivered: Whether the receiver took the message: any status from 200 to 299.
        error: Why not; None where it did.
        final: Whether another attempt is useless.
    """

    delivered: bool
    error: str | None = None
    final: bool = False


def check_url(url: str) -> str:
    """The address, if a webhook can have it.

    Raises:
        OptionError: If it is no http or https address, names no host, or carries a password or a fragment.
    """
    hint = "Give an address such as https://example.org/hooks/feedback."
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise OptionError("The webhook's address cannot be read.", hint=hint) from None
    if parts.scheme not in ("http", "https"):
        raise OptionError("A webhook needs an http or https address.", hint=hint, options=("http", "https"))
    if not parts.hostname or not port_is_fine or len(url) > MAX_URL_CHARS or not url.isascii() or not url.isprintable():
        raise OptionError("The webhook's address cannot be used.", hint=hint)
    if parts.username is not None or parts.password is not None or parts.fragment or " " in url:
        raise OptionError("A webhook's address has no user, password or fragment.", hint=hint)
    return url


def send(url: str, body: str, headers: Mapping[str, str], timeout_s: float = TIMEOUT_S) -> Attempt:
    """Send a message once; nothing is raised, whatever the receiver does."""
    import httpx

    try:
        with (
            httpx.Client(timeout=timeout_s, follow_redirects=False) as client,
            client.stream("POST", url, content=body.encode(), headers=dict(headers)) as answer,
        ):
            status = answer.status_code
    # The last three: a proxy of the environment that cannot be used.
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError, ImportError, OSError) as error:
        return Attempt(delivered=False, error=type(error).__name__)
    if 200 <= status < 300:
        return Attempt(delivered=True)
    return Attempt(delivered=False, error=f"status {status}", final=status == GONE)
