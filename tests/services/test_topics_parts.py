from datetime import UTC, datetime

from feedback_ai.services.topics_parts import MAX_Q, concentrated_in
from feedback_ai.store.topic_times import Text

AT = datetime(2026, 6, 30, tzinfo=UTC)


def texts(n, unit=None, channel=None, prefix="t"):
    return [Text(f"{prefix}-{unit}-{channel}-{number}", AT, ("shop", "1"), unit, channel) for number in range(n)]


def test_the_unit_that_has_more_than_its_share_is_told_the_surest_first():
    everywhere = [text for unit in ("a", "b", "c", "d") for text in texts(50, unit)]
    own = [*texts(12, "a", prefix="own"), *texts(6, "b", prefix="own"), *texts(1, "c", prefix="own")]
    (told,) = concentrated_in([own], [*everywhere, *own], "unit")
    assert [part.name for part in told] == ["a"]
    assert all(part.p <= part.q <= MAX_Q and part.ratio > 1 for part in told)
    assert told[0].observed == 12


def test_what_is_spread_as_all_texts_or_has_few_texts_is_told_nowhere():
    everywhere = [text for unit in ("a", "b") for text in texts(50, unit)]
    spread, few = everywhere[::10], texts(2, "c", prefix="few")
    assert concentrated_in([spread, few], [*everywhere, *few], "unit") == [(), ()]


def test_texts_that_name_none_are_left_out():
    own = texts(9, channel="app")
    every = [*own, *texts(200), *texts(91, channel="web")]
    assert concentrated_in([own], every, "unit") == [()]
    ((part,),) = concentrated_in([own], every, "channel")
    assert (part.name, part.share, part.usual) == ("app", 1.0, 0.09)


def test_the_more_matters_are_tested_the_more_each_must_show():
    everywhere = [text for unit in ("a", "b", "c") for text in texts(30, unit)]
    own = [*everywhere[:8], everywhere[40], everywhere[70]]
    (alone,) = concentrated_in([own], everywhere, "unit")
    many = concentrated_in([own, *([everywhere[::9]] * 20)], everywhere, "unit")
    assert alone[0].q < 0.05
    assert many[0] == ()
    assert concentrated_in([], everywhere, "unit") == []
