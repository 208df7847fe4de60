import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from feedback_ai.embed.encoder import load_tokenizer
from feedback_ai.schema import Span
from training.corpora import Pair
from training.data import load_train
from training.text_set import TextSet, hard_targets, labelled_set, pair_sets, tokenize


@pytest.fixture
def texts(annotation, toy_encoder):
    return labelled_set(load_tokenizer(toy_encoder), load_train(annotation))


def test_a_text_has_its_tokens_and_their_sentences(annotation, texts):
    examples = load_train(annotation)
    assert len(texts) == len(examples)
    first = texts.text(0)
    assert first.n_segments == 2
    assert len(first.ids) == len(examples[0].text) == texts.lengths[0]
    # The blank between two sentences belongs to none.
    assert first.owner.tolist() == [0] * 19 + [-1] + [1] * 17


def test_rows_of_sentences_follow_the_texts(texts):
    assert texts.segments([1, 0]).tolist() == [2, 3, 0, 1]


def test_targets_are_shares_of_classes(annotation, texts):
    examples = load_train(annotation)
    targets = texts.targets_of([1])
    assert targets["facets"].shape == (2, 7, 4)
    np.testing.assert_array_equal(targets["facets"].argmax(axis=2), examples[1].facets)
    np.testing.assert_array_equal(targets["causes"], examples[1].causes)
    assert targets["severity"].sum() == 1
    assert targets["severity"].argmax() == examples[1].severity
    assert set(hard_targets(examples)) == set(texts.targets)


def test_a_part_keeps_texts_with_their_sentences_and_targets(texts):
    part = texts.part([2, 0, 2])
    assert [part.text(row).ids.tolist() for row in range(3)] == [texts.text(row).ids.tolist() for row in (2, 0, 2)]
    assert part.is_english.tolist() == [True, True, True]
    for task, own in part.targets_of([1]).items():
        np.testing.assert_array_equal(own, texts.targets_of([0])[task])


def test_parts_join_to_the_whole(texts):
    joined = TextSet.joined([texts.part([0, 1]), texts.part([2, 3])])
    for name in ("ids", "owner", "token_bounds", "segment_bounds", "is_english"):
        np.testing.assert_array_equal(getattr(joined, name), getattr(texts, name))
    for task, own in texts.targets.items():
        np.testing.assert_array_equal(joined.targets[task], own)


def test_a_pair_is_one_segment_on_either_side(toy_encoder):
    english, chinese = pair_sets(load_tokenizer(toy_encoder), [Pair("Lovely room.", "普通。", ""), Pair("", "", "")])
    assert english.text(0).n_segments == chinese.text(0).n_segments == 1
    assert set(english.text(0).owner.tolist()) == {0}
    assert english.lengths.tolist() == [12, 0]


@settings(deadline=None)
@given(st.lists(st.text("abc ", max_size=12), max_size=6))
def test_bounds_cover_all_tokens_in_order(written):
    tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(["?", *"abc"])}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    texts = tokenize(tokenizer, written, [(Span(0, len(text)),) for text in written], ["en"] * len(written))
    assert texts.token_bounds[-1] == len(texts.ids) == len(texts.owner)
    assert len(texts) == len(written)
    assert [len(texts.text(row).ids) for row in range(len(texts))] == texts.lengths.tolist()
