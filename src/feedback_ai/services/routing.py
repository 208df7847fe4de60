"""The routing rules in force: those of the file, on what their topics became."""

from dataclasses import replace

from feedback_ai.services.topics_follow import Succession, succession
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.triage.routing import Rule, Rules, load_rules


def rules_in_force(store: Store, settings: Settings) -> Rules:
    """The routing rules; one on a topic goes with it, to the one that it was merged into and to its parts.

    Args:
        store: The store whose topics they name.
        settings: Settings in force.

    Raises:
        SettingError: If the rules cannot be used.
        StoreError: If the store cannot be read.
    """
    rules = load_rules(settings.routing)
    if not any("topic" in rule.conditions for rule in rules.rules):
        return rules
    with store.reading() as session:
        topics = succession(session)
    return Rules(tuple(_followed(rule, topics) for rule in rules.rules))


def _followed(rule: Rule, topics: Succession) -> Rule:
    named = [value for value in rule.conditions.get("topic", ()) if isinstance(value, int)]
    if not named:
        return rule
    now = frozenset[object](topics.followed(named, parts=rule.parts))
    return replace(rule, conditions={**rule.conditions, "topic": now})
