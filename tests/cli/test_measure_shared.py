import re
import string

import pytest
from backlog_fakes import complaints, file
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.cli import (
    backlog_shown,
    cases_shown,
    gap,
    measure,
    measure_causes,
    measure_drawn,
    measure_drivers,
    measure_elements,
    measure_grades,
    measure_indicators,
    measure_shared,
)
from feedback_ai.cli.measure_shared import named, p_value, rate_of
from feedback_ai.store import Store

TABLES = (
    "servqual",
    "causes",
    "drivers",
    "grades",
    "indicators",
    "drill",
    "fishbone",
    "spread",
    "elements",
    "training",
)
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{3,}")
OWN = (measure, measure_drawn, measure_drivers, measure_elements, measure_grades, measure_indicators)
WORDS = {
    **measure_shared.WORDS,
    **measure_causes.CAUSE_WORDS,
    **gap.WORDS,
    **{f"item {name}": pair for name, pair in backlog_shown.SAID.items()},
    **{f"case {name}": pair for name, pair in cases_shown.SAID.items()},
    **{f"{module.__name__} {name}": pair for module in OWN for name, pair in module.OWN.items()},
}


@pytest.fixture
def filled(home):
    with Store.open(f"sqlite:///{home / 'feedback.sqlite'}") as store:
        for days_ago in (10, 45):
            file(store, complaints(12, f"e{days_ago}", unit="east", cause="people", topic=2, days_ago=days_ago))
            file(store, complaints(12, f"w{days_ago}", unit="西区", cause="method", days_ago=days_ago))
        file(store, complaints(1, "undated", unit="西区", days_ago=None))


@pytest.mark.parametrize("command", [*(("measure", table) for table in (*TABLES, "journey", "gap")), ("cases", "list")])
def test_a_table_speaks_the_language_that_is_asked_for(invoke, filled, command):
    shown = invoke(*command, "--lang", "zh")
    assert shown.exit_code == 0, shown.output
    # What customers wrote, and commands that are named, stay as they are.
    words = re.sub(r"Complaint \S+ .*|measure import-series \S+ --indicator \S+", "", shown.stdout)
    assert re.search("[\u4e00-\u9fff]", words)
    assert not ENGLISH.findall(words)
    assert ENGLISH.search(invoke(*command).stdout)


@pytest.mark.parametrize("by", ["dimension", "unit", "touchpoint", "channel", "week", "month"])
def test_groups_are_named_in_chinese_too(invoke, filled, by):
    shown = invoke("measure", "causes", "--by", by, "--lang", "zh")
    assert shown.exit_code == 0, shown.output
    assert measure_shared.WORDS[by][1] in shown.stdout.splitlines()[2]


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_say_the_same(name):
    def places(text):
        return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)

    pair = WORDS[name]
    if isinstance(pair[0], str):
        english, chinese = pair
        assert places(english) == places(chinese)
        assert english.count("|") == chinese.count("|")
    else:
        assert len(pair[0]) == len(pair[1])


def test_a_name_that_is_the_same_in_both_languages_stands_once():
    assert named({"en": "CSAT", "zh": "CSAT"}, "en") == "CSAT"
    assert named({"en": "People", "zh": "人员"}, "en") == "People 人员"
    assert named({"en": "People", "zh": "人员"}, "zh") == "人员"


@given(rate=st.none() | st.floats(0, 1), low=st.none() | st.floats(0, 1))
def test_a_rate_is_told_with_its_interval_or_not_at_all(rate, low):
    told = rate_of({"rate": rate, "rate_low": low, "rate_high": low})
    if rate is None or low is None:
        assert told == "-"
    else:
        assert told == f"{100 * rate:.1f} [{100 * low:.1f}, {100 * low:.1f}]"


@pytest.mark.parametrize(("p", "told"), [(None, "-"), (0.0, "<0.001"), (0.001, "0.001"), (1.0, "1.000")])
def test_a_p_value_is_never_nothing(p, told):
    assert p_value(p) == told
