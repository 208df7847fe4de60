"""What every store must do, whichever database holds it."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_ai.schema import (
    Analysis,
    CauseLabel,
    Expectation,
    Facet,
    FacetLabel,
    Intent,
    IntentLabel,
    Language,
    ModelInfo,
    Promise,
    PromiseGap,
    Quantity,
    Redaction,
    RootCause,
    RuleMatch,
    SegmentAnalysis,
    Sentiment,
    SentimentLabel,
    Severity,
    SeverityLabel,
    Span,
    StatedQuantity,
)
from feedback_ai.store import NewFeedback, Store, feedback_id
from feedback_ai.store.feedback import FeedbackRepository

# Fresh databases cost more than examples: each example uses ids of its own in the same one.
battery = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
some_words = words.filter(bool)
shares = st.floats(0, 1)
names = st.sampled_from([*Facet, *RootCause]).map(str)
amounts = st.floats(0, 1e9)
quantities = st.builds(Quantity, value=amounts, upper=st.none() | amounts, unit=words)
stated = st.builds(StatedQuantity, value=amounts, upper=st.none() | amounts, unit=words)
promises = st.builds(
    Promise,
    promised=st.none() | stated,
    actual=st.none() | stated,
    gap=st.none()
    | st.builds(PromiseGap, promised=amounts, actual=amounts, value=amounts, unit=words, ratio=st.none() | amounts),
)
matches = st.builds(RuleMatch, rule=words, quantity=st.none() | quantities)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
instants = st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@st.composite
def segments(draw: st.DrawFn, text: str) -> tuple[SegmentAnalysis, ...]:
    cuts = draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=4)) if len(text) > 1 else set()
    edges = [0, *sorted(cuts), len(text)]
    return tuple(
        SegmentAnalysis(
            index=index,
            start=start,
            end=end,
            facets=tuple(
                draw(st.lists(st.builds(FacetLabel, confidence=shares), max_size=3, unique_by=lambda one: one.facet))
            ),
            root_causes=tuple(
                draw(st.lists(st.builds(CauseLabel, confidence=shares), max_size=2, unique_by=lambda one: one.cause))
            ),
            expectation=draw(st.builds(Expectation, confidence=shares)),
            abstained=tuple(draw(st.lists(names, max_size=3, unique=True))),
        )
        for index, (start, end) in enumerate(pairwise(edges))
    )


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    text = draw(some_words)
    return Analysis(
        id=str(uuid.uuid4()),
        language=draw(st.sampled_from(Language)),
        mixed=draw(st.booleans()),
        informative=draw(st.booleans()),
        text=text,
        sentiment=SentimentLabel(
            label=draw(st.none() | st.sampled_from(Sentiment)), score=draw(st.floats(-1, 1)), confidence=draw(shares)
        ),
        intent=IntentLabel(label=draw(st.none() | st.sampled_from(Intent)), confidence=draw(shares)),
        severity=SeverityLabel(label=draw(st.none() | st.sampled_from(Severity)), confidence=draw(shares)),
        segments=draw(segments(text)),
        needs_review=draw(st.booleans()),
        review_reasons=tuple(draw(st.lists(words, max_size=3))),
        redactions=tuple(draw(st.lists(st.builds(Redaction, type=words), max_size=3))),
        rules=tuple(draw(st.lists(matches, max_size=3))),
        promises=tuple(draw(st.lists(promises, max_size=2))),
        model=ModelInfo(name=draw(words), version=draw(words), labels=draw(words)),
    )


def record_of(analysis: Analysis, **fields: object) -> NewFeedback:
    return NewFeedback(
        id=feedback_id("battery", analysis.id),
        source="battery",
        record_id=analysis.id,
        text=analysis.text,
        language=analysis.language,
        mixed=analysis.mixed,
        informative=analysis.informative,
        redactions=analysis.redactions,
        segments=tuple(Span(segment.start, segment.end) for segment in analysis.segments),
        **fields,
    )


@battery
@given(analysis=analyses())
def test_any_analysis_comes_back_equal(store: Store, analysis: Analysis) -> None:
    record = record_of(analysis)
    with store.writing() as session:
        FeedbackRepository(session).add([record])
        FeedbackRepository(session).add_analyses({record.id: analysis})
    with store.reading() as session:
        stored = FeedbackRepository(session).get(record.id)
    assert stored is not None
    assert stored.analysis == analysis
    assert stored.analysis.model_dump_json() == analysis.model_dump_json()


@battery
@given(analysis=analyses(), created_at=instants, rating=st.none() | st.floats(0, 10), data=st.data())
def test_any_record_comes_back_equal(
    store: Store, analysis: Analysis, created_at: datetime | None, rating: float | None, data: st.DataObject
) -> None:
    scalars = (
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    )
    record = record_of(
        analysis,
        created_at=created_at,
        rating=rating,
        channel=data.draw(st.none() | words),
        unit=data.draw(st.none() | words),
        touchpoint=data.draw(st.none() | words),
        customer_hash=data.draw(st.none() | st.just("ab" * 32)),
        customer_tier=data.draw(st.none() | words),
        metadata=data.draw(st.dictionaries(words, scalars | words, max_size=3)),
    )
    with store.writing() as session:
        FeedbackRepository(session).add([record])
    with store.reading() as session:
        stored = FeedbackRepository(session).get(record.id)
    assert stored is not None
    assert abs(stored.stored_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert stored.model_dump(exclude={"stored_at", "analysis", "corrections"}) == record.model_dump()


@battery
@given(analysis=analyses())
def test_every_label_row_carries_its_own_evidence(store: Store, analysis: Analysis) -> None:
    record = record_of(analysis)
    with store.writing() as session:
        repository = FeedbackRepository(session)
        repository.add([record])
        repository.add_analyses({record.id: analysis})
        rows = session.connection().exec_driver_sql(
            'SELECT segment_index, start, "end", model_version, labels_version FROM label '
            f"WHERE feedback_id = '{record.id}'"
        )
        spans = {None: (0, len(analysis.text)), **{one.index: (one.start, one.end) for one in analysis.segments}}
        for segment_index, start, end, model_version, labels_version in rows:
            assert (start, end) == spans[segment_index]
            assert (model_version, labels_version) == (analysis.model.version, analysis.model.labels)
