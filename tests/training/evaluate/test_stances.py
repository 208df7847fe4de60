import numpy as np
import pytest

from tests.training.predictions_fakes import perfect
from training.data import load_gold
from training.evaluate.stances import STANCES, stance_tables

RESPONSIVENESS = 2
NONE, NEGATIVE, NEUTRAL, POSITIVE = range(4)


@pytest.fixture
def examples(annotation):
    return load_gold(annotation, "dev")


def test_the_perfect_model_has_nothing_beside_the_diagonal(examples):
    tables = stance_tables(examples, perfect(examples))
    assert STANCES == ("none", "negative", "neutral", "positive")
    assert set(tables) == {"en", "zh"}
    for table in (table for lang in tables.values() for table in lang.values()):
        assert np.array_equal(table, np.diag(np.diag(table)))
        assert np.sum(table) == 2
    assert tables["en"]["responsiveness"][NEGATIVE][NEGATIVE] == 1
    assert tables["en"]["tangibles"][POSITIVE][POSITIVE] == 1
    assert tables["zh"]["reliability"][NEGATIVE][NEGATIVE] == 1


def test_what_is_missed_or_made_up_stands_in_its_cell(examples):
    wrong = perfect(examples)
    wrong.facets[1, RESPONSIVENESS] = 0
    wrong.facets[4, RESPONSIVENESS] = 3
    table = stance_tables(examples, wrong)["en"]["responsiveness"]
    assert table[NEGATIVE][NONE] == 1
    assert table[NONE][POSITIVE] == 1


def test_a_text_that_says_both_is_neutral(examples):
    wrong = perfect(examples)
    wrong.facets[0, RESPONSIVENESS] = 3
    assert stance_tables(examples, wrong)["en"]["responsiveness"][NEGATIVE][NEUTRAL] == 1
