"""Grows an English vocabulary by Chinese characters and punctuation; each new row begins as a mix of English rows.

The mix comes from sentence pairs by IBM Model 1 (Brown et al. 1993): the probability that an English token translates a
Chinese one, learned by expectation maximisation on token counts.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from tokenizers import Tokenizer

MIN_COUNT = 3
"""A character seen less often stays unknown."""
ROUNDS = 8
"""Of expectation maximisation."""
MIN_SHARE = 0.02
"""English tokens below this share of a character's mix are noise."""

Floats = npt.NDArray[np.float32]


def stands_alone(character: str) -> bool:
    """Whether BERT's splitter makes a token of it: a Han character, in either script, or a punctuation mark."""
    is_han = unicodedata.name(character, "").startswith("CJK UNIFIED")
    return is_han or unicodedata.category(character).startswith("P")


def missing_characters(texts: Iterable[str], tokenizer: Tokenizer, min_count: int = MIN_COUNT) -> list[str]:
    """Chinese characters and punctuation of the texts that the tokenizer lacks, most frequent first."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    known = tokenizer.get_vocab()
    return [
        character
        for character, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count >= min_count and stands_alone(character) and character not in known
    ]


def grow_tokenizer(source: Path, characters: Sequence[str]) -> Tokenizer:
    """The WordPiece tokenizer of an encoder directory with more tokens, numbered on; neither pads nor truncates."""
    content = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = content["model"]["vocab"]
    first = max(vocabulary.values()) + 1
    vocabulary |= {character: first + index for index, character in enumerate(characters)}
    content |= {"truncation": None, "padding": None}
    return Tokenizer.from_str(json.dumps(content, ensure_ascii=False))


def translation_shares(
    chinese: Sequence[Sequence[int]], english: Sequence[Sequence[int]], size: int, rounds: int = ROUNDS
) -> Any:
    """IBM Model 1 both ways: how much each English token is the translation of each Chinese one.

    One way alone gives rare characters to whatever stands beside them; the product of both ways does not (Liang et
    al. 2006 train for such agreement).

    Args:
        chinese: Token ids of each Chinese sentence.
        english: Token ids of its translation.
        size: One more than the highest id.
        rounds: Of expectation maximisation.

    Returns:
        scipy CSR (size, size): row a Chinese id, column an English id; a row sums to 1 or is empty.
    """
    forward = _model_one(_presence(chinese, size), _presence(english, size), rounds)
    backward = _model_one(_presence(english, size), _presence(chinese, size), rounds)
    both = forward.multiply(backward.T).tocsr()
    both.data = np.sqrt(both.data)
    return _rows_to_one(both)


def _presence(sentences: Sequence[Sequence[int]], size: int) -> Any:
    counts = np.concatenate([[0], np.cumsum([len(set(sentence)) for sentence in sentences])])
    ids = np.concatenate([sorted(set(sentence)) for sentence in sentences]).astype(np.int64)
    return sparse.csr_matrix((np.ones(len(ids), dtype=np.float32), ids, counts), shape=(len(sentences), size))


def _rows_to_one(matrix: Any) -> Any:
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1, totals, out=np.zeros_like(totals), where=totals > 0)
    return sparse.diags(scale) @ matrix


def _model_one(given: Any, made: Any, rounds: int) -> Any:
    """Share (given token, made token): the probability that the given token is translated by the made one."""
    pairs = _links(given, made)
    sentence, source, target = pairs
    cell, inverse = np.unique(source * given.shape[1] + target, return_inverse=True)
    position = sentence * made.shape[1] + target
    _, slot = np.unique(position, return_inverse=True)
    share = np.ones(len(cell))
    cell_source = cell // given.shape[1]
    for _ in range(rounds):
        weight = share[inverse]
        weight = weight / np.bincount(slot, weight)[slot]
        expected = np.bincount(inverse, weight, minlength=len(cell))
        share = expected / np.bincount(cell_source, expected)[cell_source]
    return sparse.csr_matrix((share, (cell_source, cell % given.shape[1])), shape=(given.shape[1], made.shape[1]))


def _links(given: Any, made: Any) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every (sentence, given token, made token) that stand together."""
    n_given, n_made = np.diff(given.indptr), np.diff(made.indptr)
    sentence = np.repeat(np.arange(len(n_given)), n_given * n_made)
    source = np.repeat(given.indices, np.repeat(n_made, n_given))
    target = np.concatenate(
        [np.tile(made.indices[made.indptr[i] : made.indptr[i + 1]], n) for i, n in enumerate(n_given)]
    )
    return sentence, source.astype(np.int64), target.astype(np.int64)


def first_rows(shares: Any, table: Floats, new_ids: Sequence[int]) -> Floats:
    """Embedding rows of new tokens, float32 (n_new, dim): the mix of the English rows that translate them.

    Args:
        shares: From `translation_shares`.
        table: The English embedding table (n_old, dim).
        new_ids: Ids of the new tokens, each at least n_old.

    Returns:
        Rows of the usual length of an English row; a token without translation begins as the mean English row.
    """
    own = shares.tocsr()[list(new_ids), : len(table)]
    own.data[own.data < MIN_SHARE] = 0
    rows = np.asarray(_rows_to_one(own) @ table, dtype=np.float32)
    rows[np.asarray(own.sum(axis=1)).ravel() == 0] = table.mean(axis=0)
    usual = np.median(np.linalg.norm(table, axis=1))
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows * usual / np.maximum(length, 1e-6), dtype=np.float32)
