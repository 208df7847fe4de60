from datetime import UTC, datetime

import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.errors import OptionError
from feedback_ai.services.grades import grades
from feedback_ai.services.series import import_series
from feedback_ai.store.records import SeriesValue
from feedback_ai.store.series import SeriesRepository
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, LabelRow

PRAISE = {"sentiment": "positive", "cause": None, "severity": "S0"}


def month(store, days_ago, **units):
    """A month of units: complaints of each; east and west have 20 texts, tiny has 3."""
    for unit, n in units.items():
        of = 3 if unit == "tiny" else 20
        file(store, complaints(n, f"{unit}-{days_ago}", unit=unit, days_ago=days_ago))
        file(store, complaints(of - n, f"{unit}-{days_ago}-good", unit=unit, days_ago=days_ago, **PRAISE))
    with store.writing() as session:
        # The fake intent is always a complaint; a praise is none.
        good = session.query(FeedbackRow.id).where(FeedbackRow.record_id.contains("-good")).scalar_subquery()
        wanted = (LabelRow.kind == "intent", LabelRow.feedback_id.in_(good))
        session.execute(update(LabelRow).where(*wanted).values(name="praise"))


@pytest.fixture
def graded(store):
    """July to September 2026."""
    for days_ago in (75, 45, 15):
        month(store, days_ago, east=2, west=14, south=8, tiny=3)
    file(store, complaints(1, "undated", days_ago=None))
    file(store, complaints(1, "nowhere", unit=None))
    return store


def test_units_are_graded_each_month_with_what_follows(graded, settings):
    document = grades(graded, settings=settings).document()
    rows = {(row["month"], row["unit"]): row for row in document["rows"]}
    assert {month for month, _ in rows} == {"2026-07", "2026-08", "2026-09"}
    assert rows["2026-07", "tiny"]["letter"] is None
    assert rows["2026-07", "tiny"]["n"] == 3
    assert rows["2026-07", "east"]["letter"] < rows["2026-07", "west"]["letter"]
    west = rows["2026-09", "west"]
    assert {part["part"] for part in west["parts"]} == {"complaint_rate", "severity", "dimensions"}
    assert west["not_known"] == ["response_speed", "recurrence", "follow_up"]
    (rate,) = [part for part in west["parts"] if part["part"] == "complaint_rate"]
    assert rate["raw"] == pytest.approx(0.7)
    assert rate["low"] < rate["value"] < rate["raw"]
    assert rate["name"] == {"en": "Complaints of all texts", "zh": "投诉占比"}
    called = [one for one in document["escalations"] if one["unit"] == "west"]
    assert called[-1]["rule"] in {"head_called_in", "on_site_review"}
    assert len(called[-1]["letters"]) == 3
    assert called[-1]["rule_name"]["zh"]
    assert document["n_left_out"] == 2


def test_months_asked_for_are_given_with_the_memory_of_those_before(graded, settings):
    everything = grades(graded, settings=settings)
    some = grades(graded, start=datetime(2026, 9, 1), end=datetime(2026, 10, 1), unit="west", settings=settings)
    assert some.document()["rows"] == [
        row for row in everything.document()["rows"] if (row["month"], row["unit"]) == ("2026-09", "west")
    ]
    assert some.grades.escalations
    # A month that has not ended is not graded.
    until = grades(graded, end=datetime(2026, 9, 20, tzinfo=UTC), settings=settings)
    assert set(until.grades.rows["month"]) == {"2026-07", "2026-08"}


def test_another_model_begins_anew(graded, settings):
    with graded.writing() as session:
        late = session.query(FeedbackRow.id).where(FeedbackRow.created_at >= datetime(2026, 9, 1, tzinfo=UTC))
        own = AnalysisRow.feedback_id.in_(late.scalar_subquery())
        session.execute(update(AnalysisRow).where(own).values(model_version="2"))
    report = grades(graded, settings=settings)
    assert report.breaks == ("2026-09",)
    assert not [one for one in report.grades.escalations if one.month == "2026-09" and len(one.letters) > 1]


