import pytest
from api_fakes import MakeClient
from fastapi.testclient import TestClient
from gap_fakes import add_texts
from sqlalchemy import update
from survey_fakes import answer

from api.routes import imports
from api.schemas.imports import FINDS, SERIES, SURVEYS, WITHDRAWALS
from feedback_ai.store import Scope, Store
from feedback_ai.store.tables import AnalysisRow


@pytest.fixture
def importer(store: Store, make_client: MakeClient) -> TestClient:
    return make_client(store, Scope.INGEST, Scope.READ)


def test_a_series_counts_at_once_and_is_replaced_when_sent_again(importer: TestClient) -> None:
    body = {"indicator": "churn", "values": [{"period": "2026-08", "value": 4}, {"period": "2026-9", "value": 5}]}
    answer = importer.post("/v1/series", json=body)
    assert answer.status_code == 200, answer.text
    told = {"series": "churn", "n_values": 2, "n_replaced": 0, "first": "2026-08", "last": "2026-09", "note": None}
    assert answer.json() == told
    assert importer.post("/v1/series", json=body).json() == told | {"n_replaced": 2}
    rows = importer.get("/v1/measures/indicators").json()["rows"]
    assert [(row["period"], row["value"]) for row in rows if row["indicator"] == "churn"] == [
        ("2026-08", 4),
        ("2026-09", 5),
    ]


def test_a_value_of_a_misspelt_unit_is_taken_back_and_kept_with_the_name_of_the_key(
    store: Store, make_client: MakeClient
) -> None:
    client = make_client(store, Scope.INGEST, Scope.MANAGE)
    values = [{"period": f"2026-0{month}", "unit": unit, "value": 4} for unit in ("Nrth", "North") for month in (8, 9)]
    client.post("/v1/series", json={"indicator": "contacts", "values": values})
    wrong = {"indicator": "contacts", "unit": "Nrth"}
    one = client.post("/v1/series/withdraw", json=wrong | {"period": "2026-9"}).json()
    assert [value["period"] for value in one["items"]] == ["2026-08"]
    assert client.post("/v1/series/withdraw", json=wrong).json()["items"] == []
    told = client.get("/v1/series", params={"indicator": "contacts"}).json()
    assert [(value["unit"], value["period"]) for value in told["items"]] == [("North", "2026-08"), ("North", "2026-09")]
    assert [(value["unit"], value["period"], value["value"]) for value in told["withdrawn"]] == [
        ("Nrth", "2026-08", 4),
        ("Nrth", "2026-09", 4),
    ]
    assert all(value["actor"] for value in told["withdrawn"])
    again = client.post("/v1/series/withdraw", json=wrong)
    assert (again.status_code, again.json()["code"]) == (404, "not_found")
    bad = client.post("/v1/series/withdraw", json=wrong | {"period": "soon"})
    assert (bad.status_code, bad.json()["code"]) == (422, "option_invalid")


@pytest.mark.parametrize("example", WITHDRAWALS.values())
def test_examples_of_withdrawals_are_requests(store: Store, make_client: MakeClient, example: dict) -> None:
    client = make_client(store, Scope.MANAGE)
    assert client.post("/v1/series/withdraw", json=example["value"]).json()["code"] == "not_found"


