"""Vectors become labels: heads, calibration, thresholds, and the right to abstain."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from feedback_ai.classify.calibration import BinaryCalibration, Calibration, Floats, Probabilities, calibrate
from feedback_ai.classify.heads import Heads
from feedback_ai.schema import (
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
    Span,
)

_Label = TypeVar("_Label")

DIGITS = 4
"""Probabilities are rounded here, so that the last bits of the arithmetic never show."""


class Vectors(Protocol):
    """What the classifier reads; `embed.Encoding` has it."""

    @property
    def documents(self) -> npt.NDArray[np.float32]:
        """Unit-length document vectors (n, dim)."""

    @property
    def segments(self) -> npt.NDArray[np.float32]:
        """Unit-length segment vectors (m, dim)."""

    @property
    def bounds(self) -> npt.NDArray[np.int64]:
        """Rows of `segments` by document (n + 1,)."""


@dataclass(frozen=True)
class DocumentLabels:
    """All labels of one document.

    Attributes:
        review_reasons: `sentiment_unsure`, `intent_unsure`, `severity_unsure` where the model abstains, and
            `possible_critical` where S1 cannot be ruled out.
    """

    sentiment: SentimentLabel
    intent: IntentLabel
    severity: SeverityLabel
    segments: tuple[SegmentAnalysis, ...]
    review_reasons: tuple[str, ...]


class Classifier:
    """Labels documents from the vectors of one pass; immutable, safe to share between threads."""

    def __init__(self, heads: Heads, calibration: Calibration) -> None:
        self._heads = heads
        self._calibration = calibration

    @classmethod
    def load(cls, directory: Path) -> "Classifier":
        """Read `heads.safetensors` and `calibration.json` from a verified bundle."""
        calibration = Calibration.model_validate_json((directory / "calibration.json").read_text(encoding="utf-8"))
        return cls(Heads.load(directory / "heads.safetensors"), calibration)

    def probabilities(self, vectors: Vectors) -> Probabilities:
        """Calibrated probabilities of everything, before thresholds."""
        document_of_segment = np.repeat(np.arange(len(vectors.documents)), np.diff(vectors.bounds))
        logits = self._heads(vectors.documents, vectors.segments, document_of_segment)
        return calibrate(logits, self._calibration)

    def classify(self, vectors: Vectors, spans: list[tuple[Span, ...]]) -> list[DocumentLabels]:
        """Label every document.

        Args:
            vectors: Of the documents and their segments.
            spans: The segments of each document, as they were given to the encoder.
        """
        proba = self.probabilities(vectors)
        labels = []
        for index, own in enumerate(spans):
            first = int(vectors.bounds[index])
            segments = tuple(self._segment(proba, first + i, i, span) for i, span in enumerate(own))
            labels.append(self._document(proba, index, segments))
        return labels

    def _segment(self, proba: Probabilities, row: int, index: int, span: Span) -> SegmentAnalysis:
        facets, abstained = [], []
        for column, facet in enumerate(Facet):
            present = float(proba.presence[row, column])
            polarity = proba.polarity[row, column]
            decision = _decide(present, self._calibration.facets[facet])
            if decision == "given":
                sentiment = list(Sentiment)[int(polarity.argmax())]
                confidence = round(present * float(polarity.max()), DIGITS)
                facets.append(FacetLabel(facet=facet, sentiment=sentiment, confidence=confidence))
            elif decision == "doubtful":
                abstained.append(facet.value)
        # A cause explains a fault: by the codebook it stands only beside a facet judged negative.
        faulty = any(facet.sentiment is Sentiment.NEGATIVE for facet in facets)
        causes = []
        for column, cause in enumerate(RootCause if faulty else ()):
            probability = float(proba.causes[row, column])
            decision = _decide(probability, self._calibration.causes[cause])
            if decision == "given":
                causes.append(CauseLabel(cause=cause, confidence=round(probability, DIGITS)))
            elif decision == "doubtful":
                abstained.append(cause.value)
        stated = float(proba.expectation[row])
        is_stated = stated >= self._calibration.expectation.threshold
        expectation = Expectation(stated=is_stated, confidence=round(stated if is_stated else 1 - stated, DIGITS))
        return SegmentAnalysis(
            index=index,
            start=span.start,
            end=span.end,
            facets=tuple(facets),
            root_causes=tuple(causes),
            expectation=expectation,
            abstained=tuple(abstained),
        )

    def _document(self, proba: Probabilities, row: int, segments: tuple[SegmentAnalysis, ...]) -> DocumentLabels:
        calibration = self._calibration
        sentiment, sentiment_p = _choose(proba.sentiment[row], list(Sentiment), calibration.sentiment.min_confidence)
        intent, intent_p = _choose(proba.intent[row], list(Intent), calibration.intent.min_confidence)
        severity, severity_p = _choose(proba.severity[row], list(Severity), calibration.severity.min_confidence)
        chosen = {"sentiment": sentiment, "intent": intent, "severity": severity}
        reasons = [f"{name}_unsure" for name, label in chosen.items() if label is None]
        critical = float(proba.severity[row, list(Severity).index(Severity.S1)])
        if severity is not Severity.S1 and critical >= calibration.critical_review:
            reasons.append("possible_critical")
        negative, _, positive = proba.sentiment[row]
        score = round(float(positive - negative), DIGITS)
        return DocumentLabels(
            sentiment=SentimentLabel(label=sentiment, score=score, confidence=sentiment_p),
            intent=IntentLabel(label=intent, confidence=intent_p),
            severity=SeverityLabel(label=severity, confidence=severity_p),
            segments=segments,
            review_reasons=tuple(reasons),
        )


def _decide(probability: float, calibration: BinaryCalibration) -> str:
    if probability >= calibration.threshold:
        return "given"
    return "doubtful" if probability >= calibration.doubt else "absent"


def _choose(proba: Floats, labels: list[_Label], min_confidence: float) -> tuple[_Label | None, float]:
    best = int(proba.argmax())
    confidence = float(proba[best])
    return (labels[best] if confidence >= min_confidence else None), round(confidence, DIGITS)
