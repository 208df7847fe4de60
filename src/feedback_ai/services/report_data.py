"""Gathers what a report says: labels become figures, the store gives words, the bundle its own quality."""

import platform
from collections import defaultdict
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

import pandas as pd

from feedback_ai import __version__
from feedback_ai.measure.causes import cause_change, cause_pareto, dimension_by_touchpoint
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.periods import Period
from feedback_ai.measure.service_circle import heat_map, moments_of_truth
from feedback_ai.measure.servqual import servqual_change, servqual_scores
from feedback_ai.measure.shares import share_change
from feedback_ai.report.data import ReportData, Stretch, Version
from feedback_ai.report.format import shortened
from feedback_ai.report.said import Causes, Change, Count, Quote, Scores, Volume
from feedback_ai.report.todo import Critical, Team
from feedback_ai.schema import SERVQUAL, Sentiment, Severity
from feedback_ai.services.cases import routing_table
from feedback_ai.services.cause_fishbone import bones_of
from feedback_ai.services.evidence import Evidence, label_versions, load_evidence, part_of
from feedback_ai.services.report_extras import backlog_of, model_figures, topics_of
from feedback_ai.services.routing import rules_in_force
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.overview import UNHAPPY_RATING
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.report import ReportRepository
from feedback_ai.triage.routing import Rules

TREND_WEEKS = 12
"""Weeks of the trend of a period of at most a month; the trend of a longer one is by month, the period before too."""
WEEKLY_DAYS = 31
N_CRITICAL = 5
QUOTE_WIDTH = 200
"""Width of a quote; a Chinese character counts double."""
SOFTWARE = ("jinja2", "matplotlib", "numpy", "pandas", "scipy", "statsmodels")


def gather(store: Store, period: Period, *, settings: Settings) -> ReportData:
    """Read everything that the report of a period says.

    Raises:
        SettingError: If the journey or the routing rules cannot be used.
        StoreError: If the store cannot be read.
    """
    before = period.before()
    weekly = period.end - period.start <= timedelta(days=WEEKLY_DAYS)
    start = _trend_start(period) if weekly else before.start
    wanted = EvidenceFilter(created_from=min(start, before.start), created_to=period.end)
    evidence = load_evidence(store, wanted, settings=settings)
    now, earlier = _within(evidence, period.start, period.end), _within(evidence, before.start, before.end)
    versions = _versions(now, earlier)
    comparable = bool(len(now.texts) and len(earlier.texts)) and len(versions) == 1
    journey = load_journey(settings.journey)
    trend = _within(evidence, start, period.end)
    return ReportData(
        period=_stretch(period),
        before=_stretch(before),
        volume=_volume(store, now, earlier, period),
        versions=versions,
        scores=_scores(now, earlier, trend, by="week" if weekly else "month", comparable=comparable),
        causes=_causes(store, now, earlier, journey.names, comparable=comparable),
        topics=topics_of(store, now, earlier if comparable else None, period, steady=len(versions) == 1),
        backlog=backlog_of(store),
        teams=_teams(now, rules_in_force(store, settings)),
        rules=settings.routing is not None,
        critical=_critical(store, now, earlier, comparable=comparable),
        model=model_figures(settings.model, {(one.model, one.labels) for one in versions if one.n}),
        software=(("feedback-ai", __version__), ("Python", platform.python_version()), *_libraries()),
        touchpoints={touchpoint.name: dict(touchpoint.labels) for touchpoint in journey.touchpoints},
    )


def _stretch(period: Period) -> Stretch:
    return Stretch(period.name, period.start, period.end)


def _trend_start(period: Period) -> datetime:
    last_day = period.end - timedelta(days=1)
    return last_day - timedelta(days=last_day.weekday(), weeks=TREND_WEEKS - 1)


def _within(evidence: Evidence, start: datetime, end: datetime) -> Evidence:
    texts = evidence.texts
    return part_of(evidence, texts.loc[(texts["created_at"] >= start) & (texts["created_at"] < end), "feedback_id"])


def _versions(now: Evidence, earlier: Evidence) -> tuple[Version, ...]:
    counts, before = label_versions(now), label_versions(earlier)
    return tuple(Version(*pair, n=counts[pair], before=before[pair]) for pair in sorted({*counts, *before}))


