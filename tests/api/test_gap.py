from pathlib import Path
from typing import Any, get_args

import pytest
from api_fakes import MakeClient
from fastapi.testclient import TestClient
from gap_fakes import TARGETS, add_answers, add_texts

from api.examples_gap import GAP
from api.schemas.gap import GapQuery, Gaps
from feedback_ai.measure.promises import BY
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store


@pytest.fixture
def filled(store: Store, settings: Settings, make_client: MakeClient, tmp_path: Path) -> TestClient:
    add_texts(store, [f"They told us 3 days. It took {days} days." for days in range(4, 16)])
    add_answers(store, settings, tmp_path)
    file = tmp_path / "targets.toml"
    file.write_text(TARGETS, encoding="utf-8")
    return make_client(store, Scope.READ, targets=file)


def test_gaps_have_n_intervals_and_verdicts(filled: TestClient) -> None:
    answer = filled.get("/v1/measures/gap", params={"created_from": "2026-07-01", "created_to": "2026-10-01"})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["period"]["name"], body["n_texts"], body["n_answers"]) == ("2026Q3", 12, 12)
    assert len(body["survey"]) == 28
    (promise,) = body["promises"]
    assert (promise["n"], promise["kept_share"], promise["verdict"]) == (12, 0, "unacceptable")
    assert promise["gap_low"] < promise["gap"] < promise["gap_high"]
    (target,) = body["targets"]
    assert (target["met"], target["label"]["zh"]) == (0, "24小时内")


@pytest.mark.parametrize("by", [None, *BY])
def test_an_empty_store_is_measured_too(local: TestClient, by: str | None) -> None:
    answer = local.get("/v1/measures/gap", params={"by": by} if by else {})
    assert answer.status_code == 200, answer.text
    assert answer.json()["promises"] == []


@pytest.mark.parametrize(("query", "name"), [({"by": "year"}, "by"), ({"unit": "a\0"}, "unit"), ({"x": "1"}, "x")])
def test_a_query_that_cannot_be_used_is_named(local: TestClient, query: dict[str, str], name: str) -> None:
    answer = local.get("/v1/measures/gap", params=query)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", name]]


def test_gaps_can_be_given_by_what_the_library_knows() -> None:
    annotation: Any = GapQuery.model_fields["by"].annotation
    assert get_args(get_args(annotation)[0]) == BY


def test_the_example_of_an_answer_is_one() -> None:
    assert Gaps.model_validate(GAP).model_dump(mode="json") == GAP
