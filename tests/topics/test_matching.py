import numpy as np

from feedback_ai.topics.canonical import unit
from feedback_ai.topics.matching import match

NOTHING = np.zeros((0, 3), dtype=np.float32)


def test_each_new_topic_continues_the_known_one_that_it_looks_like():
    known = np.eye(3, dtype=np.float32)
    new = unit(np.array([[0, 1, 0.1], [1, 0.1, 0]]))
    assert match(known, new) == [1, 0]


def test_a_topic_that_looks_like_none_is_new():
    assert match(np.eye(1, 3, dtype=np.float32), unit(np.array([[0.5, 1, 0]]))) == [None]


def test_a_known_topic_is_continued_once():
    new = unit(np.array([[1, 0.3, 0], [1, 0.1, 0]]))
    assert match(np.eye(1, 3, dtype=np.float32), new) == [None, 0]


def test_a_pair_under_the_floor_keeps_no_true_pair_apart():
    # Without the floor, 0.79 + 0.85 would beat 0.95 + 0.
    known = unit(np.array([[1, 0, 0], [0.85, 0.527, 0]]))
    new = unit(np.array([[1, 0, 0], [0.79, -0.613, 0]]))
    assert match(known, new) == [0, None]


def test_nothing_known_or_nothing_new():
    assert match(NOTHING, np.eye(2, 3, dtype=np.float32)) == [None, None]
    assert match(np.zeros((0, 0), dtype=np.float32), np.eye(2, 3, dtype=np.float32)) == [None, None]
    assert match(np.eye(2, 3, dtype=np.float32), NOTHING) == []
