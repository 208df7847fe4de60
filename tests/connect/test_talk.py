from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.connect.talk import Answer, RefusalError, Request, id_of, is_limited, refusal, rows_of, wait

NOW = datetime(2026, 9, 30, tzinfo=UTC)
READ, WRITE = Request("GET", "/x"), Request("POST", "/x")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": format_datetime(NOW - timedelta(seconds=90), usegmt=True)}, 0),
        ({"retry-after": "soon"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 45)}, 45),
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": "99999999999"}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert wait(headers, NOW) == seconds


def test_a_right_that_is_missing_is_no_limit() -> None:
    assert not is_limited(Answer(403, {}, {"message": "Resource not accessible by personal access token"}))
    assert not is_limited(Answer(403, {"x-ratelimit-remaining": "41"}))


def test_only_what_may_have_been_done_is_unsure() -> None:
    assert refusal(WRITE, Answer(0, error="ReadTimeout")).unsure
    assert refusal(WRITE, Answer(502)).unsure
    assert not refusal(READ, Answer(0, error="ReadTimeout")).unsure
    assert not refusal(WRITE, Answer(401)).unsure


@given(st.integers(0, 999), st.sampled_from([READ, WRITE]), st.dictionaries(st.text(), st.text() | st.integers()))
def test_every_failure_has_a_line_and_one_meaning(status: int, request_: Request, data: dict[str, object]) -> None:
    error = refusal(request_, Answer(status, {}, data), NOW)
    assert error.what
    assert "\n" not in error.what
    assert not (error.limited and error.final)
    assert error.final or not error.gone


@given(st.text())
def test_an_id_never_leads_to_another_path(text: str) -> None:
    try:
        found = id_of({"key": text}, "key")
    except RefusalError:
        return
    assert not set(found) & set("/.?#% ")


@pytest.mark.parametrize("data", [None, {}, [], {"result": None}, {"result": ["x"]}, {"result": {}}])
def test_an_answer_without_a_list_is_no_empty_one(data: object) -> None:
    with pytest.raises(RefusalError, match="no list"):
        rows_of(data, "result")
