import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from topic_fakes import texts_of, vectors_of

from feedback_ai.topics.canonical import collapse
from feedback_ai.topics.novelty import MIN_RECORDS, groups


def pool_of(rows, records=None):
    texts = [text for text, _ in rows]
    return collapse(texts, [str(language) for _, language in rows], records or texts, vectors_of(texts))


def test_each_matter_is_a_group_of_both_languages():
    pool = pool_of(texts_of(["chatbot", "parcel"], 9))
    found = groups(pool, 0.6)
    assert len(found.prototypes) == 2
    for word in ("chatbot", "parcel"):
        own = {int(group) for group, text in zip(found.members, pool.texts, strict=True) if word in text}
        assert len(own) == 1
    np.testing.assert_allclose(np.linalg.norm(found.prototypes, axis=1), 1, atol=1e-6)


def test_one_story_told_at_length_is_no_group():
    rows = texts_of(["chatbot"], 9)
    assert not len(groups(pool_of(rows, ["one", "two", "three"] * 3), 0.6).prototypes)
    assert len(groups(pool_of(rows, [str(n % MIN_RECORDS) for n in range(9)]), 0.6).prototypes) == 1


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_segments_make_no_group(n):
    found = groups(pool_of(texts_of(["chatbot"], n)) if n else collapse([], [], [], np.zeros((0, 24))), 0.6)
    assert found.prototypes.shape == (0, 24)
    assert (found.members == -1).all()


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False), st.floats(0.2, 0.9))
def test_the_order_does_not_matter(rng, cut):
    rows = texts_of(["chatbot", "parcel", "parking"], 6)
    first = groups(pool_of(rows), cut)
    rng.shuffle(rows)
    again = groups(pool_of(rows), cut)
    np.testing.assert_array_equal(first.members, again.members)
    np.testing.assert_allclose(first.prototypes, again.prototypes, atol=1e-6)
