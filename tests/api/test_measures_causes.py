import pytest
from backlog_fakes import complaints, file
from sqlalchemy import select, update

from api import examples_causes as examples
from api.schemas.measures_causes import Drill, FishboneData, Spread
from api.schemas.service_circle import Elements, JourneyTable, Training
from feedback_ai.store import Scope
from feedback_ai.store.tables import AnalysisRow, FeedbackRow

PATHS = ("causes/drill", "causes/spread", "fishbone", "elements", "training", "journey")


@pytest.fixture
def filled(store, make_client):
    file(store, complaints(40, "east", unit="east", cause="people", facet="empathy", topic=2))
    file(store, complaints(20, "west", unit="西区", cause="method"))
    file(store, complaints(20, "north", unit="north", cause=None, sentiment="positive"))
    return make_client(store, Scope.READ)


def get(client, path, **query):
    answer = client.get(f"/v1/measures/{path}", params=query)
    assert answer.status_code == 200, answer.text
    assert "NaN" not in answer.text
    return answer.json()


def test_causes_are_given_by_dimension(filled):
    body = get(filled, "causes", by="dimension")
    assert [(row["group"], row["cause"], row["n"], row["vital"]) for row in body["rows"]] == [
        ("reliability", "method", 20, True),
        ("empathy", "people", 40, True),
    ]
    assert body["groups"][0]["name"] == {"en": "Reliability", "zh": "可靠性"}


@pytest.mark.parametrize("path", PATHS)
def test_labels_of_several_models_are_told_as_data_and_on_drawings(filled, store, path):
    assert get(filled, path)["versions_note"] is None
    with store.writing() as session:
        of_east = select(FeedbackRow.id).where(FeedbackRow.record_id.startswith("east"))
        session.execute(update(AnalysisRow).where(AnalysisRow.feedback_id.in_(of_east)).values(model_version="2"))
    note = get(filled, path)["versions_note"]
    assert "different models or label sets (1 / 1.1, 2 / 1.1)" in note["en"]
    if path in ("fishbone", "journey"):
        drawn = filled.get(f"/v1/measures/{path}", params={"format": "svg", "lang": "zh"}).text
        assert note["zh"][:12] in drawn


def test_the_drill_ends_in_words(filled):
    top = get(filled, "causes/drill")
    assert (top["level"], top["n"], [row["value"] for row in top["rows"]]) == (
        "dimension",
        60,
        ["empathy", "reliability"],
    )
    end = get(filled, "causes/drill", dimension="empathy", cause="people", topic="2", limit=3)
    assert [step["value"] for step in end["path"]] == ["empathy", "people", "2"]
    assert (end["level"], end["n"], end["rows"], len(end["evidence"])) == ("evidence", 40, [], 3)
    assert end["evidence"][0]["text"].startswith("Complaint east-")
    assert get(filled, "causes/drill", dimension="price", cause="none")["rows"] == []


def test_a_fishbone_is_data_or_a_drawing(filled):
    body = get(filled, "fishbone", dimension="empathy")
    people = body["bones"][0]
    assert (people["cause"], people["n"], people["small"][0]["value"]) == ("people", 40, "2")
    assert people["small"][0]["evidence"][0]["text"].startswith("Complaint east-")
    drawn = filled.get("/v1/measures/fishbone", params={"dimension": "empathy", "format": "svg", "lang": "zh"})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in drawn.headers["content-security-policy"]
    assert "移情性" in drawn.text


def test_the_spread_has_verdicts_and_actions(filled):
    rows = {row["cause"]: row for row in get(filled, "causes/spread")["rows"]}
    assert rows["people"]["verdict"] == "units"
    assert rows["people"]["units"] == ["east"]
    assert rows["people"]["action"]["zh"]


def test_elements_and_training_needs_are_by_unit(filled):
    rows = get(filled, "elements")["rows"]
    assert {(row["group"], row["element"]): row["n"] for row in rows if row["n"]} == {
        ("east", "people"): 40,
        ("西区", "software"): 20,
    }
    assert get(filled, "elements", by="none")["rows"][2]["group"] is None
    needs = get(filled, "training")["rows"]
    assert [row["unit"] for row in needs if row["need"]] == ["east"]
    assert needs[0]["dimensions"][0]["name"]["zh"] == "移情性"


def test_the_journey_is_data_or_a_drawing(filled):
    body = get(filled, "journey")
    assert body["minimum_n"] == 10
    drawn = filled.get("/v1/measures/journey", params={"format": "svg"})
    assert drawn.text.startswith("<svg")


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_store_is_measured_too(local, path):
    get(local, path)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("causes/drill", {"cause": "method"}, 422),
        ("causes/drill", {"dimension": "speed"}, 422),
        ("causes/drill", {"dimension": "price", "cause": "none", "topic": "x"}, 422),
        ("causes/spread", {"occasional": 1}, 422),
        ("fishbone", {"topic": 99}, 404),
        ("fishbone", {"format": "png"}, 422),
        ("elements", {"by": "colour"}, 422),
        ("journey", {"lang": "fr"}, 422),
    ],
)
def test_what_is_asked_wrongly_is_refused(local, path, query, status):
    assert local.get(f"/v1/measures/{path}", params=query).status_code == status


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (Drill, examples.DRILL),
        (FishboneData, examples.FISHBONE),
        (Spread, examples.SPREAD),
        (Elements, examples.ELEMENTS),
        (Training, examples.TRAINING),
        (JourneyTable, examples.JOURNEY),
    ],
)
def test_the_documented_answers_are_ones(model, example):
    assert model.model_validate(example).model_dump(mode="json") == example
