"""Stand-ins that need no model: deterministic, instant, and in the shape of the real thing."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import event, text

from feedback_ai.pipeline import Labelled
from feedback_ai.schema import (
    LABELS_VERSION,
    Analysis,
    CauseLabel,
    Document,
    Expectation,
    Facet,
    FacetLabel,
    FeedbackRecord,
    Intent,
    IntentLabel,
    Language,
    ModelInfo,
    NormalizedText,
    RootCause,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
    Span,
)
from feedback_ai.store import NewFeedback, Store, feedback_id


class FakeAnalyzer:
    """Labels that depend on nothing but the text; counts what it was asked.

    Attributes:
        calls: Number of documents of each call of `analyze_documents`.
    """

    model_info = ModelInfo(name="fake", version="1", labels=LABELS_VERSION)

    def __init__(self) -> None:
        self.calls: list[int] = []

    def analyze(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """As `Analyzer.analyze`: one JSON-ready record a text."""
        records = [FeedbackRecord(id=str(index), text=text) for index, text in enumerate(texts)]
        return [analysis.model_dump(mode="json") for analysis in self.analyze_records(records)]

    def analyze_records(self, records: Sequence[FeedbackRecord]) -> list[Analysis]:
        """As `Analyzer.analyze_records`, but nothing is redacted."""
        return self.analyze_documents([fake_document(record) for record in records])

    def explain_records(self, records: Sequence[FeedbackRecord]) -> list[Analysis]:
        """As `Analyzer.explain_records`; no word carries anything."""
        return [analysis.model_copy(update={"explanations": ()}) for analysis in self.analyze_records(records)]

    def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
        """As `Analyzer.analyze_documents`."""
        self.calls.append(len(documents))
        return [self._analyze(document) for document in documents]

    def label_documents(self, documents: Sequence[Document]) -> list[Labelled]:
        """As `Analyzer.label_documents`; the vector of a segment depends on its words alone."""
        return [
            Labelled(
                analysis, fake_vectors([document.record.text[span.start : span.end] for span in document.segments])
            )
            for document, analysis in zip(documents, self.analyze_documents(documents), strict=True)
        ]

    def _analyze(self, document: Document) -> Analysis:
        record, normalized = document.record, document.normalized
        dice = hashlib.sha256(record.text.encode()).digest()
        severity = list(Severity)[dice[2] % 5]
        return Analysis(
            id=record.id,
            language=normalized.language,
            mixed=normalized.mixed,
            informative=normalized.informative,
            text=record.text,
            sentiment=SentimentLabel(
                label=list(Sentiment)[dice[0] % 3], score=round(dice[0] / 127.5 - 1, 4), confidence=_share(dice[0])
            ),
            intent=IntentLabel(label=list(Intent)[dice[1] % 5], confidence=_share(dice[1])),
            severity=SeverityLabel(label=None if dice[3] < 32 else severity, confidence=_share(dice[2])),
            segments=tuple(_segment(index, span, dice) for index, span in enumerate(document.segments)),
            needs_review=dice[3] < 32,
            review_reasons=("severity_abstained",) if dice[3] < 32 else (),
            redactions=normalized.redactions,
            model=self.model_info,
        )


def fake_vectors(texts: Sequence[str]) -> "np.ndarray":
    """Unit-length vectors of eight dimensions, the same for the same words."""
    dice = [np.frombuffer(hashlib.sha256(words.encode()).digest()[:8], dtype=np.uint8) for words in texts]
    rows = np.array(dice, dtype=np.float32).reshape(len(texts), 8) - 127.5
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def fake_document(record: FeedbackRecord) -> Document:
    """A record as one segment of English, nothing redacted."""
    return Document(
        record=record,
        normalized=NormalizedText(text=record.text, language=Language.ENGLISH, mixed=False, informative=True),
        segments=(Span(0, len(record.text)),),
    )


def _segment(index: int, span: Span, dice: bytes) -> SegmentAnalysis:
    first, second = dice[4 + index % 8], dice[12 + index % 8]
    facets, causes = list(Facet), list(RootCause)
    return SegmentAnalysis(
        index=index,
        start=span.start,
        end=span.end,
        facets=(FacetLabel(facet=facets[first % 7], sentiment=list(Sentiment)[first % 3], confidence=_share(first)),),
        root_causes=(CauseLabel(cause=causes[second % 7], confidence=_share(second)),) if second < 128 else (),
        expectation=Expectation(stated=second % 2 == 0, confidence=_share(second)),
        abstained=(facets[(first + 1) % 7],) if first < 64 else (),
    )


def _share(byte: int) -> float:
    return round(0.5 + byte / 510, 4)


def new_feedback(record_id: str, text: str, **fields: Any) -> NewFeedback:
    """A record of the source `test`, as the store takes it."""
    return NewFeedback(
        **{
            "id": feedback_id("test", record_id),
            "source": "test",
            "record_id": record_id,
            "text": text,
            "language": Language.ENGLISH,
            "mixed": False,
            "informative": True,
            "segments": (Span(0, len(text)),),
            **fields,
        }
    )


def limit_pages(store: Store, more: int) -> None:
    """Let a SQLite store grow by so many pages of 4 KB, and then find its disk full."""
    with store.reading() as session:
        limit = session.scalar(text("PRAGMA page_count")) + more
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count = {limit}"))
