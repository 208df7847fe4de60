"""What a report takes from topics, backlog and model bundle; each may be missing."""

import json
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

import pandas as pd

from feedback_ai.artifacts import locate_bundle
from feedback_ai.errors import ModelNotFoundError, TooFewError
from feedback_ai.measure.periods import Period
from feedback_ai.report.data import ModelFigures
from feedback_ai.report.format import shortened
from feedback_ai.report.said import Growth, Quote, Topic, Topics
from feedback_ai.report.todo import Backlog, Item, Part
from feedback_ai.services.backlog import list_items
from feedback_ai.services.evidence import Evidence, segment_words
from feedback_ai.store import Store

N_TOPICS = 8
N_GROWING = 5
N_ITEMS = 10
GROWTH_DAYS = 28
CANDIDATES = 6
"""Segments nearest to a topic, of which the first of a telling length is quoted."""
TELLING_WIDTH = (16, 160)
"""Width of a telling quote; a Chinese character counts double."""
PARTS = ("severity", "frequency", "trend", "reach", "impact")

Key = tuple[str, int]


def topics_of(store: Store, now: Evidence, earlier: Evidence | None, period: Period, *, steady: bool) -> Topics:
    """The largest and the fastest growing topics of a period.

    Args:
        store: The store.
        now: Of the period.
        earlier: Of the period before; None where it cannot be compared.
        period: The period.
        steady: Whether all labels are of one version, so that growth can be told.
    """
    from feedback_ai.services.topics import list_topics

    known = {topic.id: topic for topic in list_topics(store)}
    if not known:
        return Topics(fitted=False)
    sizes, before = _sizes(now), None if earlier is None else _sizes(earlier)
    largest = sorted((id_ for id_ in sizes if id_ in known), key=lambda id_: (-sizes[id_], id_))[:N_TOPICS]
    quotes = _quotes(store, now, largest)
    assigned = now.topics.dropna(subset="topic_id")
    return Topics(
        fitted=True,
        n_topics=len(known),
        assigned=assigned["feedback_id"].nunique(),
        offered=now.topics["feedback_id"].nunique(),
        largest=tuple(
            Topic(
                id=id_,
                labels=_both(known[id_].labels),
                terms={lang: tuple(terms) for lang, terms in known[id_].terms.items() if terms},
                n=sizes[id_],
                before=None if before is None else before.get(id_, 0),
                quotes=quotes[id_],
            )
            for id_ in largest
        ),
        growing=_growing(store, now, period) if steady else (),
    )


def backlog_of(store: Store) -> Backlog:
    """The first open items of the backlog."""
    items = list_items(store)
    return Backlog(
        built=bool(items or list_items(store, open_only=False, limit=1)),
        n_open=len(items),
        items=tuple(
            Item(
                id=item.id,
                title=item.title.model_dump(),
                priority=item.priority,
                parts=tuple(
                    Part(name, part.value if part.factor is None else part.factor, part.weight)
                    for name in PARTS
                    if (part := item.parts.get(name)) is not None
                ),
                state=str(item.state),
                team=item.team,
                owner=item.owner,
                due=item.due_at,
                n_texts=item.n_texts,
            )
            for item in items[:N_ITEMS]
        ),
    )


def model_figures(setting: Path | None, versions: Set[tuple[str, str]]) -> ModelFigures | None:
    """How well the model of some labels does; None where its bundle or its figures are not at hand.

    Args:
        setting: Directory of the bundle; the shipped one if None.
        versions: Versions of model and label set that the labels carry.
    """
    try:
        metrics = json.loads((locate_bundle(setting) / "metrics.json").read_text(encoding="utf-8"))
        if {(metrics["version"], metrics["labels"])} != versions:
            return None
        return _figures(metrics)
    except (ModelNotFoundError, OSError, ValueError, KeyError, TypeError, AttributeError):
        # A bundle of the user's own need not have figures, or not in our form.
        return None


