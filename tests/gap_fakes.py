"""A store with texts that state promises, and answers of a survey."""

from datetime import UTC, datetime
from pathlib import Path

from fakes import FakeAnalyzer
from survey_fakes import answer, write

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.schema import (
    Analysis,
    Expectation,
    Facet,
    FacetLabel,
    Intent,
    IntentLabel,
    Language,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
    Span,
)
from feedback_ai.services.surveys import import_survey
from feedback_ai.settings import Settings
from feedback_ai.store import NewFeedback, Store, feedback_id
from feedback_ai.store.feedback import FeedbackRepository

TARGETS = """
[[target]]
name = "within a day"
labels = { zh = "24小时内" }
within = { value = 24, unit = "hour" }
"""


def add_texts(store: Store, texts: list[str], unit: str = "east") -> None:
    """Store texts of two segments, the first of which judges reliability negative."""
    records, analyses = [], {}
    for number, text in enumerate(texts):
        name = f"{unit}-{number}"
        half = len(text) // 2
        spans = (Span(0, half), Span(half, len(text)))
        record = NewFeedback(
            id=feedback_id("test", name),
            source="test",
            record_id=name,
            text=text,
            language=Language.ENGLISH,
            mixed=False,
            informative=True,
            unit=unit,
            created_at=datetime(2026, 8, 1, tzinfo=UTC),
            segments=spans,
        )
        records.append(record)
        analyses[record.id] = _analysis(name, text, spans)
    with store.writing() as session:
        repository = FeedbackRepository(session)
        repository.add(records)
        repository.add_analyses(analyses)


def add_answers(store: Store, settings: Settings, folder: Path, n: int = 12) -> None:
    rows = [answer(f"r{number}", 6, 4 + number % 2) for number in range(n)]
    import_survey(store, write(folder / "survey.csv", rows), survey="spring", settings=settings)


def _analysis(name: str, text: str, spans: tuple[Span, Span]) -> Analysis:
    nothing = Expectation(stated=False, confidence=0.9)
    facet = FacetLabel(facet=Facet.RELIABILITY, sentiment=Sentiment.NEGATIVE, confidence=0.9)
    return Analysis(
        id=name,
        language=Language.ENGLISH,
        text=text,
        sentiment=SentimentLabel(label=Sentiment.NEGATIVE, score=-0.9, confidence=0.9),
        intent=IntentLabel(label=Intent.COMPLAINT, confidence=0.9),
        severity=SeverityLabel(label=Severity.S3, confidence=0.9),
        segments=tuple(
            SegmentAnalysis(
                index=index,
                start=span.start,
                end=span.end,
                facets=(facet,) if index == 0 else (),
                expectation=nothing,
            )
            for index, span in enumerate(spans)
        ),
        needs_review=False,
        review_reasons=(),
        redactions=(),
        promises=find_promises(text),
        model=FakeAnalyzer.model_info,
    )
