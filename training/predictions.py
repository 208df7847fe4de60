"""Predictions laid out like the gold labels, whoever made them: the bundle, or a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.classify import Classifier
from feedback_ai.embed import Encoder
from feedback_ai.schema import SegmentAnalysis, Span
from training.data import CAUSES, FACETS, POLARITIES, Example, to_document


@dataclass(frozen=True)
class Predictions:
    """Labels of `n` texts with `m` sentences in all.

    Attributes:
        facets: int8 (m, 7): 0 absent, else 1 + index of the polarity.
        causes: bool (m, 7).
        expectation: bool (m,).
        sentiment: (n,) index of the likeliest class, abstained or not; so also `intent` and `severity`.
        abstained: For each document task bool (n,): the product would give no label.
    """

    facets: npt.NDArray[np.int8]
    causes: npt.NDArray[np.bool_]
    expectation: npt.NDArray[np.bool_]
    sentiment: npt.NDArray[np.int64]
    intent: npt.NDArray[np.int64]
    severity: npt.NDArray[np.int64]
    abstained: dict[str, npt.NDArray[np.bool_]]


def lay_on_sentences(segments: Sequence[Span], sentences: Sequence[Span]) -> list[int]:
    """For each segment the sentence with which it shares most characters (the first of equals)."""
    return [
        int(np.argmax([min(segment.end, s.end) - max(segment.start, s.start) for s in sentences]))
        for segment in segments
    ]


def _put(segments: Sequence[SegmentAnalysis], sentences: Sequence[Span], rows: "_Rows") -> None:
    places = lay_on_sentences([Span(s.start, s.end) for s in segments], sentences)
    for segment, place in zip(segments, places, strict=True):
        for facet in segment.facets:
            rows.facets[place, FACETS.index(facet.facet)] = 1 + POLARITIES.index(facet.sentiment)
        for cause in segment.root_causes:
            rows.causes[place, CAUSES.index(cause.cause)] = True
        rows.expectation[place] |= segment.expectation.stated


class _Rows:
    def __init__(self, n_sentences: int) -> None:
        self.facets = np.zeros((n_sentences, len(FACETS)), dtype=np.int8)
        self.causes = np.zeros((n_sentences, len(CAUSES)), dtype=bool)
        self.expectation = np.zeros(n_sentences, dtype=bool)


def predict(
    encoder: Encoder, classifier: Classifier, examples: Sequence[Example], spans: Sequence[tuple[Span, ...]]
) -> Predictions:
    """Label examples as the product does, and lay its segments on the annotated sentences.

    Args:
        encoder: Encoder of the bundle.
        classifier: Heads with calibration.
        examples: Labelled texts.
        spans: Segments of each text: its annotated sentences, or what the product's own segmenter makes.
    """
    documents = [to_document(example, own) for example, own in zip(examples, spans, strict=True)]
    vectors = encoder.encode([example.text for example in examples], spans)
    proba = classifier.probabilities(vectors, documents)
    all_rows = []
    abstained: dict[str, list[bool]] = {"sentiment": [], "intent": [], "severity": []}
    for example, labels in zip(examples, classifier.classify(vectors, documents), strict=True):
        rows = _Rows(len(example.spans))
        _put(labels.segments, example.spans, rows)
        all_rows.append(rows)
        for task, column in abstained.items():
            column.append(getattr(labels, task).label is None)
    return Predictions(
        facets=np.concatenate([rows.facets for rows in all_rows]),
        causes=np.concatenate([rows.causes for rows in all_rows]),
        expectation=np.concatenate([rows.expectation for rows in all_rows]),
        sentiment=proba.sentiment.argmax(axis=1),
        intent=proba.intent.argmax(axis=1),
        severity=proba.severity.argmax(axis=1),
        abstained={task: np.array(column) for task, column in abstained.items()},
    )
