"""The labels of a store as pandas frames: the one form that measures, backlog, report and pages count from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pandas as pd

from feedback_ai.measure.journey import Journey, load_journey
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.evidence import EvidenceRepository
from feedback_ai.store.labels import LabelKind
from feedback_ai.store.records import EvidenceFilter

KEY = ("feedback_id", "segment_index")
TEXT_COLUMNS = (
    *("feedback_id", "record_id", "source", "channel", "unit", "touchpoint", "language", "created_at", "rating"),
    *("customer", "sentiment", "intent", "severity", "needs_review", "model_version", "labels_version"),
)
MENTION_COLUMNS = (*KEY, "facet", "sentiment", "probability")


@dataclass(frozen=True)
class Evidence:
    """Frames about the same records.

    Attributes:
        texts: One row an analysed record, by time: `feedback_id`, `record_id`, `source`, `channel`, `unit`,
            `touchpoint` (of the record, else found by the journey's terms), `language`, `created_at` (UTC, NaT where
            unknown), `rating`, `customer` (hash), `sentiment`, `intent`, `severity` (each None where the model
            abstained), `needs_review`, `model_version`, `labels_version`.
        mentions: One row a facet judged in a segment: `feedback_id`, `segment_index`, `facet`, `sentiment`,
            `probability`.
        causes: One row a root cause named in a segment: `feedback_id`, `segment_index`, `cause`, `probability`.
        topics: One row a segment that judges something: `feedback_id`, `segment_index`, `topic_id` (Int64, NA where
            unassigned), `similarity`. Empty before the first fit.
        abstentions: One row a facet that was too close to call in a segment: `feedback_id`, `segment_index`, `facet`.
    """

    texts: pd.DataFrame
    mentions: pd.DataFrame
    causes: pd.DataFrame
    topics: pd.DataFrame
    abstentions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*KEY, "facet"]))


def without_hidden(store: Store, evidence: Evidence) -> Evidence:
    """The evidence without the topics that people hid: they make no items, incidents or alerts."""
    with store.reading() as session:
        hidden = EvidenceRepository(session).hidden_topics()
    return replace(evidence, topics=evidence.topics[~evidence.topics["topic_id"].isin(hidden)])


def load_evidence(
    store: Store,
    wanted: EvidenceFilter | None = None,
    *,
    of: Sequence[str] | None = None,
    uncorrected: bool = False,
    settings: Settings | None = None,
) -> Evidence:
    """Read the labels in force of the records that pass a filter.

    Args:
        store: The store.
        wanted: The filter.
        of: Only these records, a few thousand at most; all if None.
        uncorrected: The model's own labels in their place, as if nobody had corrected any. Segments of which a person
            said that they judge nothing have no topic all the same, and abstentions are those that stand.
        settings: Settings in force; the process's own if None.

    Raises:
        StoreError: If the store cannot be read.
        SettingError: If the journey's file cannot be used.
    """
    wanted = wanted or EvidenceFilter()
    journey = load_journey((settings or get_settings()).journey)
    with store.reading() as session:
        repository = EvidenceRepository(session, of, uncorrected=uncorrected)
        texts = _texts(repository.texts(wanted), journey, wanted.touchpoint)
        mentions = _frame(repository.labels(LabelKind.FACET, wanted), MENTION_COLUMNS, texts)
        causes = _frame(repository.labels(LabelKind.CAUSE, wanted), (*KEY, "cause", "_", "probability"), texts)
        topics = _frame(repository.topics(wanted), (*KEY, "topic_id", "similarity"), texts)
        abstentions = _frame(repository.abstentions(wanted), (*KEY, "facet"), texts)
    return Evidence(
        texts=texts,
        mentions=mentions,
        causes=causes.drop(columns="_"),
        topics=topics.astype({"topic_id": "Int64"}),
        abstentions=abstentions,
    )


def model_mentions(store: Store, evidence: Evidence, wanted: EvidenceFilter) -> pd.DataFrame:
    """`Evidence.mentions` of the same records as the model gave them, as if nobody had corrected any.

    Args:
        store: The store.
        evidence: What was read by the filter.
        wanted: The filter.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        rows = EvidenceRepository(session, uncorrected=True).labels(LabelKind.FACET, wanted)
    return _frame(rows, MENTION_COLUMNS, evidence.texts)


def part_of(evidence: Evidence, feedback_ids: Iterable[str]) -> Evidence:
    """The rows of some records, in the same order."""
    ids = set(feedback_ids)
    frames = (evidence.texts, evidence.mentions, evidence.causes, evidence.topics, evidence.abstentions)
    return Evidence(*(frame[frame["feedback_id"].isin(ids)].reset_index(drop=True) for frame in frames))


def label_versions(evidence: Evidence) -> Counter[tuple[str, str]]:
    """How many texts carry labels of which model and label set: figures never compare across these."""
    pairs = evidence.texts[["model_version", "labels_version"]].astype(str)
    return Counter((model, labels) for model, labels in pairs.itertuples(index=False, name=None))


def latest_time(store: Store) -> datetime | None:
    """When the newest record was written, UTC; None where no record has a time."""
    with store.reading() as session:
        latest: datetime | None = EvidenceRepository(session).latest()
        return latest


def segment_words(store: Store, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The redacted words of segments, by (feedback id, segment index)."""
    wanted = list(keys)
    with store.reading() as session:
        return EvidenceRepository(session).words(wanted) if wanted else {}


def _texts(rows: Sequence[Any], journey: Journey, touchpoint: str | None) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(row) for row in rows], columns=[*TEXT_COLUMNS, "text"])
    silent = frame["touchpoint"].isna()
    found = [
        journey.touchpoint_of(text, language)
        for text, language in zip(frame.loc[silent, "text"], frame.loc[silent, "language"], strict=True)
    ]
    frame["touchpoint"] = frame["touchpoint"].astype(object)
    frame.loc[silent, "touchpoint"] = found
    frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True)
    frame = frame.drop(columns="text")
    return frame if touchpoint is None else frame[frame["touchpoint"] == touchpoint].reset_index(drop=True)


def _frame(rows: Sequence[Any], columns: Sequence[str], texts: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(columns))
    return frame[frame["feedback_id"].isin(texts["feedback_id"])].reset_index(drop=True)
