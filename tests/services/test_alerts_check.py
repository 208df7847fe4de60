from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alert_fakes import CASES, CLOCK, END, burst, fill, quiet_days, settings_with
from backlog_fakes import NOW, Complaint, complaints
from sqlalchemy import func, select

from feedback_ai.errors import SettingError
from feedback_ai.services import alerts, incidents, webhooks
from feedback_ai.services.alerts_check import check
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.outbox import OutboxRepository
from feedback_ai.store.tables import AlertRow, IncidentRow, OutboxRow

DAY = timedelta(days=1)
QUIET = '[quiet]\nfrom = "22:00"\nto = "07:00"\nzone = "UTC"\nexempt = "S1"\n'


@pytest.fixture
def case_settings(tmp_path: Path) -> Settings:
    return settings_with(tmp_path / "home", CASES)


def critical(*days_ago: int, prefix: str = "s", **fields: Any) -> list[Complaint]:
    return [Complaint(f"{prefix}-{n}", days_ago=n, severity="S1", topic=2, **fields) for n in days_ago]


def titles(store: Store, **wanted: Any) -> list[str]:
    return sorted(alert.title.en for alert in alerts.list_alerts(store, **wanted).items)


def count(store: Store, table: Any) -> int | None:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_critical_case_opens_an_alert_of_its_unit(store: Store, case_settings: Settings) -> None:
    fill(store, critical(1, 2), critical(3, prefix="w", unit="west"), complaints(5, "x", severity="S3"))
    summary = check(store, as_of=END, settings=case_settings, now=CLOCK)
    assert (len(summary.opened), summary.n_messages) == (2, 0)
    assert titles(store) == ["S1 case: mobile-care", "S1 case: west"]
    (alert,) = [one for one in alerts.list_alerts(store).items if one.n_texts == 2]
    detail = alerts.get_alert(store, alert.id)
    assert [text.record_id for text in detail.evidence] == ["s-1", "s-2"]
    assert [(event.kind, event.actor) for event in detail.history] == [("opened", "alerts check")]


def test_repeating_a_check_changes_nothing(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(), critical(1))
    webhooks.add_webhook(store, "http://127.0.0.1:9/", settings=settings)
    first = check(store, as_of=END, settings=settings, now=CLOCK)
    assert first.opened
    assert first.incidents
    assert first.n_messages == len(first.opened)
    before = [alerts.get_alert(store, id_) for id_ in first.opened], incidents.list_incidents(store)
    again = check(store, as_of=END, settings=settings, now=CLOCK + timedelta(hours=1))
    assert (again.opened, again.reopened, again.updated, again.incidents, again.n_messages) == ((), (), (), (), 0)
    assert again.n_unchanged == len(first.opened)
    assert before == ([alerts.get_alert(store, id_) for id_ in first.opened], incidents.list_incidents(store))


def test_the_same_matter_is_updated_and_not_repeated(store: Store, case_settings: Settings) -> None:
    webhooks.add_webhook(store, "http://127.0.0.1:9/", settings=case_settings)
    fill(store, critical(2))
    (id_,) = check(store, as_of=END, settings=case_settings, now=CLOCK).opened
    fill(store, critical(1))
    summary = check(store, as_of=END, settings=case_settings, now=CLOCK)
    assert (summary.opened, summary.updated, summary.n_messages) == ((), (id_,), 0)
    assert alerts.get_alert(store, id_).n_texts == 2


def test_a_closed_alert_opens_again_after_its_rest_with_its_history(store: Store, case_settings: Settings) -> None:
    webhooks.add_webhook(store, "http://127.0.0.1:9/", settings=case_settings)
    fill(store, critical(20))
    (id_,) = check(store, as_of=NOW - 19 * DAY, settings=case_settings, now=CLOCK).opened
    closed_at = NOW - 18 * DAY
    alerts.close(store, id_, actor="Ann", note="已处理", at=closed_at)
    fill(store, critical(15, 10))

    def at(day: int) -> Any:
        return check(store, as_of=NOW - day * DAY, settings=case_settings, now=CLOCK)

    assert not at(17).reopened, "nothing new"
    assert not at(14).reopened, "it rests"
    assert not at(12).opened
    summary = at(9)
    assert (summary.opened, summary.reopened, summary.n_messages) == ((), (id_,), 1)
    detail = alerts.get_alert(store, id_)
    assert (detail.state, detail.openings, detail.closed_at) == ("open", 2, None)
    assert [event.kind for event in detail.history] == ["opened", "closed", "reopened"]
    assert detail.history[1].detail == {"note": "已处理"}
    assert [message.state for message in detail.messages] == ["waiting", "waiting"]


