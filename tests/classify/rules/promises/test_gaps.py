import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.classify.rules.promises.gaps import gap_between
from feedback_ai.classify.rules.promises.quantities import Stated

ORDER = ["below", "equal", "above"]


def stated(low, unit, high=None):
    return Stated(0, 1, 0, 1, low, high or low, unit)


def gap(promised, actual, *, at_least=False, better=-1):
    return gap_between(promised, actual, at_least=at_least, better=better)


@pytest.mark.parametrize(
    ("promised", "actual", "unit", "value"),
    [
        (stated(30, "minute"), stated(2, "hour"), "minute", 90),
        (stated(3, "working_day"), stated(5, "working_day"), "working_day", 2),
        (stated(5, "working_day"), stated(7, "day"), "minute", 0),
        (stated(2, "day", 3), stated(3, "day"), "minute", 0),
        (stated(300, "meter"), stated(1.8, "kilometer"), "meter", 1500),
        (stated(1, "kilogram"), stated(850, "gram"), "gram", -150),
    ],
)
def test_both_sides_are_brought_to_one_unit(promised, actual, unit, value):
    found = gap(promised, actual)
    assert (found.unit, found.value) == (unit, pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Told 3 days, took 9.", "below"),
        ("Told 3 days, took 2.", "above"),
        ("Told 3 days, took 3.", "equal"),
        ("Told 3 days, took over 3 days.", "below"),
        ("Told 3 weeks; still nothing after 2 weeks.", None),
        ("I ordered 12 chairs and received only 10.", "below"),
        ("We were quoted £120 and charged £180.", "below"),
        ("The advert promises 8 hours of battery life. Mine lasts 5.", "below"),
        ("Guaranteed 20% discount but only 10% was taken off.", "below"),
        ("The listing said 300 metres. It is 2 km.", None),
        ("说好30分钟 等了两小时", "below"),
        ("宣传续航12小时，实际用了15小时。", "above"),
    ],
)
def test_a_verdict_is_the_customers(text, verdict):
    (promise,) = find_promises(text)
    assert promise.gap.verdict == verdict


def test_nothing_promised_has_no_ratio():
    assert gap(stated(0, "day"), stated(3, "day")).ratio is None


amounts = st.floats(0.1, 1000)


@given(amounts, amounts, amounts, st.sampled_from(["hour", "money", "count", "gram"]), st.sampled_from([-1, 1]))
def test_the_verdict_never_falls_where_the_outcome_gets_better(promised, one, other, unit, better):
    came = sorted((one, other), reverse=better < 0)
    verdicts = [gap(stated(promised, unit), stated(value, unit), better=better).verdict for value in came]
    assert ORDER.index(verdicts[0]) <= ORDER.index(verdicts[1])


@given(amounts, amounts)
def test_without_a_direction_only_equality_is_a_verdict(promised, came):
    assert gap(stated(promised, "hour"), stated(came, "hour"), better=0).verdict in {None, "equal"}
