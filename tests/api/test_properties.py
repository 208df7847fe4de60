"""Whatever is sent, the answer is one that the API documents."""

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.errors import KINDS
from feedback_ai.store import FeedbackFilter

JSON = {"Content-Type": "application/json"}
few = settings(deadline=None, max_examples=60)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
fields = ("id", "text", "source", "channel", "created_at", "rating", "unit", "touchpoint", "customer_id", "language")
likely = st.sampled_from(
    ["x", "", " ", "\0", "\ud800", "2026-05-01", "0001-01-01T00:00:00+14:00", "9" * 400, 1e308, -1]
)
records = st.dictionaries(st.sampled_from([*fields, "customer_tier", "metadata"]), likely | anything).map(
    lambda record: {"text": "It was late.", **record}
)
bodies = anything | records | st.builds(lambda some: {"records": some}, st.lists(records | anything, max_size=4))


def check(answer: Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem = answer.json()
        assert KINDS[problem["code"]].status == problem["status"] == answer.status_code


@few
@given(body=bodies)
@example(body={"text": "x", "metadata": {"note": float("inf")}})
@example(body={"text": "x", "id": "\0", "source": "\0"})
@example(body={"text": "\ud83d", "unit": "\udc00"})
@example(body={"text": "x", "created_at": 1e400})
def test_no_json_breaks_feedback(local: TestClient, body: object) -> None:
    check(local.post("/v1/feedback", content=json.dumps(body), headers=JSON))


@few
@given(body=bodies)
def test_no_json_breaks_analyze(local: TestClient, body: object) -> None:
    check(local.post("/v1/analyze", content=json.dumps(body), headers=JSON))


@few
@given(
    body=anything | st.dictionaries(st.sampled_from(["severity", "segments", "note", "to", "why"]), likely | anything)
)
def test_no_json_breaks_corrections_and_cases(local: TestClient, body: object) -> None:
    for path in ("/v1/feedback/x/corrections", "/v1/cases/x/transitions", "/v1/cases/x/follow-ups"):
        check(local.post(path, content=json.dumps(body), headers=JSON))


rows = st.lists(
    st.dictionaries(
        st.sampled_from(["period", "unit", "value", "n", "respondent", "date", "E1", "P1"]), likely | anything
    )
    | anything,
    max_size=3,
)
sides = {f"{side}{item}": 5 for side in "EP" for item in range(1, 23)}


@few
@given(rows=rows, name=st.sampled_from(["contacts", "churn"]) | anything)
@example(rows=[{"E" + "1" * 5000: 1}], name="s")
def test_no_json_breaks_imports(local: TestClient, rows: list[object], name: object) -> None:
    full = [{"respondent": "r", **sides, **row} if isinstance(row, dict) else row for row in rows]
    for path, body in (
        ("/v1/series", {"indicator": name, "values": rows}),
        ("/v1/surveys", {"survey": name, "answers": rows}),
        ("/v1/surveys", {"survey": "s", "answers": full}),
        ("/v1/promises/find", {"cursor": name}),
    ):
        check(local.post(path, content=json.dumps(body), headers=JSON))


@few
@given(content=st.binary(max_size=200))
def test_no_bytes_break_analyze(local: TestClient, content: bytes) -> None:
    check(local.post("/v1/analyze", content=content, headers=JSON))


@pytest.mark.parametrize("depth", [10, 300, 600, 900, 970, 990, 1000, 1100, 5000])
@pytest.mark.parametrize("key", ["metadata", "text", "note", "records"])
def test_no_depth_breaks_feedback(local: TestClient, depth: int, key: str) -> None:
    content = f'{{"{key}": {"[" * depth}{"]" * depth}}}'.replace("{", '{"text": "x", ' if key == "note" else "{", 1)
    check(local.post("/v1/feedback", content=content, headers=JSON))


@few
@given(
    query=st.dictionaries(
        st.sampled_from([*FeedbackFilter.model_fields, "cursor", "limit"]),
        likely.map(str).filter(lambda value: "\ud800" not in value)
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    )
)
@example(query={"created_from": "0001-01-01T00:00:00+14:00"})
@example(query={"created_to": "9999-12-31T23:59:59-14:00"})
@example(
    query={"cursor": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgIjU3OWY5Y2RhLTZmZTYtNWI4OC04MjhlLTFkNWNlMmJkMWM5NyJd"}
)
def test_no_query_breaks_the_list(local: TestClient, query: dict[str, str]) -> None:
    check(local.get("/v1/feedback", params=query))


@few
@given(feedback_id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_id_breaks_a_path(local: TestClient, feedback_id: str) -> None:
    for method, path in (("GET", "feedback"), ("DELETE", "feedback"), ("GET", "jobs")):
        check(local.request(method, f"/v1/{path}/{quote(feedback_id, safe='')}"))
