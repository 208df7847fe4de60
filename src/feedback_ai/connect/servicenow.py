"""ServiceNow by its Table API; the key of an item is the `correlation_id` of its record."""

from typing import Any, ClassVar

from feedback_ai.connect.issue import Issue, plain
from feedback_ai.connect.talk import Link, RefusalError, Request, Status, Talk, ask, id_of, rows_of, text_of
from feedback_ai.connect.trackers import TrackerConfig

FIELDS = "sys_id,number,state,correlation_id"
STATES = {"plan": "1", "do": "2", "check": "6", "act": "6", "closed": "7"}
"""States of the table `incident`: new, in progress, resolved, closed."""
DONE = ("6", "7")
DROPPED = ("8",)
MAX_TITLE_CHARS = 160


class ServiceNow:
    """Records of one table.

    Args:
        config: Of the kind `servicenow`.
    """

    readable: ClassVar[bool] = True

    def __init__(self, config: TrackerConfig) -> None:
        self._config, self._path = config, f"/api/now/table/{config.table}"

    def push(self, issue: Issue, external_id: str | None) -> Talk[Link]:
        """See `talk.Tracker`."""
        known = external_id or (yield from self._find(issue.key))
        text = {"short_description": issue.title[:MAX_TITLE_CHARS], "description": plain(issue.sections)}
        if known is not None:
            return self._link((yield from ask(self._request("PATCH", known, body=text))))
        body = {**self._config.fields, **text, "correlation_id": issue.key, "correlation_display": "Feedback AI"}
        return self._link((yield from ask(self._request("POST", None, body=body))))

    def move(self, external_id: str, state: str, *, dropped: bool) -> Talk[Status | None]:
        """See `talk.Tracker`; many instances ask for a code and notes when a record is resolved."""
        wanted = getattr(self._config.states, state) or STATES[state]
        if dropped and self._config.dropped:
            wanted = self._config.dropped[0]
        body = {"state": wanted}
        if self._category(wanted) != "open":
            body = {**{name: str(value) for name, value in self._config.done_fields.items()}, **body}
        told = yield from ask(self._request("PATCH", external_id, body=body))
        now = self._status(told)
        if now.name != wanted:
            raise RefusalError(f"ServiceNow left the record in state {now.name}, not {wanted}", final=True)
        return now

    def read(self, external_id: str) -> Talk[Status]:
        """See `talk.Tracker`."""
        return self._status((yield from ask(self._request("GET", external_id))))

    def probe(self) -> Talk[str]:
        """See `talk.Tracker`; a field that may not be read is left out of the answer."""
        told = yield from ask(self._request("GET", None, {"sysparm_limit": "1"}))
        rows = rows_of(told, "result")
        if rows and "correlation_id" not in rows[0]:
            raise RefusalError("the user may not read correlation_id: issues would be made twice", final=True)
        return f"table {self._config.table} can be read"

    def _find(self, key: str) -> Talk[str | None]:
        params = {"sysparm_query": f"correlation_id={key}^ORDERBYsys_created_on", "sysparm_limit": "1"}
        try:
            told = yield from ask(self._request("GET", None, params))
        except RefusalError as error:
            if "No Record found" in error.what:  # how older releases say that nothing fits
                return None
            raise
        # A condition that cannot be read is left out of the query, which then gives any record.
        rows = rows_of(told, "result")
        fitting = [row for row in rows if row.get("correlation_id") == key]
        if rows and not fitting:
            raise RefusalError("ServiceNow does not look for correlation_id: may the user read it?", final=True)
        return id_of(fitting[0], "sys_id") if fitting else None

    def _request(
        self, method: str, sys_id: str | None, params: dict[str, str] | None = None, body: Any = None
    ) -> Request:
        common = {"sysparm_fields": FIELDS, "sysparm_display_value": "false", "sysparm_exclude_reference_link": "true"}
        path = self._path if sys_id is None else f"{self._path}/{sys_id}"
        return Request(method, path, {**(params or {}), **common}, body)

    def _link(self, told: Any) -> Link:
        sys_id = id_of(told, "result", "sys_id")
        url = f"{self._config.url}/{self._config.table}.do?sys_id={sys_id}"
        return Link(sys_id, url, self._status(told))

    def _status(self, told: Any) -> Status:
        name = text_of(told, "result", "state")
        return Status(name, self._category(name))

    def _category(self, state: str) -> Any:
        if state in (self._config.dropped or DROPPED):
            return "dropped"
        return "done" if state in (self._config.done or DONE) else "open"
