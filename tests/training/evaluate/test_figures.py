import numpy as np
import pytest

from tests.training.predictions_fakes import perfect
from training.data import load_gold
from training.evaluate.figures import Scorer, by_group, f1, interval, label_scores, macro_f1, resamples


def test_f1_of_a_known_case():
    gold, found = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 0], bool)
    assert f1(gold, found) == pytest.approx(0.5)
    assert f1(~(gold | True), ~(gold | True)) == 0


def test_macro_f1_counts_only_classes_that_gold_has():
    assert macro_f1(np.array([0, 0, 1]), np.array([0, 0, 1]), 5) == 1


@pytest.fixture
def examples(annotation):
    return load_gold(annotation, "dev")


def test_perfect_predictions_score_one_everywhere(examples):
    figures = by_group(Scorer(examples, perfect(examples)).score, examples, lambda example: example.lang)
    assert figures["en"]["servqual"]["value"] == figures["zh"]["expectation"]["value"] == 1
    assert figures["en"]["n_texts"] == figures["zh"]["n_texts"] == 2
    assert figures["en"]["severity_accuracy"]["value"] == figures["en"]["facets_micro"]["value"] == 1
    assert "root_causes" not in figures["en"], "no cause has 20 positives"
    assert figures["en"]["root_causes_micro"]["value"] == 1
    assert "critical_recall" not in figures["en"], "no text is critical"
    assert figures["en"]["critical_flagged"]["value"] == 0


def test_a_missed_facet_and_a_wrong_pole_cost(examples):
    predictions = perfect(examples)
    everything = np.arange(len(examples))
    predictions.facets[predictions.facets == 1] = 3
    figures = Scorer(examples, predictions).score(everything)
    assert figures["servqual"]["value"] == 1
    assert 0 < figures["servqual_with_polarity"]["value"] < 0.5
    predictions.facets[:] = 0
    assert Scorer(examples, predictions).score(everything)["servqual"]["value"] == 0


def test_micro_counts_labels_and_macro_counts_classes(examples):
    predictions = perfect(examples)
    predictions.facets[:, 0] = 0  # the only tangibles of four facets
    figures = Scorer(examples, predictions).score(np.arange(len(examples)))
    assert figures["facets_micro"]["value"] == pytest.approx(2 * 3 / 7, abs=1e-4)
    assert figures["facets"]["value"] == pytest.approx(3 / 4)


def test_a_text_sent_to_a_person_counts_as_caught(examples):
    critical = [e for e in examples if e.lang == "en"]
    object.__setattr__(critical[0], "severity", 4)
    found = perfect(critical)
    missed = found.severity.copy()
    missed[0] = 0
    without, with_review = (
        Scorer(critical, perfect(critical, severity=missed, flagged=flagged)).score(np.arange(2))
        for flagged in (None, np.array([True, False]))
    )
    assert (without["critical_recall"]["value"], without["critical_flagged"]["value"]) == (0, 0)
    assert (with_review["critical_recall"]["value"], with_review["critical_flagged"]["value"]) == (1, 0.5)


def test_abstention_lowers_coverage_and_not_the_figure(examples):
    unsure = perfect(examples, abstained={"sentiment": np.array([True, False, False, False])})
    figures = Scorer(examples, unsure).score(np.arange(4))
    assert figures["sentiment_coverage"]["value"] == 0.75
    assert figures["sentiment_where_given"]["value"] == figures["sentiment"]["value"] == 1


def test_single_labels_come_with_their_counts(examples):
    scores = label_scores(Scorer(examples, perfect(examples)), {"severities": ("severity", ("S0", "S4", "S3", "S2"))})
    assert scores["severities"]["S0"] == {"f1": 1.0, "n": 2}


def test_resamples_begin_with_every_text_once():
    weights = resamples(np.array([0, 2]), 3)
    assert weights[0].tolist() == [1, 0, 1]
    assert set(weights.sum(axis=1)) == {2}
    assert not weights[:, 1].any()


def test_an_interval_holds_its_value():
    figure = interval(np.array([0.5, *np.linspace(0, 1, 41)]))
    assert figure == {"value": 0.5, "low": 0.025, "high": 0.975}


def test_small_groups_are_left_out(examples):
    groups = by_group(lambda texts: {}, examples, lambda example: example.id, at_least=2)
    assert groups == {}
