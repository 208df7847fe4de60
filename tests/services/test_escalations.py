from datetime import UTC, datetime

import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.corrections import Judgement, correct
from feedback_ai.services.escalations import acknowledge, keep_escalations, list_escalations
from feedback_ai.services.feedback import delete
from feedback_ai.services.grades import grades

NOW = datetime(2026, 9, 20, tzinfo=UTC)


@pytest.fixture
def ids(store):
    """West complains of severe things from July to September; September is under way."""
    found = {}
    for days_ago in (75, 45, 15):
        found |= file(store, complaints(12, f"west-{days_ago}", unit="west", days_ago=days_ago, severity="S2"))
    return found


def kept(store, **wanted):
    return [(one.unit, one.month, one.rule, one.lapsed_at) for one in list_escalations(store, **wanted)]


def test_what_follows_is_kept_once_and_for_months_that_are_over_only(store, settings, ids):
    for _ in range(2):
        report = grades(store, settings=settings, now=NOW)
    assert {one.month for one in report.grades.escalations} == {"2026-07", "2026-08", "2026-09"}
    assert kept(store) == [
        ("west", "2026-08", "suspension", None),
        ("west", "2026-07", "suspension", None),
    ]
    one = list_escalations(store)[0]
    assert (one.by, one.created_at, one.rule_name.zh) == ("unit", NOW, "停业整顿")
    assert [(letter.month, letter.letter) for letter in one.letters] == [("2026-08", "E")]


def test_grades_of_some_months_judge_no_record_of_later_ones(store, settings, ids):
    grades(store, settings=settings, now=NOW)
    known = kept(store)
    grades(store, end=datetime(2026, 8, 1, tzinfo=UTC), unit="west", settings=settings, now=NOW)
    grades(store, by="channel", settings=settings, now=NOW)
    assert kept(store, unit="west") == known


def test_what_corrected_labels_no_longer_ask_for_lapses_and_is_not_deleted(store, settings, ids):
    grades(store, settings=settings, now=NOW)
    (first,) = [one for one in list_escalations(store) if one.month == "2026-07"]
    for name, id_ in ids.items():
        if name.startswith("west-75"):
            correct(store, id_, Judgement(intent="praise", severity="S0"), author="ann")
    later = datetime(2026, 9, 21, tzinfo=UTC)
    grades(store, settings=settings, now=later)
    # The corrected July is an A, yet no fall follows: August holds only complaints, and letters begin anew.
    assert kept(store) == [("west", "2026-08", "suspension", None)]
    (lapsed,) = [one for one in list_escalations(store, every=True) if one.month == "2026-07"]
    assert lapsed == first.model_copy(update={"lapsed_at": later})
    found = [{"unit": "west", "month": "2026-07", "rule": "suspension", "rule_name": {}, "letters": [], "name": {}}]
    keep_escalations(store, "unit", found, "2026-07", now=later)
    assert [one for one in list_escalations(store) if one.month == "2026-07"] == [first]


def test_what_rests_on_deleted_texts_lapses_too(store, settings, ids):
    grades(store, settings=settings, now=NOW)
    for name, id_ in ids.items():
        if not name.startswith("west-15"):
            delete(store, id_)
    grades(store, settings=settings, now=NOW)
    assert kept(store) == []
    assert len(list_escalations(store, every=True)) == 2


def test_an_escalation_is_acknowledged_once_with_actor_and_note(store, settings, ids):
    grades(store, settings=settings, now=NOW)
    id_ = list_escalations(store)[0].id
    found = acknowledge(store, id_, actor="ann", note=" 已约谈。 ", now=NOW)
    assert (found.acknowledged_by, found.acknowledged_at, found.note) == ("ann", NOW, "已约谈。")
    assert id_ not in {one.id for one in list_escalations(store)}
    assert found in list_escalations(store, every=True)
    with pytest.raises(OptionError, match="ann acknowledged it already"):
        acknowledge(store, id_, actor="bo")
    with pytest.raises(NotFoundError):
        acknowledge(store, 99, actor="bo")
    with pytest.raises(OptionError, match="note"):
        acknowledge(store, list_escalations(store)[0].id, actor="bo", note=" ")


def test_a_written_cause_is_acknowledged_with_the_cause(store, settings):
    found = [{"unit": "west", "month": "2026-07", "rule": "written_cause", "letters": []}]
    found[0] |= {name: {"en": "West", "zh": "西"} for name in ("rule_name", "name")}
    keep_escalations(store, "unit", found, "2026-07", now=NOW)
    (one,) = list_escalations(store)
    with pytest.raises(OptionError, match="what the cause was"):
        acknowledge(store, one.id, actor="ann", settings=settings)
    assert acknowledge(store, one.id, actor="ann", note="Two clerks were ill.", settings=settings).note
