from datetime import UTC, datetime
from pathlib import Path

import pytest
from backlog_fakes import Complaint, complaints, file
from evidence_fakes import Segment, bad, evidence, good, text

from feedback_ai.errors import OptionError, SettingError
from feedback_ai.services.cases import list_cases, routing_table, teams
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.routing import Rules, load_rules

RULES = """
[[rule]]
team = "eSIM"
topic = 1
unit = "mobile-care"

[[rule]]
team = "Rooms"
dimension = "tangibles"

[[rule]]
team = "Nobody yet"
unit = "moon"
"""


@pytest.fixture
def routed(settings: Settings, tmp_path: Path) -> Settings:
    rules = tmp_path / "routing.toml"
    rules.write_text(RULES, encoding="utf-8")
    return settings.model_copy(update={"routing": rules})


def test_complaints_are_those_by_intent_and_those_that_judge_something_negative() -> None:
    found = evidence(
        [
            text(intent="complaint", severity="S0"),
            text(bad("price"), intent="other", severity="S4"),
            text(bad("empathy"), intent=None, severity=None),
            text(bad("empathy"), intent="praise", severity="S0"),
            text(good("empathy"), intent="praise", severity="S3"),
            text(Segment({"empathy": "neutral"}), intent="question", severity="S4"),
        ]
    )
    assert teams(found, Rules()).to_dict() == {"t0": None, "t1": None, "t2": None}


def test_rules_see_what_complaining_segments_say(routed: Settings) -> None:
    rules = load_rules(routed.routing)
    found = evidence(
        [
            text(bad("reliability", topic=1), unit="mobile-care", severity="S3"),
            text(good("reliability"), bad("price"), unit="mobile-care", severity="S3"),
            text(Segment({"tangibles": "positive"}), bad("price"), severity="S3"),
            text(bad("tangibles", topic=1), severity="S3"),
            text(Segment({}, topic=1), bad("price"), unit="mobile-care", severity="S3"),
        ]
    )
    assert list(teams(found, rules)) == ["eSIM", None, None, "Rooms", None]
    table = [(count.team, count.n) for count in routing_table(found, rules)]
    assert table == [("eSIM", 1), ("Rooms", 1), ("Nobody yet", 0), (None, 3)]


def test_nothing_has_no_teams(routed: Settings) -> None:
    rules = load_rules(routed.routing)
    assert teams(evidence([]), rules).empty
    assert [count.n for count in routing_table(evidence([text(good("empathy"))]), rules)] == [0, 0, 0, 0]


def test_cases_are_listed_worst_first_then_newest(store: Store, routed: Settings) -> None:
    file(
        store,
        [
            Complaint("old", severity="S2", days_ago=9),
            Complaint("ungraded", severity=None, days_ago=1),
            Complaint("undated", severity="S2", days_ago=None),
            Complaint("slight", severity="S4", days_ago=0),
            Complaint("new", severity="S2", days_ago=2),
            Complaint("worst", severity="S1", days_ago=30),
            Complaint("moderate", severity="S3", days_ago=1),
        ],
    )
    found = list_cases(store, settings=routed)
    assert [case.record_id for case in found.items] == [
        *("worst", "new", "old", "undated", "ungraded", "moderate", "slight")
    ]
    first = found.items[0]
    assert first.text == "Complaint worst: 无法激活."
    assert (first.unit, first.team, first.dimensions, first.causes, first.topics) == (
        *("mobile-care", "eSIM", ("reliability",), ("machine",)),
        (1,),
    )
    assert first.created_at == datetime(2026, 8, 31, tzinfo=UTC)
    assert [case.record_id for case in list_cases(store, limit=2, settings=routed).items] == ["worst", "new"]


def test_pages_of_cases_are_all_of_them_once(store: Store, routed: Settings) -> None:
    file(store, complaints(5, "E"))
    pages = [list_cases(store, limit=2, skip=skip, settings=routed).items for skip in (0, 2, 4, 6)]
    assert sum(pages, ()) == list_cases(store, limit=None, settings=routed).items
    assert [len(page) for page in pages] == [2, 2, 1, 0]


def test_cases_of_a_team_or_of_none_are_chosen_and_all_are_counted(store: Store, routed: Settings) -> None:
    file(store, complaints(3, "E"))
    file(store, complaints(2, "R", unit="hotel", facet="tangibles", topic=None))
    file(store, complaints(4, "X", unit="hotel", topic=None, cause=None))
    counts = [("eSIM", 3), ("Rooms", 2), ("Nobody yet", 0), (None, 4)]
    for chosen, prefix, total in ({"team": "Rooms"}, "R", 2), ({"unrouted": True}, "X", 4), ({}, "", 9):
        found = list_cases(store, limit=2, settings=routed, **chosen)
        assert found.total == total
        assert len(found.items) == 2
        assert all(case.record_id.startswith(prefix) for case in found.items)
        assert [(count.team, count.n) for count in found.teams] == counts
    assert list_cases(store, team="Nobody yet", settings=routed).items == ()
    hotel = list_cases(store, EvidenceFilter(unit="hotel"), settings=routed)
    assert (hotel.total, hotel.teams[0].n) == (6, 0)


def test_without_rules_every_case_is_seen_and_none_has_a_team(store: Store, settings: Settings) -> None:
    assert list_cases(store, settings=settings).total == 0
    file(store, complaints(2, "E"))
    found = list_cases(store, unrouted=True, settings=settings)
    assert [case.team for case in found.items] == [None, None]
    with pytest.raises(OptionError, match="FEEDBACK_AI_ROUTING"):
        list_cases(store, team="eSIM", settings=settings)


def test_wrong_options_are_told(store: Store, routed: Settings) -> None:
    with pytest.raises(OptionError) as caught:
        list_cases(store, team="Esim", settings=routed)
    assert caught.value.options == ("eSIM", "Rooms", "Nobody yet")
    with pytest.raises(OptionError, match="one of the two"):
        list_cases(store, team="eSIM", unrouted=True, settings=routed)
    with pytest.raises(OptionError, match="1 at least"):
        list_cases(store, limit=0, settings=routed)
    with pytest.raises(OptionError, match="0 or more"):
        list_cases(store, skip=-1, settings=routed)


def test_rules_that_cannot_be_used_are_told(store: Store, settings: Settings, tmp_path: Path) -> None:
    broken = settings.model_copy(update={"routing": tmp_path / "none.toml"})
    with pytest.raises(SettingError, match="cannot be read"):
        list_cases(store, settings=broken)
