from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alert_fakes import CLOCK, END, burst, fill, quiet_days, settings_with
from backlog_fakes import NOW, Complaint

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import incidents
from feedback_ai.services.alerts_check import check
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.triage.incidents import IncidentState

DAY = timedelta(days=1)


def propose(store: Store, settings: Settings, as_of: Any = END) -> Any:
    return check(store, as_of=as_of, settings=settings, now=CLOCK)


def test_a_burst_of_one_topic_is_an_incident_with_its_cases(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(20))
    (id_,) = propose(store, settings).incidents
    one = incidents.get_incident(store, id_)
    assert (one.topic_id, one.state, one.severity) == (1, "proposed", "S2")
    assert one.title.zh == "突发事件：激活 · 手机"
    assert {case.record_id for case in one.cases} >= {f"b-{number}" for number in range(20)}
    assert (one.units["east"], one.units["west"]) >= (10, 10)
    assert sum(one.units.values()) == one.n_cases
    assert list(one.units.values()) == sorted(one.units.values(), reverse=True)
    assert one.started_at == one.cases[0].created_at
    assert one.figures["q"] <= 0.01
    assert one.playbook is not None
    assert one.playbook.name.en == "Something broke down", "its commonest cause is machine"
    assert [event.kind for event in one.history] == ["proposed"]


@pytest.mark.parametrize(("n", "days_ago"), [(3, 1), (20, 12)])
def test_few_cases_or_old_ones_are_none(store: Store, settings: Settings, n: int, days_ago: int) -> None:
    fill(store, quiet_days(), burst(n, days_ago=days_ago))
    assert not propose(store, settings).incidents


def test_slight_complaints_are_cases_only_where_the_rules_say_so(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    fill(store, quiet_days(), burst(20, severity="S4"))
    assert not propose(store, settings).incidents
    every = settings_with(tmp_path / "every", incidents="[detection]\ncomplaints = true\n")
    assert len(propose(store, every).incidents) == 1


def test_cases_without_a_topic_are_together_by_cause_and_dimension(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(20, cause="people", facet="assurance"))
    with store.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM topic_assignment WHERE topic_id = 1")
    (id_,) = propose(store, settings).incidents
    one = incidents.get_incident(store, id_)
    assert (one.topic_id, one.cause, one.dimension) == (None, "people", "assurance")
    assert one.title.en == "Mass incident: People, Assurance"


def test_a_text_of_two_causes_makes_one_incident(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(20, cause="people", facet="assurance"))
    with store.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM topic_assignment WHERE topic_id = 1")
        copy = (
            "SELECT feedback_id, position + 50, kind, segment_index, 'method', sentiment, score, probability, abstained"
        )
        connection.exec_driver_sql(
            "INSERT INTO label (feedback_id, position, kind, segment_index, name, sentiment, score, probability, "
            'abstained, start, "end", model_version, labels_version) '
            f"{copy}, start, \"end\", model_version, labels_version FROM label WHERE kind = 'cause' AND name = 'people'"
        )
    assert len(propose(store, settings).incidents) == 1


def test_later_cases_join_the_open_incident(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(20, days_ago=4))
    (id_,) = propose(store, settings, NOW - 3 * DAY).incidents
    before = incidents.get_incident(store, id_).n_cases
    fill(store, burst(5, days_ago=2, prefix="late", severity="S1"), burst(3, days_ago=2, prefix="other", topic=2))
    summary = propose(store, settings, NOW - DAY)
    assert (summary.incidents, summary.n_joined >= 5) == ((), True)
    one = incidents.get_incident(store, id_)
    assert one.n_cases == before + summary.n_joined
    assert one.severity == "S1"
    assert not any(case.record_id.startswith("other") for case in one.cases)
    assert propose(store, settings, NOW - DAY).n_joined == 0
    assert [event.kind for event in one.history] == ["proposed", "joined"]


def test_a_dismissed_incident_is_not_proposed_again_for_the_same_cases(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(20, days_ago=3))
    (id_,) = propose(store, settings, NOW - 2 * DAY).incidents
    incidents.move(store, id_, IncidentState.DISMISSED, actor="Ann", note="a survey went out")
    for day in (2, 1, 0):
        assert not propose(store, settings, NOW - day * DAY).incidents
    fill(store, burst(25, days_ago=0, prefix="new"))
    (new,) = propose(store, settings).incidents
    assert new != id_
    assert not any(case.record_id.startswith("b-") for case in incidents.get_incident(store, new).cases)


def test_people_move_an_incident_through_its_states(store: Store, settings: Settings) -> None:
    fill(store, quiet_days(), burst(20))
    (id_,) = propose(store, settings).incidents
    with pytest.raises(OptionError, match="confirmed, dismissed"):
        incidents.move(store, id_, IncidentState.CLOSED, actor="Ann")
    with pytest.raises(OptionError, match="only with a note"):
        incidents.move(store, id_, IncidentState.DISMISSED, actor="Ann")
    incidents.move(store, id_, IncidentState.CONFIRMED, actor="Ann", note="是真的")
    assert [one.id for one in incidents.list_incidents(store)] == [id_]
    one = incidents.move(store, id_, IncidentState.CLOSED, actor="Ann")
    assert [(event.actor, event.kind) for event in one.history[1:]] == [("Ann", "confirmed"), ("Ann", "closed")]
    assert not incidents.list_incidents(store)
    assert incidents.list_incidents(store, every=True) == incidents.list_incidents(store, state="closed")
    with pytest.raises(OptionError, match="Nothing more"):
        incidents.move(store, id_, IncidentState.CONFIRMED, actor="Ann")


def test_an_incident_that_is_not_there_is_told(store: Store) -> None:
    for id_ in (0, 7, 2**40):
        with pytest.raises(NotFoundError):
            incidents.get_incident(store, id_)


def test_steady_texts_make_hardly_an_incident(tmp_path: Path) -> None:
    """Matters at their usual rates, a check a day for three weeks, three times: at most 1 in 100 checks may err."""
    assert sum(_false_incidents(tmp_path / str(seed), seed) for seed in range(3)) <= 2


def _false_incidents(directory: Path, seed: int) -> int:
    dice = np.random.default_rng(seed)
    facets, causes = ("reliability", "empathy", "price"), ("machine", "people", "method")
    settings = settings_with(directory / "home")
    with Store.open(f"sqlite:///{directory / 'store.sqlite'}") as store:
        fill(
            store,
            [
                Complaint(
                    f"n-{day}-{number}", days_ago=day, topic=int(dice.integers(1, 3)), severity="S3",
                    facet=str(dice.choice(facets)), cause=str(dice.choice(causes)),
                )
                for day in range(60)
                for number in range(dice.poisson(8))
            ],
        )  # fmt: skip
        with store.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM topic_assignment WHERE topic_id = 2")
        return sum(len(propose(store, settings, NOW - day * DAY).incidents) for day in range(21, 0, -1))
