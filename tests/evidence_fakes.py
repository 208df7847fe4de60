"""Frames of labels as `services.evidence` gives them, from texts that a test writes down or that Hypothesis draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from feedback_ai.schema import Facet, RootCause, Sentiment
from feedback_ai.services.evidence import TEXT_COLUMNS, Evidence


@dataclass(frozen=True)
class Segment:
    """Sentiments by facet, causes, and the topic of a segment."""

    facets: Mapping[str, str] = field(default_factory=dict)
    causes: Sequence[str] = ()
    topic: int | None = None


def bad(facet: str, *causes: str, topic: int | None = None) -> Segment:
    return Segment({facet: "negative"}, causes, topic)


def good(facet: str) -> Segment:
    return Segment({facet: "positive"})


def text(*segments: Segment, **fields: Any) -> tuple[dict[str, Any], tuple[Segment, ...]]:
    """A text with what a test says of it; ids are given by `evidence`."""
    known = {"language": "en", "source": "test", "needs_review": False, "model_version": "1", "labels_version": "1.1"}
    return {**dict.fromkeys(TEXT_COLUMNS), **known, **fields}, segments


def evidence(texts: Iterable[tuple[dict[str, Any], tuple[Segment, ...]]]) -> Evidence:
    """The frames of texts, with the types that the store's come in; ids are "t0", "t1", ..."""
    rows, mentions, causes, topics = [], [], [], []
    for number, (row, segments) in enumerate(texts):
        id_ = f"t{number}"
        rows.append({**row, "feedback_id": id_, "record_id": row["record_id"] or id_})
        for index, segment in enumerate(segments):
            mentions += [(id_, index, facet, sentiment, 0.9) for facet, sentiment in segment.facets.items()]
            causes += [(id_, index, cause, 0.9) for cause in segment.causes]
            topics += [(id_, index, segment.topic, 0.9)] if segment.topic is not None else []
    frame = pd.DataFrame(rows, columns=list(TEXT_COLUMNS))
    frame["touchpoint"] = frame["touchpoint"].astype(object)
    frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True)
    key = ["feedback_id", "segment_index"]
    return Evidence(
        texts=frame,
        mentions=pd.DataFrame(mentions, columns=[*key, "facet", "sentiment", "probability"]),
        causes=pd.DataFrame(causes, columns=[*key, "cause", "probability"]),
        topics=pd.DataFrame(topics, columns=[*key, "topic_id", "similarity"]).astype({"topic_id": "Int64"}),
    )


SEGMENTS = st.builds(
    Segment,
    st.dictionaries(st.sampled_from([str(facet) for facet in Facet]), st.sampled_from(list(map(str, Sentiment)))),
    st.lists(st.sampled_from([str(cause) for cause in RootCause]), max_size=3, unique=True),
)
TEXTS = st.builds(
    lambda segments, **fields: text(*segments, **fields),
    st.lists(SEGMENTS, max_size=3),
    unit=st.sampled_from([None, "east", "west"]),
    touchpoint=st.sampled_from([None, "arrival", "payment"]),
    channel=st.sampled_from([None, "hotline"]),
    created_at=st.none() | st.datetimes(datetime(2020, 12, 20), datetime(2021, 1, 20)),
)
EVIDENCE = st.lists(TEXTS, max_size=12).map(evidence)


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=seed)
