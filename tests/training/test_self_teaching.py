from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.embed.encoder import load_tokenizer
from feedback_ai.embed.torch_model import load_model
from tests.training.examples_fakes import made_up
from training.corpora import Feedback
from training.data import POLARITIES
from training.finetune import finetune_set
from training.finetune_config import FinetuneConfig
from training.network import FeedbackNetwork
from training.readings import Labelled
from training.self_teaching import (
    STATED_SHARE,
    Whole,
    folds_of,
    mixed,
    opinion,
    taught,
    taught_set,
    unlabelled_set,
    with_stated,
)
from training.text_set import labelled_set

CONFIG = FinetuneConfig(epochs=1, batch_tokens=512, teachers=2, teacher_epochs=0.5, annotated_times=1, seed=3)
OTHERS = [
    Feedback("one", "en", "The soup was cold. The clerk was rude.", {"sentiment": ("negative",)}),
    Feedback("two", "zh", "房间干净。", {}),
]
EXAMPLES = made_up(24)


@pytest.fixture
def tokenizer(toy_encoder):
    return load_tokenizer(toy_encoder)


@pytest.fixture
def texts(tokenizer):
    return labelled_set(tokenizer, EXAMPLES)


@pytest.fixture
def network(toy_encoder):
    return FeedbackNetwork(load_model(toy_encoder), dropout=0)


def sums_to_one(targets):
    return all(
        np.allclose(own.sum(-1), 1, atol=0.01) for task, own in targets.items() if own.ndim > 1 and task != "causes"
    )


def test_every_text_is_in_one_batch(texts, tokenizer):
    rows = [row for _, own in Whole(texts, tokenizer, batch_tokens=200) for row in own.tolist()]
    assert sorted(rows) == list(range(len(texts)))


def test_an_opinion_lies_where_its_text_does(texts, tokenizer, network):
    told = opinion(network, texts, tokenizer)
    assert {task: own.shape for task, own in told.items()} == {task: own.shape for task, own in texts.targets.items()}
    assert sums_to_one(told)
    alone = opinion(network, texts.part([5]), tokenizer)
    np.testing.assert_allclose(alone["sentiment"], told["sentiment"][[5]], atol=2e-3)
    np.testing.assert_allclose(alone["facets"], told["facets"][texts.segments([5])], atol=2e-3)


def test_a_text_is_taught_by_the_network_that_has_not_read_it(texts, tokenizer, network):
    folds = np.arange(len(texts)) % 3
    read = []

    def train(part):
        read.append(part)
        return network

    own, said = taught(texts, folds, texts.part([0, 1]), train, tokenizer)
    assert [len(part) for part in read] == [16, 16, 16]
    told = opinion(network, texts, tokenizer)
    np.testing.assert_allclose(own["facets"], told["facets"], atol=2e-3)
    np.testing.assert_allclose(said["severity"], told["severity"][:2], atol=2e-3)


@given(st.floats(0, 1))
def test_mixed_targets_stay_shares(share):
    labels = {"sentiment": np.eye(3, dtype=np.float16)}
    said = {"sentiment": np.full((3, 3), 1 / 3, dtype=np.float16)}
    assert sums_to_one(mixed(labels, said, share))


def test_what_a_corpus_states_weighs_more_than_what_is_said():
    said = np.array([[0.2, 0.5, 0.3], [0.2, 0.5, 0.3]], dtype=np.float16)
    told = with_stated(said, np.array([-1, POLARITIES.index("positive")]))
    np.testing.assert_array_equal(told[0], said[0])
    np.testing.assert_allclose(told[1], [0.08, 0.2, STATED_SHARE + 0.12], atol=1e-3)


def test_texts_without_labels_are_cut_and_keep_what_is_stated(tokenizer):
    unlabelled, stated = unlabelled_set(tokenizer, OTHERS)
    assert np.diff(unlabelled.segment_bounds).tolist() == [2, 1]
    assert stated.tolist() == [POLARITIES.index("negative"), -1]


def test_both_languages_of_a_text_of_ours_are_in_one_fold():
    folds = folds_of(10, 6, 3)
    assert folds[:4].tolist() == [0, 1, 2, 0]
    assert folds[4:].tolist() == [0, 0, 1, 1, 2, 2]


def test_the_schoolbook_has_labels_and_what_was_said_of_all_texts(texts, tokenizer, toy_encoder):
    labelled = Labelled(train=EXAMPLES, held_out=[], n_annotated=4, n_ours=20, n_written=0)
    recipes = []

    def train(part, recipe):
        recipes.append(recipe)
        return finetune_set(part, toy_encoder, recipe)

    book = taught_set(texts, labelled, OTHERS, replace(CONFIG, pair_tokens=64), train, tokenizer)
    assert len(book) == len(texts) + 4 + len(OTHERS)
    assert [(recipe.seed, recipe.epochs, recipe.pair_tokens) for recipe in recipes] == [(4, 0.5, 0), (5, 0.5, 0)]
    right = texts.targets["sentiment"].argmax(axis=1)
    assert (book.targets["sentiment"][np.arange(len(texts)), right] >= CONFIG.label_share).all()
    again = book.part(np.arange(len(texts), len(texts) + 4))
    assert (again.ids == texts.part(np.arange(4)).ids).all()
