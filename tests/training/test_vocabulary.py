import numpy as np
import pytest

from feedback_ai.embed.encoder import load_tokenizer
from tests.training.corpora_fakes import PAIRS, write_english_encoder
from training.vocabulary import first_rows, grow_tokenizer, missing_characters, stands_alone, translation_shares


@pytest.fixture
def base(tmp_path):
    write_english_encoder(tmp_path / "base")
    return tmp_path / "base"


def test_only_frequent_characters_that_are_tokens_are_missing(base):
    assert missing_characters(["茶茶茶房房房房", "tea 間；；；.ⅣⅣⅣ"], load_tokenizer(base)) == ["房", "茶", "；"]
    assert not stands_alone("Ⅳ")


def test_a_grown_tokenizer_reads_english_as_before_and_cuts_nothing(base):
    grown = grow_tokenizer(base, ["茶", "热"])
    text = "The tea is hot and good."
    assert (
        grown.encode(text, add_special_tokens=False).ids
        == load_tokenizer(base).encode(text, add_special_tokens=False).ids
    )
    assert grown.encode("茶热", add_special_tokens=False).tokens == ["茶", "热"]


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
    new = range(n_old, tokenizer.get_vocab_size())
    rows = first_rows(table, english, new)
    tea, cold = english[tokenizer.token_to_id("tea")], english[tokenizer.token_to_id("cold")]
    own = rows[tokenizer.token_to_id("茶") - n_old]
    assert own @ tea / np.linalg.norm(tea) > own @ cold / np.linalg.norm(cold)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), np.median(np.linalg.norm(english, axis=1)), rtol=1e-4)


def test_a_token_without_translation_begins_in_the_middle(shares):
    _, table = shares
    english = np.random.default_rng(0).normal(size=(table.shape[0] - 1, 8)).astype(np.float32)
    table = table.tolil()
    table[table.shape[0] - 1] = 0
    row = first_rows(table.tocsr(), english, [table.shape[0] - 1])[0]
    middle = english.mean(axis=0)
    np.testing.assert_allclose(row / np.linalg.norm(row), middle / np.linalg.norm(middle), rtol=1e-4)
