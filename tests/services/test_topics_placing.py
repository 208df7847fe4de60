from types import SimpleNamespace

import numpy as np
import pytest

from feedback_ai.services.topics_placing import ABSENT, NONE, place
from feedback_ai.store.topic_registry import KnownTopic
from feedback_ai.topics import Prototypes

AXES = np.eye(6, dtype=np.float32)


def topic(id_, axis, *, retired=False):
    return KnownTopic(id_, retired=retired, kept=False, named=False, labels={}, terms={}, vectors=AXES[[axis]])


def found(*axes):
    """A fit with a cluster along each axis."""
    prototypes = AXES[list(axes)]
    return SimpleNamespace(
        prototypes=prototypes, as_prototypes=lambda ids: Prototypes(np.array(ids, dtype=np.int64), prototypes, 0.9)
    )


def segments(*groups):
    """Vectors, topics before, and what came since the last fit: one (n, axis, topic, recent) a group."""
    vectors = np.concatenate([np.repeat(AXES[[axis]], n, axis=0) for n, axis, _, _ in groups])
    before = np.concatenate([np.full(n, own) for n, _, own, _ in groups])
    recent = np.concatenate([np.full(n, own) for n, _, _, own in groups])
    return vectors, before, recent


@pytest.mark.parametrize("anew", [False, True])
def test_what_is_new_to_all_topics_is_a_new_one(anew):
    known, given = [topic(1, 0)], segments((30, 0, 1, False), (3, 0, 1, True), (20, 1, NONE, True))
    placing = place(known, found(0, 1), *given, anew=anew)
    assert placing.new == (1,)
    assert placing.continued == ({1: 0} if anew else {})
    assert placing.stays == (() if anew else (1,))


def test_a_known_topic_does_not_split_by_itself():
    """The clustering cuts the topic in two, though nothing came since the last fit."""
    known, given = [topic(1, 0)], segments((20, 0, 1, False), (12, 1, 1, False))
    assert place(known, found(0, 1), *given, anew=False).new == ()
    assert place(known, found(0, 1), *given, anew=True).new == (1,)


def test_a_topic_splits_where_new_texts_ask_for_it():
    known, given = [topic(1, 0)], segments((30, 0, 1, False), (5, 1, 1, False), (20, 1, 1, True))
    placing = place(known, found(0, 1), *given, anew=False)
    assert (placing.stays, placing.new) == ((1,), (1,))


def test_a_topic_of_which_much_more_comes_stays_one():
    known, given = [topic(1, 0)], segments((10, 0, 1, False), (90, 0, 1, True))
    placing = place(known, found(0), *given, anew=False)
    assert (placing.stays, placing.new) == ((1,), ())


@pytest.mark.parametrize(("given", "without", "new"), [(10, 30, (0,)), (30, 10, ())])
def test_what_comes_beside_a_topic_is_its_own_unless_most_of_it_was_given_to_that_topic(given, without, new):
    """The clustering puts a small topic and much that is new into one cluster."""
    known = [topic(1, 0), topic(2, 1)]
    came = (10, 0, 1, False), (given, 0, 1, True), (without, 0, NONE, True), (90, 1, 2, False)
    placing = place(known, found(0, 1), *segments(*came), anew=False)
    assert (placing.stays, placing.new) == ((1, 2), new)


def test_a_topic_without_segments_is_left_behind_and_comes_back():
    known, given = [topic(1, 0), topic(2, 1)], segments((30, 0, 1, False))
    assert place(known, found(0), *given, anew=False).stays == (1,)
    known, given = [topic(1, 0), topic(2, 1, retired=True)], segments((30, 0, 1, False), (20, 1, NONE, True))
    placing = place(known, found(0, 1), *given, anew=False)
    assert (placing.stays, placing.continued, placing.new) == ((1,), {2: 1}, ())


def test_segments_that_were_there_without_a_topic_may_become_one():
    known, given = [topic(1, 0)], segments((30, 0, 1, False), (20, 1, NONE, False), (5, 1, ABSENT, False))
    assert place(known, found(0, 1), *given, anew=False).new == (1,)


def test_topics_that_grow_alike_stay_whole_however_much_came():
    """The store has doubled; the clustering now also sees the halves of a topic."""
    halves = ((10, 0, 1, False), (10, 1, 1, False), (12, 0, 1, True), (11, 1, 1, True))
    assert place([topic(1, 0)], found(0, 1), *segments(*halves), anew=False).new == ()
