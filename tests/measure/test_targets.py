import pandas as pd
import pytest
from evidence_fakes import bad, evidence, text

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.errors import SettingError
from feedback_ai.measure.targets import load_targets, target_gaps

FILE = """
[[target]]
name = "answer within a day"
labels = { en = "Answer within a day", zh = "24小时内答复" }
within = { value = 24, unit = "hour" }
dimension = "responsiveness"

[[target]]
name = "repair"
within = { value = 3, unit = "working_day" }
unit = "east"

[[target]]
name = "reliable"
score = 6
dimension = "reliability"
"""


def load(tmp_path, content):
    file = tmp_path / "targets.toml"
    file.write_text(content, encoding="utf-8")
    return load_targets(file)


def figures(targets, days, answers=()):
    texts = [(f"I waited {day} days.", text(bad("responsiveness"), unit="east")) for day in days]
    frames = evidence([row for _, row in texts])
    promises = pd.DataFrame(
        [
            (f"t{number}", (0,), one.model_dump(mode="json"))
            for number, (words, _) in enumerate(texts)
            for one in find_promises(words)
        ],
        columns=["feedback_id", "segments", "promise"],
    )
    columns = ["feedback_id", "unit", "touchpoint", "channel", "created_at", "expected", "perceived"]
    listed = [(f"r{n}", "east", None, None, None, [7] * 22, [score] * 22) for n, score in enumerate(answers)]
    frame = target_gaps(targets, frames.texts, promises, frames.mentions, pd.DataFrame(listed, columns=columns))
    return {row["name"]: row for row in frame.to_dict("records")}


def test_times_are_set_against_outcomes_and_scores_against_the_survey(tmp_path):
    rows = figures(load(tmp_path, FILE), range(2, 14), answers=[5, 5, 6, 5, 4, 5, 5, 5, 5, 5])
    answer = rows["answer within a day"]
    assert (answer["n"], answer["met"], answer["target"], answer["perceived"]) == (12, 0, 1440, 7.5 * 1440)
    assert answer["gap"] == 6.5 * 1440
    assert answer["verdict"] == "unacceptable"
    assert answer["labels"]["zh"] == "24小时内答复"
    assert (rows["repair"]["unit"], rows["repair"]["target"], rows["repair"]["met"]) == ("working_day", 3, 3)
    reliable = rows["reliable"]
    assert (reliable["n"], reliable["met"], reliable["gap"]) == (10, 1, pytest.approx(-1))
    assert reliable["verdict"] == "unacceptable"


def test_a_target_that_is_met_is_more_than_acceptable(tmp_path):
    content = '[[target]]\nname = "a"\nwithin = { value = 5, unit = "day" }'
    assert figures(load(tmp_path, content), [2] * 12)["a"]["verdict"] == "excellent"
    assert figures(load(tmp_path, content), [5] * 12)["a"]["verdict"] == "acceptable"


def test_without_data_nothing_is_judged(tmp_path):
    for row in figures(load(tmp_path, FILE), []).values():
        assert (row["n"], row["verdict"]) == (0, "undecided")


def test_no_file_is_no_target():
    assert load_targets(None) == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("x", "cannot be read"),
        ("a = 1", r"no \[\[target\]\]"),
        ("target = [1]", "no table"),
        ('[[target]]\nwithin = { value = 1, unit = "hour" }', "a name is needed"),
        ('[[target]]\nname = "a"', "either within or score"),
        ('[[target]]\nname = "a"\nscore = 5\nwithin = { value = 1, unit = "hour" }', "either within or score"),
        ('[[target]]\nname = "a"\nscore = 8', "from 1 to 7"),
        ('[[target]]\nname = "a"\nscore = true', "from 1 to 7"),
        ('[[target]]\nname = "a"\nwithin = 3', "a value and a unit"),
        ('[[target]]\nname = "a"\nwithin = { value = 1, unit = "mile" }', "a time above 0"),
        ('[[target]]\nname = "a"\nwithin = { value = 0, unit = "day" }', "a time above 0"),
        ('[[target]]\nname = "a"\nscore = 5\ndimension = "speed"', "no dimension"),
        ('[[target]]\nname = "a"\nscore = 5\nlabels = "b"', "must be texts"),
        ('[[target]]\nname = "a"\nscore = 5\nwhen = "now"', "unknown key"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path, content, told):
    with pytest.raises(SettingError, match=told):
        load(tmp_path, content)
