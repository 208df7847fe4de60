import json
from datetime import UTC, datetime

import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from api.examples_grades import DRIVERS, GRADES, INDICATORS
from api.schemas.figures import DriverTable, GradeTable, IndicatorTable
from feedback_ai.store import Scope
from feedback_ai.store.records import SeriesValue
from feedback_ai.store.series import SeriesRepository
from feedback_ai.store.tables import FeedbackRow


@pytest.fixture
def filled(store, make_client):
    file(store, complaints(60, "bad", unit="east", days_ago=10))
    file(store, complaints(60, "good", unit="west", days_ago=10, facet="empathy", sentiment="positive", cause=None))
    file(store, complaints(3, "tiny", unit="tiny", days_ago=10))
    with store.writing() as session:
        for prefix, rating in (("bad", 1), ("good", 5)):
            session.execute(update(FeedbackRow).where(FeedbackRow.record_id.contains(prefix)).values(rating=rating))
        values = [SeriesValue(period="2026-09", value=4000), SeriesValue(period="2026-08", unit="east", value=9)]
        SeriesRepository(session).put("contacts", values, datetime(2026, 10, 1, tzinfo=UTC))
    return make_client(store, Scope.READ)


def get(client, measure, **query):
    answer = client.get(f"/v1/measures/{measure}", params=query)
    assert answer.status_code == 200, answer.text
    assert "NaN" not in answer.text
    return answer.json()


def test_grades_have_letters_parts_and_what_follows(filled):
    body = get(filled, "grades")
    rows = {row["unit"]: row for row in body["rows"]}
    assert (rows["tiny"]["n"], rows["tiny"]["letter"]) == (3, None)
    assert rows["east"]["letter"] is not None
    assert {part["part"] for part in rows["east"]["parts"]} == {"severity", "dimensions"}
    assert "complaint_rate" in rows["east"]["not_known"]
    assert body["notes"][0]["en"].startswith("2026-09: most texts are complaints (100%)")
    assert all(one["rule_name"]["zh"] for one in body["escalations"])
    only = get(filled, "grades", unit="east", created_from="2026-09-01", created_to="2026-10-01")
    assert only["rows"] == [rows["east"]]


def test_indicators_say_what_is_missing(filled):
    body = get(filled, "indicators")
    rows = {(row["indicator"], row["period"]): row for row in body["rows"]}
    assert rows["complaint_rate", "2026-09"]["value"] == pytest.approx(123 / 4)
    assert rows["nps", ""]["value"] is None
    assert rows["nps", ""]["missing"] == "scale"
    by_unit = get(filled, "indicators", by="unit")
    assert {row["group"] for row in by_unit["rows"] if row["indicator"] == "net_sentiment"} == {"east", "west", "tiny"}


def test_drivers_have_intervals_and_the_matrix(filled):
    (group,) = get(filled, "drivers")["groups"]
    assert group["n"] == 120
    for row in group["rows"]:
        assert row["impact_low"] <= row["impact"] <= row["impact_high"]
    assert {place["facet"] for place in group["matrix"]} == {"reliability", "empathy"}
    (few,) = [one for one in get(filled, "drivers", by="unit")["groups"] if one["group"] == "east"]
    assert (few["lacking"], few["n"], few["needed"], few["rows"]) == ("texts", 60, 100, [])


@pytest.mark.parametrize("measure", ["grades", "indicators", "drivers"])
def test_an_empty_store_is_measured_too(local, measure):
    get(local, measure)


@pytest.mark.parametrize("measure", ["grades", "indicators", "drivers"])
@pytest.mark.parametrize(
    ("query", "name"),
    [({"by": "week"}, "by"), ({"created_to": "later"}, "created_to"), ({"from": "2026-07-01"}, "from")],
)
def test_a_query_that_cannot_be_used_is_named(local, measure, query, name):
    answer = local.get(f"/v1/measures/{measure}", params=query)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", name]]


@pytest.mark.parametrize("measure", ["grades", "indicators"])
def test_a_time_that_ends_before_it_starts_is_refused(local, measure):
    query = {"created_from": "2026-10-01", "created_to": "2026-07-01"}
    answer = local.get(f"/v1/measures/{measure}", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")


def test_an_outcome_that_nobody_declared_is_refused(local):
    answer = local.get("/v1/measures/drivers", params={"outcome": "nps"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")


@pytest.mark.parametrize(
    ("model", "example"), [(GradeTable, GRADES), (IndicatorTable, INDICATORS), (DriverTable, DRIVERS)]
)
def test_an_example_of_an_answer_is_one(model, example):
    dumped = model.model_validate(example).model_dump(mode="json")
    assert json.dumps(dumped, sort_keys=True) == json.dumps(example, sort_keys=True)