def test_what_was_there_before_it_was_closed_does_not_open_it_again(store: Store, tmp_path: Path) -> None:
    settings = settings_with(tmp_path / "home", "rest_days = 0\n" + CASES)
    fill(store, critical(1, 2, 3))
    (id_,) = check(store, as_of=END, settings=settings, now=CLOCK).opened
    alerts.close(store, id_, actor="Ann", at=NOW)
    assert not check(store, as_of=END, settings=settings, now=CLOCK).reopened
    fill(store, critical(0, prefix="new"))
    assert check(store, as_of=END, settings=settings, now=CLOCK).reopened == (id_,)


def test_a_replay_never_looks_ahead(store: Store, settings: Settings) -> None:
    """What a check up to a day finds is the same with and without the texts that came later."""
    early = NOW - 10 * DAY
    fill(store, quiet_days(), burst(25, days_ago=12, prefix="old"), critical(13))

    def found() -> Any:
        summary = check(store, as_of=early, settings=settings, now=CLOCK)
        told = [
            alerts.get_alert(store, id_).model_dump(exclude={"id", "history", "arrived_at"}) for id_ in summary.opened
        ]
        seen = [one.model_dump(exclude={"id"}) for one in incidents.list_incidents(store)]
        for one in [*told, *seen]:
            one["figures"].pop("incident_id", None)
            one.pop("latency_s", None)
        return summary.model_dump(exclude={"opened", "incidents"}), told, seen

    before = found()
    assert before[1]
    with store.writing() as session:
        for table in (AlertRow, IncidentRow):
            for row in session.scalars(select(table)):
                session.delete(row)
    fill(store, burst(40, days_ago=5, prefix="late"), critical(3, 4, 5, prefix="later"))
    assert found() == before


def test_a_replay_leaves_alone_what_a_later_check_has_seen(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(), critical(1, 9))
    ids = check(store, as_of=END, settings=settings, now=CLOCK).opened
    before = [alerts.get_alert(store, id_) for id_ in ids], incidents.list_incidents(store)
    summary = check(store, as_of=NOW - 8 * DAY, settings=settings, now=CLOCK)
    assert (summary.updated, summary.reopened) == ((), ())
    assert before == ([alerts.get_alert(store, id_) for id_ in ids], incidents.list_incidents(store))


def test_texts_of_unknown_time_count_when_they_are_stored(store: Store, case_settings: Settings) -> None:
    fill(store, [Complaint("undated", days_ago=None, severity="S1")])
    assert not check(store, as_of=datetime.now(UTC) - DAY, settings=case_settings).opened
    assert len(check(store, settings=case_settings).opened) == 1


def test_a_text_from_the_far_future_does_not_hide_the_others(store: Store, case_settings: Settings) -> None:
    fill(store, critical(1), [Complaint("typo", days_ago=-9_000)])
    assert len(check(store, settings=case_settings, now=CLOCK).opened) == 1


def test_an_empty_store_has_nothing_to_tell(store: Store, settings: Settings) -> None:
    summary = check(store, settings=settings)
    assert (summary.as_of, summary.opened, summary.notes) == (None, (), ("There is no text yet.",))


def test_too_little_history_is_a_note_and_no_error(store: Store, settings: Settings) -> None:
    fill(store, critical(1))
    summary = check(store, as_of=END, settings=settings, now=CLOCK)
    assert len(summary.opened) == 1
    assert [note.split(":")[0] for note in summary.notes] == ["topic", "candidate", "incidents"]


def test_rules_that_cannot_be_used_change_nothing(store: Store, tmp_path: Path) -> None:
    fill(store, critical(1))
    with pytest.raises(SettingError, match="rule 1, signal"):
        check(store, settings=settings_with(tmp_path, '[[rule]]\nname = "a"\nsignal = "x"\n'))
    assert count(store, AlertRow) == 0


