"""Complaints with the labels and topics that a test names, in a store or as frames."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from fakes import FakeAnalyzer, new_feedback
from sqlalchemy import update

from feedback_ai.schema import (
    Analysis,
    CauseLabel,
    Expectation,
    Facet,
    FacetLabel,
    Intent,
    IntentLabel,
    RootCause,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
)
from feedback_ai.services import backlog
from feedback_ai.services.backlog_work import add_countermeasure, finish_countermeasure
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.insert import insert_all
from feedback_ai.store.tables import TopicAssignmentRow, TopicFitRow, TopicRow

Build = Callable[..., backlog.BuildSummary]
"""`services.backlog.build` of a store, by its options."""
NOW = datetime(2026, 9, 30, tzinfo=UTC)
NO_TEST = "Too few texts for an effect test."
"""A note with which an item may go on without one."""
TOPICS = {1: {"en": "esim · activate · phone", "zh": "激活 · 手机"}, 2: {"en": "queue · wait", "zh": "排队 · 等候"}}


@dataclass(frozen=True)
class Complaint:
    """One text of one segment that is unhappy about a facet."""

    record_id: str
    topic: int | None = 1
    facet: str = "reliability"
    cause: str | None = "machine"
    unit: str | None = "mobile-care"
    severity: str | None = "S3"
    days_ago: int | None = 10
    customer: str | None = None
    sentiment: str = "negative"

    @property
    def text(self) -> str:
        return f"Complaint {self.record_id}: 无法激活."

    @property
    def created_at(self) -> datetime | None:
        return None if self.days_ago is None else NOW - timedelta(days=self.days_ago)


def complaints(n: int, prefix: str, **fields: Any) -> list[Complaint]:
    return [Complaint(f"{prefix}-{number:03}", **fields) for number in range(n)]


def frames(wanted: Sequence[Complaint]) -> dict[str, pd.DataFrame]:
    """Complaints as the frames of `Evidence`, the record's id as feedback id."""
    key = [{"feedback_id": one.record_id, "segment_index": 0, "probability": 0.9} for one in wanted]
    texts = pd.DataFrame(
        [
            {
                "feedback_id": one.record_id,
                "unit": one.unit,
                "severity": one.severity,
                "created_at": one.created_at,
                "customer": one.customer,
            }
            for one in wanted
        ],
        columns=["feedback_id", "unit", "severity", "created_at", "customer"],
    )
    texts["created_at"] = pd.to_datetime(texts["created_at"], utc=True)
    mentions = [own | {"facet": one.facet, "sentiment": one.sentiment} for own, one in zip(key, wanted, strict=True)]
    causes = [own | {"cause": one.cause} for own, one in zip(key, wanted, strict=True) if one.cause]
    topics = [own | {"topic_id": one.topic} for own, one in zip(key, wanted, strict=True)]
    columns = ["feedback_id", "segment_index", "probability"]
    return {
        "texts": texts,
        "mentions": pd.DataFrame(mentions, columns=[*columns, "facet", "sentiment"]),
        "causes": pd.DataFrame(causes, columns=[*columns, "cause"]),
        "topics": pd.DataFrame(topics, columns=[*columns, "topic_id"]).astype({"topic_id": "Int64"}),
    }


def file(store: Store, wanted: Iterable[Complaint]) -> dict[str, str]:
    """Store complaints with labels and topics; gives their feedback ids by record id."""
    listed = list(wanted)
    records = {
        one.record_id: new_feedback(
            one.record_id, one.text, unit=one.unit, created_at=one.created_at, customer_hash=one.customer
        )
        for one in listed
    }
    assigned = [
        {
            "feedback_id": records[one.record_id].id,
            "segment_index": 0,
            "topic_id": one.topic,
            "nearest_id": one.topic,
            "similarity": 0.8,
        }
        for one in listed
    ]
    with store.writing() as session:
        repository = FeedbackRepository(session)
        repository.add(records.values())
        repository.add_analyses({records[one.record_id].id: _analysis(one) for one in listed})
        if session.get(TopicFitRow, 1) is None:
            _add_topics(session)
        insert_all(session, TopicAssignmentRow, assigned)
    return {record_id: record.id for record_id, record in records.items()}


def _add_topics(session: Any) -> None:
    fit = {"id": 1, "created_at": NOW, "model_version": "1", "n_segments": 0, "cut": 0.5, "summary": {}}
    insert_all(session, TopicFitRow, [fit])
    common = {"first_fit": 1, "last_fit": 1, "retired": False, "model_version": "1", "examples": []}
    rows = [
        {"id": id_, "labels": labels, "terms": {"en": [], "zh": []}, "n_segments": 0, **common}
        for id_, labels in TOPICS.items()
    ]
    insert_all(session, TopicRow, rows)


def _analysis(one: Complaint) -> Analysis:
    segment = SegmentAnalysis(
        index=0,
        start=0,
        end=len(one.text),
        facets=(FacetLabel(facet=Facet(one.facet), sentiment=Sentiment(one.sentiment), confidence=0.9),),
        root_causes=(CauseLabel(cause=RootCause(one.cause), confidence=0.8),) if one.cause else (),
        expectation=Expectation(stated=False, confidence=0.9),
    )
    return Analysis(
        id=one.record_id,
        language="en",
        mixed=False,
        informative=True,
        text=one.text,
        sentiment=SentimentLabel(label=Sentiment(one.sentiment), score=0.0, confidence=0.9),
        intent=IntentLabel(label=Intent.COMPLAINT, confidence=0.9),
        severity=SeverityLabel(label=Severity(one.severity) if one.severity else None, confidence=0.9),
        segments=(segment,),
        needs_review=False,
        review_reasons=(),
        redactions=(),
        model=FakeAnalyzer.model_info,
    )


def event_kinds(store: Store, item_id: int) -> list[str]:
    """What happened to an item, in its order."""
    return [event.kind for event in backlog.get_item(store, item_id).history]


def move(store: Store, topic: int, ids: Iterable[str]) -> None:
    """A later fit of topics."""
    with store.writing() as session:
        wanted = TopicAssignmentRow.feedback_id.in_(list(ids))
        session.execute(update(TopicAssignmentRow).where(wanted).values(topic_id=topic))


def take(store: Store, item_id: int, kind: str = "containment") -> None:
    """Note a countermeasure of an item, and that it is done."""
    item = add_countermeasure(store, item_id, actor="bob", kind=kind, text="Call them.", note="Nothing to contain.")
    finish_countermeasure(store, item_id, len(item.countermeasures), actor="bob")


def close(store: Store, item_id: int) -> None:
    """Take an item through all its states."""
    for state in ("do", "check", "act", "closed"):
        backlog.update_item(store, item_id, actor="bob", state=state, note=NO_TEST)
