"""Which alert a finding is of: the same matter keeps its alert, and two matters never share one."""

from collections.abc import Sequence
from itertools import count

from feedback_ai.notify.rules import Rule
from feedback_ai.notify.signals import Finding, likeness
from feedback_ai.notify.states import AlertState
from feedback_ai.services.topics_follow import Succession
from feedback_ai.store.alerts import AlertRepository, StoredAlert

TOPIC = "topic:"
"""How the matter of a topic begins."""


class Known:
    """Finds the alerts that are there already, as they were when it was made.

    A candidate has no number: it is told by its texts and terms. All candidates of a rule are compared with all its
    alerts at once, so that each alert goes to the candidate that is its matter most surely, and to one only.
    """

    def __init__(self, alerts: AlertRepository, topics: Succession, findings: Sequence[Finding]) -> None:
        self._alerts, self._topics = alerts, topics
        self._of_candidate: dict[int, StoredAlert] = {}
        by_rule: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.signal.kind == "candidate":
                by_rule.setdefault(finding.rule.name, []).append(finding)
        for own in by_rule.values():
            self._pair(own[0].rule, own)

    def of(self, finding: Finding) -> StoredAlert | None:
        """The alert of a finding; None if it is to get a new one.

        A topic into which others were merged goes on with their alert, the last opened, where it has none of its own.
        """
        if finding.signal.kind == "candidate":
            return self._of_candidate.get(id(finding))
        same = self._alerts.by_key(finding.key)
        if same is not None or not finding.signal.matter.startswith(TOPIC):
            return same
        earlier = sorted(self._topics.stands_for(int(finding.signal.matter.removeprefix(TOPIC))))
        found = [alert for id_ in earlier if (alert := self._alerts.by_key(f"{finding.rule.name}|{TOPIC}{id_}"))]
        return max(found, key=lambda alert: (alert.opened_at, alert.id), default=None)

    def new_key(self, finding: Finding) -> str:
        """The key of a new alert; no other alert has it."""
        if finding.signal.kind != "candidate":
            return finding.key
        keys = (finding.key if number == 1 else f"{finding.key}#{number}" for number in count(1))
        return next(key for key in keys if self._alerts.by_key(key) is None)

    def _pair(self, rule: Rule, findings: Sequence[Finding]) -> None:
        """Give each candidate of a rule at most one alert, and each alert to one: the likeliest pair before all others.

        So no sure pair is broken up for the sake of two weaker ones.
        """
        alerts = [own for own in self._alerts.all(states=list(AlertState), rule=rule.name) if own.signal == "candidate"]
        pairs = [
            (likely, alert, finding)
            for alert in alerts
            for likely, finding in zip(self._likenesses(alert, findings), findings, strict=True)
            if likely > 0
        ]
        taken: set[int] = set()
        for _, alert, finding in sorted(pairs, key=lambda pair: -pair[0]):
            if alert.id not in taken and id(finding) not in self._of_candidate:
                taken.add(alert.id)
                self._of_candidate[id(finding)] = alert

    def _likenesses(self, alert: StoredAlert, findings: Sequence[Finding]) -> list[float]:
        """How surely each candidate is the matter of an alert."""
        signals, ids = [finding.signal for finding in findings], self._alerts.text_ids(alert.id)
        moments = {own.since for own in signals if own.since is not None}
        looked_at = {since: self._alerts.text_ids(alert.id, since) for since in moments}
        terms = alert.figures.get("terms", {})
        return [likeness(own, ids, looked_at[own.since] if own.since else set(), terms) for own in signals]
