"""GitHub Issues by its REST API.

The key of an item stands in a comment at the end of its issue's text that readers do not see. Issues are listed by
their label, which shows new ones at once, and not searched for, which shows them late.
"""

import html
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from feedback_ai.connect.issue import Issue, Section
from feedback_ai.connect.talk import Link, RefusalError, Request, Status, Talk, ask, id_of, part_of, rows_of, text_of
from feedback_ai.connect.trackers import TrackerConfig

LABEL = "feedback-ai"
PAGE = 100
MAX_PAGES = 50
"""Issues that are looked through: 5,000 with the label."""
REASONS = {"open": None, "completed": "completed", "not_planned": "not_planned"}
MARKUP = re.compile(r"([\\`*_{}\[\]()|~!])")
"""What Markdown would read as its own."""
CALLS = re.compile(r"([@#])(?=\w)")
"""What would tell a person, or link an issue."""
STARTS = re.compile(r"^(\s*)([-+=>]|\d+[.)])")


class GitHub:
    """Issues of one repository.

    Args:
        config: Of the kind `github`.
    """

    readable: ClassVar[bool] = True

    def __init__(self, config: TrackerConfig) -> None:
        self._config, self._issues = config, f"/repos/{config.repo}/issues"

    def push(self, issue: Issue, external_id: str | None) -> Talk[Link]:
        """See `talk.Tracker`."""
        known = external_id or (yield from self._find(issue.key))
        text: dict[str, Any] = {"title": issue.title, "body": f"{markdown(issue.sections)}\n\n{marker(issue.key)}\n"}
        if known is not None:
            return self._link((yield from ask(Request("PATCH", f"{self._issues}/{known}", body=text))))
        text["labels"] = [LABEL, *self._config.labels]
        return self._link((yield from ask(Request("POST", self._issues, body=text))))

    def move(self, external_id: str, state: str, *, dropped: bool) -> Talk[Status | None]:
        """See `talk.Tracker`."""
        wanted = getattr(self._config.states, state) or ("open" if state in ("plan", "do") else "completed")
        reason = "not_planned" if dropped and wanted != "open" else REASONS[wanted]
        body = {"state": "open"} if reason is None else {"state": "closed", "state_reason": reason}
        return self._status((yield from ask(Request("PATCH", f"{self._issues}/{external_id}", body=body))))

    def read(self, external_id: str) -> Talk[Status]:
        """See `talk.Tracker`."""
        return self._status((yield from ask(Request("GET", f"{self._issues}/{external_id}"))))

    def probe(self) -> Talk[str]:
        """See `talk.Tracker`; whether a token may write is told only for some kinds of tokens."""
        told = yield from ask(Request("GET", f"/repos/{self._config.repo}"))
        if not part_of(told).get("has_issues"):
            raise RefusalError(f"issues are switched off in {self._config.repo}", final=True)
        rights = part_of(told, "permissions")
        if rights and not (rights.get("push") or rights.get("triage")):
            raise RefusalError(
                "the token's user may not set labels there: it needs the role Triage or Write", final=True
            )
        return f"repository {self._config.repo} can be read and has issues"

    def _find(self, key: str) -> Talk[str | None]:
        for page in range(1, MAX_PAGES + 1):
            params = {"labels": LABEL, "state": "all", "sort": "created", "direction": "desc"}
            params |= {"per_page": str(PAGE), "page": str(page)}
            listed = rows_of((yield from ask(Request("GET", self._issues, params))))
            for one in listed:
                if "pull_request" not in one and marker(key) in str(one.get("body")):
                    return id_of(one, "number")
            if len(listed) < PAGE:
                return None
        raise RefusalError(f"more than {PAGE * MAX_PAGES:,} issues have the label {LABEL}", final=True)

    def _link(self, told: Any) -> Link:
        return Link(id_of(told, "number"), text_of(told, "html_url"), self._status(told))

    def _status(self, told: Any) -> Status:
        if text_of(told, "state") == "open":
            return Status("open", "open")
        if (reason := part_of(told).get("state_reason")) in ("not_planned", "duplicate"):
            return Status(f"closed as {reason}", "dropped")
        return Status("closed", "done")


def marker(key: str) -> str:
    """The comment by which an issue is recognised."""
    return f"<!-- feedback-ai key: {key} -->"


def markdown(sections: Sequence[Section]) -> str:
    """Sections as Markdown; words neither act as markup nor tell people or link issues that they name."""
    parts = []
    for section in sections:
        heading = [f"### {_escaped(section.title)}"] if section.title else []
        parts.append("\n".join([*heading, *(f"- {_escaped(line)}" for line in section.lines)]))
    return "\n\n".join(parts)


def _escaped(line: str) -> str:
    """One line with nothing in it that acts; the space behind `@` and `#` has no width."""
    text = MARKUP.sub(r"\\\1", html.escape(" ".join(line.split()), quote=False))
    return STARTS.sub(r"\1\\\2", CALLS.sub("\\1\u200b", text))
