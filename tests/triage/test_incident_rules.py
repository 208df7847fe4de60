from pathlib import Path

import pytest

from feedback_ai.errors import SettingError
from feedback_ai.triage.incident_rules import load_incident_rules

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "incidents.toml"
STEP = 'steps = [{ en = "Call.", zh = "致电。" }]\n'


def test_built_in_rules_and_those_of_the_sample_can_be_read() -> None:
    for path in (None, SAMPLE):
        rules = load_incident_rules(path)
        assert rules.detection.span_days == 35
        assert all(step.en and step.zh for playbook in rules.playbook for step in playbook.steps)
        assert rules.playbook_for("S3", "method", "empathy") is not None, "the last one is for all"


def test_the_first_playbook_that_fits_decides() -> None:
    rules = load_incident_rules()
    named = [rules.playbook_for(*about) for about in (("S1", "machine", None), ("S2", "machine", None), (None,) * 3)]
    assert [one and one.name.en for one in named] == ["Danger or crime", "Something broke down", "Many of one kind"]


def test_without_playbooks_there_is_none(tmp_path: Path) -> None:
    file = tmp_path / "incidents.toml"
    file.write_text("[detection]\nmin_texts = 5\ndays = 2\n", encoding="utf-8")
    rules = load_incident_rules(file)
    assert (rules.detection.days, rules.playbook_for("S1", None, None)) == ((2,), None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[detection]\nfloor = 5\n", "detection, floor: there is no such key.*min_texts"),
        ('[detection]\nseverity = "S7"\n', "detection, severity 1: there is no such value.*S1"),
        ("[detection]\ndays = [1, 60]\n", "detection, days 2: "),
        ("[detection]\nmin_ratio = 0.5\n", "detection, min_ratio: "),
        ("[[playbook]]\n" + STEP, "playbook 1, name: Field required"),
        ('[[playbook]]\nname = { en = "a" }\n' + STEP, "playbook 1, name, zh: Field required"),
        ('[[playbook]]\nname = { en = "a", zh = "b" }\nsteps = []\n', "playbook 1, steps: "),
        ('[[playbook]]\nname = { en = "a", zh = "b" }\ncause = "man"\n' + STEP, "cause 1: .*people"),
    ],
)
def test_a_wrong_file_is_told_with_key_and_options(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / f"{abs(hash(text))}.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=told):
        load_incident_rules(file)
