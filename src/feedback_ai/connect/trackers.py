"""Trackers: where items go, which of them, and what their states are called there; from a TOML file."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from feedback_ai.errors import NotFoundError
from feedback_ai.schema.configuration import Name, Several, Table, read_configuration
from feedback_ai.schema.names import Lang

HINT = "docs/trackers.md shows a file and tells every key."
Kind = Literal["jira", "github", "servicenow", "webhook"]
ItemState = Literal["plan", "do", "check", "act", "closed"]
OPEN: tuple[ItemState, ...] = ("plan", "do", "check", "act")
GITHUB_URL = "https://api.github.com"
GITHUB_STATES = ("open", "completed", "not_planned")
HERE = ("localhost", "127.0.0.1", "::1")
MAX_QUOTES = 20

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
PLACES: dict[Kind, tuple[str, re.Pattern[str], str]] = {
    "jira": ("project", re.compile(r"[A-Z][A-Z0-9_]{0,79}"), "the key of a project such as OPS"),
    "github": ("repo", re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"), "owner/name"),
    "servicenow": ("table", re.compile(r"[a-z][a-z0-9_]{0,79}"), "the name of a table such as incident"),
}
"""What each kind needs beside its address: its key, how it looks, and what it is."""
OWN: dict[str, tuple[Kind, ...]] = {
    "project": ("jira",),
    "repo": ("github",),
    "table": ("servicenow",),
    "issue_type": ("jira",),
    "labels": ("jira", "github"),
    "fields": ("jira", "servicenow"),
    "done_fields": ("servicenow",),
    "done": ("servicenow", "webhook"),
    "dropped": ("jira", "servicenow", "webhook"),
    "user": ("jira", "servicenow"),
    "states": ("jira", "github", "servicenow"),
}
"""Keys that only some kinds have."""


class StateNames(Table):
    """What each state is called in the tracker; as docs/trackers.md says where not named."""

    plan: Name | None = None
    do: Name | None = None
    check: Name | None = None
    act: Name | None = None
    closed: Name | None = None


class TrackerConfig(Table):
    """One tracker.

    Attributes:
        name: What it is called here.
        kind: What it is.
        url: Its address, without the path of its API.
        token_env: Environment variable that holds the token, or the secret that messages of a webhook are signed with.
        user: Whose token it is, for Basic authentication; without one it is sent as a Bearer token.
        project: Key of a Jira project.
        repo: A GitHub repository, `owner/name`.
        table: A ServiceNow table.
        issue_type: Of new Jira issues.
        labels: Further labels of new issues.
        fields: Further fields of new issues.
        done_fields: Fields that are set when a record is resolved.
        states: What each state is called there.
        done: States that mean that the work is done.
        dropped: States, of Jira resolutions, that mean that it was given up.
        state: Items in these states are filed.
        min_priority: Items of at least this priority are filed.
        unit: Items of these units are filed; of all if empty.
        lang: Language of titles and texts.
        quotes: Redacted words of so many customers go along.
    """

    name: Name
    kind: Kind
    url: str
    token_env: str
    user: Name | None = None
    project: str | None = None
    repo: str | None = None
    table: str | None = None
    issue_type: Name = "Task"
    labels: Annotated[tuple[Name, ...], Several] = ()
    fields: dict[str, Any] = Field(default={})
    done_fields: dict[str, str] = Field(default={})
    states: StateNames = StateNames()
    done: Annotated[tuple[Name, ...], Several] = ()
    dropped: Annotated[tuple[Name, ...], Several] = ()
    state: Annotated[tuple[ItemState, ...], Several] = OPEN
    min_priority: float = Field(default=0.0, ge=0, le=100, strict=False)
    unit: Annotated[tuple[Name, ...], Several] = ()
    lang: Lang = "en"
    quotes: int = Field(default=0, ge=0, le=MAX_QUOTES)

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError("a name has small letters, digits and hyphens, 40 at most")
        return name

    @field_validator("token_env")
    @classmethod
    def _check_variable(cls, name: str) -> str:
        if not VARIABLE.fullmatch(name):
            raise ValueError(
                "name an environment variable such as JIRA_TOKEN; the token itself never stands in the file"
            )
        return name

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii() or not url.isprintable():
            raise ValueError("an address begins with https:// and names a host")
        if parts.scheme == "http" and parts.hostname not in HERE:
            raise ValueError("the token would travel readable; use https")
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment or " " in url:
            raise ValueError("an address has no user, password, query or fragment")
        return url.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("kind") == "github":
            return {"url": GITHUB_URL, **values}
        return values

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key, kinds in OWN.items():
            if key in self.model_fields_set and self.kind not in kinds:
                raise ValueError(f"{key} is for {' and '.join(kinds)}, not for {self.kind}")
        if self.kind in PLACES:
            key, form, told = PLACES[self.kind]
            if not form.fullmatch(getattr(self, key) or ""):
                raise ValueError(f"{self.kind} needs {key}: {told}")
        named = [value for value in self.states.model_dump().values() if value is not None]
        if self.kind == "github" and (wrong := [name for name in named if name not in GITHUB_STATES]):
            raise ValueError(f"GitHub has no state {wrong[0]!r}; it has {', '.join(GITHUB_STATES)}")
        if self.kind == "servicenow" and self.table != "incident" and not (len(named) == len(OPEN) + 1 and self.done):
            raise ValueError("a table other than incident needs all of [tracker.states], and done")
        return self

    @property
    def place(self) -> str:
        """Where issues are made, for people."""
        own = self.project or self.repo or self.table
        return f"{self.url} {own}" if own else self.url

    def wants(self, *, state: str, priority: float, unit: str | None) -> bool:
        """Whether an item without an issue gets one."""
        return state in self.state and priority >= self.min_priority and (not self.unit or unit in self.unit)


class Trackers(Table):
    """The whole file; each name once."""

    tracker: tuple[TrackerConfig, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [one.name for one in self.tracker]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the tracker {twice!r} is there twice; give each its own name")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the trackers, in their order."""
        return tuple(one.name for one in self.tracker)

    def get(self, name: str) -> TrackerConfig | None:
        """The tracker of a name; None if there is none."""
        return next((one for one in self.tracker if one.name == name), None)

    def named(self, name: str) -> TrackerConfig:
        """The tracker of a name.

        Raises:
            NotFoundError: If there is none.
        """
        if (found := self.get(name)) is None:
            hint = "Name one of them." if self.tracker else "FEEDBACK_AI_TRACKERS names a file of trackers."
            raise NotFoundError(f"There is no tracker {name!r}.", hint=hint, options=self.names)
        return found


@lru_cache(maxsize=8)
def load_trackers(path: Path | None = None) -> Trackers:
    """Read trackers from a TOML file; none if None.

    Raises:
        SettingError: If the file cannot be used; the message names the key.
    """
    return Trackers() if path is None else read_configuration(path, Trackers, "trackers", HINT)
