"""Any other system, by signed messages that it takes as it likes; it keeps the key itself."""

from dataclasses import asdict
from typing import Any, ClassVar

from feedback_ai.connect.issue import Issue
from feedback_ai.connect.talk import Link, RefusalError, Request, Status, Talk, ask
from feedback_ai.connect.trackers import TrackerConfig

ITEM, TEST = "backlog.item", "tracker.test"
MAX_ID_CHARS = 200


class Generic:
    """A receiver of messages; it may answer with `id`, `url` and `status` as JSON.

    Args:
        config: Of the kind `webhook`.
    """

    readable: ClassVar[bool] = False

    def __init__(self, config: TrackerConfig) -> None:
        self._config = config

    def push(self, issue: Issue, external_id: str | None) -> Talk[Link]:
        """See `talk.Tracker`; the state goes along, and the receiver makes or changes what has the key."""
        told = yield from ask(Request("POST", "", body={"type": ITEM, "data": asdict(issue)}))
        answer: dict[str, Any] = told if isinstance(told, dict) else {}
        named, url, status = (answer.get(name) for name in ("id", "url", "status"))
        known = str(named)[:MAX_ID_CHARS] if isinstance(named, str | int) and named != "" else external_id or issue.key
        link_url = url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
        return Link(known, link_url, self._status(status) if isinstance(status, str) and status else None)

    def move(self, external_id: str, state: str, *, dropped: bool) -> Talk[Status | None]:
        """See `talk.Tracker`; the message had the state."""
        yield from ()
        return None

    def read(self, external_id: str) -> Talk[Status]:
        """See `talk.Tracker`."""
        yield from ()
        raise RefusalError("a webhook cannot be asked", final=True)

    def probe(self) -> Talk[str]:
        """See `talk.Tracker`."""
        yield from ask(Request("POST", "", body={"type": TEST, "data": {"tracker": self._config.name}}))
        return "a test message was taken"

    def _status(self, name: str) -> Status:
        if name in self._config.dropped:
            return Status(name, "dropped")
        return Status(name, "done" if name in self._config.done else "open")
