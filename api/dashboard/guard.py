"""Who may see the pages: whoever sits at this machine, or has a key with the scope `read`.

There are no accounts yet and the pages show customers' words. "At this machine" means that the connection comes from
the loopback address and the browser asks for `localhost`: the name that a hostile site has pointed to 127.0.0.1 (DNS
rebinding) is another one, and what a reverse proxy hands on bears its marks.
"""

import ipaddress
import re

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope as AsgiScope

from feedback_ai.errors import AuthenticationError
from feedback_ai.services import keys
from feedback_ai.store import Scope, Store

_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_OF_PROXIES = ("forwarded", "via", "x-real-ip")


async def may_see(scope: AsgiScope, store: Store) -> bool:
    """Whether a request or a websocket is let in.

    Args:
        scope: Of the type `http` or `websocket`.
        store: Where the keys are.

    Raises:
        StoreError: If a key was sent and the store cannot tell whether it is one.
    """
    if is_local(scope):
        return True
    kind, _, token = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and await to_thread.run_sync(_has_key, store, token.strip())


def is_local(scope: AsgiScope) -> bool:
    """Whether a browser on this machine asks for this machine by a name of its own, from no other site's page."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    return (
        _is_loopback(scope)
        and len(hosts) == 1
        and _LOCAL_HOST.fullmatch(hosts[0]) is not None
        and not any(name in _OF_PROXIES or name.startswith("x-forwarded-") for name in headers)
        and scope.get("http_version") != "1.0"  # no browser speaks it, but nginx does unless it is told otherwise
        and all(_names(origin, hosts[0]) for origin in headers.getlist("origin"))
    )


def _is_loopback(scope: AsgiScope) -> bool:
    client = scope.get("client")
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _names(origin: str, host: str) -> bool:
    return origin.lower() in {f"http://{host.lower()}", f"https://{host.lower()}"}


def _has_key(store: Store, token: str) -> bool:
    try:
        return keys.authenticate(store, token).allows(Scope.READ)
    except AuthenticationError:
        return False
