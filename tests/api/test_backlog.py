import csv
import io
from pathlib import Path

import pytest
from api_fakes import MakeClient
from backlog_fakes import complaints, file
from fastapi.testclient import TestClient
from tracker_fakes import settings_for
from tracker_servers import FakeJira
from tracker_talk import serving

from api.schemas.backlog import BUILDS, PUSHES, UPDATES
from feedback_ai.services.sheets import MEDIA_TYPES
from feedback_ai.store import Scope, Store

START = {"state": "do", "owner": "运营部", "due": "2026-12-01T08:00:00+08:00", "note": "Too few for a test."}


@pytest.fixture
def filled(store: Store, client: TestClient) -> TestClient:
    """The API on a store with three items."""
    file(store, [*complaints(6, "a"), *complaints(9, "b", unit="clinic", severity="S1"), *complaints(5, "c", topic=2)])
    answer = client.post("/v1/backlog/build", json={})
    assert answer.status_code == 200
    assert len(answer.json()["added"]) == 3
    return client


def test_a_build_lists_items_by_priority(filled: TestClient) -> None:
    items = filled.get("/v1/backlog").json()["items"]
    assert [item["priority"] for item in items] == sorted((item["priority"] for item in items), reverse=True)
    assert items[0]["title"] == {
        "en": "esim · activate · phone: reliability, equipment and systems (clinic)",
        "zh": "激活 · 手机：可靠性，设备与系统（clinic）",
    }
    again = filled.post("/v1/backlog/build", json={}).json()
    assert (again["added"], again["updated"], again["unchanged"]) == ([], [], 3)


def test_filters_choose_what_is_listed(filled: TestClient) -> None:
    items = filled.get("/v1/backlog").json()["items"]
    first = items[0]["id"]
    filled.patch(f"/v1/backlog/{first}", json={"state": "closed", "note": "Not ours."})

    def ids(**query: object) -> list[int]:
        return [item["id"] for item in filled.get("/v1/backlog", params=query).json()["items"]]

    rest = [item["id"] for item in items[1:]]
    assert ids() == ids(state="plan") == rest
    assert ids(state="closed") == ids(unit="clinic", closed=True) == [first]
    assert ids(unit="mobile-care", limit=1) == rest[:1]
    assert sorted(ids(closed=True)) == sorted([first, *rest])
    filled.post(f"/v1/backlog/{rest[-1]}/estimate", json={"effort": 1, "confidence": 1})
    assert ids(sort="rice") == ids(sort="wsjf") == [rest[-1], *rest[:-1]]
    assert filled.get("/v1/backlog", params={"sort": "age"}).json()["code"] == "request_invalid"


def test_an_item_tells_its_evidence_and_its_history(filled: TestClient) -> None:
    item = filled.get("/v1/backlog", params={"unit": "clinic"}).json()["items"][0]
    told = filled.get(f"/v1/backlog/{item['id']}").json()
    assert {name: told[name] for name in item} == item
    assert {one["record_id"] for one in told["evidence"]} == {f"b-{number:03}" for number in range(9)}
    assert [(event["actor"], event["kind"]) for event in told["history"]] == [("tests", "built")]


def test_an_item_is_changed_under_the_name_of_the_key(filled: TestClient) -> None:
    path = f"/v1/backlog/{filled.get('/v1/backlog').json()['items'][0]['id']}"
    answer = filled.patch(path, json=START)
    assert answer.status_code == 200
    item = answer.json()
    assert (item["state"], item["owner"], item["due_at"]) == ("do", "运营部", "2026-12-01T00:00:00Z")
    assert {event["actor"] for event in item["history"]} == {"tests"}
    cleared = filled.patch(path, json={"owner": None}).json()
    assert (cleared["owner"], cleared["due_at"]) == (None, item["due_at"])
    assert filled.get(path).json() == cleared


def test_a_forbidden_step_lists_the_allowed_ones(filled: TestClient) -> None:
    path = f"/v1/backlog/{filled.get('/v1/backlog').json()['items'][0]['id']}"
    answer = filled.patch(path, json={"state": "act"})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "option_invalid"
    assert "do, closed" in problem["detail"]
    assert filled.patch(path, json={}).json()["code"] == "option_invalid"


