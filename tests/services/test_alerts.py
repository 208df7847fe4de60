from datetime import timedelta
from pathlib import Path

import pytest
from alert_fakes import CASES, CLOCK, END, fill, settings_with
from backlog_fakes import NOW, Complaint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.notify.states import STEPS, AlertState
from feedback_ai.services import alerts
from feedback_ai.services.alert_views import quantiles
from feedback_ai.services.alerts_check import check
from feedback_ai.store import Store
from feedback_ai.store.alerts import AlertRepository
from feedback_ai.store.tables import AlertRow

DAY = timedelta(days=1)
ACTS = ("acknowledge", "close", "comes back", "check")


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(ACTS), max_size=7))
def test_any_run_of_acts_keeps_the_states_and_the_history(store: Store, tmp_path: Path, acts: list[str]) -> None:
    """The alert against a model of it: state, openings and events, whatever people and checks do."""
    own = settings_with(tmp_path / "home", "rest_days = 0\n" + CASES)
    with store.writing() as session:
        for row in session.query(AlertRow):
            session.delete(row)
    prefix = f"p{abs(hash(tuple(acts)))}"
    fill(store, [Complaint(f"{prefix}-first", days_ago=60, severity="S1")])
    day = NOW - 59 * DAY
    (id_,) = check(store, as_of=day, settings=own, now=CLOCK).opened
    state, openings, events = AlertState.OPEN, 1, ["opened"]
    for number, act in enumerate(acts):
        day += 2 * DAY
        if act in ("acknowledge", "close"):
            wanted = AlertState.ACKNOWLEDGED if act == "acknowledge" else AlertState.CLOSED
            allowed = wanted in STEPS[state]
            try:
                if act == "acknowledge":
                    alerts.acknowledge(store, id_, actor="Ann")
                else:
                    alerts.close(store, id_, actor="Ann", at=day)
                assert allowed
                state = wanted
                events.append(str(wanted))
            except OptionError:
                assert not allowed
            continue
        if act == "comes back":
            written = (NOW - day).days - 1
            fill(store, [Complaint(f"{prefix}-{number}", days_ago=written, severity="S1")])
        summary = check(store, as_of=day + 2 * DAY, settings=own, now=CLOCK)
        assert not summary.opened
        if act == "comes back" and state is AlertState.CLOSED:
            state, openings = AlertState.OPEN, openings + 1
            events.append("reopened")
    detail = alerts.get_alert(store, id_)
    assert (detail.state, detail.openings) == (state, openings)
    assert [event.kind for event in detail.history] == events
    with store.writing() as session:
        for text_id in AlertRepository(session).text_ids(id_):
            session.connection().exec_driver_sql(f"DELETE FROM feedback WHERE id = '{text_id}'")


@pytest.fixture
def opened(store: Store, tmp_path: Path) -> int:
    fill(store, [Complaint("a", days_ago=1, severity="S1")])
    (id_,) = check(store, as_of=END, settings=settings_with(tmp_path / "home", CASES), now=CLOCK).opened
    return id_


def test_people_act_with_name_and_note(store: Store, opened: int) -> None:
    alerts.acknowledge(store, opened, actor="Ann", note="on it")
    detail = alerts.close(store, opened, actor="李", note="处理完毕")
    assert [(event.actor, event.kind, event.detail) for event in detail.history[1:]] == [
        ("Ann", "acknowledged", {"note": "on it"}),
        ("李", "closed", {"note": "处理完毕"}),
    ]
    with pytest.raises(OptionError, match="opens again when its matter comes back"):
        alerts.close(store, opened, actor="Ann")


@pytest.mark.parametrize("note", ["", " ", "x" * 4_001, "a\0"])
def test_a_note_that_cannot_be_kept_changes_nothing(store: Store, opened: int, note: str) -> None:
    with pytest.raises(OptionError, match="note"):
        alerts.close(store, opened, actor="Ann", note=note)
    assert alerts.get_alert(store, opened).state == "open"


def test_lists_are_of_a_state_or_a_rule(store: Store, opened: int) -> None:
    assert [alert.id for alert in alerts.list_alerts(store, rule="Critical case").items] == [opened]
    assert not alerts.list_alerts(store, rule="critical case").items
    alerts.close(store, opened, actor="Ann")
    assert not alerts.list_alerts(store).items
    assert alerts.list_alerts(store, closed=True).items == alerts.list_alerts(store, state="closed").items
    with pytest.raises(OptionError, match="acknowledged"):
        alerts.list_alerts(store, state="shut")


@pytest.mark.parametrize("alert_id", [0, -1, 99_999, 2**40])
def test_an_alert_that_is_not_there_is_told(store: Store, alert_id: int) -> None:
    with pytest.raises(NotFoundError):
        alerts.get_alert(store, alert_id)
    with pytest.raises(NotFoundError):
        alerts.acknowledge(store, alert_id, actor="Ann")


def test_latency_is_from_the_arrival_of_the_last_text(store: Store, opened: int) -> None:
    detail = alerts.get_alert(store, opened)
    seconds = (detail.opened_at - detail.evidence[0].stored_at).total_seconds()
    assert detail.latency_s == {"opened": seconds, "delivered": None}
    latency = alerts.list_alerts(store).latency
    assert (latency.opened.n, latency.opened.median_s, latency.delivered.n) == (1, seconds, 0)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_half_and_nine_tenths_take_no_longer(seconds: list[float]) -> None:
    found = quantiles(seconds)
    assert found.n == len(seconds)
    for quantile, share in ((found.median_s, 0.5), (found.p90_s, 0.9)):
        assert quantile in seconds
        assert sum(one <= quantile for one in seconds) >= share * len(seconds) - 1e-9
        assert sum(one < quantile for one in seconds) < share * len(seconds)
