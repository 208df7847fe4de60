"""Everything that the overview page shows, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from feedback_ai.errors import TooFewError
from feedback_ai.measure.causes import cause_pareto, unhappy_segments
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.periods import Period, spanning
from feedback_ai.measure.service_circle import heat_map, moments_of_truth
from feedback_ai.measure.servqual import servqual_change, servqual_scores
from feedback_ai.report.claims import clear
from feedback_ai.schema import Severity
from feedback_ai.services.case_views import TeamCount
from feedback_ai.services.cases import routing_table, teams
from feedback_ai.services.cause_fishbone import bones_of
from feedback_ai.services.evidence import Evidence, label_versions, load_evidence, part_of
from feedback_ai.services.routing import rules_in_force
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.choices import Choices, read_choices
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.routing import Rules

if TYPE_CHECKING:
    from feedback_ai.report.fishbone import FishBone
    from feedback_ai.schema.names import Lang
    from feedback_ai.services.backlog import ItemView
    from feedback_ai.services.topics import Growth

N_TOPICS, N_GROWING, N_CRITICAL, N_ITEMS, N_STEPS = 10, 5, 10, 10, 26
"""Most rows of each list, and most months or weeks of the trend."""
GROWTH_DAYS = 28


@dataclass(frozen=True)
class TopicCount:
    """A topic in the texts in view: how many mention it, and how many judge something negative where they do."""

    labels: Mapping[str, str]
    n_texts: int
    n_unhappy: int


@dataclass(frozen=True)
class CriticalText:
    """A text graded S1.

    Attributes:
        text: What the customer wrote, redacted.
        team: Who is responsible by the routing rules; None where no rule fits.
    """

    record_id: str
    unit: str | None
    created_at: datetime | None
    text: str
    team: str | None


@dataclass(frozen=True)
class Overview:
    """The texts that pass a filter.

    Attributes:
        n_texts: How many there are; `n_undated` of them have no date, `n_complaints` are complaints
            (`services.cases.teams`): the sum of `teams`.
        versions: Pairs of model and label set that gave the labels, of the period before too where there is one.
        scores: As `servqual_scores` gives it.
        change: As `servqual_change` gives it, against `before`, with `clear` by `report.claims.clear`; None where the
            filter names no whole period, or the labels of both are not of the same model and label set.
        before: The period before, where the filter names a whole period.
        trend: Scores by month or week, the latest `N_STEPS` of `n_steps`.
        topics: The largest topics in view; None before the first fit.
        growing: Topics of the whole store that grow fastest, in `GROWTH_DAYS` up to the end of the filter's time; None
            where there is too little history to tell, or before the first fit.
        n_critical: Texts graded S1; `critical` are the newest of them.
        causes: As `cause_pareto` gives it.
        bones: The fishbone of all unhappy texts, by language.
        heat: As `measure.service_circle.heat_map` gives it; `moments` are the touchpoints that are moments of truth.
        teams: Complaints by team that has any, most first; team None (no rule) is last. Empty where there are none.
        n_items: Open items of the backlog, of the filter's unit where it names one; `items` are the first of them.
    """

    n_texts: int
    n_undated: int
    n_complaints: int
    versions: Sequence[tuple[str, str]]
    scores: pd.DataFrame
    change: pd.DataFrame | None
    before: Period | None
    trend: pd.DataFrame
    n_steps: int
    topics: Sequence[TopicCount] | None
    growing: "Sequence[Growth] | None"
    n_critical: int
    critical: Sequence[CriticalText]
    causes: pd.DataFrame
    bones: "Mapping[Lang, Sequence[FishBone]]"
    heat: pd.DataFrame
    moments: Sequence[str]
    teams: Sequence[tuple[str | None, int]]
    n_items: int
    items: "Sequence[ItemView]"


def choices(store: Store) -> Choices:
    """What a store holds and what it can be filtered by.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        return read_choices(session)


