import numpy as np
import pytest

from feedback_ai.topics.canonical import unit
from feedback_ai.topics.themes import MAX_THEMES, continued, group, theme_terms


def test_topics_that_lie_near_each_other_are_a_theme():
    vectors = unit(np.array([[1, 0, 0.1], [0, 1, 0.1], [1, 0.1, 0], [0.1, 1, 0]]))
    assert group(vectors).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("n", [0, 1, 2, 3, 20, 300])
def test_the_number_of_themes_is_bounded(n):
    vectors = unit(np.random.default_rng(n).normal(size=(n, 16)))
    found = group(vectors)
    assert len(found) == n
    assert len(set(found.tolist())) <= min(MAX_THEMES, max(1, n))
    assert found.tolist() == group(vectors).tolist()


def test_a_theme_goes_on_where_most_of_its_topics_are():
    old = {1: 10, 2: 10, 3: 10, 4: 20, 5: 20, 9: 30}
    assert continued(old, {1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2}) == {0: 10, 1: 20}
    assert continued(old, {1: 0, 2: 1, 4: 0, 5: 1}) == {}
    assert continued(old, {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 9: 0}) == {0: 10}
    assert continued({}, {1: 0}) == {}


def test_terms_of_larger_topics_come_first():
    terms = [{"en": ["late", "driver"], "zh": []}, {"en": ["parcel", "late"], "zh": ["包裹"]}]
    found = theme_terms(terms, [10, 30])
    assert found == {"en": ["parcel", "late", "driver"], "zh": ["包裹"]}
    assert theme_terms(terms, [30, 10])["en"] == ["late", "driver", "parcel"]
