import numpy as np
import pytest
from topic_fakes import texts_of, vectors_of

from feedback_ai.topics import assignment as module
from feedback_ai.topics.assignment import Prototypes, assign

AXES = Prototypes(np.array([3, 7]), np.eye(2, 3, dtype=np.float32), cut=0.8)


def test_the_nearest_prototype_wins_or_nothing_does():
    vectors = np.array([[1, 0, 0], [0.1, 1, 0], [0.6, 0, 0.8]], dtype=np.float32)
    given = assign(vectors, AXES)
    assert given.nearest.tolist() == [3, 7, 3]
    assert [given.topic_of(row) for row in range(3)] == [3, 7, None]
    assert given.similarity[2] == pytest.approx(0.6)


def test_of_two_equally_near_topics_the_older_one_wins():
    assert assign(np.array([[1, 1, 0]], dtype=np.float32), AXES).nearest.tolist() == [3]


def test_a_segment_gets_the_same_alone_and_in_any_batch(monkeypatch):
    texts = [text for text, _ in texts_of(n=30)]
    vectors = vectors_of(texts)
    prototypes = Prototypes(np.arange(1, 5), vectors[[0, 31, 62, 93]], cut=0.7)
    whole = assign(vectors, prototypes)
    monkeypatch.setattr(module, "CHUNK", 7)
    chunked = assign(vectors, prototypes)
    alone = [assign(vectors[row : row + 1], prototypes) for row in range(len(vectors))]
    assert whole.similarity.tolist() == chunked.similarity.tolist() == [float(one.similarity[0]) for one in alone]
    assert whole.nearest.tolist() == chunked.nearest.tolist() == [int(one.nearest[0]) for one in alone]
