from typing import Any, get_args

import pytest
from api_fakes import MakeClient
from backlog_fakes import complaints, file
from fastapi.testclient import TestClient

from api.examples_figures import CAUSES, SERVQUAL
from api.schemas.measures import Causes, MeasureQuery, Servqual
from feedback_ai.measure.servqual import GROUPS
from feedback_ai.store import Scope, Store

QUARTER = {"created_from": "2026-07-01", "created_to": "2026-10-01"}


@pytest.fixture
def filled(store: Store, make_client: MakeClient) -> TestClient:
    file(store, complaints(8, "now", days_ago=10))
    file(store, complaints(1, "west", days_ago=10, unit=None, cause=None))
    file(store, complaints(4, "before", days_ago=120))
    file(store, complaints(6, "happy", days_ago=120, sentiment="positive", cause=None))
    return make_client(store, Scope.READ)


def test_scores_have_n_intervals_and_the_change(filled: TestClient) -> None:
    answer = filled.get("/v1/measures/servqual", params=QUARTER)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["n_texts"], body["period"]["name"], body["before"]["name"]) == (9, "2026Q3", "2026Q2")
    assert [row["dimension"] for row in body["rows"]][:2] == ["tangibles", "reliability"]
    tangibles, reliability = body["rows"][:2]
    assert (tangibles["n"], tangibles["score"], tangibles["change"]) == (0, None, None)
    assert (reliability["n"], reliability["score"]) == (9, 1)
    assert reliability["change"] == pytest.approx(-3.6)
    assert reliability["name"] == {"en": "Reliability", "zh": "可靠性"}
    assert reliability["group"] is None


def test_groups_name_those_that_have_none(filled: TestClient) -> None:
    body = filled.get("/v1/measures/servqual", params={"by": "unit"}).json()
    assert [row["group"] for row in body["rows"][::5]] == ["mobile-care", ""]
    assert body["groups"][1] == {"group": "", "name": {"en": "(none)", "zh": "（未填）"}}
    assert body["rows"][0]["change"] is None


def test_causes_have_shares_and_rates(filled: TestClient) -> None:
    body = filled.get("/v1/measures/causes", params=QUARTER).json()
    (row,) = body["rows"]
    assert (row["cause"], row["n"], row["complaining"], row["share"]) == ("machine", 8, 9, 1)
    assert row["rate"] == pytest.approx(8 / 9)
    assert row["rate_low"] < row["rate"] < row["rate_high"]
    assert row["change"] == pytest.approx(8 / 9 - 1)
    assert body["n_without_cause"] == 1


FIGURES = (
    "servqual",
    "causes",
    "drivers",
    "causes/drill",
    "causes/spread",
    "fishbone",
    "elements",
    "training",
    "journey",
)


@pytest.mark.parametrize("path", [*(f"/v1/measures/{name}" for name in (*FIGURES, "gap")), "/v1/cases"])
@pytest.mark.parametrize("field", ["unit", "touchpoint", "channel", "source"])
def test_a_filter_that_no_record_has_is_refused_with_the_nearest(filled: TestClient, path: str, field: str) -> None:
    answer = filled.get(path, params={field: "mobile-cafe"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid"), answer.text
    assert f"No record has the {field} 'mobile-cafe'." in answer.json()["detail"]
    assert field != "unit" or "mobile-care" in answer.json()["detail"]
    assert filled.get(path, params={"unit": "mobile-care"}).status_code == 200


@pytest.mark.parametrize("measure", ["servqual", "causes"])
@pytest.mark.parametrize("by", [None, *GROUPS])
def test_an_empty_store_is_measured_too(local: TestClient, measure: str, by: str | None) -> None:
    answer = local.get(f"/v1/measures/{measure}", params={"by": by} if by else QUARTER)
    assert answer.status_code == 200, answer.text
    assert answer.json()["n_texts"] == 0


@pytest.mark.parametrize("measure", ["servqual", "causes"])
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"by": "year"}, "by"),
        ({"language": "fr"}, "language"),
        ({"created_from": "lately"}, "created_from"),
        ({"unit": "a\0"}, "unit"),
        ({"from": "2026-07-01"}, "from"),
    ],
)
def test_a_query_that_cannot_be_used_is_named(
    local: TestClient, measure: str, query: dict[str, str], name: str
) -> None:
    answer = local.get(f"/v1/measures/{measure}", params=query)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", name]]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-01", "2026-07-01"),
        ("0001-01-01", "0001-02-01"),
        ("9999-11-01", "9999-12-31"),
        ("1900-01-01", "9000-01-01"),
    ],
)
def test_a_time_that_is_no_period_is_refused(local: TestClient, start: str, end: str) -> None:
    query = {"created_from": start, "created_to": end}
    answer = local.get("/v1/measures/servqual", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")


def test_figures_can_be_given_by_what_the_library_knows() -> None:
    annotation: Any = MeasureQuery.model_fields["by"].annotation
    assert get_args(get_args(annotation)[0]) == GROUPS


@pytest.mark.parametrize(("model", "example"), [(Servqual, SERVQUAL), (Causes, CAUSES)])
def test_an_example_of_an_answer_is_one(model: type[Servqual] | type[Causes], example: dict[str, Any]) -> None:
    assert model.model_validate(example).model_dump(mode="json") == example
