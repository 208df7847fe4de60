import pytest

from feedback_ai.schema.units import BASES, KINDS, MINUTES, UNIT_NAMES, time_in_words


def test_every_unit_has_a_kind_and_a_base_with_a_name():
    assert set(BASES) == set(KINDS)
    assert {unit for unit, _ in BASES.values()} | {"working_day"} == set(UNIT_NAMES)
    assert all(KINDS[base] == KINDS[unit] for unit, (base, _) in BASES.items())


def test_five_working_days_are_a_week_against_other_units():
    assert 5 * MINUTES["working_day"] == MINUTES["week"]


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [(0, "0 min", "0 分钟"), (45, "45 min", "45 分钟"), (90, "1.5 h", "1.5 小时"), (-4320, "-3 d", "-3 天")],
)
def test_times_are_told_in_words(minutes, english, chinese):
    assert (time_in_words(minutes), time_in_words(minutes, "zh")) == (english, chinese)
