"""The signals of a check: topics that grow, matters that no topic covers, graded cases; each against the rules."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from feedback_ai.errors import TooFewError
from feedback_ai.notify.rules import AlertRules, Rule
from feedback_ai.notify.signals import Finding, Signal, Text, cases, match
from feedback_ai.notify.titles import candidate_title, topic_title
from feedback_ai.services.alert_material import Material
from feedback_ai.services.topics_candidates import find_matters
from feedback_ai.services.topics_growth import emerging
from feedback_ai.services.topics_window import DAYS
from feedback_ai.store import Store

ALL = 10_000
"""As many topics or candidates as there may be."""
GROWTH = {
    *("window_from", "window_to", "observed", "expected", "ratio", "ratio_low", "ratio_high", "p", "q"),
    *(
        "dispersion",
        "season",
        "first_seen",
        "step",
        "raised",
        "last_raised",
        "rising_since",
        "false_alarms_a_week",
        "false_share",
        "terms",
        "units",
        "channels",
    ),
}
"""What an alert keeps of the growth of a topic or candidate."""


def span(rules: AlertRules) -> timedelta:
    """How far back the rules look."""
    return timedelta(days=max([DAYS, *(rule.days for rule in rules.rule if rule.signal == "case")]))


def find(store: Store, rules: AlertRules, material: Material, end: datetime) -> tuple[list[Finding], list[str]]:
    """What fits the rules, but for incidents; and notes on what could not be looked at.

    Args:
        store: The store.
        rules: The rules.
        material: The texts from `span` before the end on.
        end: The moment of the check; later texts are not looked at.

    Raises:
        StoreError: If the store cannot be read.
    """
    kinds = {rule.signal for rule in rules.rule}
    signals: list[Signal] = []
    notes: list[str] = []
    for kind, signals_of in (("topic", _topics), ("candidate", _candidates)):
        if kind in kinds:
            try:
                signals += signals_of(store, material, end)
            except TooFewError as error:
                notes.append(f"{kind}: {error.what}")
    found: list[Finding] = []
    for rule in rules.rule:
        own = _cases(rule, material, end) if rule.signal == "case" else signals
        found += match(rule, own)
    return found, notes


def _topics(store: Store, material: Material, end: datetime) -> list[Signal]:
    return [
        Signal(
            kind="topic",
            matter=f"topic:{growth.topic_id}",
            title=topic_title(growth.labels),
            texts=_texts(material, growth.evidence),
            topic_id=growth.topic_id,
            q=growth.q,
            raised=growth.last_raised,
            figures=growth.model_dump(mode="json", include=GROWTH),
        )
        for growth in emerging(store, as_of=end, limit=ALL)
    ]


def _candidates(store: Store, material: Material, end: datetime) -> list[Signal]:
    return [
        Signal(
            kind="candidate",
            matter=f"candidate:{min(matter.ids)}",
            title=candidate_title(matter.candidate.labels),
            texts=_texts(material, matter.candidate.evidence),
            q=matter.candidate.q,
            figures=matter.candidate.model_dump(mode="json", include=GROWTH),
            ids=matter.ids,
            since=matter.since,
        )
        for matter in find_matters(store, as_of=end, limit=ALL)
    ]


def _cases(rule: Rule, material: Material, end: datetime) -> Sequence[Signal]:
    start = end - timedelta(days=rule.days)
    return cases(rule, (material.texts[id_] for id_ in material.complaints if material.texts[id_].at >= start))


def _texts(material: Material, ids: Iterable[str]) -> tuple[Text, ...]:
    return tuple(material.texts[id_] for id_ in ids if id_ in material.texts)
