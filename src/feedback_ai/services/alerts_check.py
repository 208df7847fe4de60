"""A check: rules against what was written, alerts opened and messages written in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from feedback_ai.notify.payload import OPENED, REOPENED, body
from feedback_ai.notify.quiet import QuietHours
from feedback_ai.notify.rules import AlertRules, load_alert_rules
from feedback_ai.notify.signals import Finding, Signal, match
from feedback_ai.notify.states import AlertState
from feedback_ai.notify.titles import incident_title
from feedback_ai.services import alert_signals
from feedback_ai.services.alert_known import Known
from feedback_ai.services.alert_material import Material, load_material
from feedback_ai.services.alert_views import CheckSummary
from feedback_ai.services.incident_find import propose
from feedback_ai.services.topics_follow import Succession, succession
from feedback_ai.services.topics_window import end_of_day
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.alerts import AlertRepository, StoredAlert
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.evidence import EvidenceRepository
from feedback_ai.store.incidents import IncidentRepository
from feedback_ai.store.outbox import OutboxRepository
from feedback_ai.triage.incident_rules import load_incident_rules
from feedback_ai.triage.incidents import OPEN


def check(
    store: Store,
    *,
    as_of: datetime | None = None,
    actor: str = "alerts check",
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CheckSummary:
    """Open alerts and propose incidents by the rules; repeating it changes nothing.

    A rule on a topic goes with it: to the one that it was merged into, and to the parts that it was split in. Later
    texts than `as_of` are not looked at. What a later check has seen is left as that one left it.

    Args:
        store: The store.
        as_of: End of what is looked at, exclusive, naive is UTC; the end of the newest record's day, but of today at
            the latest, if None.
        actor: Who checks.
        settings: Settings in force; the process's own if None.
        now: The time of day; the clock's if None.

    Raises:
        SettingError: If the rules cannot be used.
        StoreError: If the store fails; nothing is changed then.
    """
    settings = settings or get_settings()
    rules, incident_rules = load_alert_rules(settings.alerts), load_incident_rules(settings.incidents)
    now = now or datetime.now(UTC)
    end = _end(store, as_of, now)
    if end is None:
        return CheckSummary(as_of=None, notes=("There is no text yet.",))
    back = max(alert_signals.span(rules), timedelta(days=incident_rules.detection.span_days))
    material = load_material(store, end - back, end, settings)
    with store.reading() as session:
        topics = succession(session)
    rules = _followed(rules, topics)
    findings, notes = alert_signals.find(store, rules, material, end)
    with store.writing() as session:
        AlertRepository(session).lock()
        incidents = IncidentRepository(session)
        proposals = propose(incidents, incident_rules, material, topics, end, now, actor)
        signals = _incident_signals(session, material, topics, end)
        findings += [finding for rule in rules.rule for finding in match(rule, signals)]
        known = Known(AlertRepository(session), topics, findings)
        done = _Opening(session, rules, known, end, now, actor).write(findings)
    return CheckSummary(
        as_of=end,
        **done,
        incidents=proposals.proposed,
        n_joined=proposals.n_joined,
        notes=(*notes, *([proposals.note] if proposals.note else [])),
    )


def _end(store: Store, as_of: datetime | None, now: datetime) -> datetime | None:
    if as_of is not None:
        return as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
    with store.reading() as session:
        newest = AlertRepository(session).newest()
    # A record that is dated years ahead must not move the window behind all others.
    return None if newest is None else min(end_of_day(newest), end_of_day(now))


def _followed(rules: AlertRules, topics: Succession) -> AlertRules:
    """The same rules on what their topics became."""
    found = [rule.model_copy(update={"topic": topics.followed(rule.topic, parts=rule.parts)}) for rule in rules.rule]
    return rules.model_copy(update={"rule": tuple(found)})


def _incident_signals(session: Session, material: Material, topics: Succession, end: datetime) -> list[Signal]:
    """The open incidents that this check has seen, but for those of topics that people hid meanwhile."""
    repository, hidden = IncidentRepository(session), EvidenceRepository(session).hidden_topics()
    labels, members = BacklogRepository(session).topic_labels(), repository.case_ids()
    return [
        Signal(
            kind="incident",
            matter=f"incident:{one.id}",
            title=incident_title(None if one.topic_id is None else labels[one.topic_id], one.cause, one.dimension),
            texts=tuple(material.texts[id_] for id_ in sorted(members.get(one.id, ())) if id_ in material.texts),
            topic_id=None if one.topic_id is None else topics.now(one.topic_id),
            figures={"incident_id": one.id, **one.figures},
        )
        for one in repository.all(states=OPEN)
        if one.last_seen == end and (one.topic_id is None or topics.now(one.topic_id) not in hidden)
    ]


class _Opening:
    """Writes findings as alerts, with their messages, into one transaction."""

    def __init__(
        self, session: Session, rules: AlertRules, known: Known, end: datetime, now: datetime, actor: str
    ) -> None:
        self._alerts, self._outbox = AlertRepository(session), OutboxRepository(session)
        self._rules, self._known, self._end, self._now, self._actor = rules, known, end, now, actor
        self._quiet: QuietHours | None = None if rules.quiet is None else rules.quiet.hours
        self._n_messages = 0

    def write(self, findings: Sequence[Finding]) -> dict[str, Any]:
        """Open, re-open or update the alert of each finding; gives what was done, as `CheckSummary` has it."""
        done: dict[str, list[int]] = {"opened": [], "reopened": [], "updated": [], "unchanged": []}
        for finding in findings:
            how, alert_id = self._write(finding)
            done[how].append(alert_id)
        told = {how: tuple(ids) for how, ids in done.items() if how != "unchanged"}
        return {**told, "n_unchanged": len(done["unchanged"]), "n_messages": self._n_messages}

    def _write(self, finding: Finding) -> tuple[str, int]:
        known = self._known.of(finding)
        if known is None:
            return "opened", self._open(finding)
        if known.last_seen > self._end:
            return "unchanged", known.id
        if known.state != AlertState.CLOSED:
            return self._update(known, finding)
        if self._comes_back(known, finding):
            return "reopened", self._reopen(known, finding)
        return "unchanged", known.id

    def _comes_back(self, known: StoredAlert, finding: Finding) -> bool:
        """Whether the rest is over, and enough was written and an alarm was raised since the alert was closed."""
        if known.closed_at is None or self._end < known.closed_at + timedelta(days=self._rules.rest_days):
            return False
        raised = finding.signal.raised
        if raised is not None and raised <= known.closed_at:
            return False
        return sum(text.at >= known.closed_at for text in finding.texts) >= finding.rule.floor

    def _open(self, finding: Finding) -> int:
        alert_id = self._alerts.add(
            {
                "key": self._known.new_key(finding),
                "rule": finding.rule.name,
                "signal": finding.signal.kind,
                "openings": 1,
                "closed_at": None,
                **self._opened(finding),
            }
        )
        self._told(alert_id, finding, 1, "opened", OPENED)
        return alert_id

    def _reopen(self, known: StoredAlert, finding: Finding) -> int:
        openings = known.openings + 1
        self._alerts.change(known.id, {"openings": openings, "closed_at": None, **self._opened(finding)})
        self._told(known.id, finding, openings, "reopened", REOPENED)
        return known.id

    def _opened(self, finding: Finding) -> dict[str, Any]:
        return {
            "state": str(AlertState.OPEN),
            "opened_at": self._now,
            "arrived_at": max(text.stored_at for text in finding.texts),
            **self._seen(finding),
        }

    def _seen(self, finding: Finding) -> dict[str, Any]:
        return {
            "severity": finding.severity,
            "title": dict(finding.signal.title),
            "figures": dict(finding.signal.figures or {}),
            "last_seen": self._end,
        }

    def _update(self, known: StoredAlert, finding: Finding) -> tuple[str, int]:
        n_new = self._alerts.add_texts(known.id, [text.feedback_id for text in finding.texts])
        seen = self._seen(finding)
        if not n_new and all(getattr(known, name) == value for name, value in seen.items()):
            return "unchanged", known.id
        self._alerts.change(known.id, seen)
        return "updated", known.id

    def _told(self, alert_id: int, finding: Finding, opening: int, event: str, kind: str) -> None:
        n_texts = self._alerts.add_texts(alert_id, [text.feedback_id for text in finding.texts])
        detail = {"texts": n_texts, "as_of": self._end.isoformat()}
        self._alerts.add_event(alert_id, self._now, self._actor, event, detail)
        data = {
            "alert_id": alert_id,
            "rule": finding.rule.name,
            "signal": finding.signal.kind,
            "opening": opening,
            "title": dict(finding.signal.title),
            "severity": finding.severity,
            "n_texts": len(finding.texts),
            "units": sorted({text.unit for text in finding.texts if text.unit}),
            "figures": dict(finding.signal.figures or {}),
        }
        message = {"alert_id": alert_id, "opening": opening, "body": body(kind, self._now, data)}
        message |= {"created_at": self._now, "due_at": self._due(finding)}
        hooks = [
            hook for hook in self._outbox.webhooks(revoked=False) if not hook.rules or finding.rule.name in hook.rules
        ]
        self._outbox.add([{**message, "id": f"msg_{uuid4().hex}", "webhook_id": hook.id} for hook in hooks])
        self._n_messages += len(hooks)

    def _due(self, finding: Finding) -> datetime:
        if self._quiet is None or not finding.rule.quiet or finding.severity in self._quiet.exempt:
            return self._now
        return self._quiet.until(self._now)
