from datetime import UTC, datetime

import numpy as np
import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.errors import OptionError
from feedback_ai.services import measures
from feedback_ai.services.measures import CHANGE_COLUMNS, Measure
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.tables import AnalysisRow, FeedbackRow

QUARTER = EvidenceFilter(created_from=datetime(2026, 7, 1), created_to=datetime(2026, 10, 1, tzinfo=UTC))


def figures(measure: Measure, label: str, value: str) -> dict[str, float]:
    (row,) = measure.rows[measure.rows[label] == value].to_dict("records")
    return {str(name): figure for name, figure in row.items()}


@pytest.fixture
def two_quarters(store: Store) -> Store:
    """Ten complaints of 2026Q3 and ten judgements of 2026Q2, and one of unknown time."""
    file(store, complaints(8, "now", days_ago=10))
    file(store, complaints(2, "now-rules", days_ago=10, cause="method", facet="empathy"))
    file(store, complaints(4, "before", days_ago=120))
    file(store, complaints(6, "happy", days_ago=120, sentiment="positive", cause=None))
    file(store, complaints(1, "undated", days_ago=None))
    return store


def test_scores_have_the_change_against_the_period_before(two_quarters: Store, settings: Settings) -> None:
    measure = measures.servqual(two_quarters, QUARTER, settings=settings)
    assert (measure.n_texts, measure.n_undated, measure.n_complaining, measure.n_without_cause) == (10, 0, 10, 0)
    assert measure.period is not None
    assert measure.before is not None
    assert (measure.period.name, measure.before.name) == ("2026Q3", "2026Q2")
    row = figures(measure, "dimension", "reliability")
    assert (row["n"], row["score"]) == (8, 1)
    # Before, 4 of 10 were negative and 6 positive: 4.6.
    assert row["change"] == pytest.approx(-3.6)
    assert row["change_high"] < 0
    assert row["p"] < 0.01
    assert np.isnan(figures(measure, "dimension", "tangibles")["change"])


def test_causes_have_the_change_of_their_rate(two_quarters: Store, settings: Settings) -> None:
    measure = measures.causes(two_quarters, QUARTER, settings=settings)
    assert measure.rows["cause"].tolist() == ["machine", "method"]
    machine = figures(measure, "cause", "machine")
    assert (machine["n"], machine["complaining"]) == (8, 10)
    assert machine["change"] == pytest.approx(0.8 - 1)


def test_without_both_ends_of_time_or_by_time_there_is_no_change(two_quarters: Store, settings: Settings) -> None:
    for wanted, by in (None, None), (EvidenceFilter(created_from=QUARTER.created_from), None), (QUARTER, "month"):
        for measured in (measures.servqual, measures.causes):
            measure = measured(two_quarters, wanted, by=by, settings=settings)
            assert measure.before is None
            assert not set(CHANGE_COLUMNS) & set(measure.rows.columns)
    everything = measures.servqual(two_quarters, by="month", settings=settings)
    assert (everything.n_texts, everything.n_undated) == (21, 1)
    assert list(everything.groups) == ["2026-06", "2026-09"]


def test_labels_of_different_versions_are_not_compared(two_quarters: Store, settings: Settings) -> None:
    with two_quarters.writing() as session:
        old = FeedbackRow.created_at < datetime(2026, 7, 1, tzinfo=UTC)
        ids = session.query(FeedbackRow.id).where(old).scalar_subquery()
        session.execute(update(AnalysisRow).where(AnalysisRow.feedback_id.in_(ids)).values(model_version="0"))
    for measured in (measures.servqual, measures.causes):
        measure = measured(two_quarters, QUARTER, settings=settings)
        assert measure.versions == ("0 / 1.1", "1 / 1.1")
        assert measure.before is None
        assert "change" not in measure.rows


def test_groups_are_named_and_touchpoints_follow_the_journey(store: Store, settings: Settings) -> None:
    file(store, complaints(1, "a", unit="east"))
    file(store, complaints(1, "b", unit=None))
    measure = measures.servqual(store, by="unit", settings=settings)
    assert measure.groups == {"east": {"en": "east", "zh": "east"}, "": {"en": "(none)", "zh": "（未填）"}}
    with store.writing() as session:
        session.execute(update(FeedbackRow).where(FeedbackRow.record_id == "a-000").values(touchpoint="arrival"))
    by_touchpoint = measures.servqual(store, by="touchpoint", settings=settings)
    # The one without a touchpoint has the word "complaint", a term of the journey's end.
    assert by_touchpoint.groups["end"] == {"en": "End", "zh": "结束"}
    assert by_touchpoint.rows["group"].tolist() == ["end"] * 5 + ["arrival"] * 5


def test_the_document_is_json_without_nan(two_quarters: Store, settings: Settings) -> None:
    document = measures.servqual(two_quarters, QUARTER, by="unit", settings=settings).document()
    assert document["groups"] == [{"group": "mobile-care", "name": {"en": "mobile-care", "zh": "mobile-care"}}]
    tangibles = document["rows"][0]
    assert tangibles["name"] == {"en": "Tangibles", "zh": "有形性"}
    assert (tangibles["n"], tangibles["score"], tangibles["p"]) == (0, None, None)
    assert document["before"]["name"] == "2026Q2"


def test_wrong_options_are_told(store: Store, settings: Settings) -> None:
    for measured in (measures.servqual, measures.causes):
        with pytest.raises(OptionError, match="month"):
            measured(store, by="year", settings=settings)
        backwards = EvidenceFilter(created_from=QUARTER.created_to, created_to=QUARTER.created_from)
        with pytest.raises(OptionError, match="not after its start"):
            measured(store, backwards, settings=settings)


def test_an_empty_store_has_five_dimensions_and_no_causes(store: Store, settings: Settings) -> None:
    assert len(measures.servqual(store, QUARTER, settings=settings).rows) == 5
    assert measures.causes(store, QUARTER, settings=settings).rows.empty
    assert measures.servqual(store, by="unit", settings=settings).rows.empty