def test_imported_contacts_and_shares_count(graded, settings, tmp_path):
    contacts, speed = tmp_path / "contacts.csv", tmp_path / "speed.csv"
    units = ("east", "west", "south", "tiny")
    contacts.write_text("period,unit,value\n" + "".join(f"2026-08,{unit},2000\n" for unit in units), "utf-8")
    speed.write_text("period,unit,value,n\n2026-08,west,0.9,40\n2026-08,east,0.8,40\n2026Q3,east,0.1,9\n", "utf-8")
    import_series(graded, contacts, "contacts", settings=settings)
    import_series(graded, speed, "response_speed", settings=settings)
    document = grades(graded, settings=settings).document()
    (row,) = [row for row in document["rows"] if (row["month"], row["unit"]) == ("2026-08", "west")]
    parts = {part["part"]: part for part in row["parts"]}
    assert "complaint_rate" not in parts
    assert parts["complaints_per_contact"]["raw"] == pytest.approx(14 / 2000)
    assert parts["response_speed"]["n"] == 40
    assert row["not_known"] == ["recurrence", "follow_up"]
    (other,) = [row for row in document["rows"] if (row["month"], row["unit"]) == ("2026-07", "west")]
    assert "response_speed" in other["not_known"]


def test_touchpoints_can_be_graded_too(graded, settings):
    document = grades(graded, by="touchpoint", settings=settings).document()
    # The fake texts have the word "complaint", a term of the journey's end.
    assert {row["unit"] for row in document["rows"]} == {"end"}
    assert document["rows"][0]["name"] == {"en": "End", "zh": "结束"}


def test_an_empty_store_has_no_grades(store, settings):
    document = grades(store, settings=settings).document()
    assert (document["rows"], document["escalations"], document["n_left_out"]) == ([], [], 0)


def test_wrong_options_are_told(store, settings):
    with pytest.raises(OptionError, match="touchpoint"):
        grades(store, by="week", settings=settings)
    with pytest.raises(OptionError, match="not after its start"):
        grades(store, start=datetime(2026, 7, 1), end=datetime(2026, 7, 1), settings=settings)


def test_a_unit_that_there_is_not_is_refused_with_those_that_there_are(graded, settings):
    with pytest.raises(OptionError, match="No record has the unit 'esat'") as caught:
        grades(graded, unit="esat", settings=settings)
    assert set(caught.value.options) == {"east", "west"}


def test_a_month_of_nothing_but_complaints_has_no_share_of_them_in_its_score(store, settings):
    month(store, 45, east=10, west=10, south=13)
    month(store, 15, east=18, west=20, south=17)
    document = grades(store, settings=settings).document()
    parts = {row["month"]: {part["part"] for part in row["parts"]} for row in document["rows"]}
    assert ("complaint_rate" in parts["2026-08"], "complaint_rate" in parts["2026-09"]) == (True, False)
    assert all("complaint_rate" in row["not_known"] for row in document["rows"] if row["month"] == "2026-09")
    (note,) = [note for note in document["notes"] if note["en"].startswith("2026-09: most texts are complaints")]
    assert "(92%)" in note["en"]
    assert "docs/measures.md#grades" in note["zh"]
    # The basis differs: no letter of September is compared with one of August.
    assert not [one for one in document["escalations"] if len({own["month"] for own in one["letters"]}) > 1]


def test_where_most_texts_are_complaints_a_note_says_so_and_where_few_are_none_does(graded, store, settings):
    assert grades(graded, settings=settings).notes == ()
    month(graded, 15, east2=19, west2=20)
    (note,) = grades(graded, settings=settings).notes
    assert note["en"].startswith("2026-09: complaints are counted on texts")
    assert grades(graded, end=datetime(2026, 9, 1), settings=settings).notes == ()


def test_stored_shares_without_n_are_told(graded, settings):
    values = [SeriesValue(period="2026-08", unit="west", value=0.9, n=None)]
    with graded.writing() as session:
        SeriesRepository(session).put("response_speed", values, datetime.now(UTC))
    (note,) = grades(graded, settings=settings).notes
    assert "Answered in time (1)" in note["en"]
    assert "按时答复率（1）" in note["zh"]
