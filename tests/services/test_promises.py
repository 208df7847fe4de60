import pytest
from gap_fakes import add_texts
from sqlalchemy import update

from feedback_ai.services import promises
from feedback_ai.services.promises import find_again, find_next
from feedback_ai.store import Store
from feedback_ai.store.promises import PromiseRepository
from feedback_ai.store.tables import AnalysisRow


def test_stored_texts_are_read_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "BATCH", 2)
    add_texts(store, ["Told 3 days, took 9.", "Lovely staff.", "说好30分钟 等了两小时", "I waited 2 hours.", "Fine."])
    with store.reading() as session:
        before = PromiseRepository(session).promises()
    with store.writing() as session:
        session.execute(update(AnalysisRow).values(promises=[]))
    assert find_again(store) == (5, 3)
    with store.reading() as session:
        assert PromiseRepository(session).promises() == before
    assert find_again(store) == (5, 0)


def test_an_empty_store_has_nothing_to_read(store: Store) -> None:
    assert find_again(store) == (0, 0)


def test_texts_can_be_read_a_few_at_a_time(store: Store) -> None:
    add_texts(store, ["Told 3 days, took 9.", "Lovely staff.", "说好30分钟 等了两小时", "I waited 2 hours.", "Fine."])
    with store.writing() as session:
        session.execute(update(AnalysisRow).values(promises=[]))
    last: str | None = ""
    steps = []
    while last is not None:
        read, changed, last = find_next(store, last, 2)
        steps.append((read, changed))
    assert [read for read, _ in steps] == [2, 2, 1]
    assert sum(changed for _, changed in steps) == 3
    assert find_next(store, "", 9) == (5, 0, None)
