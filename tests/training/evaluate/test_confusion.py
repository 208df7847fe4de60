import json

import numpy as np
import pytest

from tests.training.predictions_fakes import perfect
from training.data import load_gold
from training.evaluate.confusion import NONE, RULES, confusions, rule_of, worst

ASSURANCE, RESPONSIVENESS, RELIABILITY, TANGIBLES = 3, 2, 1, 0


@pytest.fixture
def examples(annotation):
    return load_gold(annotation, "dev")


def test_a_label_missed_beside_a_false_one_was_taken_for_it(examples):
    wrong = perfect(examples)
    wrong.facets[1, RESPONSIVENESS], wrong.facets[1, RELIABILITY] = 0, 1
    assert confusions(examples, wrong) == {("facet", "responsiveness", "reliability"): ["a"]}
    assert rule_of(("facet", "responsiveness", "reliability")).startswith("1.1")


def test_a_label_missed_alone_and_one_made_up_alone_are_none(examples):
    wrong = perfect(examples)
    wrong.facets[0, ASSURANCE] = 0
    wrong.facets[2, TANGIBLES] = 1
    assert set(confusions(examples, wrong)) == {("facet", "assurance", NONE), ("facet", NONE, "tangibles")}


def test_wrong_poles_causes_and_grades_are_told_apart(examples):
    wrong = perfect(examples, severity=np.array([4, 3, 0, 0]))
    wrong.facets[1, RESPONSIVENESS] = 3
    wrong.causes[0, 0], wrong.causes[0, 3] = False, True
    assert set(confusions(examples, wrong)) == {
        ("polarity", "responsiveness negative", "responsiveness positive"),
        ("cause", "people", "method"),
        ("severity", "S3", "S1"),
    }
    assert rule_of(("severity", "S3", "S1")) == "4: grades of severity, two or more apart"


def test_the_report_has_ids_and_rules_and_no_text(examples):
    wrong = perfect(examples)
    wrong.facets[:] = 0
    report = worst(examples, wrong)
    assert report["n"] == 4
    assert {(row["gold"], row["given"], row["n"]) for row in report["worst"]} >= {("assurance", NONE, 1)}
    assert all(row["rule"] and row["ids"] for row in report["worst"])
    told = json.dumps(report, ensure_ascii=False)
    assert not [s for e in examples for s in e.spans if e.text[s.start : s.end] in told]


def test_rules_part_labels_of_one_kind():
    assert all(len(pair) == 2 for pair in RULES)
    assert len(set(RULES.values())) > 20
