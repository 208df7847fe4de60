"""The adapter of each kind of tracker."""

from collections.abc import Callable

from feedback_ai.connect.generic import Generic
from feedback_ai.connect.github import GitHub
from feedback_ai.connect.jira import Jira
from feedback_ai.connect.servicenow import ServiceNow
from feedback_ai.connect.talk import Tracker
from feedback_ai.connect.trackers import Kind, TrackerConfig

ADAPTERS: dict[Kind, Callable[[TrackerConfig], Tracker]] = {
    "jira": Jira,
    "github": GitHub,
    "servicenow": ServiceNow,
    "webhook": Generic,
}


def adapter_of(config: TrackerConfig) -> Tracker:
    """The adapter that a configuration asks for."""
    return ADAPTERS[config.kind](config)
