import random
import sys

import numpy as np
import pytest
from topic_fakes import MATTERS, texts_of, vectors_of

from feedback_ai.errors import TooFewError
from feedback_ai.topics import assign, discover
from feedback_ai.topics.assignment import Prototypes
from feedback_ai.topics.canonical import collapse, unit
from feedback_ai.topics.discovery import CUT_QUANTILE, MIN_DISTINCT, MIN_RECORDS, _prototypes


def discovered(rows, records=None, **options):
    texts = [text for text, _ in rows]
    return discover(texts, [str(language) for _, language in rows], records or texts, vectors_of(texts), **options)


@pytest.fixture(scope="module")
def found():
    return discovered(texts_of())


def topics_of(found, rows):
    given = assign(vectors_of([text for text, _ in rows]), found.as_prototypes(range(1, len(found.prototypes) + 1)))
    return [given.topic_of(row) for row in range(len(rows))]


def test_each_matter_is_one_topic_of_both_languages(found):
    rows = texts_of()
    topics = topics_of(found, rows)
    assert len(found.prototypes) == len(MATTERS)
    for index in range(len(MATTERS)):
        own = {topic for topic in topics[index * 14 : (index + 1) * 14] if topic is not None}
        assert len(own) == 1
    assert sum(topic is None for topic in topics) <= 0.2 * len(rows)


def test_terms_are_of_the_matter_in_each_language(found):
    words = [{*terms["en"][:4], *terms["zh"][:4]} for terms in found.terms]
    assert any({"parcel", "包裹"} <= own for own in words)
    assert any({"password", "密码"} <= own for own in words)


def test_order_does_not_matter(found):
    rows = texts_of()
    for seed in range(3):
        again = discovered(random.Random(seed).sample(rows, len(rows)))
        assert again.prototypes.tobytes() == found.prototypes.tobytes()
        assert (again.cut, again.terms) == (found.cut, found.terms)


def test_repeated_words_do_not_move_topics(found):
    rows = texts_of()
    again = discovered([*rows, *rows[:20]])
    assert sorted(row.tobytes() for row in again.prototypes) == sorted(row.tobytes() for row in found.prototypes)


def test_a_sample_stands_for_all():
    rows = texts_of(n=60)
    found = discovered(rows, max_sample=120)
    assert (found.n_distinct, found.n_sampled) == (240, 120)
    assert len(found.prototypes) >= len(MATTERS)


def test_one_story_told_at_length_is_no_topic():
    rows = texts_of()
    letter = [text if index >= 14 else f"letter{index % (MIN_RECORDS - 1)}" for index, (text, _) in enumerate(rows)]
    assert len(discovered(rows, letter).prototypes) == len(MATTERS) - 1


@pytest.mark.parametrize("n", [0, 1, MIN_DISTINCT - 1])
def test_too_few_segments_are_refused(n):
    with pytest.raises(TooFewError, match=f"{n} different"):
        discovered(texts_of()[:n]) if n else discover([], [], [], np.zeros((0, 0), dtype=np.float32))


def test_segments_without_any_word_or_structure_are_no_error():
    texts = [f"{number} !" for number in range(MIN_DISTINCT)]
    vectors = np.tile(np.eye(1, 24, dtype=np.float32), (len(texts), 1))
    found = discover(texts, ["en"] * len(texts), texts, vectors)
    assert len(found.prototypes) == len(found.terms)


def test_no_embedding_library_is_asked_for_a_model(found, monkeypatch):
    module = sys.modules["sentence_transformers"]
    monkeypatch.setattr(module, "SentenceTransformer", None)
    assert len(discovered(texts_of(list(MATTERS)[:3])).prototypes) == 3


def test_one_matter_that_is_much_larger_is_split_and_hides_no_other():
    found = discovered([*texts_of(["parcel"], n=90), *texts_of(["parking", "password"], n=12)])
    words = [word for terms in found.terms for word in terms["en"][:3]]
    assert {"parcel", "parking", "password"} <= set(words)


def test_later_segments_of_a_topic_are_as_near_as_the_cut_takes_its_own_to_be():
    rng = np.random.default_rng(3)
    n_topics, size, dim = 30, 10, 96
    centres = rng.standard_normal((n_topics, dim))
    of_topic = np.repeat(np.arange(n_topics), size)

    def segments():
        return unit(centres[of_topic] + rng.standard_normal((n_topics * size, dim)))

    names = [f"{row:04d}" for row in range(n_topics * size)]
    distinct = collapse(names, ["en"] * len(names), names, segments())
    prototypes, cut = _prototypes(distinct, of_topic[[int(name) for name in distinct.texts]])
    later = assign(segments(), Prototypes(np.arange(n_topics), prototypes, cut))
    # Of the fit's own segments nearly all are kept; of later ones as many as were meant to be.
    assert later.assigned.mean() == pytest.approx(1 - CUT_QUANTILE, abs=0.05)
