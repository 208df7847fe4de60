import numpy as np
import pytest

from feedback_ai.schema import Span
from training.data import document_targets, load_gold, stack_segments
from training.evaluate import Scorer, by_language, f1, macro_f1
from training.predictions import Predictions, lay_on_sentences


def perfect(examples):
    return Predictions(
        facets=stack_segments(examples, "facets"),
        causes=stack_segments(examples, "causes"),
        expectation=stack_segments(examples, "expectation"),
        abstained={"sentiment": np.zeros(len(examples), dtype=bool)},
        **{task: document_targets(examples, task) for task in ("sentiment", "intent", "severity")},
    )


def test_f1_of_a_known_case():
    gold, found = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 0], bool)
    assert f1(gold, found) == pytest.approx(0.5)
    assert f1(~(gold | True), ~(gold | True)) == 0


def test_macro_f1_counts_only_classes_that_gold_has():
    assert macro_f1(np.array([0, 0, 1]), np.array([0, 0, 1]), 5) == 1


def test_perfect_predictions_score_one_everywhere(annotation):
    examples = load_gold(annotation, "dev")
    figures = by_language(lambda texts: Scorer(examples).score(perfect(examples), texts), examples)
    assert figures["en"]["servqual"] == {"value": 1.0, "low": figures["en"]["servqual"]["low"], "high": 1.0}
    assert figures["zh"]["expectation"]["value"] == 1.0
    assert figures["en"]["severity_accuracy"]["value"] == 1.0


def test_a_missed_facet_costs(annotation):
    examples = load_gold(annotation, "dev")
    predictions = perfect(examples)
    predictions.facets[:] = 0
    assert Scorer(examples).score(predictions, np.arange(4))["servqual"] == 0


def test_details_tell_what_abstention_does(annotation):
    examples = load_gold(annotation, "dev")
    details = Scorer(examples).details(perfect(examples))
    assert details["abstention"]["sentiment"] == {"coverage": 1.0, "accuracy_where_given": 1.0}
    assert details["facets"]["tangibles"] == {"f1": 1.0, "n": 1}


def test_a_segment_lies_on_the_sentence_with_which_it_shares_most():
    sentences = [Span(0, 10), Span(10, 20)]
    assert lay_on_sentences([Span(0, 4), Span(4, 18), Span(18, 20)], sentences) == [0, 1, 1]