@pytest.mark.parametrize(
    ("now", "severity", "quiet", "due"),
    [
        ("2026-09-30T12:00:00+00:00", "S2", True, "2026-09-30T12:00:00+00:00"),
        ("2026-09-30T23:00:00+00:00", "S2", True, "2026-10-01T07:00:00+00:00"),
        ("2026-09-30T23:00:00+00:00", "S1", True, "2026-09-30T23:00:00+00:00"),
        ("2026-09-30T23:00:00+00:00", "S2", False, "2026-09-30T23:00:00+00:00"),
    ],
)
def test_what_is_found_in_quiet_hours_waits_in_the_outbox(
    store: Store, tmp_path: Path, now: str, severity: str, quiet: bool, due: str
) -> None:
    rules = QUIET + CASES.replace('"S1"', '["S1", "S2"]') + f"quiet = {str(quiet).lower()}\n"
    settings = settings_with(tmp_path / "home", rules)
    webhooks.add_webhook(store, "http://127.0.0.1:9/", settings=settings)
    fill(store, [Complaint("a", severity=severity, days_ago=1)])
    (id_,) = check(store, as_of=END, settings=settings, now=datetime.fromisoformat(now)).opened
    (message,) = alerts.get_alert(store, id_).messages
    assert (message.state, message.due_at) == ("waiting", datetime.fromisoformat(due))


def test_a_webhook_is_told_of_its_rules_alone(store: Store, tmp_path: Path) -> None:
    settings = settings_with(tmp_path / "home", CASES + CASES.replace("Critical case", "Other").replace("S1", "S2"))
    all_, some, gone = (
        webhooks.add_webhook(store, "http://127.0.0.1:9/", rules, settings=settings).id for rules in ([], ["Other"], [])
    )
    webhooks.revoke_webhook(store, gone)
    fill(store, critical(1), [Complaint("s2", severity="S2", days_ago=1)])
    assert check(store, as_of=END, settings=settings, now=CLOCK).n_messages == 3
    waiting = {hook.id: hook.waiting for hook in webhooks.list_webhooks(store)}
    assert waiting == {all_: 2, some: 1, gone: 0}


def test_alerts_incidents_and_messages_are_written_together_or_not_at_all(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, quiet_days(), burst(), critical(1))
    webhooks.add_webhook(store, "http://127.0.0.1:9/", settings=settings)

    def fail(self: OutboxRepository, messages: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(OutboxRepository, "add", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            check(store, as_of=END, settings=settings, now=CLOCK)
    assert [count(store, table) for table in (AlertRow, IncidentRow, OutboxRow)] == [0, 0, 0]
    write = OutboxRepository.add

    def write_and_fail(self: OutboxRepository, messages: Any) -> None:
        write(self, messages)
        self.session.flush()
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(OutboxRepository, "add", write_and_fail)
        with pytest.raises(RuntimeError, match="power cut"):
            check(store, as_of=END, settings=settings, now=CLOCK)
    assert [count(store, table) for table in (AlertRow, IncidentRow, OutboxRow)] == [0, 0, 0]
    assert check(store, as_of=END, settings=settings, now=CLOCK).n_messages > 0


def test_a_rising_topic_and_a_mass_incident_are_alerts(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(120), burst(30))
    check(store, as_of=END, settings=settings, now=CLOCK)
    assert titles(store) == ["Mass incident: esim · activate · phone", "Topic rises: esim · activate · phone"]
    (rises,) = alerts.list_alerts(store, rule="Topic rises").items
    assert rises.figures["observed"] >= 30
    assert rises.figures["false_alarms_a_week"] > 0
    assert rises.severity == "S2"


def test_deleted_records_leave_their_alert_without_them(store: Store, case_settings: Settings) -> None:
    from feedback_ai.services.feedback import delete

    fill(store, critical(1, 2))
    (id_,) = check(store, as_of=END, settings=case_settings, now=CLOCK).opened
    delete(store, alerts.get_alert(store, id_).evidence[0].feedback_id)
    assert [text.record_id for text in alerts.get_alert(store, id_).evidence] == ["s-2"]


@pytest.mark.parametrize(
    "texts",
    [
        complaints(1, "one"),
        complaints(20, "undated", days_ago=None),
        complaints(300, "one day", days_ago=0, severity="S1"),
        [Complaint(f"day-{n}", days_ago=n % 60, topic=None, cause=None) for n in range(120)],
        [Complaint(f"no-unit-{n}", days_ago=n, unit=None, severity=None) for n in range(90)],
    ],
    ids=["one text", "no times", "one day", "no topics and causes", "no units and grades"],
)
def test_poor_data_is_no_error(store: Store, settings: Settings, texts: list[Complaint]) -> None:
    fill(store, texts)
    for as_of in (None, END, NOW - 400 * DAY):
        summary = check(store, as_of=as_of, settings=settings, now=CLOCK)
        assert summary.as_of is not None
    for alert in alerts.list_alerts(store).items:
        alerts.get_alert(store, alert.id)
