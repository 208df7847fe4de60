from datetime import UTC, datetime, timedelta

from alert_fakes import fill
from backlog_fakes import NOW, Complaint

from feedback_ai.services.alert_material import load_material
from feedback_ai.settings import Settings
from feedback_ai.store import Store

DAY = timedelta(days=1)


def test_texts_carry_what_rules_ask_for(store: Store, settings: Settings) -> None:
    fill(store, [Complaint("a", days_ago=3, severity="S2", unit="east"), Complaint("old", days_ago=30)])
    fill(store, [Complaint("praise", days_ago=2, sentiment="positive", severity="S0")])
    material = load_material(store, NOW - 7 * DAY, NOW, settings)
    by_severity = {text.severity: text for text in material.texts.values()}
    assert len(material.texts) == len(material.times) == 2
    own = by_severity["S2"]
    assert (own.unit, own.dimensions, own.topics) == ("east", {"reliability"}, {1})
    assert own.at == NOW - 3 * DAY
    assert by_severity["S0"].dimensions == frozenset()
    (case,) = [case for case in material.cases if case.severity == "S2"]
    assert (case.causes, case.dimensions) == ({"machine"}, {"reliability"})


def test_the_end_is_exclusive_and_undated_texts_are_of_when_they_were_stored(store: Store, settings: Settings) -> None:
    fill(store, [Complaint("a", days_ago=0), Complaint("undated", days_ago=None)])
    assert not load_material(store, NOW - DAY, NOW, settings).texts
    late = load_material(store, NOW - DAY, datetime.now(UTC) + DAY, settings)
    assert (len(late.texts), len(late.complaints), len(late.cases), len(late.times)) == (2, 2, 1, 1)
