"""Jira Cloud by its REST API v3.

The key of an item is a label of its issue: `POST /search/jql` finds it. That search sees new issues a few seconds late,
so after an attempt whose end is not known the next one must not come at once.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from feedback_ai.connect.issue import Issue, Section
from feedback_ai.connect.talk import Link, RefusalError, Request, Status, Talk, ask, id_of, part_of, rows_of, text_of
from feedback_ai.connect.trackers import TrackerConfig

API = "/rest/api/3"
CATEGORIES = {"plan": "new", "do": "indeterminate", "check": "done", "act": "done", "closed": "done"}
"""Jira's status category for each state, where the configuration names no status."""
DROPPED = ("Won't Do", "Won't Fix", "Declined", "Duplicate", "Cannot Reproduce")
"""Resolutions that say that the work was not done."""
PERMISSIONS = ("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES")
FIELDS = ("status", "resolution")


class Jira:
    """Issues of one project.

    Args:
        config: Of the kind `jira`.
    """

    readable: ClassVar[bool] = True

    def __init__(self, config: TrackerConfig) -> None:
        self._config, self._project = config, config.project or ""

    def push(self, issue: Issue, external_id: str | None) -> Talk[Link]:
        """See `talk.Tracker`."""
        known = external_id or (yield from self._find(issue.key))
        text = {"summary": issue.title, "description": document(issue.sections)}
        if known is not None:
            yield from ask(Request("PUT", f"{API}/issue/{known}", body={"fields": text}))
            return self._link(known)
        fields = {
            **self._config.fields,
            **text,
            "project": {"key": self._project},
            "issuetype": {"name": self._config.issue_type},
            "labels": ["feedback-ai", *self._config.labels, issue.key],
        }
        made = yield from ask(Request("POST", f"{API}/issue", body={"fields": fields}))
        return self._link(id_of(made, "key"))

    def move(self, external_id: str, state: str, *, dropped: bool) -> Talk[Status | None]:
        """See `talk.Tracker`; Jira knows nothing of dropped work unless its workflow asks for a resolution."""
        now = yield from ask(Request("GET", f"{API}/issue/{external_id}", {"fields": ",".join(FIELDS)}))
        if self._is_target(part_of(now, "fields", "status"), state):
            return self._status(now)
        found = yield from ask(Request("GET", f"{API}/issue/{external_id}/transitions"))
        ways = [way for way in rows_of(found, "transitions") if self._is_target(part_of(way, "to"), state)]
        if not ways:
            wanted = getattr(self._config.states, state) or f"a status of the category {CATEGORIES[state]}"
            at = text_of(now, "fields", "status", "name")
            raise RefusalError(f"Jira has no transition from {at} to {wanted} that this user may take", final=True)
        body = {"transition": {"id": text_of(ways[0], "id")}}
        yield from ask(Request("POST", f"{API}/issue/{external_id}/transitions", body=body))
        return (yield from self.read(external_id))

    def read(self, external_id: str) -> Talk[Status]:
        """See `talk.Tracker`."""
        told = yield from ask(Request("GET", f"{API}/issue/{external_id}", {"fields": ",".join(FIELDS)}))
        return self._status(told)

    def probe(self) -> Talk[str]:
        """See `talk.Tracker`."""
        params = {"projectKey": self._project, "permissions": ",".join(PERMISSIONS)}
        told = yield from ask(Request("GET", f"{API}/mypermissions", params))
        missing = [name for name in PERMISSIONS if not part_of(told, "permissions", name).get("havePermission")]
        if missing:
            raise RefusalError(f"the user lacks {', '.join(missing)} in {self._project}", final=True)
        return f"project {self._project}: issues can be made, changed and moved"

    def _find(self, key: str) -> Talk[str | None]:
        jql = f'project = "{self._project}" AND labels = "{key}" ORDER BY created ASC'
        body = {"jql": jql, "fields": ["labels"], "maxResults": 1}
        found = yield from ask(Request("POST", f"{API}/search/jql", body=body))
        issues = rows_of(found, "issues")
        return id_of(issues[0], "key") if issues else None

    def _link(self, key: str) -> Link:
        return Link(key, f"{self._config.url}/browse/{key}")

    def _is_target(self, status: dict[str, Any], state: str) -> bool:
        named = getattr(self._config.states, state)
        if named is not None:
            return str(status.get("name", "")).casefold() == str(named).casefold()
        return bool(part_of(status, "statusCategory").get("key") == CATEGORIES[state])

    def _status(self, told: Any) -> Status:
        name = text_of(told, "fields", "status", "name")
        if text_of(told, "fields", "status", "statusCategory", "key") != "done":
            return Status(name, "open")
        resolution = part_of(told, "fields", "resolution").get("name")
        return Status(name, "dropped" if resolution in (*DROPPED, *self._config.dropped) else "done")


def document(sections: Sequence[Section]) -> dict[str, Any]:
    """Sections in the Atlassian Document Format; words stand in text nodes, where nothing in them acts."""
    content: list[dict[str, Any]] = []
    for section in sections:
        if section.title:
            content.append({"type": "heading", "attrs": {"level": 3}, "content": [_text(section.title)]})
        if section.lines:
            items = [{"type": "listItem", "content": [_paragraph(line)]} for line in section.lines]
            content.append({"type": "bulletList", "content": items})
    return {"type": "doc", "version": 1, "content": content or [_paragraph("-")]}


def _paragraph(line: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [_text(line)]}


def _text(line: str) -> dict[str, str]:
    return {"type": "text", "text": line or "-"}  # an empty text node is refused
