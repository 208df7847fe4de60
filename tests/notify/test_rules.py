from datetime import time
from pathlib import Path

import pytest

from feedback_ai.errors import SettingError
from feedback_ai.notify.rules import AlertRules, load_alert_rules

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "alerts.toml"
CASE = '[[rule]]\nname = "a"\nsignal = "case"\nseverity = "S1"\n'


def load(tmp_path: Path, text: str) -> AlertRules:
    file = tmp_path / "alerts.toml"
    file.write_text(text, encoding="utf-8")
    load_alert_rules.cache_clear()
    return load_alert_rules(file)


def test_built_in_rules_and_those_of_the_sample_can_be_read() -> None:
    assert load_alert_rules().names == ("Critical case", "Mass incident", "Topic rises", "New matter")
    sample = load_alert_rules(SAMPLE)
    assert sample.quiet is not None
    assert {rule.signal for rule in sample.rule} == {"topic", "candidate", "case", "incident"}


def test_conditions_may_be_one_value_or_several(tmp_path: Path) -> None:
    text = CASE + 'unit = "east"\nchannel = ["app", "热线"]\ndimension = ["price"]\ntopic = 3\n'
    (rule,) = load(tmp_path, text).rule
    assert (rule.unit, rule.channel, rule.topic) == (("east",), ("app", "热线"), (3,))
    assert (rule.floor, rule.days, rule.by, rule.quiet) == (1, 7, "case", True)


def test_quiet_hours_are_written_as_text_or_as_times(tmp_path: Path) -> None:
    quiet = '[quiet]\nfrom = "22:00"\nto = 07:30:00\nzone = "Asia/Shanghai"\nexempt = "S1"\n'
    rules = load(tmp_path, quiet + CASE)
    assert rules.quiet is not None
    hours = rules.quiet.hours
    assert (hours.begin, hours.end, hours.exempt) == (time(22), time(7, 30), frozenset({"S1"}))


@pytest.mark.parametrize(
    ("text", "told", "options"),
    [
        ("", "rule: Field required", ()),
        ("rest = 3\n" + CASE, "rest: there is no such key", ("rest_days", "quiet", "rule")),
        (CASE + "level = 3\n", "rule 1, level: there is no such key", ("name", "signal", "min_texts")),
        (CASE.replace('"case"', '"spike"'), "rule 1, signal: there is no such value", ("topic", "candidate", "case")),
        (CASE.replace("S1", "S9"), "rule 1, severity 1: there is no such value", ("S0", "S4", "S3", "S2", "S1")),
        (CASE + 'dimension = ["price", "speed"]\n', "rule 1, dimension 2: there is no such value", ("tangibles",)),
        (CASE + CASE, "the rule 'a' is there twice", ()),
        (CASE + "max_q = 0.1\n", "max_q is for the signals topic and candidate", ()),
        (CASE + "alarm = true\n", "alarm is for the signal topic", ()),
        (CASE + "parts = false\n", "parts is for rules that name a topic", ()),
        (CASE + "min_texts = 0\n", "rule 1, min_texts: ", ()),
        (CASE + 'min_texts = "5"\n', "rule 1, min_texts: ", ()),
        (CASE.replace('name = "a"', 'name = " "'), "rule 1, name: ", ()),
        ('[[rule]]\nname = "a"\nsignal = "case"\n', "names severities", ()),
        ('[[rule]]\nname = "a"\nsignal = "topic"\n', "needs a limit", ()),
        ('[[rule]]\nname = "a"\nsignal = "topic"\nmax_q = 2\n', "rule 1, max_q: ", ()),
        ('[[rule]]\nname = "a"\nsignal = "incident"\nby = "unit"\n', "by and days are for the signal case", ()),
        ('[quiet]\nfrom = "22:00"\nto = "25:00"\nzone = "UTC"\n' + CASE, "quiet, to: write a time of day", ()),
        ('[quiet]\nfrom = "22:00"\nto = "07:00"\nzone = "Mars"\n' + CASE, "there is no time zone 'Mars'", ()),
        ('[quiet]\nfrom = "22:00"\nto = "22:00"\nzone = "UTC"\n' + CASE, "two different times", ()),
        ('[quiet]\nhush = 1\nfrom = "22:00"\nto = "7:00"\n' + CASE, "quiet, hush: there is no such key", ("from",)),
        ("rule = 3", "rule: ", ()),
        ("rule = [", "cannot be read", ()),
    ],
)
def test_a_wrong_file_is_told_with_key_and_options(
    tmp_path: Path, text: str, told: str, options: tuple[str, ...]
) -> None:
    with pytest.raises(SettingError) as caught:
        load(tmp_path, text)
    assert told in str(caught.value)
    assert set(options) <= set(caught.value.options)
    assert bool(options) == bool(caught.value.options)
    assert "alerts.toml" in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        load_alert_rules(tmp_path / "none.toml")
