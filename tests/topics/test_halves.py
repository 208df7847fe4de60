import random

import numpy as np
from topic_fakes import texts_of, vectors_of

from feedback_ai.topics.halves import halve, middles


def two_matters(n: int = 20, fewer: int = 12) -> np.ndarray:
    """Vectors of parcels, then of fewer breakfasts."""
    return vectors_of([text for text, _ in [*texts_of(["parcel"], n), *texts_of(["breakfast"], fewer)]])


def test_two_matters_fall_apart_and_the_smaller_one_is_new():
    assert halve(two_matters()).tolist() == [False] * 20 + [True] * 12


def test_the_order_does_not_matter():
    vectors = two_matters()
    order = random.Random(3).sample(range(len(vectors)), len(vectors))
    assert halve(vectors[order]).tolist() == halve(vectors)[order].tolist()


def test_examples_take_what_is_nearer_to_them():
    assert halve(two_matters(), [0, 3]).tolist() == [True] * 20 + [False] * 12


def test_what_is_all_the_same_does_not_fall_apart():
    same = np.tile(np.eye(1, 5, dtype=np.float32), (12, 1))
    assert not halve(same).any()
    assert halve(same, range(12)).all()


def test_middles_have_length_one():
    vectors = two_matters()
    outside, inside = middles(vectors, halve(vectors))
    assert outside.shape == inside.shape == (1, vectors.shape[1])
    np.testing.assert_allclose(np.linalg.norm(np.concatenate([outside, inside]), axis=1), 1, atol=1e-6)
