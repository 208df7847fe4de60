import numpy as np
import pytest

from tests.training.examples_fakes import made_up
from training.evaluate.figures import Scorer
from training.finetune_config import FinetuneConfig
from training.recipes import Recipe, Trainer


@pytest.fixture(scope="module")
def texts():
    return made_up(120), made_up(60, seed=1), made_up(40, seed=2)


def score(texts, encoder, recipe):
    config = FinetuneConfig(epochs=1, batch_tokens=512)
    predictions = Trainer(recipe, encoder, config)(*texts)
    assert predictions.facets.shape == (sum(len(example.spans) for example in texts[2]), 7)
    return Scorer(texts[2], predictions).score(np.arange(len(texts[2])))


def test_heads_on_words_learn_what_words_tell(texts, toy_encoder):
    figures = score(texts, toy_encoder, Recipe.WORDS)
    assert figures["facets_micro"]["value"] > 0.6
    assert figures["root_causes_micro"]["value"] > 0.6


def test_heads_on_frozen_vectors_learn_what_the_vectors_tell(texts, toy_encoder):
    assert score(texts, toy_encoder, Recipe.FROZEN)["facets_micro"]["value"] > 0.25  # a random encoder of 16 dimensions


def test_everything_is_trained_as_for_a_bundle(texts, toy_encoder):
    figures = score(texts, toy_encoder, Recipe.FULL)
    assert figures["facets_micro"]["value"] > 0.6
    assert figures["sentiment_coverage"]["value"] > 0.9
