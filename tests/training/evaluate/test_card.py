import json
import re

import pytest

from feedback_ai.artifacts import locate_bundle
from training.evaluate import card_extras
from training.evaluate.card import render_card
from training.evaluate.tables import TASKS, figure, table

BUNDLE = locate_bundle()
FIGURE = {"value": 0.5, "low": 0.4, "high": 0.61}
BETTER = ("servqual", "servqual_with_polarity", "root_causes", "sentiment", "severity")


@pytest.fixture(scope="module")
def metrics():
    return json.loads((BUNDLE / "metrics.json").read_text(encoding="utf-8"))


def test_the_shipped_card_is_what_its_metrics_give(metrics):
    assert (BUNDLE / "CARD.md").read_text(encoding="utf-8") == render_card(metrics)


def test_the_card_names_every_source_with_its_licence_tier(metrics):
    card = render_card(metrics)
    assert metrics["sources"]
    for source in metrics["sources"]:
        assert f"| {source['source']} | {source['tier']} | {source['licence']} | {source['n']} |" in card
        assert source["tier"] != "research"


def test_every_figure_has_an_interval_and_the_provenance_is_told(metrics):
    card = render_card(metrics)
    assert len(re.findall(r"\d\.\d{3} \(\d\.\d\d-\d\.\d\d\)", card)) >= 4 * len(TASKS)
    assert "no human panel took part" in card


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("task", BETTER)
def test_the_bundle_beats_the_baselines_on_gold_test(metrics, lang, task, request):
    # The baseline on words is not in every run: with 80,000 texts it takes longer than the scoring.
    if (lang, task) == ("zh", "severity") and "tfidf" in metrics["test"]["baselines"]:
        request.applymarker(pytest.mark.xfail(strict=True, reason="TF-IDF grades Chinese texts better; see the card"))
    own = metrics["test"]["sentences"][lang][task]["value"]
    for name, baseline in metrics["test"]["baselines"].items():
        assert own > baseline.get(lang, {}).get(task, {"value": 0})["value"], name


def test_a_figure_that_is_not_there_is_a_dash():
    assert figure({"a": FIGURE}, "a") == "0.500 (0.40-0.61)"
    assert figure({}, "a") == "-"
    assert table(("x", "y"), [("1", "2")]) == "| x | y |\n|---|---|\n| 1 | 2 |"


def test_unseen_corpora_stand_beside_the_usual_figure():
    side = {"en": {"n_texts": 3, "servqual": FIGURE}}
    usual = {"en": {"n_texts": 3, "servqual": FIGURE | {"value": 0.55}}}
    result = {"recipe": "words", "n_texts": 3, "folds": [["a"], ["b"]], "corpora": side, "texts": usual}
    result["by_source"] = {"a": {"n_texts": 3, "corpora": FIGURE, "texts": FIGURE}}
    told = card_extras.leave_out(result)
    assert "| en | SERVQUAL dimensions, macro-F1 | 0.500 (0.40-0.61) | 0.550 (0.40-0.61) | -0.050 |" in told
    assert "2 folds over 3 texts" in told


def test_the_curve_has_a_row_for_every_size_and_language():
    point = {"share": 0.5, "n_texts": 2700, "figures": {"en": {"servqual": FIGURE}, "zh": {}}}
    told = card_extras.learning_curve({"recipe": "full", "points": [point]})
    assert "| 2,700 | en | 0.500 (0.40-0.61) | - | - | - | - |" in told
    assert "| 2,700 | zh | - |" in told


def test_what_was_not_run_is_said():
    assert card_extras.leave_out(None) == card_extras.learning_curve(None) == "Not run for this bundle."
    assert card_extras.export(None) == "Not measured for this bundle."
    assert card_extras.as_json(None) == "Not told."
    assert card_extras.own_labels({"n": 0}) == "No labels of our own were added."


def test_labels_of_our_own_come_with_their_agreement():
    told = card_extras.own_labels({"n": 1234, "agreement": ["| | texts |", "| two readings | 245 |"]})
    assert "1,234 of these texts" in told
    assert "|  | texts |\n|---|---|\n| two readings | 245 |" in told
