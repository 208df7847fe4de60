"""What is said to a tracker and what it answers, as conversations that send nothing themselves.

A conversation is a generator: it yields requests, is sent the answers, and returns what it was for. Whoever carries it
(`calling.carry`) does the sending, so that every adapter can be read and tested without a network.
"""

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from feedback_ai.connect.issue import Issue

T = TypeVar("T")
Category = Literal["open", "done", "dropped"]
"""What a status means: the work goes on, it is done, or it was given up."""

LIMIT_WAIT_S = 60.0
"""How long to wait where a tracker says that it was asked too often, but not for how long."""
MAX_TOLD_CHARS = 200
ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
"""Ids become part of paths."""


@dataclass(frozen=True)
class Request:
    """One HTTP request.

    Attributes:
        method: `GET`, `POST`, `PUT` or `PATCH`.
        path: Behind the tracker's address; begins with `/`, or is empty.
        params: Of the query.
        body: Sent as JSON; nothing if None.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: The HTTP status; 0 where nothing came.
        headers: Names in lower case.
        data: The body where it is JSON, else None.
        error: Why nothing came, in a word.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Any = None
    error: str | None = None


@dataclass(frozen=True)
class Status:
    """Where an issue stands in its tracker, in the tracker's word and in ours."""

    name: str
    category: Category


@dataclass(frozen=True)
class Link:
    """The issue of an item.

    Attributes:
        external_id: By which the tracker knows it.
        url: Where people see it; None where the tracker does not say.
        status: None where the tracker does not say it along with the rest.
    """

    external_id: str
    url: str | None
    status: Status | None = None


class RefusalError(Exception):
    """A tracker did not do what it was asked.

    Attributes:
        what: Why, in one line.
        wait_s: Not to be asked again before so many seconds; None where it does not say.
        limited: It was asked too often, and the request itself is in order.
        final: Asking the same again is useless.
        gone: The issue is not there, or not for this token.
        unsure: It may have been done all the same.
    """

    def __init__(
        self,
        what: str,
        *,
        wait_s: float | None = None,
        limited: bool = False,
        final: bool = False,
        gone: bool = False,
        unsure: bool = False,
    ) -> None:
        self.what, self.wait_s, self.limited = what, wait_s, limited
        self.final, self.gone, self.unsure = final or gone, gone, unsure
        super().__init__(what)


Talk = Generator[Request, Answer, T]


class Tracker(Protocol):
    """What every tracker can do; all of it may be repeated without harm."""

    readable: ClassVar[bool]
    """Whether the status of an issue can be asked for."""

    def push(self, issue: Issue, external_id: str | None) -> Talk[Link]:
        """Bring the issue's text up to date; one that is not known is looked for by its key, and made if there is none.

        Raises:
            RefusalError: If the tracker does not do it; `gone` where the known issue is not there.
        """
        ...

    def move(self, external_id: str, state: str, *, dropped: bool) -> Talk[Status | None]:
        """Bring an issue to the status that stands for a state; gives its status, None where it cannot be told.

        Raises:
            RefusalError: If the tracker does not do it, or has no way there.
        """
        ...

    def read(self, external_id: str) -> Talk[Status]:
        """The status of an issue.

        Raises:
            RefusalError: If the tracker does not tell it.
        """
        ...

    def probe(self) -> Talk[str]:
        """Whether everything is in order for the rest, without leaving an issue; gives what was found, in a line.

        Raises:
            RefusalError: If it is not.
        """
        ...


def ask(request: Request) -> Talk[Any]:
    """Send one request; gives the answer's JSON.

    Raises:
        RefusalError: If the answer is no success.
    """
    answer = yield request
    if 200 <= answer.status < 300:
        return answer.data
    raise refusal(request, answer)


def refusal(request: Request, answer: Answer, now: datetime | None = None) -> RefusalError:
    """Why a request failed, from an answer that is no success.

    Args:
        request: What was asked.
        answer: What came.
        now: The time of day, for waits that are given as one; the clock's if None.
    """
    changes = request.method != "GET"
    if answer.status == 0:
        return RefusalError(answer.error or "no answer", unsure=changes)
    told = f"status {answer.status}{_told(answer.data)}"
    wait_s = wait(answer.headers, now or datetime.now(UTC))
    if is_limited(answer):
        return RefusalError(told, wait_s=LIMIT_WAIT_S if wait_s is None else wait_s, limited=True)
    if answer.status in (404, 410) or 300 <= answer.status < 400:
        return RefusalError(told, gone=True)
    if answer.status in (401, 403, 408) or answer.status >= 500:
        return RefusalError(told, wait_s=wait_s, unsure=changes and answer.status not in (401, 403))
    return RefusalError(told, final=True)


def is_limited(answer: Answer) -> bool:
    """Whether it was asked too often: 429, or GitHub's 403 with a limit in its headers or its message."""
    if answer.status == 429:
        return True
    if answer.status != 403:
        return False
    by_header = answer.headers.get("retry-after") or answer.headers.get("x-ratelimit-remaining") == "0"
    return bool(by_header) or "rate limit" in _told(answer.data).lower()


def wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks to wait, from `Retry-After` (seconds or a date), else from GitHub's reset time."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told)
    if told:
        try:
            until = parsedate_to_datetime(told)
        except ValueError:
            return None
        return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        return max(0.0, float(reset) - now.timestamp())
    return None


def text_of(data: Any, *path: str | int) -> str:
    """The text at a place of an answer.

    Raises:
        RefusalError: If there is none: such an answer is not of the API that it should be.
    """
    found = data
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            found = None
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        raise RefusalError(f"the answer has no {'.'.join(map(str, path))}", unsure=True)
    return str(found)


def rows_of(data: Any, *path: str) -> list[dict[str, Any]]:
    """The list of objects at a place of an answer; an answer without one is no empty list.

    Raises:
        RefusalError: If there is none.
    """
    found = data
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise RefusalError(f"the answer has no list {'.'.join(path)}".rstrip())
    return found


def part_of(data: Any, *path: str) -> dict[str, Any]:
    """The object at a place of an answer; an empty one where there is none."""
    found = data
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def id_of(data: Any, *path: str | int) -> str:
    """The id at a place of an answer.

    Raises:
        RefusalError: If there is none that can be part of a path.
    """
    found = text_of(data, *path)
    if not ID.fullmatch(found):
        raise RefusalError(f"the id {found[:20]!r} cannot be used", final=True)
    return found


def _told(data: Any) -> str:
    """What a tracker says about a failure, in one short line."""
    if not isinstance(data, Mapping):
        return ""
    error, errors = data.get("error"), data.get("errors")
    parts: list[object] = [*data.get("errorMessages", ())] if isinstance(data.get("errorMessages"), list) else []
    parts += [f"{name}: {value}" for name, value in errors.items()] if isinstance(errors, Mapping) else []
    parts += [data["message"]] if isinstance(data.get("message"), str) else []
    parts += [error.get("message", ""), error.get("detail", "")] if isinstance(error, Mapping) else []
    told = " ".join(" ".join(str(part) for part in parts if part).split())
    return f": {told[:MAX_TOLD_CHARS]}" if told else ""