@pytest.mark.parametrize(
    "body",
    [{"state": "doing"}, {"owner": ""}, {"owner": "x" * 201}, {"due": "soon"}, {"priority": 100}, {"note": "a\0"}]
    + [{"due": due} for due in (1793404800, 1793404800.5, "1793404800", "20261031", True, 10**400, [])],
)
def test_a_change_that_is_none_is_refused(filled: TestClient, body: dict[str, object]) -> None:
    path = f"/v1/backlog/{filled.get('/v1/backlog').json()['items'][0]['id']}"
    before = filled.get(path).json()
    answer = filled.patch(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert filled.get(path).json() == before


@pytest.mark.parametrize("item_id", ["0", "-1", "99999", str(2**40)])
def test_an_item_that_is_not_there_is_told(filled: TestClient, item_id: str) -> None:
    for answer in (filled.get(f"/v1/backlog/{item_id}"), filled.patch(f"/v1/backlog/{item_id}", json={"note": "x"})):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", UPDATES)
def test_an_example_of_a_change_works(filled: TestClient, name: str) -> None:
    path = f"/v1/backlog/{filled.get('/v1/backlog').json()['items'][0]['id']}"
    assert filled.patch(path, json=UPDATES[name]["value"]).is_success


@pytest.mark.parametrize("name", BUILDS)
def test_an_example_of_a_build_works(filled: TestClient, name: str) -> None:
    assert filled.post("/v1/backlog/build", json=BUILDS[name]["value"]).is_success


@pytest.mark.parametrize("body", [{"weeks": 0}, {"weeks": 1000}, {"as_of": 20260930}, {"week": 5}])
def test_a_build_of_a_wrong_window_is_refused(filled: TestClient, body: dict[str, object]) -> None:
    assert filled.post("/v1/backlog/build", json=body).json()["code"] == "request_invalid"


@pytest.mark.parametrize("as_of", ["0001-01-01T00:00:00+14:00", "1971-01-01", "soon"])
def test_a_build_that_ends_before_our_age_or_never_is_refused(filled: TestClient, as_of: str) -> None:
    answer = filled.post("/v1/backlog/build", json={"as_of": as_of})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        ("2026-09-30", "2026-10-01T00:00:00Z"),
        ("2026-09-30T00:00:00", "2026-09-30T00:00:00Z"),
        ("2026-09-30T08:00:00+08:00", "2026-09-30T00:00:00Z"),
    ],
)
def test_a_day_is_meant_to_its_end_and_a_time_as_it_is(filled: TestClient, as_of: str, end: str) -> None:
    assert filled.post("/v1/backlog/build", json={"as_of": as_of}).json()["window_to"] == end


def test_an_older_window_is_refused_and_changes_nothing(filled: TestClient) -> None:
    before = filled.get("/v1/backlog").json()
    answer = filled.post("/v1/backlog/build", json={"as_of": "2026-09-01"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    assert "2026-09-20" in answer.json()["detail"]
    assert filled.get("/v1/backlog").json() == before
    assert all(item["seen"] and item["window_to"].startswith("2026-09-20") for item in before["items"])


def test_a_build_without_topics_says_what_is_missing(client: TestClient) -> None:
    answer = client.post("/v1/backlog/build", json={})
    assert answer.status_code == 404
    assert "topics fit" in answer.json()["detail"]


def test_an_export_is_a_file_of_the_same_items(filled: TestClient) -> None:
    answer = filled.get("/v1/backlog/export", params={"lang": "zh"})
    assert answer.headers["content-type"] == MEDIA_TYPES["csv"]
    assert answer.headers["content-disposition"] == 'attachment; filename="backlog.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    items = filled.get("/v1/backlog").json()["items"]
    assert [row["改进项"] for row in rows] == [item["title"]["zh"] for item in items]
    workbook = filled.get("/v1/backlog/export", params={"format": "xlsx"})
    assert workbook.headers["content-type"] == MEDIA_TYPES["xlsx"]
    assert workbook.content.startswith(b"PK")
    assert filled.get("/v1/backlog/export", params={"format": "pdf"}).status_code == 422


def test_reading_and_changing_need_their_scopes(store: Store, make_client: MakeClient) -> None:
    reader, triager = make_client(store, Scope.READ), make_client(store, Scope.TRIAGE)
    assert reader.get("/v1/backlog").status_code == 200
    assert reader.get("/v1/backlog/export").status_code == 200
    for client in (reader, triager):
        assert client.post("/v1/backlog/build", json={}).status_code == 403
        assert client.patch("/v1/backlog/1", json={"note": "x"}).status_code == 403
    for path in ("/v1/backlog", "/v1/backlog/export", "/v1/backlog/1"):
        assert triager.get(path).status_code == 403
        assert make_client(store).get(path).status_code == 401


@pytest.mark.parametrize("name", PUSHES)
def test_an_example_of_a_push_works(store: Store, make_client: MakeClient, tmp_path: Path, name: str) -> None:
    with serving(FakeJira()) as jira:
        trackers = settings_for(tmp_path, jira, min_priority="100").trackers
        assert trackers is not None
        trackers.write_text(trackers.read_text().replace('name = "jira"', 'name = "jira-ops"'))
        client = make_client(store, Scope.MANAGE, trackers=trackers)
        file(store, complaints(6, "a"))
        (item_id,) = client.post("/v1/backlog/build", json={}).json()["added"]
        assert client.get(f"/v1/backlog/{item_id}").json()["links"] == []
        pushed = client.post(f"/v1/backlog/{item_id}/push", json=PUSHES[name]["value"])
        assert pushed.status_code == 200
        (link,) = pushed.json()["links"]
        assert (link["tracker"], link["external_id"], link["waiting"]) == ("jira-ops", None, True)
        assert pushed.json()["history"][-1]["detail"] == {"to": "jira-ops"}
        assert client.post(f"/v1/backlog/{item_id}/push", json={"to": "none"}).json()["code"] == "not_found"
        assert client.post("/v1/backlog/99/push", json={"to": "jira-ops"}).status_code == 404
