import numpy as np
import pytest

from feedback_ai.embed.encoder import load_tokenizer
from tests.training.corpora_fakes import PAIRS, write_english_encoder
from training.vocabulary import (
    first_rows,
    frequent_words,
    grow_tokenizer,
    missing_characters,
    stands_alone,
    translation_shares,
)


@pytest.fixture
def base(tmp_path):
    write_english_encoder(tmp_path / "base")
    return tmp_path / "base"


def test_only_frequent_characters_that_are_tokens_are_missing(base):
    assert missing_characters(["茶茶茶房房房", "tea 間房；；；.ⅣⅣⅣ"], load_tokenizer(base), 3) == ["房", "茶", "；"]
    assert not stands_alone("Ⅳ")


def test_a_grown_tokenizer_reads_english_as_before_and_cuts_nothing(base):
    grown = grow_tokenizer(base, ["茶", "热"])
    text = "The tea is hot and good."
    assert (
        grown.encode(text, add_special_tokens=False).ids
        == load_tokenizer(base).encode(text, add_special_tokens=False).ids
    )
    assert grown.encode("茶热", add_special_tokens=False).tokens == ["茶", "热"]


def test_traditional_characters_count_as_simplified_ones(base):
    assert missing_characters(["熱热熱"], load_tokenizer(base), 3) == ["热"]
    assert frequent_words(["服務很好，服务很差。", "Good 服務！"], 1) == ["服务"]


@pytest.fixture
def with_words(base):
    return grow_tokenizer(base, list("服务员房很"), ["服务", "服务员"])


def test_the_longest_word_is_one_token_in_either_script(with_words):
    for text in ("服务员很", "服務員很"):
        read = with_words.encode(text, add_special_tokens=False)
        assert read.offsets == [(0, 3), (3, 4)]
        assert read.ids == [with_words.token_to_id("服务员"), with_words.token_to_id("很")]


def test_words_beside_english_are_found_and_nothing_is_lost(with_words):
    text = "The room服务 is good,服房!"
    read = with_words.encode(text, add_special_tokens=False)
    assert [text[start:end] for start, end in read.offsets] == [
        "The", "room", "服务", "is", "good", ",", "服", "房", "!",
    ]  # fmt: skip


def test_a_grown_tokenizer_is_one_file_that_reads_the_same(with_words, tmp_path):
    with_words.save(str(tmp_path / "tokenizer.json"))
    again = load_tokenizer(tmp_path)
    assert (
        again.encode("服務員房", add_special_tokens=False).ids
        == with_words.encode("服务员房", add_special_tokens=False).ids
    )


@pytest.fixture
def shares(base):
    characters = missing_characters([chinese for _, chinese in PAIRS], load_tokenizer(base), min_count=1)
    grown = grow_tokenizer(base, characters)
    english, chinese = zip(*PAIRS, strict=True)
    ids = [[row.ids for row in grown.encode_batch(texts, add_special_tokens=False)] for texts in (english, chinese)]
    return grown, translation_shares(ids[1], ids[0], grown.get_vocab_size())


@pytest.mark.parametrize(("chinese", "english"), [("茶", "tea"), ("热", "hot"), ("好", "good"), ("房", "room")])
def test_the_likeliest_translation_is_the_right_one(shares, chinese, english):
    tokenizer, table = shares
    row = table[tokenizer.token_to_id(chinese)].toarray().ravel()
    assert tokenizer.id_to_token(int(row.argmax())) == english
    assert row.sum() == pytest.approx(1)


def test_new_rows_begin_at_their_translation(shares):
    tokenizer, table = shares
    n_old = tokenizer.token_to_id("3") + 1
    english = np.random.default_rng(0).normal(size=(n_old, 8)).astype(np.float32)
    names = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)[n_old:]
    rows = first_rows(table, english, names, tokenizer.get_vocab())
    tea, cold = english[tokenizer.token_to_id("tea")], english[tokenizer.token_to_id("cold")]
    own = rows[tokenizer.token_to_id("茶") - n_old]
    assert own @ tea / np.linalg.norm(tea) > own @ cold / np.linalg.norm(cold)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), np.median(np.linalg.norm(english, axis=1)), rtol=1e-4)


def test_a_token_without_translation_begins_in_the_middle(shares):
    _, table = shares
    n_old = table.shape[0] - 3
    english = np.random.default_rng(0).normal(size=(n_old, 8)).astype(np.float32)
    table = table.tolil()
    table[n_old] = 0
    table[n_old + 2] = 0
    # Neither a character nor the word of it and another has a translation.
    rows = first_rows(table.tocsr(), english, ["甲", "乙", "甲乙"], {"甲": n_old, "乙": n_old + 1, "甲乙": n_old + 2})
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    middle = english.mean(axis=0)
    np.testing.assert_allclose(unit[0], middle / np.linalg.norm(middle), rtol=1e-4)
    assert unit[2] @ unit[1] > unit[0] @ unit[1]
