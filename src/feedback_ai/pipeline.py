"""The path of a feedback record in order, one function a step; read this first.

ingest > normalize > segment > embed > classify > topics > measure > triage > backlog > report. Here is what happens to
a single text; reading files stands before it (`ingest.read`). What needs many texts stands behind, one file a use case:
`services/topics.py`, `measures.py`, `cases.py`, `backlog.py`, `report.py`. docs/path.md walks a complaint through it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from feedback_ai.classify import Classifier, DocumentLabels, occlusion
from feedback_ai.classify.calibration import Probabilities
from feedback_ai.classify.rules import find_rules, review_reasons
from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.embed import Encoder, Encoding
from feedback_ai.normalize import normalize
from feedback_ai.schema import (
    Analysis,
    Document,
    Expectation,
    FeedbackRecord,
    Intent,
    IntentLabel,
    Language,
    ModelInfo,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
    Span,
)
from feedback_ai.segment import split

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Labelled(NamedTuple):
    """What one pass of the model gives for a document.

    Attributes:
        analysis: Its labels.
        vectors: A unit-length vector a segment, float32 (n_segments, dim): where topics come from.
    """

    analysis: Analysis
    vectors: "npt.NDArray[np.float32]"


def prepare(record: FeedbackRecord) -> Document:
    """Normalize, redact and segment a record; from here on the original text is gone."""
    normalized = normalize(record.text, record.language)
    segments = split(normalized.text, normalized.language)
    return Document(
        record=record.model_copy(update={"text": normalized.text}), normalized=normalized, segments=segments
    )


def label(documents: Sequence[Document], encoder: Encoder, classifier: Classifier, model: ModelInfo) -> list[Labelled]:
    """Encode every document once and put labels on it and on its segments."""
    encoding = _read(documents, encoder, classifier)
    labels = classifier.classify(encoding, documents)
    vectors = encoder.to_space(encoding.segment_layers)
    return [
        Labelled(_to_analysis(document, own, model), vectors[start:end])
        for document, own, start, end in zip(documents, labels, encoding.bounds, encoding.bounds[1:], strict=False)
    ]


def explain(document: Document, encoder: Encoder, classifier: Classifier, model: ModelInfo) -> Analysis:
    """Label a document and tell the words that carried each facet, cause and severity; see `classify.occlusion`."""
    from feedback_ai.topics.tokens import word_spans  # loads late: few requests ask for explanations

    def score(documents: Sequence[Document]) -> Probabilities:
        return classifier.probabilities(_read(documents, encoder, classifier), documents)

    ((analysis, _),) = label([document], encoder, classifier, model)
    if not analysis.informative or analysis.language is Language.OTHER:  # no model labelled it
        return analysis.model_copy(update={"explanations": ()})
    text = document.normalized.text
    words = [Span(a + start, a + end) for a, b in document.segments for start, end in word_spans(text[a:b])]
    found = occlusion.explain(document, analysis, words, score)
    return analysis.model_copy(update={"explanations": found})


def _read(documents: Sequence[Document], encoder: Encoder, classifier: Classifier) -> Encoding:
    """The one pass: whatever the heads read comes from here."""
    texts, segments = (
        [document.normalized.text for document in documents],
        [document.segments for document in documents],
    )
    return encoder.encode(texts, segments, classifier.token_map)


def _to_analysis(document: Document, labels: DocumentLabels, model: ModelInfo) -> Analysis:
    normalized = document.normalized
    if not normalized.informative:
        labels = _nothing_said(document)
    elif normalized.language is Language.OTHER:
        labels = _language_unknown(document)
    rules = find_rules(normalized.text, document.segments)
    reasons = (*labels.review_reasons, *review_reasons(rules, labels.severity.label))
    return Analysis(
        id=document.record.id,
        language=normalized.language,
        mixed=normalized.mixed,
        informative=normalized.informative,
        text=normalized.text,
        sentiment=labels.sentiment,
        intent=labels.intent,
        severity=labels.severity,
        segments=labels.segments,
        # An unsure intent alone is no reason for a person to look.
        needs_review=any(reason != "intent_unsure" for reason in reasons),
        review_reasons=reasons,
        redactions=normalized.redactions,
        rules=rules,
        promises=find_promises(normalized.text),
        model=model,
    )


def _bare_segments(document: Document) -> tuple[SegmentAnalysis, ...]:
    nothing = Expectation(stated=False, confidence=1.0)
    return tuple(
        SegmentAnalysis(index=index, start=span.start, end=span.end, expectation=nothing)
        for index, span in enumerate(document.segments)
    )


def _nothing_said(document: Document) -> DocumentLabels:
    """A text such as "no comment" judges nothing: that is known by rule, not guessed by a model."""
    return DocumentLabels(
        sentiment=SentimentLabel(label=Sentiment.NEUTRAL, score=0.0, confidence=1.0),
        intent=IntentLabel(label=Intent.OTHER, confidence=1.0),
        severity=SeverityLabel(label=Severity.S0, confidence=1.0),
        segments=_bare_segments(document),
        review_reasons=(),
    )


def _language_unknown(document: Document) -> DocumentLabels:
    """The models read English and Chinese words; other languages, and emoji alone, are named and left to a person."""
    has_words = any(character.isalpha() for character in document.normalized.text)
    return DocumentLabels(
        sentiment=SentimentLabel(label=None, score=0.0, confidence=0.0),
        intent=IntentLabel(label=None, confidence=0.0),
        severity=SeverityLabel(label=None, confidence=0.0),
        segments=_bare_segments(document),
        review_reasons=("language_unsupported" if has_words else "no_words",),
    )
