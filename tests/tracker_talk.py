"""What all trackers on this machine share: how they are served, what they were asked, the troubles to come."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-for-tests-0123456789"
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()
Reply = tuple[int, dict[str, str], Any]


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    text: str


@dataclass
class Trouble:
    """What goes wrong with the next request that fits.

    Attributes:
        status: Answered in place of the API.
        headers: Of that answer.
        data: Its body.
        lost: The request is done, and the connection ends without an answer.
        late: The request is done, and the answer never comes.
        method: Only such requests; all if None.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    data: Any = None
    lost: bool = False
    late: bool = False
    method: str | None = None


class FakeTracker:
    """A server with issues, what it was asked, and the troubles to come."""

    kind: ClassVar[str]
    place: ClassVar[str]

    def __init__(self) -> None:
        self.url, self.asked, self.troubles = "", list[Asked](), list[Trouble]()
        self.issues: dict[str, dict[str, Any]] = {}
        self.lock, self.closing = Lock(), Event()

    def config(self, **more: str) -> str:
        """A table of the configuration for it."""
        named = {"name": self.kind, "kind": self.kind, "url": self.url, "token_env": "TRACKER_TOKEN"}
        lines = [f"{name} = {json.dumps(value)}" for name, value in {**named, **more}.items()]
        return "\n".join(["[[tracker]]", *lines, self.place, ""])

    def is_allowed(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Bearer {TOKEN}"

    def unauthorized(self) -> Reply:
        return 401, {}, {"message": "Bad credentials"}

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def finish(self, id_: str, *, dropped: bool = False) -> None:
        """People end the work on an issue."""
        raise NotImplementedError

    def reopen(self, id_: str) -> None:
        raise NotImplementedError

    def text(self, id_: str) -> str:
        """All that is kept of an issue."""
        return json.dumps(self.issues[id_], ensure_ascii=False)


@contextmanager
def serving(tracker: FakeTracker) -> Iterator[FakeTracker]:
    """A tracker for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            text = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, parts.path, query, headers, json.loads(text) if text else None, text)
            with tracker.lock:
                tracker.asked.append(asked)
                trouble = _next(tracker, asked)
                if trouble is not None and trouble.status:
                    reply = trouble.status, trouble.headers, trouble.data
                elif not tracker.is_allowed(asked):
                    reply = tracker.unauthorized()
                else:
                    reply = tracker.answer(asked)
            if trouble is not None and trouble.late:
                tracker.closing.wait(30)
            if trouble is None or trouble.status:
                self._reply(*reply)

        do_GET = do_POST = do_PUT = do_PATCH = handle_any  # noqa: N815 - as http.server looks for them

        def _reply(self, status: int, headers: dict[str, str], data: Any) -> None:
            content = b"" if data is None else json.dumps(data).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tracker.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield tracker
    finally:
        tracker.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _next(tracker: FakeTracker, asked: Asked) -> Trouble | None:
    """The first trouble that fits, which is over then."""
    for trouble in tracker.troubles:
        if trouble.method in (None, asked.method):
            tracker.troubles.remove(trouble)
            return trouble
    return None
