import random

import numpy as np
from topic_fakes import texts_of, vectors_of

from feedback_ai.topics.canonical import collapse, sample


def collapsed(rows):
    texts = [text for text, _ in rows]
    return collapse(texts, [str(language) for _, language in rows], [f"r{text}" for text in texts], vectors_of(texts))


def test_the_order_of_segments_does_not_matter():
    rows = texts_of()
    shuffled = random.Random(1).sample(rows, len(rows))
    one, other = collapsed(rows), collapsed(shuffled)
    assert one.texts == other.texts
    assert (one.vectors == other.vectors).all()


def test_segments_with_the_same_words_are_one():
    texts = ["Too slow.", " too  SLOW. ", "Too slow!"]
    distinct = collapse(texts, ["en"] * 3, ["a", "b", "c"], np.eye(3, dtype=np.float32))
    assert len(distinct) == 2
    assert sorted(distinct.records) == [("a", "b"), ("c",)]
    row = distinct.records.index(("a", "b"))
    assert np.allclose(distinct.vectors[row], [0.707, 0.707, 0])


def test_a_sample_keeps_the_share_of_each_language():
    rows = texts_of(n=20) + [(text, language) for text, language in texts_of(["chatbot"], n=20) if language == "en"]
    whole = collapsed(rows)
    part = sample(whole, 45)
    assert abs(len(part) - 45) <= 1
    assert set(part.texts) < set(whole.texts)
    assert abs(part.languages.count("en") / len(part) - whole.languages.count("en") / len(whole)) < 0.02
    assert sample(collapsed(rows[::-1]), 45).texts == part.texts


def test_nothing_is_sampled_where_there_is_little():
    whole = collapsed(texts_of())
    assert sample(whole, len(whole)) is whole
