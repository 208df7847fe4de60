"""Predictions laid out like the gold labels, whoever made them: the bundle, or a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from feedback_ai.classify import Classifier, DocumentLabels
from feedback_ai.embed import Encoder
from feedback_ai.schema import Severity, Span
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
        confidence: float (m, 7), of each facet given with its polarity; None where there is no such thing.
        flagged: bool (n,): labelled S1, or sent to a person because S1 is possible; None means labelled S1 alone.
    """

    facets: npt.NDArray[np.int8]
    causes: npt.NDArray[np.bool_]
    expectation: npt.NDArray[np.bool_]
    sentiment: npt.NDArray[np.int64]
    intent: npt.NDArray[np.int64]
    severity: npt.NDArray[np.int64]
    abstained: dict[str, npt.NDArray[np.bool_]]
    confidence: npt.NDArray[np.floating[Any]] | None = None
    flagged: npt.NDArray[np.bool_] | None = None


def lay_on_sentences(segments: Sequence[Span], sentences: Sequence[Span]) -> list[int]:
    """For each segment the sentence with which it shares most characters (the first of equals)."""
    return [
        int(np.argmax([min(segment.end, s.end) - max(segment.start, s.start) for s in sentences]))
        for segment in segments
    ]


class _Rows:
    """What the segments of one text say, laid on its sentences."""

    def __init__(self, labels: DocumentLabels, sentences: Sequence[Span]) -> None:
        self.facets = np.zeros((len(sentences), len(FACETS)), dtype=np.int8)
        self.confidence = np.zeros((len(sentences), len(FACETS)))
        self.causes = np.zeros((len(sentences), len(CAUSES)), dtype=bool)
        self.expectation = np.zeros(len(sentences), dtype=bool)
        places = lay_on_sentences([Span(s.start, s.end) for s in labels.segments], sentences)
        for segment, place in zip(labels.segments, places, strict=True):
            for facet in segment.facets:
                column = FACETS.index(facet.facet)
                # Where two segments lie on one sentence and disagree, the surer one speaks.
                if facet.confidence > self.confidence[place, column]:
                    self.facets[place, column] = 1 + POLARITIES.index(facet.sentiment)
                    self.confidence[place, column] = facet.confidence
            for cause in segment.root_causes:
                self.causes[place, CAUSES.index(cause.cause)] = True
            self.expectation[place] |= segment.expectation.stated


def is_flagged(labels: DocumentLabels) -> bool:
    """Whether a person sees the text as critical or possibly so."""
    return labels.severity.label is Severity.S1 or "possible_critical" in labels.review_reasons


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
    vectors = encoder.encode([example.text for example in examples], spans, classifier.token_map)
    proba = classifier.probabilities(vectors, documents)
    labels = classifier.classify(vectors, documents)
    rows = [_Rows(own, example.spans) for own, example in zip(labels, examples, strict=True)]
    return Predictions(
        facets=np.concatenate([own.facets for own in rows]),
        causes=np.concatenate([own.causes for own in rows]),
        expectation=np.concatenate([own.expectation for own in rows]),
        sentiment=proba.sentiment.argmax(axis=1),
        intent=proba.intent.argmax(axis=1),
        severity=proba.severity.argmax(axis=1),
        abstained={
            task: np.array([getattr(own, task).label is None for own in labels])
            for task in ("sentiment", "intent", "severity")
        },
        confidence=np.concatenate([own.confidence for own in rows]),
        flagged=np.array([is_flagged(own) for own in labels]),
    )
