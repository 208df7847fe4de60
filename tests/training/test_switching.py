import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from training.switching import Translations

SIZE = 8
SHARES = sparse.csr_matrix(
    # Token 4 is translated by 1, or else by 2; token 5 by 2; 6 by itself, as digits are.
    ([0.7, 0.3, 1.0, 1.0], ([4, 4, 5, 6], [1, 2, 2, 6])),
    shape=(SIZE, SIZE),
)
TABLE = Translations.from_shares(SHARES)


def translations(token: int) -> list[int]:
    return TABLE.ids[token, : TABLE.counts[token]].tolist()


def test_both_directions_stand_in_one_table():
    assert translations(4) == [1, 2]
    assert translations(1) == [4]
    assert translations(2) == [5, 4]


def test_a_token_is_no_translation_of_itself():
    assert translations(6) == []


@given(st.lists(st.integers(0, SIZE - 1), max_size=30), st.floats(0, 1), st.integers(0, 1000))
def test_a_token_stays_or_becomes_one_of_its_translations(tokens, share, seed):
    ids = np.array(tokens, dtype=np.int32)
    for before, after in zip(ids, TABLE.switch(ids, share, np.random.default_rng(seed)), strict=True):
        assert after == before or after in translations(before)


def test_about_the_share_is_switched():
    ids = np.full(200, 4)
    shares = [np.mean(TABLE.switch(ids, 0.2, np.random.default_rng(seed)) != 4) for seed in range(300)]
    assert 0.17 < np.mean(shares) < 0.23


def test_no_share_switches_nothing():
    ids = np.array([1, 4, 5])
    assert (TABLE.switch(ids, 0.0, np.random.default_rng(0)) == ids).all()