def _figures(metrics: Mapping[str, Any]) -> ModelFigures:
    product, details = metrics["test"]["product"], metrics["test"]["details"]
    figures: dict[str, dict[str, tuple[float, float, float]]] = {}
    for lang, found in product.items():
        for name, one in found.items():
            if isinstance(one, dict):
                figures.setdefault(name, {})[lang] = (one["value"], one["low"], one["high"])
    return ModelFigures(
        name=metrics["name"],
        version=metrics["version"],
        n_texts={lang: found["n_texts"] for lang, found in product.items()},
        figures=figures,
        labels={
            label: (one["f1"], one["n"])
            for group in ("facets", "causes", "severities")
            for label, one in details[group].items()
        },
    )


def _sizes(evidence: Evidence) -> dict[int, int]:
    assigned = evidence.topics.dropna(subset="topic_id")
    counted = assigned.groupby("topic_id")["feedback_id"].nunique()
    return dict(zip(counted.index.astype(int), counted.astype(int), strict=True))


def _growing(store: Store, now: Evidence, period: Period) -> tuple[Growth, ...]:
    """What grew in the last weeks of the period, or of what there is of it yet; nothing where history is too short."""
    from feedback_ai.services.topics import emerging
    from feedback_ai.services.topics_window import end_of_day

    if now.texts.empty:
        return ()
    latest = now.texts["created_at"].max().to_pydatetime()
    as_of = min(period.end, end_of_day(latest))
    try:
        found = emerging(store, as_of=as_of, days=GROWTH_DAYS, limit=N_GROWING)
    except TooFewError:
        return ()
    return tuple(
        Growth(
            id=one.topic_id,
            labels=_both(one.labels),
            start=one.window_from,
            end=one.window_to,
            **one.model_dump(include={"observed", "expected", "ratio", "ratio_low", "ratio_high", "q"}),
        )
        for one in found
    )


def _both(labels: Any) -> dict[str, str]:
    """Labels in both languages; one that is missing is replaced by the other's."""
    found = dict(labels)
    english, chinese = found.get("en"), found.get("zh")
    return {"en": english or chinese or "", "zh": chinese or english or ""}


def _quotes(store: Store, now: Evidence, topics: list[int]) -> dict[int, dict[str, Quote]]:
    """For each topic the nearest segment of a telling length, one a language; words stand for one topic only."""
    texts = now.texts.set_index("feedback_id")
    nearest: dict[tuple[int, str], list[Key]] = {}
    assigned = now.topics[now.topics["topic_id"].isin(topics)]
    ordered = assigned.sort_values(["similarity", "feedback_id", "segment_index"], ascending=[False, True, True])
    rows: list[Any] = list(ordered.itertuples(index=False))
    for row in rows:
        language = str(texts.at[row.feedback_id, "language"])
        lang = "zh" if language.startswith("zh") else "en" if language == "en" else None
        if lang and len(keys := nearest.setdefault((int(row.topic_id), lang), [])) < CANDIDATES:
            keys.append((row.feedback_id, int(row.segment_index)))
    words = segment_words(store, [key for keys in nearest.values() for key in keys])
    quotes: dict[int, dict[str, Quote]] = {topic: {} for topic in topics}
    for (topic, lang), keys in sorted(nearest.items()):
        told = [(key, words[key]) for key in keys if key in words]
        if told:
            (feedback_id, _), chosen = next((one for one in told if _is_telling(one[1])), told[0])
            record: Any = texts.at[feedback_id, "record_id"]
            unit: Any = texts.at[feedback_id, "unit"]
            quotes[topic][lang] = Quote(shortened(chosen, TELLING_WIDTH[1]), record, None if pd.isna(unit) else unit)
    return quotes


def _is_telling(words: str) -> bool:
    shortest, longest = TELLING_WIDTH
    return len(shortened(words, shortest)) < len(words) and shortened(words, longest) == words