def _volume(store: Store, now: Evidence, earlier: Evidence, period: Period) -> Volume:
    texts = now.texts
    with store.reading() as session:
        repository = ReportRepository(session)
        uncounted = repository.uncounted(period.start, period.end)
        first, last = repository.span()
    judged = now.mentions.loc[now.mentions["facet"].isin(list(map(str, SERVQUAL))), "feedback_id"]
    return Volume(
        analysed=len(texts),
        before=len(earlier.texts),
        judging=judged.nunique(),
        needs_review=int(texts["needs_review"].sum()),
        pending=uncounted.pending,
        undated=uncounted.undated,
        refused=uncounted.refused,
        without_unit=int(texts["unit"].isna().sum()),
        without_touchpoint=int(texts["touchpoint"].isna().sum()),
        customers=texts["customer"].nunique(),
        with_customer=int(texts["customer"].notna().sum()),
        first=first,
        last=last,
        languages=_counts(now, earlier, "language"),
        sources=_counts(now, earlier, "source"),
        channels=_counts(now, earlier, "channel"),
    )


def _counts(now: Evidence, earlier: Evidence, column: str) -> tuple[Count, ...]:
    found, before = (
        evidence.texts[column].astype(object).fillna("").value_counts().to_dict() for evidence in (now, earlier)
    )
    names = sorted({*found, *before}, key=lambda name: (-found.get(name, 0), -before.get(name, 0), name))
    return tuple(Count(str(name), int(found.get(name, 0)), int(before.get(name, 0))) for name in names)


def _scores(now: Evidence, earlier: Evidence, trend: Evidence, *, by: str, comparable: bool) -> Scores:
    scores = servqual_scores(now.texts, now.mentions)
    before = servqual_scores(earlier.texts, earlier.mentions) if comparable else None
    steady = len(label_versions(trend)) <= 1
    return Scores(
        now=scores,
        before=before,
        change=None if before is None else servqual_change(scores, before),
        by_unit=servqual_scores(now.texts, now.mentions, "unit"),
        by_touchpoint=servqual_scores(now.texts, now.mentions, "touchpoint"),
        trend=servqual_scores(trend.texts, trend.mentions, by) if steady else None,
    )


def _causes(store: Store, now: Evidence, earlier: Evidence, journey: tuple[str, ...], *, comparable: bool) -> Causes:
    pareto = cause_pareto(now.texts, now.mentions, now.causes)
    change = None
    if comparable:
        change = cause_change(pareto, cause_pareto(earlier.texts, earlier.mentions, earlier.causes))
    places = moments_of_truth(now.texts, now.mentions, journey)
    return Causes(
        pareto=pareto,
        change=change,
        matrix=dimension_by_touchpoint(now.texts, now.mentions, journey),
        heat=heat_map(now.texts, now.mentions, journey),
        moments=tuple(places.loc[places["moment"], "touchpoint"]),
        bones=bones_of(store, now),
    )


def _teams(now: Evidence, rules: Rules) -> tuple[Team, ...]:
    severities: defaultdict[str | None, dict[str, int]] = defaultdict(dict)
    for grade, texts in now.texts.groupby(now.texts["severity"].astype(object).fillna("")):
        for count in routing_table(part_of(now, texts["feedback_id"]), rules):
            if count.n:
                severities[count.team][str(grade)] = count.n
    found = (Team(name, sum(grades.values()), grades) for name, grades in severities.items())
    return tuple(sorted(found, key=lambda team: (team.name is None, -team.n, team.name or "")))


def _critical(store: Store, now: Evidence, earlier: Evidence, *, comparable: bool) -> Critical:
    n, graded = _graded(now)
    n_before, graded_before = _graded(earlier)
    moved = share_change(n, graded, n_before, graded_before) if comparable else None
    worst = now.texts[now.texts["severity"] == Severity.S1]
    # Trouble quoted from others is often misread: the examples are of texts that are negative as a whole.
    telling = worst[(worst["sentiment"] == Sentiment.NEGATIVE) & ~(worst["rating"] > UNHAPPY_RATING)]
    with store.reading() as session:
        words = ReportRepository(session).words_of_severity(Severity.S1, list(telling["feedback_id"]))
    texts = telling.set_index("feedback_id")
    return Critical(
        n=n,
        graded=graded,
        n_before=n_before,
        graded_before=graded_before,
        change=None if moved is None else Change(*moved),
        quotes=tuple(_quote(one.words, texts.loc[one.feedback_id]) for one in words[:N_CRITICAL]),
    )


def _graded(evidence: Evidence) -> tuple[int, int]:
    severity = evidence.texts["severity"]
    return int((severity == Severity.S1).sum()), int(severity.notna().sum())


def _quote(words: str, text: Any) -> Quote:
    return Quote(shortened(words, QUOTE_WIDTH), text["record_id"], None if pd.isna(text["unit"]) else text["unit"])


def _libraries() -> list[tuple[str, str]]:
    return [(name, version(name)) for name in SOFTWARE]
