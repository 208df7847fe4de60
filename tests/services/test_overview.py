from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from backlog_fakes import NOW, TOPICS, Complaint, complaints, file
from fakes import new_feedback

from feedback_ai.report.claims import clear
from feedback_ai.services import backlog, cases, measures, topics
from feedback_ai.services import overview as service
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.overview import N_CRITICAL, N_ITEMS, N_STEPS, choices, overview
from feedback_ai.services.routing import rules_in_force
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.routing import Rules

SEPTEMBER = EvidenceFilter(created_from=datetime(2026, 9, 1, tzinfo=UTC), created_to=datetime(2026, 10, 1, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def filled(store: Store) -> Store:
    file(store, [Complaint(f"a-{n}", days_ago=3 * n, topic=1 + n % 2, unit="east") for n in range(40)])
    file(store, [Complaint(f"b-{n}", days_ago=n, severity="S1", unit="west", facet="empathy") for n in range(12)])
    file(store, [Complaint("c-0", days_ago=None, severity="S1", unit=None, topic=None, sentiment="positive")])
    return store


def test_an_empty_store_has_nothing_of_everything(store: Store, settings: Settings) -> None:
    found = overview(store, EvidenceFilter(), settings=settings)
    assert (found.n_texts, found.n_critical, found.n_items, found.topics, found.growing) == (0, 0, 0, None, None)
    assert found.scores["n"].tolist() == [0] * 5
    assert found.trend.empty
    assert found.causes.empty
    assert found.teams == []
    assert choices(store).first is None


def test_figures_are_those_of_the_other_services(filled: Store, settings: Settings) -> None:
    for wanted in (EvidenceFilter(), EvidenceFilter(unit="east"), SEPTEMBER):
        found = overview(filled, wanted, settings=settings)
        servqual = measures.servqual(filled, wanted, settings=settings)
        assert found.n_texts == servqual.n_texts
        assert found.n_undated == servqual.n_undated
        pd.testing.assert_frame_equal(found.scores, servqual.rows[found.scores.columns])
        pd.testing.assert_frame_equal(
            found.causes, measures.causes(filled, wanted, settings=settings).rows[found.causes.columns]
        )
        by_month = measures.servqual(filled, wanted, by="month", settings=settings).rows
        pd.testing.assert_frame_equal(found.trend, by_month[found.trend.columns])
        routing = cases.routing_table(
            load_evidence(filled, wanted, settings=settings), rules_in_force(filled, settings)
        )
        assert found.teams == [(count.team, count.n) for count in routing]


def test_a_whole_period_is_compared_with_the_one_before(filled: Store, settings: Settings) -> None:
    assert overview(filled, EvidenceFilter(), settings=settings).before is None
    found = overview(filled, SEPTEMBER, settings=settings)
    assert found.before is not None
    assert found.before.name == "2026-08"
    assert found.change is not None
    known = measures.servqual(filled, SEPTEMBER, settings=settings).rows
    assert found.change["change"].tolist() == pytest.approx(known["change"].tolist(), nan_ok=True)


def test_labels_of_two_models_are_not_compared(
    filled: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = service.load_evidence

    def relabelled(store: Store, wanted: EvidenceFilter, **options: Settings) -> object:
        evidence = real(store, wanted, **options)
        if wanted != SEPTEMBER:
            evidence.texts["model_version"] = "2"
        return evidence

    monkeypatch.setattr(service, "load_evidence", relabelled)
    found = overview(filled, SEPTEMBER, settings=settings)
    assert found.change is None
    assert found.versions == [("1", "1.1"), ("2", "1.1")]


def test_complaints_are_those_that_have_a_team_or_none(
    filled: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = service.load_evidence

    def praised(*arguments: object, **options: object) -> object:
        evidence = real(*arguments, **options)  # type: ignore[arg-type]
        evidence.texts["intent"] = "praise"
        evidence.texts.loc[evidence.texts["unit"] == "west", "severity"] = "S0"
        return evidence

    monkeypatch.setattr(service, "load_evidence", praised)
    found = overview(filled, EvidenceFilter(), settings=settings)
    # Those of the west are not graded as complaints, and one text judges nothing negative.
    assert found.n_complaints == sum(n for _, n in found.teams) == 40
    assert found.n_complaints == len(cases.teams(praised(filled), Rules()))  # type: ignore[arg-type]


def test_a_change_is_clear_by_the_rule_of_the_report(store: Store, settings: Settings) -> None:
    file(store, [Complaint(f"a-{n}", days_ago=n % 20, sentiment="negative") for n in range(30)])
    file(store, [Complaint(f"b-{n}", days_ago=40, sentiment="positive") for n in range(30)])
    found = overview(store, SEPTEMBER, settings=settings)
    assert found.change is not None
    assert found.change["clear"].tolist() == clear(found.change).tolist()
    assert found.change.set_index("dimension")["clear"].to_dict()["reliability"]
    assert not found.change.set_index("dimension")["clear"].to_dict()["empathy"]


def test_topics_are_counted_in_view(filled: Store, settings: Settings) -> None:
    found = overview(filled, EvidenceFilter(unit="east"), settings=settings)
    assert [(topic.labels, topic.n_texts, topic.n_unhappy) for topic in found.topics] == [
        (TOPICS[1], 20, 20),
        (TOPICS[2], 20, 20),
    ]
    none = overview(filled, EvidenceFilter(unit="north"), settings=settings)
    assert none.topics == []


def test_growth_ends_with_the_filter(filled: Store, settings: Settings) -> None:
    found = overview(filled, SEPTEMBER, settings=settings)
    assert found.growing == topics.emerging(filled, as_of=SEPTEMBER.created_to, days=28, limit=5)
    assert found.growing
    early = EvidenceFilter(created_to=NOW - timedelta(days=110))
    assert overview(filled, early, settings=settings).growing is None, "too little history is not no growth"


def test_critical_texts_are_the_newest_with_their_words_and_team(filled: Store, settings: Settings, tmp_path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nunit = "west"\nteam = "West desk"\n')
    routed = settings.model_copy(update={"routing": rules})
    found = overview(filled, EvidenceFilter(), settings=routed)
    assert found.n_critical == 13
    assert [text.record_id for text in found.critical] == [f"b-{n}" for n in range(N_CRITICAL)]
    assert found.critical[0].text == Complaint("b-0").text
    assert found.critical[0].team == "West desk"
    assert found.critical[0].created_at == NOW
    (undated,) = overview(filled, EvidenceFilter(), settings=routed).critical[-1:]
    assert undated.created_at is not None, "texts of unknown time come last"
    assert dict(found.teams) == {"West desk": 12, None: 41}
    assert found.teams[-1][0] is None


def test_the_backlog_is_of_the_filters_unit(filled: Store, settings: Settings) -> None:
    file(filled, [one for unit in range(12) for one in complaints(6, f"u{unit}", unit=f"unit-{unit}")])
    backlog.build(filled, actor="tests", settings=settings)
    found = overview(filled, EvidenceFilter(), settings=settings)
    listed = backlog.list_items(filled)
    assert found.n_items == len(listed) > N_ITEMS
    assert found.items == listed[:N_ITEMS]
    west = overview(filled, EvidenceFilter(unit="west"), settings=settings)
    assert [item.unit for item in west.items] == ["west"]


def test_a_long_trend_is_cut_to_its_latest_steps(store: Store, settings: Settings) -> None:
    file(store, [Complaint(f"a-{n}", days_ago=7 * n) for n in range(N_STEPS + 5)])
    found = overview(store, EvidenceFilter(), by="week", settings=settings)
    assert found.n_steps == N_STEPS + 5
    steps = sorted(found.trend["group"].unique())
    assert len(steps) == N_STEPS
    assert steps[-1] == f"{NOW:%G-W%V}"


def test_choices_are_what_analysed_records_hold(filled: Store) -> None:
    with filled.writing() as session:
        FeedbackRepository(session).add([new_feedback("waiting", "Not analysed yet.", unit="south")])
    found = choices(filled)
    assert (found.n_texts, found.n_waiting) == (53, 1)
    assert found.values["unit"] == {"east": 40, "west": 12}
    assert found.values["language"] == {"en": 53}
    assert found.values["channel"] == {}
    assert (found.first, found.last) == (NOW - timedelta(days=117), NOW)


def test_the_fishbone_and_the_journey_are_of_the_view(filled: Store, settings: Settings) -> None:
    found = overview(filled, EvidenceFilter(unit="west"), settings=settings)
    (bone,) = [bone for bone in found.bones["zh"] if bone.n]
    assert (bone.name, bone.n) == ("设备与系统", 12)
    heat = found.heat.set_index("dimension")
    assert heat.loc["empathy", "n"] == 12
    assert heat.loc["reliability", "n"] == 0
    assert found.moments == []
