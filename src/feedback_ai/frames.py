"""Labels as columns of a pandas frame."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from feedback_ai.errors import InputColumnError
from feedback_ai.schema import Analysis, Facet, FeedbackRecord, RootCause

MIXED = "mixed"
"""In a facet column: segments of one text judge the facet differently."""


def label_frame(
    frame: pd.DataFrame,
    text: str,
    analyze: Callable[[Sequence[FeedbackRecord]], list[Analysis]],
    language: str | None,
) -> pd.DataFrame:
    """Add label columns to a copy of a frame; see `Analyzer.analyze_frame`.

    Raises:
        InputColumnError: If the frame has no column `text` or two of them, or has columns of the labels' names.
    """
    if text not in frame.columns:
        raise InputColumnError(
            f"The frame has no column {text!r}.", hint="Name the column of the texts.", options=map_names(frame)
        )
    taken = [name for name in _NAMES if name in frame.columns]
    if taken or list(frame.columns).count(text) > 1:
        raise InputColumnError(
            f"The frame's columns {', '.join(taken) or text} cannot be kept beside the labels.",
            hint="Rename them: each column needs a name of its own, and these are names of label columns.",
            options=map_names(frame),
        )
    readable = [value if isinstance(value, str) and value.strip() else None for value in frame[text]]
    records = [
        FeedbackRecord(id=str(row), text=value, language=language)
        for row, value in enumerate(readable)
        if value is not None
    ]
    labels = {int(analysis.id): _columns(analysis) for analysis in analyze(records)}
    empty = dict.fromkeys(_NAMES)
    columns = pd.DataFrame([labels.get(row, empty) for row in range(len(frame))], index=frame.index, columns=_NAMES)
    return pd.concat([frame, columns], axis=1)


def map_names(frame: pd.DataFrame) -> list[str]:
    """Column names as text, for a message."""
    return [str(name) for name in frame.columns]


_NAMES = [
    "language",
    "sentiment",
    "sentiment_score",
    "intent",
    "severity",
    "needs_review",
    *(facet.value for facet in Facet),
    "root_causes",
]


def _columns(analysis: Analysis) -> dict[str, Any]:
    judged: dict[str, set[str]] = {}
    for segment in analysis.segments:
        for facet in segment.facets:
            judged.setdefault(facet.facet.value, set()).add(facet.sentiment.value)
    causes = {label.cause for segment in analysis.segments for label in segment.root_causes}
    return {
        "language": analysis.language.value,
        "sentiment": analysis.sentiment.label and analysis.sentiment.label.value,
        "sentiment_score": analysis.sentiment.score,
        "intent": analysis.intent.label and analysis.intent.label.value,
        "severity": analysis.severity.label and analysis.severity.label.value,
        "needs_review": analysis.needs_review,
        **{facet: poles.pop() if len(poles) == 1 else MIXED for facet, poles in judged.items()},
        "root_causes": [cause.value for cause in RootCause if cause in causes],
    }
