"""Building the backlog: problems from evidence, matched with the items there are, in one transaction."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from feedback_ai.backlog.items import RULES, Candidate, Key, find_problems, unhappy_segments
from feedback_ai.backlog.matching import Known, Match, match
from feedback_ai.backlog.priority import Priority, prioritize
from feedback_ai.backlog.states import State
from feedback_ai.backlog.titles import title
from feedback_ai.backlog.window import Window
from feedback_ai.connect.trackers import load_trackers
from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.backlog_views import BuildSummary, key_of
from feedback_ai.services.cases import teams
from feedback_ai.services.evidence import Evidence, latest_time, load_evidence, without_hidden
from feedback_ai.services.routing import rules_in_force
from feedback_ai.services.tracker_tell import tell_trackers
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import AFTER_CLOSED, BUILT_EVENT, BacklogRepository, StoredItem
from feedback_ai.store.evidence import EvidenceRepository
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.routing import Rules

FIGURES = ("topic_id", "cause", "dimension", "team", "priority", "seen", "first_seen", "last_seen")
"""Fields of an item that a build may change, and that its history tells with old and new value."""
TICK = timedelta(microseconds=1)
"""The smallest step of time there is in a store."""


class Builder:
    """One build: what it knows, and what it did.

    Args:
        evidence: The labels of the window.
        window: The window; None where no record has a time.
        actor: Who builds.
        rules: Who answers which complaint.
    """

    def __init__(self, evidence: Evidence, window: Window | None, actor: str, rules: Rules) -> None:
        self._texts = evidence.texts
        self._ids = set(evidence.texts["feedback_id"])
        times = evidence.texts.set_index("feedback_id")["created_at"]
        self._written = {str(id_): at.to_pydatetime() for id_, at in times.items() if not pd.isna(at)}
        self._teams = {str(id_): team for id_, team in teams(evidence, rules).items() if isinstance(team, str)}
        self._window, self._actor, self._now = window, actor, datetime.now(UTC)
        self.segments = unhappy_segments(evidence.texts, evidence.mentions, evidence.causes, evidence.topics)
        self.n_in_items = 0
        self.added: list[int] = []
        self.updated: list[int] = []
        self.unchanged = 0
        self.not_seen: list[int] = []

    def run(self, repository: BacklogRepository) -> None:
        """File and continue items."""
        items = {item.id: item for item in repository.items()}
        evidence, closed_at = repository.segments(), repository.closed_at()
        known = [
            Known(id_, key_of(item), frozenset(evidence.get(id_, ())), closed_at.get(id_))
            for id_, item in items.items()
        ]
        problems = find_problems(self.segments)
        matches = match(problems, sorted(known, key=lambda one: one.id), self._written.get, RULES.min_texts)
        self.n_in_items = len({id_ for found in matches for id_ in found.problem.texts})
        labels = repository.topic_labels()
        keys = [_key(found, items) for found in matches]
        named = [
            (found.problem, title(labels.get(key.topic_id or 0), key)) for found, key in zip(matches, keys, strict=True)
        ]
        impacts = [None if found.item is None else items[found.item.id].impact for found in matches]
        priorities = prioritize(named, self._texts, self._window, impacts=impacts)
        for found, key, priority in zip(matches, keys, priorities, strict=True):
            figures = self._figures(found.problem, key, priority)
            if found.item is None:
                self._file(repository, found, figures)
            else:
                self._continue(repository, found.problem, items[found.item.id], set(found.item.segments), figures)
        seen = {found.item.id for found in matches if found.item is not None}
        for item_id in sorted(items.keys() - seen):
            self._pass_over(repository, items[item_id])

    def _figures(self, problem: Candidate, key: Key, priority: Priority) -> dict[str, Any]:
        times = sorted(self._written[id_] for id_ in problem.texts if id_ in self._written)
        named = Counter(self._teams[id_] for id_ in sorted(problem.texts) if id_ in self._teams)
        return {
            "topic_id": key.topic_id,
            "cause": key.cause,
            "dimension": key.dimension,
            "team": min(named, key=lambda team: (-named[team], team), default=None),
            "priority": priority.value,
            "parts": {name: vars(part) for name, part in priority.parts.items()},
            "seen": True,
            "window_to": None if self._window is None else self._window.end,
            "first_seen": times[0] if times else None,
            "last_seen": times[-1] if times else None,
        }

    def _file(self, repository: BacklogRepository, found: Match, figures: dict[str, Any]) -> None:
        new = {"unit": found.problem.key.unit, "state": str(State.PLAN), "created_at": self._now}
        item_id = repository.add({**figures, **new, "updated_at": self._now})
        repository.add_segments(item_id, found.problem.segments)
        detail = {"priority": figures["priority"], "n_texts": len(found.problem.texts)}
        if found.closed is not None:
            detail[AFTER_CLOSED] = found.closed.id
        self._tell(repository, item_id, BUILT_EVENT, detail)
        self.added.append(item_id)

    def _continue(
        self,
        repository: BacklogRepository,
        problem: Candidate,
        item: StoredItem,
        segments: set[tuple[str, int]],
        figures: dict[str, Any],
    ) -> None:
        """Bring an item up to date; what it rests on from before the window stays."""
        added = set(problem.segments) - segments
        removed = {segment for segment in segments - set(problem.segments) if segment[0] in self._ids}
        figures["first_seen"] = min(filter(None, (item.first_seen, figures["first_seen"])), default=None)
        figures["last_seen"] = max(filter(None, (item.last_seen, figures["last_seen"])), default=None)
        changes: dict[str, Any] = {
            name: [_plain(getattr(item, name)), _plain(figures[name])]
            for name in FIGURES
            if getattr(item, name) != figures[name]
        }
        parts = [name for name, part in figures["parts"].items() if item.parts.get(name) != part]
        n_texts = len({feedback_id for feedback_id, _ in (segments - removed) | added})
        changes |= {"n_texts": [item.n_texts, n_texts]} if n_texts != item.n_texts else {}
        changes |= {"parts": parts} if parts else {}
        changes |= {"evidence_added": len(added)} if added else {}
        changes |= {"evidence_removed": len(removed)} if removed else {}
        if not changes:
            repository.change(item.id, {"window_to": figures["window_to"]})
            self.unchanged += 1
            return
        repository.add_segments(item.id, added)
        repository.remove_segments(item.id, removed)
        repository.change(item.id, {**figures, "updated_at": self._now})
        self._tell(repository, item.id, "updated by build", changes)
        self.updated.append(item.id)

    def _pass_over(self, repository: BacklogRepository, item: StoredItem) -> None:
        """Leave an item as it is and note that it was not seen; a closed one was not even looked for."""
        is_open = item.state != State.CLOSED
        if is_open:
            self.not_seen.append(item.id)
        if not item.seen:
            return
        repository.change(item.id, {"seen": False} | ({"updated_at": self._now} if is_open else {}))
        if is_open:
            self._tell(repository, item.id, "not seen by build", {})

    def _tell(self, repository: BacklogRepository, item_id: int, kind: str, detail: dict[str, Any]) -> None:
        window = {} if self._window is None else {"window_to": _plain(self._window.end)}
        repository.add_event(item_id, self._now, self._actor, kind, detail | window)


def build_items(store: Store, *, as_of: datetime | None, weeks: int, actor: str, settings: Settings) -> BuildSummary:
    """Build the backlog; see `services.backlog.build`."""
    trackers = load_trackers(settings.trackers)
    latest = latest_time(store)
    end = as_of if as_of is not None or latest is None else latest + TICK
    window = None if end is None or latest is None else Window.of(end, weeks)
    wanted = EvidenceFilter()
    if window is not None:
        wanted = EvidenceFilter(created_from=window.start, created_to=window.end, undated=True)
    evidence = without_hidden(store, load_evidence(store, wanted, settings=settings))
    builder = Builder(evidence, window, actor, rules_in_force(store, settings))
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        _check_topics(repository)
        _check_newest(repository, window, EvidenceRepository(session).latest())
        builder.run(repository)
        tell_trackers(session, trackers, [*builder.added, *builder.updated], datetime.now(UTC), new_only=True)
    unhappy = evidence.mentions[evidence.mentions["sentiment"] == "negative"]
    return BuildSummary(
        window_from=window.start if window else None,
        window_to=window.end if window else None,
        n_texts=len(evidence.texts),
        n_unhappy=builder.segments["feedback_id"].nunique(),
        n_in_items=builder.n_in_items,
        n_without_topic=len(unhappy.drop_duplicates(["feedback_id", "segment_index"])) - len(builder.segments),
        n_undated=int(evidence.texts["created_at"].isna().sum()),
        added=tuple(builder.added),
        updated=tuple(builder.updated),
        unchanged=builder.unchanged,
        not_seen=tuple(builder.not_seen),
    )


def _check_topics(repository: BacklogRepository) -> None:
    if repository.has_topics():
        return
    if repository.has_fit():
        raise NotFoundError(
            "The last fit found no topic, and items are made of topics.",
            hint="Fit again, with `feedback-ai topics fit`, when there are more texts about the same things.",
        )
    raise NotFoundError(
        "There are no topics yet, and items are made of topics.", hint="Run `feedback-ai topics fit` first."
    )


def _check_newest(repository: BacklogRepository, window: Window | None, latest: datetime | None) -> None:
    """Make sure that no older window overwrites newer figures; one that leaves out no text is never older."""
    before = repository.built_to()
    if window is None or before is None or latest is None or window.end >= min(before, latest + TICK):
        return
    raise OptionError(
        f"The window ends at {window.end:%Y-%m-%d %H:%M} UTC, but there was a build up to {before:%Y-%m-%d %H:%M} UTC: "
        "older figures would stand in the place of newer ones. Nothing is changed.",
        hint=f"End it on {min(before - TICK, latest):%Y-%m-%d} or later, or name no end.",
    )


def _key(found: Match, items: dict[int, StoredItem]) -> Key:
    """What an item is about: as its evidence says while it is planned, as people agreed upon once it is being done."""
    if found.item is None or items[found.item.id].state == State.PLAN:
        return found.problem.key
    return found.item.key


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
