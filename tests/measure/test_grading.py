import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import SettingError
from feedback_ai.measure.grading import DEFAULT, LETTERS, PARTS, load_grading

GRADING = load_grading()
SCORES = st.floats(0, 100)


def test_the_default_rules_are_those_of_the_field():
    assert [(rule.name, rule.letter, rule.months, rule.drop) for rule in GRADING.rule] == [
        ("on_site_review", "C", 3, None),
        ("head_called_in", "D", 3, None),
        ("written_cause", None, 1, 2),
        ("suspension", "E", 1, None),
    ]
    assert {part.name for part in GRADING.part} == set(PARTS)


@given(SCORES, st.sampled_from([None, *LETTERS]))
def test_a_letter_moves_no_further_than_the_score_does(score, before):
    plain, after = GRADING.cuts.letter_of(score), GRADING.next_letter(score, before)
    if before is None:
        assert after == plain
    else:
        assert min(plain, before) <= after <= max(plain, before)


@given(SCORES, st.sampled_from(LETTERS), st.floats(0, 2.9))
def test_a_letter_stays_while_the_score_is_within_the_margin(score, before, near):
    inside = GRADING.cuts.letter_of(score) == before
    for moved in (score + near, score - near):
        if inside:
            assert GRADING.next_letter(moved, before) == before


@pytest.mark.parametrize(
    ("score", "before", "after"),
    [
        (81, None, "A"),
        (81, "B", "B"),  # the cut is 80, and 3 points more are needed
        (83, "B", "A"),
        (78, "A", "A"),
        (76, "A", "B"),
        (30, "A", "E"),
        (95, "E", "A"),
        (66, "E", "C"),  # a B by the score, but only the cut of C is passed by the margin
    ],
)
def test_letters_have_a_memory(score, before, after):
    assert GRADING.next_letter(score, before) == after


def test_points_run_from_worst_to_best_in_either_direction():
    rate, score = GRADING.part_of("complaint_rate"), GRADING.part_of("dimensions")
    assert [rate.points(value) for value in (0.0, 0.1, 0.45, 0.8, 1.0)] == pytest.approx([100, 100, 50, 0, 0])
    assert [score.points(value) for value in (1, 4, 7)] == [0, 50, 100]
    assert GRADING.model_copy(update={"part": ()}).part_of("severity") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minimum_n = 10", "minimum_n = 0", "minimum_n"),
        ("minimum_n = 10", "least = 10", "Field required"),
        ("margin = 3 ", "margin = 8 ", "margin must be less than half"),
        ("A = 80", "A = 98", "A or E could never be reached"),
        ("A = 80", "A = 60", "must fall from A to D"),
        ("best = 0.1\nworst = 0.8", "best = 0.8\nworst = 0.8", "part 1 ('complaint_rate'): best and worst must differ"),
        ('name = "severity"', 'name = "mood"', "part 3 ('mood'), name"),
        ('name = "severity"', 'name = "follow_up"', "'follow_up' stands there twice"),
        ("drop = 2", 'drop = 2\nletter = "C"', "rule 3 ('written_cause'): a rule needs either"),
        ("drop = 2", "", "a rule needs either"),
        ("weight = 20\nbest = 0.0", "weight = 0\nbest = 0.0", "weight"),
        ("weight = 20\nbest = 0.0", "weight = 20\nbest = nan", "best"),
        ("[cuts]", "[cuts", "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, told):
    text = DEFAULT.read_text("utf-8")
    assert old in text
    file = tmp_path / "grades.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SettingError) as caught:
        load_grading(file)
    assert told in str(caught.value)
    assert "grades.toml" in str(caught.value)


def test_every_part_has_names_in_both_languages():
    listed = tomllib.loads(DEFAULT.read_text("utf-8"))
    assert all(set(entry["labels"]) == {"en", "zh"} for entry in listed["part"] + listed["rule"])
