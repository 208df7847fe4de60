from dataclasses import replace

import numpy as np
import pytest
import torch

from feedback_ai.embed.encoder import load_tokenizer
from training.corpora import Pair
from training.data import load_train
from training.finetune_batches import Steps, padded, prefetch
from training.finetune_config import FinetuneConfig
from training.text_set import labelled_set, pair_sets

CONFIG = FinetuneConfig(epochs=2, batch_tokens=64, pair_tokens=32)


@pytest.fixture
def tokenizer(toy_encoder):
    return load_tokenizer(toy_encoder)


@pytest.fixture
def texts(tokenizer, annotation):
    return labelled_set(tokenizer, load_train(annotation))


def test_every_text_is_read_once_an_epoch(texts, tokenizer):
    steps = Steps(texts, None, tokenizer, replace(CONFIG, token_masking=0.0))
    assert len(steps) % 2 == 0
    first = [steps[step][0] for step in range(len(steps) // 2)]
    assert sum(len(batch.texts.documents) for batch in first) == len(texts)
    assert sum(len(batch.targets["facets"]) for batch in first) == texts.segment_bounds[-1]


def test_a_step_does_not_depend_on_those_before(texts, tokenizer):
    whole = [batch.texts.ids for batch, _ in prefetch(Steps(texts, None, tokenizer, CONFIG), 0, "cpu")]
    rest = [batch.texts.ids for batch, _ in prefetch(Steps(texts, None, tokenizer, CONFIG), 2, "cpu")]
    assert len(rest) == len(whole) - 2
    for first, second in zip(whole[2:], rest, strict=True):
        np.testing.assert_array_equal(first, second)


def test_tokens_are_hidden_from_what_learns_alone(texts, tokenizer):
    batch, _ = Steps(texts, None, tokenizer, replace(CONFIG, token_masking=1.0, space_share=1.0))[0]
    hidden = tokenizer.token_to_id("[MASK]")
    assert (batch.texts.ids.reshape(-1)[batch.texts.places] == hidden).all()
    assert not (batch.held.ids == hidden).any()


def test_only_english_texts_are_held(texts, tokenizer, annotation):
    langs = {example.id: example.lang for example in load_train(annotation)}
    assert set(langs.values()) == {"en", "zh"}
    every = replace(CONFIG, space_share=1.0, batch_tokens=10_000)
    batch, _ = Steps(texts, None, tokenizer, every)[0]
    assert len(batch.held_rows) == sum(lang == "en" for lang in langs.values())
    none, _ = Steps(texts, None, tokenizer, replace(every, space_share=0.0))[0]
    assert none.held is None


def test_translations_follow_their_texts(texts, tokenizer):
    pairs = pair_sets(tokenizer, [Pair("room", "等了", ""), Pair("clerk", "普通。", "")])
    _, own = Steps(texts, pairs, tokenizer, replace(CONFIG, token_masking=0.0))[0]
    assert own is not None
    n = len(own.held.documents)
    assert len(own.texts.documents) == 2 * n
    np.testing.assert_array_equal(own.texts.ids[:n, : own.held.ids.shape[1]], own.held.ids)


def test_translations_are_read_every_so_many_steps(texts, tokenizer):
    pairs = pair_sets(tokenizer, [Pair(word, "等了", "") for word in ("room", "clerk", "bed", "bus")])
    config = replace(CONFIG, pair_tokens=8, pair_every=2, token_masking=0.0)
    steps = Steps(texts, pairs, tokenizer, config)
    own = [pair for _, pair in (steps[step] for step in range(4))]
    assert [pair is None for pair in own] == [False, True, False, True]
    every_step = Steps(texts, pairs, tokenizer, replace(config, pair_every=1))
    for read, expected in zip((own[0], own[2]), (every_step[0][1], every_step[1][1]), strict=True):
        np.testing.assert_array_equal(read.texts.ids, expected.texts.ids)


def test_arrays_become_tensors(texts, tokenizer):
    batch, _ = Steps(texts, None, tokenizer, CONFIG)[0]
    moved = batch.to("cpu")
    assert isinstance(moved.held_rows, torch.Tensor)
    assert torch.equal(moved.texts.ids, torch.from_numpy(batch.texts.ids))
    assert set(moved.targets) == set(batch.targets)


def test_a_long_text_takes_the_places_of_its_windows(tokenizer):
    from feedback_ai.embed.encoder import special_tokens
    from training.network import Tokenized, lay

    lengths = np.array([0, 1, 254, 255, 600])
    for n, places in zip(lengths.tolist(), padded(lengths), strict=True):
        text = Tokenized(np.full(n, 5), np.zeros(n, dtype=np.int32), 1)
        assert lay([text], special_tokens(tokenizer)).ids.size == places
