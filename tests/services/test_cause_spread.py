import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.measure.spread import VERDICTS
from feedback_ai.services.cause_spread import ACTIONS, VERDICT_NAMES, spread


def test_every_verdict_has_a_name_and_an_action_in_both_languages():
    assert set(VERDICT_NAMES) == set(ACTIONS) == set(VERDICTS)


def test_a_cause_of_one_unit_is_told(store, settings):
    file(store, complaints(20, "east", unit="east", cause="people"))
    file(store, complaints(30, "west", unit="west", cause="method"))
    document = spread(store, settings=settings)
    rows = {row["cause"]: row for row in document["rows"]}
    assert rows["people"]["units"] == ["east"]
    assert rows["people"]["verdict_name"]["zh"] == "集中于个别单位（批量性）"
    assert document == spread(store, settings=settings), "the draws have a seed"


def test_no_share_is_refused(store, settings):
    with pytest.raises(OptionError):
        spread(store, occasional=0, settings=settings)
