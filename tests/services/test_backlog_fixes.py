from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import complaints, file
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.services import backlog
from feedback_ai.services.backlog_fixes import fixes, recurrence_shares
from feedback_ai.services.grades import grades
from feedback_ai.services.series import import_series
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.history import StoredEvent

JULY = datetime(2026, 7, 10, tzinfo=UTC)
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def happened(closed, *, verdict="effective", withdrawn=None, ended=None, reopened=None):
    """What happens to an item that is verified and closed, and then perhaps more."""
    told = [
        StoredEvent(closed - timedelta(days=90), "ann", "effect test", {}),
        StoredEvent(closed - timedelta(days=2), "ann", "verified", {"verdict": verdict, "reason": "interval"}),
        StoredEvent(closed, "ann", "state", {"from": "act", "to": "closed"}),
    ]
    for at, kind in ((withdrawn, "verdict withdrawn"), (ended, "watch ended")):
        told += [] if at is None else [StoredEvent(at, "ann", kind, {})]
    if reopened is not None:
        told.append(StoredEvent(reopened, "ann", "state", {"from": "closed", "to": "plan"}))
    return told


def test_the_watch_of_a_fix_ends_with_its_verdict_or_after_six_months():
    def one(**then):
        (found,) = fixes(happened(JULY, **then), NOW + timedelta(days=400))
        return (found.until - JULY).days, found.withdrawn

    assert one() == (182, False)
    assert one(withdrawn=JULY + timedelta(days=40)) == (40, True)
    assert one(withdrawn=JULY + timedelta(days=190)) == (190, True)
    assert one(ended=JULY + timedelta(days=190)) == (182, False)
    assert one(reopened=JULY + timedelta(days=50)) == (50, False)
    assert list(fixes(happened(JULY, verdict="undecided"), NOW)) == []
    assert list(fixes(happened(JULY), JULY - timedelta(days=1))) == []


def test_the_verdict_of_an_earlier_turn_makes_no_fix_of_the_next():
    events = happened(JULY, reopened=JULY + timedelta(days=50))
    later = StoredEvent(JULY + timedelta(days=60), "ann", "state", {"from": "act", "to": "closed"})
    assert len(list(fixes([*events, later], NOW))) == 1


@pytest.fixture
def fixed(store, settings):
    """Items of west: one fix holds, one came back in September; nothing is known of east."""
    for days_ago in (75, 45, 15):
        for unit in ("west", "east"):
            file(store, complaints(12, f"{unit}-{days_ago}", unit=unit, days_ago=days_ago))
    file(store, complaints(12, "west-tangible", unit="west", days_ago=40, facet="tangibles", topic=2))
    backlog.build(store, actor="ann", as_of=datetime(2026, 9, 30, tzinfo=UTC), settings=settings)
    holds, back = (item.id for item in backlog.list_items(store) if item.unit == "west")
    with store.writing() as session:
        repository = BacklogRepository(session)
        for item_id, then in ((holds, {}), (back, {"withdrawn": datetime(2026, 9, 8, tzinfo=UTC)})):
            for event in happened(JULY, **then):
                repository.add_event(item_id, event.at, event.actor, event.kind, event.detail)
    return store


def test_fixes_count_while_they_are_watched_and_as_come_back_once(fixed):
    told = recurrence_shares(fixed, now=datetime(2026, 11, 2, tzinfo=UTC))
    assert [tuple(row) for row in told.itertuples(index=False)] == [
        ("2026-07", "west", "recurrence", 0.0, 2),
        ("2026-08", "west", "recurrence", 0.0, 2),
        ("2026-09", "west", "recurrence", 0.5, 2),
        ("2026-10", "west", "recurrence", 0.0, 1),
        ("2026-11", "west", "recurrence", 0.0, 1),
    ]


@given(day=st.integers(0, 250), later=st.integers(0, 250))
def test_what_happens_later_changes_no_month_that_is_over(day, later):
    events = happened(JULY, withdrawn=JULY + timedelta(days=day))
    now = JULY + timedelta(days=later)
    early, late = (list(fixes(events, at)) for at in (now, JULY + timedelta(days=600)))
    if day <= later:
        assert early == late
    else:
        assert not early[0].withdrawn


def test_grades_take_them_and_an_imported_series_goes_first(fixed, settings, tmp_path):
    def recurrence(month, unit):
        rows = grades(fixed, settings=settings).document()["rows"]
        (row,) = [row for row in rows if (row["month"], row["unit"]) == (month, unit)]
        part = next((part for part in row["parts"] if part["part"] == "recurrence"), None)
        return part and (part["raw"], part["n"], part["origin"])

    assert recurrence("2026-09", "west") == (0.5, 2, "backlog")
    assert recurrence("2026-09", "east") is None
    imported = tmp_path / "recurrence.csv"
    imported.write_text("period,unit,value,n\n2026-09,west,0.2,10\n", "utf-8")
    import_series(fixed, imported, "recurrence", settings=settings)
    assert recurrence("2026-09", "west") == (0.2, 10, "imported")
    assert recurrence("2026-08", "west") == (0.0, 2, "backlog")
