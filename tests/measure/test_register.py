import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import SettingError
from feedback_ai.measure.grading import DEFAULT, load_grading
from feedback_ai.measure.register import KIND_NAMES, Outcome, load_register

DOCS = Path(__file__).parents[2] / "docs"
INDICATOR = """
[[indicator]]
name = "answer"
labels = { en = "Time to answer", zh = "答复时间" }
kind = "operational"
formula = "first_response"
direction = "lower"
"""
STANDARD = """
[[standard]]
name = "quick"
labels = { en = "A person answers within a day", zh = "一天内由专人答复" }
touchpoint = "end"
element = "people"
measure = "answer"
target = 24
direction = "lower"
by = 2026-12-31
review = 2027-06-30
owner = "Head of service"
"""


def load(tmp_path, content):
    file = tmp_path / "indicators.toml"
    file.write_text(content, "utf-8")
    return load_register(file)


def test_the_built_in_indicators_are_those_that_were_promised():
    register = load_register()
    assert [indicator.name for indicator in register.indicator] == [
        *("nps", "csat", "ces", "net_sentiment", "complaint_rate", "decided_texts"),
        *("first_response", "resolution_time", "follow_up_rate", "churn"),
    ]
    assert {indicator.kind for indicator in register.indicator} == set(KIND_NAMES)
    assert register.series_names(["more"])[0] == "contacts"
    assert "more" in register.series_names(["more"])


def test_a_standard_is_read(tmp_path):
    (standard,) = load(tmp_path, INDICATOR + STANDARD).standard
    assert (standard.element, standard.target, standard.by.isoformat()) == ("people", 24, "2026-12-31")
    assert standard.is_met(24)
    assert not standard.is_met(25)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("target = 24\n", "", "standard 1 ('quick'): its target has no number"),
        ("target = 24", 'target = "soon"', "standard 1 ('quick'): its target has no number"),
        ("target = 24", "target = true", "its target has no number"),
        ("target = 24", "target = nan", "its target has no number"),
        ("by = 2026-12-31\n", "", "standard 1 ('quick'): its target has no date"),
        ("by = 2026-12-31", 'by = "this year"', "its target has no date"),
        ("review = 2027-06-30\n", "", "standard 1 ('quick'), review: Field required"),
        ("review = 2027-06-30", "review = 2026-06-30", "evaluated anew"),
        ("by = 2026-12-31", "by = 0202-12-31", "standard 1 ('quick'): by = 0202-12-31 is no date of this age"),
        ("target = 24", "target = -24", "standard 'quick': target = -24 is less than 'answer' can be: 0 at least"),
        ('direction = "lower"\n', 'direction = "lower"\ntarget = -1\n', "indicator 1 ('answer'): target = -1 is less"),
        ('formula = "first_response"', 'formula = "csat"\ntarget = 101', "'answer' can be: 100 at most"),
        ('formula = "first_response"', 'formula = "nps"\nbenchmark_source = "x"\nbenchmark = -101', "benchmark = -101"),
        (
            'formula = "first_response"',
            'formula = "series"\nunit = "%"\nshare = true\ntarget = 120',
            "target = 120 is more than 'answer' can be",
        ),
        ('owner = "Head of service"\n', "", "owner"),
        ('element = "people"', 'element = "mood"', "element"),
        ('measure = "answer"', 'measure = "smile"', "'quick' is measured by 'smile'"),
        ('formula = "first_response"', "formula = \"__import__('os')\"", "indicator 1 ('answer'), formula"),
        ('kind = "operational"', 'kind = "other"', "indicator 1 ('answer'), kind"),
        ('direction = "lower"\n', 'direction = "lower"\nbenchmark = 3\n', "needs benchmark_source"),
        ('direction = "lower"\n', 'direction = "lower"\naim = 3\n', "aim: Extra inputs"),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path, old, new, told):
    content = INDICATOR + STANDARD
    assert old in content
    with pytest.raises(SettingError) as caught:
        load(tmp_path, content.replace(old, new, 1))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (INDICATOR + INDICATOR, "two of the indicator 'answer'"),
        ('[[scale]]\nsource = "s"\nkind = "csat"', "csat, and nothing else, needs `satisfied`"),
        ('[[scale]]\nsource = "s"\nkind = "nps"\nsatisfied = 9', "csat, and nothing else"),
        ('[[outcome]]\nname = "nps"\nmetadata = "x"\nlabels = { en = "a", zh = "b" }', "cannot be called 'nps'"),
        ("[[indicators]]", "indicators: Extra inputs"),
        ("[[indicator]", "cannot be read"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, content, told):
    with pytest.raises(SettingError) as caught:
        load(tmp_path, content)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("value", "known"),
    [
        *((yes, 1.0) for yes in (True, 1, 1.0, "1", "Yes", " TRUE ", "是")),
        *((no, 0.0) for no in (False, 0, 0.0, "0", "no", "否", "left?")),
        *((nothing, None) for nothing in (None, "")),
    ],
)
def test_an_outcome_is_yes_no_or_not_known(value, known):
    outcome = Outcome(name="churn", labels={"en": "Churn", "zh": "流失"}, metadata="left")
    assert outcome.value_of(value) == known


@given(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text())
def test_any_metadata_are_an_outcome(value):
    outcome = Outcome(name="churn", labels={"en": "Churn", "zh": "流失"}, metadata="left", yes=("gone",))
    assert outcome.value_of(value) in {None, 0.0, 1.0}


def test_the_examples_of_the_documentation_can_be_used(tmp_path):
    page = (DOCS / "measures.md").read_text("utf-8")
    (register,) = re.findall(r"```toml\n(\[\[scale.*?)```", page, flags=re.DOTALL)
    assert load(tmp_path, register).standard
    (rule,) = re.findall(r"```toml\n(\[\[rule.*?)```", page, flags=re.DOTALL)
    file = tmp_path / "grades.toml"
    default = DEFAULT.read_text("utf-8")
    file.write_text(default + rule, "utf-8")
    assert len(load_grading(file).rule) == 5
