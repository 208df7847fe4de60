"""Words put in the other language within a text, so that both languages meet in the same contexts.

Code-switching of training texts as Qin et al. (2020, CoSDA-ML) do it, with the translations of tokens that
`training.vocabulary.translation_shares` finds instead of a dictionary of words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.corpora import Pair
from training.vocabulary import token_translations

MIN_SHARE = 0.2
"""A token is the translation of another only where it has at least so much of it, either way."""
MOST = 4
"""Translations kept of a token, the likeliest ones."""


@dataclass(frozen=True)
class Translations:
    """The likeliest translations of each token of a vocabulary.

    Attributes:
        ids: Token ids, the likeliest first, int32 (size, MOST); only the first `counts` of a row are meant.
        counts: How many each token has, int8 (size,).
    """

    ids: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int8]

    @classmethod
    def from_shares(cls, shares: Any) -> "Translations":
        """Both directions of `translation_shares`: a Chinese token's English ones, an English token's Chinese ones."""
        size = shares.shape[0]
        ids, counts = np.zeros((size, MOST), np.int32), np.zeros(size, np.int8)
        for table in (_rows_to_one(shares.tocsr()), _rows_to_one(shares.T.tocsr())):
            for row in np.flatnonzero(np.diff(table.indptr)).tolist():
                own = slice(table.indptr[row], table.indptr[row + 1])
                best = np.argsort(-table.data[own], kind="stable")[:MOST]
                kept = [i for i in best if table.data[own][i] >= MIN_SHARE and table.indices[own][i] != row]
                if kept and not counts[row]:
                    ids[row, : len(kept)], counts[row] = table.indices[own][kept], len(kept)
        return cls(ids, counts)

    @classmethod
    def of(cls, tokenizer: Tokenizer, pairs: Sequence[Pair]) -> "Translations":
        """As sentence pairs tell them."""
        return cls.from_shares(token_translations(tokenizer, pairs))

    def switch(self, tokens: npt.NDArray[Any], share: float, rng: np.random.Generator) -> npt.NDArray[Any]:
        """The tokens with some of them in the other language.

        Args:
            tokens: Of a text.
            share: Of the tokens that have a translation; between texts it varies from none to twice as much.
            rng: Draws.
        """
        counts = self.counts[tokens]
        chosen = (rng.random(len(tokens)) < share * 2 * rng.random()) & (counts > 0)
        which = (rng.random(len(tokens)) * counts).astype(np.int64)
        return np.where(chosen, self.ids[tokens, which], tokens)


def _rows_to_one(table: Any) -> Any:
    totals = np.asarray(table.sum(axis=1)).ravel()
    table = table.copy()
    table.data = table.data / np.repeat(np.maximum(totals, 1e-12), np.diff(table.indptr))
    return table
