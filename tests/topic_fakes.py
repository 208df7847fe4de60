"""Feedback about a few matters, with vectors that show the matter: topics without a model."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from fakes import FakeAnalyzer, fake_document, new_feedback

from feedback_ai.pipeline import Labelled
from feedback_ai.schema import (
    Analysis,
    Document,
    Facet,
    FacetLabel,
    FeedbackRecord,
    Intent,
    IntentLabel,
    Language,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
    Span,
)
from feedback_ai.services.labelled import store_labelled
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository

DIM = 24
MATTERS = {
    "parcel": ("The parcel never arrived at my door", "包裹一直没有送达我家"),
    "breakfast": ("The breakfast buffet was cold", "早餐自助都是冷的"),
    "password": ("The password reset code failed", "密码重置验证码失败"),
    "parking": ("The parking garage was full", "停车场车位全满"),
}
NEW_MATTER = {"chatbot": ("The chatbot loops forever", "聊天机器人一直循环")}
KNOWN = {**MATTERS, **NEW_MATTER}
PLACES = ("north", "south", "east", "west", "harbour", "garden", "mill", "river", "station", "market")


def texts_of(matters: Iterable[str] = MATTERS, n: int = 14) -> list[tuple[str, Language]]:
    """Different texts of each matter, half English, half Chinese."""
    return [
        (
            f"{KNOWN[matter][0]} near {PLACES[number % 10]} {number // 10}"
            if number % 2
            else f"{KNOWN[matter][1]}，第{number}次",
            Language.ENGLISH if number % 2 else Language.SIMPLIFIED,
        )
        for matter in matters
        for number in range(n)
    ]


def vectors_of(texts: Sequence[str]) -> np.ndarray:
    """Unit-length vectors: the direction of the matter, and a little of what the words alone decide."""
    rows = np.zeros((len(texts), DIM), dtype=np.float32)
    for row, text in enumerate(texts):
        for axis, sentences in enumerate(KNOWN.values()):
            if any(sentence in text for sentence in sentences):
                rows[row, axis] = 1.0
        dice = np.frombuffer(hashlib.sha256(text.encode()).digest()[:DIM], dtype=np.uint8)
        rows[row] += (dice.astype(np.float32) - 127.5) / 127.5 * 0.12
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class MatterAnalyzer(FakeAnalyzer):
    """Every text is one segment that judges something; its vector is `vectors_of`."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded = 0

    def label_documents(self, documents: Sequence[Document]) -> list[Labelled]:
        """As `Analyzer.label_documents`."""
        analyses = self.analyze_documents(documents)
        return [
            Labelled(analysis, vectors_of([document.record.text[span.start : span.end] for span in document.segments]))
            for document, analysis in zip(documents, analyses, strict=True)
        ]

    def encode_segments(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[np.ndarray]:
        """As `Analyzer.encode_segments`."""
        self.encoded += len(texts)
        return [
            vectors_of([text[span.start : span.end] for span in own]) for text, own in zip(texts, spans, strict=True)
        ]


class UnhappyAnalyzer(MatterAnalyzer):
    """Every text is a complaint of severity S2 about reliability that names no cause."""

    def _analyze(self, document: Document) -> Analysis:
        analysis = super()._analyze(document)
        facet = FacetLabel(facet=Facet.RELIABILITY, sentiment=Sentiment.NEGATIVE, confidence=0.9)
        segments = [
            one.model_copy(update={"facets": (facet,), "root_causes": (), "abstained": ()}) for one in analysis.segments
        ]
        labels = {
            "sentiment": SentimentLabel(label=Sentiment.NEGATIVE, score=-0.9, confidence=0.9),
            "intent": IntentLabel(label=Intent.COMPLAINT, confidence=0.9),
            "severity": SeverityLabel(label=Severity.S2, confidence=0.9),
        }
        return analysis.model_copy(update={**labels, "segments": tuple(segments)})


def add(
    store: Store,
    texts: Iterable[tuple[str, Language]],
    at: datetime | None = None,
    prefix: str = "r",
    analyzer: MatterAnalyzer | None = None,
    **fields: str,
) -> set[str]:
    """Store texts with labels and vectors, as ingest does; gives their ids."""
    analyzer = analyzer or MatterAnalyzer()
    feedback, labelled = [], {}
    for number, (text, language) in enumerate(texts):
        new = new_feedback(f"{prefix}{number}", text, language=language, created_at=at, **fields)
        feedback.append(new)
        (labelled[new.id],) = analyzer.label_documents([fake_document(FeedbackRecord(id=new.record_id, text=text))])
    with store.writing() as session:
        FeedbackRepository(session).add(feedback)
        return store_labelled(session, labelled)
