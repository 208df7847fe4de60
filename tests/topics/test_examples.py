import numpy as np

from feedback_ai.topics.assignment import Assignments
from feedback_ai.topics.examples import PER_LANGUAGE, nearest_examples


def given(topics, similarity):
    return Assignments(np.array(topics), np.array(similarity), np.array(similarity) > 0.5)


def test_examples_are_nearest_first_in_each_language():
    found = nearest_examples(
        given([1, 1, 1, 2], [0.7, 0.9, 0.8, 0.4]), "abcd", ["one", "two", "三", "four"], ["en", "en", "zh-Hans", "en"]
    )
    assert found == {1: [1, 0, 2]}


def test_a_record_and_words_stand_once():
    texts, records = ["Slow.", "slow. ", "Rude.", "Cold."], ["a", "b", "a", "c"]
    assert nearest_examples(given([1] * 4, [0.9, 0.8, 0.7, 0.6]), records, texts, ["en"] * 4) == {1: [0, 3]}


def test_there_are_not_too_many():
    n = PER_LANGUAGE + 3
    rows = [str(number) for number in range(n)]
    assert len(nearest_examples(given([1] * n, [0.9] * n), rows, rows, ["en"] * n)[1]) == PER_LANGUAGE