def overview(store: Store, wanted: EvidenceFilter, *, by: str = "month", settings: Settings | None = None) -> Overview:
    """Gather the overview.

    Args:
        store: The store.
        wanted: Of which records.
        by: Step of the trend, "month" or "week".
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If the filter's period ends before it starts.
        StoreError: If the store cannot be read.
        SettingError: If the rules or the journey cannot be used.
    """
    settings = settings or get_settings()
    evidence = load_evidence(store, wanted, settings=settings)
    texts = evidence.texts
    scores = servqual_scores(texts, evidence.mentions)
    versions = set(label_versions(evidence))
    before = _before(wanted)
    change = None
    if before is not None:
        earlier = load_evidence(store, _within(wanted, before), settings=settings)
        versions |= set(label_versions(earlier))
        if len(versions) == 1:  # figures of different models are not compared
            change = servqual_change(scores, servqual_scores(earlier.texts, earlier.mentions))
            change = change.assign(clear=clear(change))
    trend = servqual_scores(texts, evidence.mentions, by)
    steps = sorted(trend["group"].unique())
    rules = rules_in_force(store, settings)
    by_team = _teams(routing_table(evidence, rules))
    n_critical, critical = _critical(store, evidence, rules)
    items = _items(store, wanted)
    journey = load_journey(settings.journey).names
    places = moments_of_truth(texts, evidence.mentions, journey)
    return Overview(
        n_texts=len(texts),
        n_undated=int(texts["created_at"].isna().sum()),
        n_complaints=sum(n for _, n in by_team),
        versions=sorted(versions),
        scores=scores,
        change=change,
        before=before,
        trend=trend[trend["group"].isin(steps[-N_STEPS:])].reset_index(drop=True),
        n_steps=len(steps),
        topics=(topics := _topics(store, evidence)),
        growing=None if topics is None else _growing(store, wanted),
        n_critical=n_critical,
        critical=critical,
        causes=cause_pareto(texts, evidence.mentions, evidence.causes),
        bones=bones_of(store, evidence),
        heat=heat_map(texts, evidence.mentions, journey),
        moments=list(places.loc[places["moment"], "touchpoint"]),
        teams=by_team,
        n_items=len(items),
        items=items[:N_ITEMS],
    )


def _before(wanted: EvidenceFilter) -> Period | None:
    if wanted.created_from is None or wanted.created_to is None:
        return None
    return spanning(wanted.created_from, wanted.created_to).before()


def _within(wanted: EvidenceFilter, period: Period) -> EvidenceFilter:
    return wanted.model_copy(update={"created_from": period.start, "created_to": period.end})


def _topics(store: Store, evidence: Evidence) -> list[TopicCount] | None:
    from feedback_ai.services.topics import list_topics

    listed = {topic.id: topic.labels for topic in list_topics(store)}
    if not listed:
        return None
    segments = unhappy_segments(evidence.mentions)
    assigned = evidence.topics.dropna(subset="topic_id").astype({"feedback_id": "str", "segment_index": "int64"})
    counts = assigned.groupby("topic_id")["feedback_id"].nunique()
    unhappy = assigned.merge(segments, on=list(segments.columns)).groupby("topic_id")["feedback_id"].nunique()
    largest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [TopicCount(listed[topic], int(n), int(unhappy.get(topic, 0))) for topic, n in largest if topic in listed][
        :N_TOPICS
    ]


def _growing(store: Store, wanted: EvidenceFilter) -> "Sequence[Growth] | None":
    from feedback_ai.services.topics import emerging

    try:
        return emerging(store, as_of=wanted.created_to, days=GROWTH_DAYS, limit=N_GROWING)
    except TooFewError:
        return None


def _items(store: Store, wanted: EvidenceFilter) -> "Sequence[ItemView]":
    from feedback_ai.services.backlog import list_items

    return list_items(store, unit=wanted.unit)


def _critical(store: Store, evidence: Evidence, rules: Rules) -> tuple[int, list[CriticalText]]:
    graded = evidence.texts[evidence.texts["severity"] == Severity.S1]
    newest = graded.sort_values(["created_at", "feedback_id"], ascending=[False, True], na_position="last")
    shown = newest.head(N_CRITICAL)
    routed = teams(part_of(evidence, shown["feedback_id"]), rules)
    with store.reading() as session:
        words = CaseRepository(session).texts([str(id_) for id_ in shown["feedback_id"]])
    rows: list[Any] = list(shown.itertuples())
    return len(graded), [
        CriticalText(
            record_id=row.record_id,
            unit=None if pd.isna(row.unit) else row.unit,
            created_at=None if pd.isna(row.created_at) else row.created_at.to_pydatetime(),
            text=words[row.feedback_id],
            team=routed.get(row.feedback_id),
        )
        for row in rows
        if row.feedback_id in words  # it may have been deleted since its labels were read
    ]


def _teams(counts: Sequence[TeamCount]) -> list[tuple[str | None, int]]:
    if not any(count.n for count in counts):
        return []
    shown = ((count.team, count.n) for count in counts if count.n or count.team is None)
    return sorted(shown, key=lambda pair: (pair[0] is None, -pair[1], pair[0] or ""))