def test_where_a_value_is_wrong_nothing_is_imported_and_all_wrong_ones_are_told(importer: TestClient) -> None:
    values = [{"period": "2026-08", "value": 4}, {"period": "soon", "value": 1}, {"period": "2026-08", "value": 0}]
    answer = importer.post("/v1/series", json={"indicator": "contacts", "values": values})
    assert (answer.status_code, answer.json()["code"]) == (422, "record_refused")
    assert [(error["loc"], error["code"]) for error in answer.json()["errors"]] == [
        (["body", "values", 1, "period"], "period_unreadable"),
        (["body", "values", 2, "value"], "value_out_of_range"),
    ]
    assert "soon" not in answer.text
    rows = importer.get("/v1/measures/indicators").json()["rows"]
    assert all(row["missing"] for row in rows)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"indicator": "smiles", "values": [{"period": "2026-08", "value": 4}]}, "option_invalid"),
        ({"indicator": "churn", "values": []}, "request_invalid"),
        ({"indicator": "churn", "values": [{"period": "2026-08"}]}, "request_invalid"),
        ({"indicator": "churn", "values": [{"period": "2026-08", "value": True}]}, "request_invalid"),
        ({"indicator": "churn", "values": [{"period": "2026-08", "value": 4, "n": False}]}, "request_invalid"),
        ({"indicator": "churn", "values": [{"period": "2026-08", "value": 4, "shop": "east"}]}, "request_invalid"),
        ({"indicator": "churn", "values": [{"period": "2026-08", "value": 4}] * 1001}, "request_invalid"),
    ],
)
def test_a_series_that_cannot_be_taken_is_told(importer: TestClient, body: dict, code: str) -> None:
    answer = importer.post("/v1/series", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_answers_are_taken_once_and_wrong_ones_told_by_their_place(importer: TestClient) -> None:
    answers = [answer("a"), answer("b", E3=8), answer("c", P22=None)]
    told = importer.post("/v1/surveys", json={"survey": "autumn", "answers": answers})
    assert told.status_code == 200, told.text
    body = told.json()
    assert (body["survey"], body["added"], body["known"]) == ("autumn", 2, 0)
    assert [(one["index"], one["code"], one["field"]) for one in body["refused"]] == [(1, "answer_out_of_range", "E3")]
    again = importer.post("/v1/surveys", json={"survey": "autumn", "answers": answers}).json()
    assert (again["added"], again["known"]) == (0, 2)
    assert importer.get("/v1/measures/gap", params={"source": "autumn"}).json()["n_answers"] == 2


def test_answers_need_not_have_the_same_names_and_what_is_absent_was_left_out(importer: TestClient) -> None:
    chinese = {"受访者": "乙"} | {f"{side}{item}": 5 for side in ("期望", "感知") for item in range(1, 23)}
    short = {"respondent": "c", "E1": 6, "P1": 5}
    told = importer.post("/v1/surveys", json={"survey": "mixed", "answers": [answer("a"), chinese, short]})
    assert told.status_code == 200, told.text
    assert (told.json()["added"], told.json()["refused"]) == (3, [])
    alone = importer.post("/v1/surveys", json={"survey": "alone", "answers": [short]})
    assert alone.json()["added"] == 1
    lacking = importer.post("/v1/surveys", json={"survey": "alone", "answers": [{"respondent": "d", "E1": 6, "P2": 5}]})
    assert [error["code"] for error in lacking.json()["errors"]] == ["answers_missing"]


def test_nothing_but_refused_answers_is_an_error(importer: TestClient) -> None:
    told = importer.post("/v1/surveys", json={"survey": "autumn", "answers": [answer(""), answer("b", P1="many")]})
    assert (told.status_code, told.json()["code"]) == (422, "record_refused")
    assert [(error["loc"], error["code"]) for error in told.json()["errors"]] == [
        (["body", "answers", 0, "respondent"], "respondent_missing"),
        (["body", "answers", 1, "P1"], "answer_not_a_number"),
    ]


def test_answers_without_the_items_are_told_without_repeating_them(importer: TestClient) -> None:
    told = importer.post("/v1/surveys", json={"survey": "autumn", "answers": [{"Ann Lee": 5}]})
    assert (told.status_code, told.json()["code"]) == (400, "input_column")
    assert "E1 is missing" in told.json()["detail"]
    assert "Ann" not in told.text
    blank = importer.post("/v1/surveys", json={"survey": " ", "answers": [answer("a")]})
    assert (blank.status_code, blank.json()["code"]) == (422, "option_invalid")


def test_stored_texts_are_read_anew_a_page_at_a_time(
    store: Store, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MAX_BULK", 2)
    client = make_client(store, Scope.MANAGE)
    add_texts(store, ["Told 3 days, took 9.", "Lovely staff.", "说好30分钟 等了两小时"])
    with store.writing() as session:
        session.execute(update(AnalysisRow).values(promises=[]))
    first = client.post("/v1/promises/find", json={}).json()
    assert first["read"] == 2
    last = client.post("/v1/promises/find", json={"cursor": first["next_cursor"]}).json()
    assert (last["read"], last["next_cursor"]) == (1, None)
    assert first["changed"] + last["changed"] == 2
    assert client.post("/v1/promises/find", json={}).json()["changed"] == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *(("/v1/series", example["value"]) for example in SERIES.values()),
        *(("/v1/surveys", example["value"]) for example in SURVEYS.values()),
        *(("/v1/promises/find", example["value"]) for example in FINDS.values()),
    ],
)
def test_an_example_of_a_request_works(client: TestClient, path: str, body: dict) -> None:
    told = client.post(path, json=body)
    assert told.status_code == 200, told.text
    assert not told.json().get("refused")
