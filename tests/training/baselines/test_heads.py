from dataclasses import replace

import numpy as np
import pytest

from tests.training.examples_fakes import made_up
from training.baselines.heads import LogisticHeads
from training.baselines.tfidf import TfidfFeatures
from training.evaluate.figures import Scorer

PRICE = 6


@pytest.fixture(scope="module")
def texts():
    return made_up(160), made_up(60, seed=1)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_words_tell_is_learnt(texts, lang):
    train, dev = ([example for example in some if example.lang == lang] for some in texts)
    heads = LogisticHeads(train, dev, TfidfFeatures(train, lang), segment_c=10, text_c=3)
    figures = Scorer(dev, heads.predict(dev)).score(np.arange(len(dev)))
    for name in ("servqual", "servqual_with_polarity", "root_causes_micro", "expectation", "sentiment"):
        assert figures[name]["value"] > 0.9, name


def test_a_label_that_training_never_has_is_never_given(texts):
    train, dev = (
        [replace(example, facets=example.facets * (np.arange(7) != PRICE)) for example in some if example.lang == "en"]
        for some in texts
    )
    predictions = LogisticHeads(train, dev, TfidfFeatures(train, "en"), segment_c=10, text_c=3).predict(dev)
    assert not predictions.facets[:, PRICE].any()
    assert predictions.facets.any()


def test_both_scripts_are_read_alike(texts):
    features = TfidfFeatures([example for example in texts[0] if example.lang == "zh"], "zh")
    simplified, traditional = (made_up(2)[1] for _ in range(2))
    object.__setattr__(
        traditional, "text", simplified.text.translate(str.maketrans("态恶时间净说没", "態惡時間淨說沒"))
    )
    first, second = (features([example])[1].toarray() for example in (simplified, traditional))
    assert first.any()
    assert np.array_equal(first, second)
