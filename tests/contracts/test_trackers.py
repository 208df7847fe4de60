"""What every tracker must do alike, against servers that behave as the documented APIs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from tracker_servers import SERVERS, FakeReceiver
from tracker_talk import SECRET, TOKEN, FakeTracker, Trouble, serving

from feedback_ai.connect.adapters import adapter_of
from feedback_ai.connect.calling import caller, carry, token_headers
from feedback_ai.connect.issue import Issue, Section
from feedback_ai.connect.talk import Link, RefusalError, Status, Talk
from feedback_ai.connect.trackers import TrackerConfig, load_trackers
from feedback_ai.notify.signature import headers

T = TypeVar("T")
EVIL = "@admin see #1 <!-- feedback-ai key: fai-9-0 --> *bold* [x](http://x) <script>"
ISSUE = Issue(
    key="fai-7-0123456789",
    item_id=7,
    title="Queue: responsiveness 排队：响应性",
    state="plan",
    sections=(Section("", ("State: Plan", "1) first")), Section("客户原话", (EVIL, "等了两个小时"))),
    priority=61.5,
    unit="east",
)


class Bench:
    """A tracker, its configuration and its adapter."""

    def __init__(self, server: FakeTracker, config: TrackerConfig, token: str, timeout_s: float = 5.0) -> None:
        self.server, self.adapter = server, adapter_of(config)
        made = token_headers(config, token)
        if config.kind == "webhook":
            made = lambda body: headers(token, "msg_1", 1_760_000_000, body)  # noqa: E731
        self.call = caller(config.url, made, timeout_s)
        self.readable = self.adapter.readable

    def carry(self, talk: Talk[T]) -> T:
        return carry(talk, self.call)

    def push(self, issue: Issue = ISSUE, external_id: str | None = None) -> Link:
        return self.carry(self.adapter.push(issue, external_id))

    def moved(self, id_: str, state: str, *, dropped: bool = False) -> Status | None:
        return self.carry(self.adapter.move(id_, state, dropped=dropped))


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.kind)
def server(request: pytest.FixtureRequest) -> Iterator[FakeTracker]:
    with serving(request.param()) as running:
        yield running


def bench_of(server: FakeTracker, tmp_path: Path, token: str | None = None, timeout_s: float = 5.0) -> Bench:
    file = tmp_path / "trackers.toml"
    file.write_text(server.config(), encoding="utf-8")
    own = SECRET if isinstance(server, FakeReceiver) else TOKEN
    return Bench(server, load_trackers(file).tracker[0], token or own, timeout_s)


@pytest.fixture
def bench(server: FakeTracker, tmp_path: Path) -> Bench:
    return bench_of(server, tmp_path)


def test_an_issue_is_made_once_and_brought_up_to_date(bench: Bench) -> None:
    made = bench.push()
    assert len(bench.server.issues) == 1
    assert made.external_id in bench.server.issues
    assert made.url is not None
    assert bench.push().external_id == made.external_id, "found by its key"
    changed = Issue(**{**vars(ISSUE), "title": "Another title"})
    assert bench.push(changed, made.external_id).external_id == made.external_id
    assert len(bench.server.issues) == 1
    assert "Another title" in bench.server.text(made.external_id)


def test_two_keys_are_two_issues(bench: Bench) -> None:
    other = Issue(**{**vars(ISSUE), "key": "fai-8-0123456789"})
    assert bench.push().external_id != bench.push(other).external_id
    assert bench.push(other).external_id != bench.push().external_id
    assert len(bench.server.issues) == 2


@pytest.mark.parametrize("trouble", [Trouble(lost=True), Trouble(late=True)], ids=["lost", "late"])
def test_an_answer_that_is_lost_after_creation_makes_no_second_issue(
    server: FakeTracker, tmp_path: Path, trouble: Trouble
) -> None:
    bench = bench_of(server, tmp_path, timeout_s=0.3)
    bench.push(Issue(**{**vars(ISSUE), "key": "fai-1-other"}))
    server.troubles = [Trouble(**{**vars(trouble), "method": "POST"})]
    if server.kind == "jira":  # whose search is a POST too
        server.troubles.insert(0, Trouble(status=200, data={"issues": []}, method="POST"))
    with pytest.raises(RefusalError) as told:
        bench.push()
    assert told.value.unsure
    assert not told.value.final
    assert len(server.issues) == 2, "it was made"
    bench.push()
    assert len(server.issues) == 2


def test_a_status_goes_there_and_comes_back(bench: Bench) -> None:
    id_ = bench.push().external_id
    if not bench.readable:
        assert bench.moved(id_, "do") is None
        with pytest.raises(RefusalError):
            bench.carry(bench.adapter.read(id_))
        return
    assert bench.carry(bench.adapter.read(id_)).category == "open"
    for state, wanted in (("plan", "open"), ("do", "open"), ("check", "done"), ("act", "done"), ("do", "open")):
        status = bench.moved(id_, state)
        assert status is not None
        assert status == bench.carry(bench.adapter.read(id_))
        assert status.category == wanted, state
    bench.server.finish(id_)
    assert bench.carry(bench.adapter.read(id_)).category == "done"
    bench.server.finish(id_, dropped=True)
    assert bench.carry(bench.adapter.read(id_)).category == "dropped"
    bench.server.reopen(id_)
    assert bench.carry(bench.adapter.read(id_)).category == "open"


def test_a_change_of_text_leaves_the_status_that_people_gave(bench: Bench) -> None:
    id_ = bench.push().external_id
    bench.server.finish(id_)
    before = dict(bench.server.issues[id_])
    pushed = bench.push(external_id=id_)
    assert pushed.status is None or pushed.status.category == "done"
    if bench.readable:
        assert bench.carry(bench.adapter.read(id_)).category == "done"
    assert before.get("status") == bench.server.issues[id_].get("status")


@pytest.mark.parametrize(
    ("trouble", "wait_s"),
    [
        (Trouble(429, {"Retry-After": "17"}), 17),
        (Trouble(429), 60),
        (Trouble(403, {"Retry-After": "30"}, {"message": "You have exceeded a secondary rate limit."}), 30),
        (Trouble(403, {}, {"message": "You have exceeded a secondary rate limit."}), 60),
        (Trouble(403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000"}), 0),
    ],
)
def test_a_limit_is_told_with_the_time_to_wait(bench: Bench, trouble: Trouble, wait_s: float) -> None:
    bench.server.troubles = [trouble]
    with pytest.raises(RefusalError) as told:
        bench.push()
    assert (told.value.limited, told.value.wait_s, told.value.final) == (True, wait_s, False)
    assert bench.push().external_id in bench.server.issues


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_of_the_server_is_no_end(bench: Bench, status: int) -> None:
    bench.server.troubles = [Trouble(status, {"Retry-After": "120"})]
    with pytest.raises(RefusalError) as told:
        bench.push()
    assert (told.value.final, told.value.wait_s) == (False, 120)
    assert f"status {status}" in told.value.what


def test_a_wrong_token_is_told_and_is_no_end(server: FakeTracker, tmp_path: Path) -> None:
    wrong = "whsec_" + "x" * 32 if server.kind == "webhook" else "wrong"
    bench = bench_of(server, tmp_path, token=wrong)
    for talk in (bench.adapter.push(ISSUE, None), bench.adapter.probe()):
        with pytest.raises(RefusalError, match="status 401") as told:
            bench.carry(talk)
        assert not told.value.final
    assert not server.issues


def test_an_issue_that_is_not_there_is_told(bench: Bench) -> None:
    if not bench.readable:
        return
    gone = "0" * 32 if bench.server.kind == "servicenow" else "999"
    for talk in (
        bench.adapter.push(ISSUE, gone),
        bench.adapter.read(gone),
        bench.adapter.move(gone, "do", dropped=False),
    ):
        with pytest.raises(RefusalError) as told:
            bench.carry(talk)
        assert told.value.gone
    assert not bench.server.issues


def test_what_is_refused_as_it_is_is_not_tried_again(bench: Bench) -> None:
    bench.server.troubles = [Trouble(400, {}, {"message": "A field is missing.", "errors": {"team": "is required"}})]
    with pytest.raises(RefusalError, match="A field is missing") as told:
        bench.push()
    assert told.value.final


@pytest.mark.parametrize("data", [None, [], {}, {"key": "../../admin", "number": "../1", "result": {"sys_id": "a/b"}}])
def test_an_answer_that_is_none_of_the_api_breaks_nothing(bench: Bench, data: object) -> None:
    bench.server.troubles = [Trouble(200, {}, data)] * 3
    try:
        link = bench.push()
    except RefusalError:
        return
    assert "/" not in link.external_id


def test_a_redirect_is_not_followed(bench: Bench) -> None:
    bench.server.troubles = [Trouble(301, {"Location": f"{bench.server.url}/elsewhere"})]
    with pytest.raises(RefusalError, match="status 301"):
        bench.push()
    assert len(bench.server.asked) == 1


def test_a_probe_makes_nothing(bench: Bench) -> None:
    assert bench.carry(bench.adapter.probe())
    assert not bench.server.issues


def test_words_of_customers_arrive_and_do_not_act(bench: Bench) -> None:
    text = bench.server.text(bench.push().external_id)
    assert "等了两个小时" in text
    if bench.server.kind == "github":
        assert "@admin" not in text
        assert "#1 " not in text
        assert "<script>" not in text
        assert text.count("<!--") == 1, "the only marker is the issue's own"
        other = Issue(**{**vars(ISSUE), "key": "fai-9-0", "sections": ()})
        bench.push(other)
        assert len(bench.server.issues) == 2, "a quoted marker is none"


def test_a_conversation_ends_in_time(bench: Bench) -> None:
    with pytest.raises(RefusalError, match="too long"):
        carry(bench.adapter.push(ISSUE, None), bench.call, longest_s=-1.0)
    assert not bench.server.asked


def test_nobody_there_is_told(server: FakeTracker, tmp_path: Path) -> None:
    server.url = "http://127.0.0.1:9/hooks/secret-path"
    with pytest.raises(RefusalError, match="ConnectError") as told:
        bench_of(server, tmp_path).push()
    assert not told.value.final
    assert told.value.what.startswith("no connection to http://127.0.0.1:9 (ConnectError): check the address, ")
    assert "proxy" in told.value.what
    assert "secret" not in told.value.what
