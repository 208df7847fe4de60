"""Vectors become labels: heads, calibration, thresholds, and the right to abstain."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from feedback_ai.classify.calibration import BinaryCalibration, Calibration, Floats, Probabilities, Script, calibrate
from feedback_ai.classify.heads import Array, Logits, VectorHeads, Vectors
from feedback_ai.classify.lexical import LexicalHeads
from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import (
    CauseLabel,
    Document,
    Expectation,
    Facet,
    FacetLabel,
    Intent,
    IntentLabel,
    Language,
    RootCause,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
    Span,
)

_Label = TypeVar("_Label")

NEGATIVE = list(Sentiment).index(Sentiment.NEGATIVE)
NO_COMPLAINT = list(Severity).index(Severity.S0)
DIGITS = 4
"""Probabilities are rounded here, so that the last bits of the arithmetic never show."""


@dataclass(frozen=True)
class DocumentLabels:
    """All labels of one document.

    Attributes:
        review_reasons: `sentiment_unsure`, `intent_unsure`, `severity_unsure` where the model abstains, and
            `possible_critical` where S1 cannot be ruled out, `severity_contradicts_sentiment` where a text is grave
            and positive at once.
    """

    sentiment: SentimentLabel
    intent: IntentLabel
    severity: SeverityLabel
    segments: tuple[SegmentAnalysis, ...]
    review_reasons: tuple[str, ...]


class Classifier:
    """Labels documents from the vectors of one pass and from their words; safe to share between threads."""

    def __init__(self, vector_heads: VectorHeads, lexical_heads: LexicalHeads, calibration: Calibration) -> None:
        self._vector_heads = vector_heads
        self._lexical_heads = lexical_heads
        self._calibration = calibration

    @classmethod
    def load(cls, directory: Path) -> "Classifier":
        """Read `heads.safetensors`, `lexical.safetensors` and `calibration.json` from a verified bundle.

        Raises:
            ModelCorruptError: If the bundle was made for another version of this software.
        """
        try:
            calibration = Calibration.model_validate_json((directory / "calibration.json").read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise ModelCorruptError(
                f"{directory / 'calibration.json'} is not of this version's form.",
                hint="Use a bundle that was made for this version of the software.",
            ) from error
        vector_heads = VectorHeads.load(directory / "heads.safetensors")
        return cls(vector_heads, LexicalHeads.load(directory / "lexical.safetensors"), calibration)

    @property
    def token_map(self) -> Array:
        """What the encoder must keep of each token, (dim, columns); see `embed.Encoder.encode`."""
        return self._vector_heads.token_map

    def probabilities(self, vectors: Vectors, documents: Sequence[Document]) -> Probabilities:
        """Calibrated probabilities of everything, before thresholds; arguments as for `classify`."""
        return calibrate(*opinions(self._vector_heads, self._lexical_heads, vectors, documents), self._calibration)

    def classify(self, vectors: Vectors, documents: Sequence[Document]) -> list[DocumentLabels]:
        """Label every document.

        Args:
            vectors: Of the documents and their segments.
            documents: The documents that were given to the encoder, in the same order.
        """
        proba = self.probabilities(vectors, documents)
        labels = []
        for index, document in enumerate(documents):
            first = int(vectors.bounds[index])
            script: Script = "en" if document.normalized.language is Language.ENGLISH else "zh"
            complains = int(proba.severity[index].argmax()) != NO_COMPLAINT
            segments = tuple(
                self._segment(proba, first + i, span, i, script, complains=complains)
                for i, span in enumerate(document.segments)
            )
            labels.append(self._document(proba, index, segments))
        return labels

    def _segment(
        self, proba: Probabilities, row: int, span: Span, index: int, script: Script, *, complains: bool
    ) -> SegmentAnalysis:
        facets, abstained = [], []
        faulty = False
        for column, facet in enumerate(Facet):
            present = float(proba.presence[row, column])
            polarity = proba.polarity[row, column]
            decision = _decide(present, self._calibration.facets[facet], script)
            if decision == "given":
                sentiment = list(Sentiment)[int(polarity.argmax())]
                confidence = round(present * float(polarity.max()), DIGITS)
                facets.append(FacetLabel(facet=facet, sentiment=sentiment, confidence=confidence))
            elif decision == "doubtful":
                abstained.append(facet.value)
            # A cause explains a fault: by the codebook it stands only where some facet is judged negative. In a text
            # that complains, one too close to call is enough, since the cause has a threshold of its own to meet.
            is_fault = decision == "given" or (decision == "doubtful" and complains)
            faulty |= is_fault and polarity.argmax() == NEGATIVE
        causes = []
        for column, cause in enumerate(RootCause if faulty else ()):
            probability = float(proba.causes[row, column])
            decision = _decide(probability, self._calibration.causes[cause], script)
            if decision == "given":
                causes.append(CauseLabel(cause=cause, confidence=round(probability, DIGITS)))
            elif decision == "doubtful":
                abstained.append(cause.value)
        stated = float(proba.expectation[row])
        is_stated = stated >= self._calibration.expectation.cuts[script].given
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
        if sentiment is Sentiment.POSITIVE and severity in {Severity.S1, Severity.S2}:
            reasons.append("severity_contradicts_sentiment")
        negative, _, positive = proba.sentiment[row]
        score = round(float(positive - negative), DIGITS)
        return DocumentLabels(
            sentiment=SentimentLabel(label=sentiment, score=score, confidence=sentiment_p),
            intent=IntentLabel(label=intent, confidence=intent_p),
            severity=SeverityLabel(label=severity, confidence=severity_p),
            segments=segments,
            review_reasons=tuple(reasons),
        )


def opinions(
    vector_heads: VectorHeads, lexical_heads: LexicalHeads, vectors: Vectors, documents: Sequence[Document]
) -> tuple[Logits, Logits]:
    """What the vectors say and what the words say of the same documents, uncalibrated."""
    texts = [document.normalized.text for document in documents]
    words = [
        text[span.start : span.end]
        for text, document in zip(texts, documents, strict=True)
        for span in document.segments
    ]
    return vector_heads(vectors), lexical_heads(texts, words)


def _decide(probability: float, calibration: BinaryCalibration, script: Script) -> str:
    cut = calibration.cuts[script]
    if probability >= cut.given:
        return "given"
    return "doubtful" if probability >= cut.doubtful else "absent"


def _choose(proba: Floats, labels: list[_Label], min_confidence: float) -> tuple[_Label | None, float]:
    best = int(proba.argmax())
    confidence = float(proba[best])
    return (labels[best] if confidence >= min_confidence else None), round(confidence, DIGITS)
