"""Grows an English vocabulary by Chinese words, characters and punctuation.

Each new row begins as a mix of English rows. The mix comes from sentence pairs by IBM Model 1 (Brown et al. 1993): the
probability that an English token translates a Chinese one, learned by expectation maximisation on token counts. Words
have a translation far more often than their characters have (服务 is "service", 服 and 务 are nothing alone), and they
shorten a Chinese text by a quarter.
"""

import io
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from tokenizers import AddedToken, Tokenizer, normalizers

from feedback_ai.classify.folding import simplified_of
from training.corpora import Pair

WORD_LENGTHS = range(2, 5)
"""Characters of a word that becomes a token."""
ROUNDS = 8
"""Of expectation maximisation."""
ALIGNED_TOKENS = 40
"""Longer sentences say little about which token translates which."""
MIN_SHARE = 0.02
"""English tokens below this share of a character's mix are noise."""

Floats = npt.NDArray[np.float32]


def stands_alone(character: str) -> bool:
    """Whether BERT's splitter makes a token of it: a Han character, in either script, or a punctuation mark."""
    return _is_han(character) or unicodedata.category(character).startswith("P")


def missing_characters(texts: Iterable[str], tokenizer: Tokenizer, min_count: int) -> list[str]:
    """Chinese characters and punctuation of the texts, as Simplified ones, that the tokenizer lacks; frequent first."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text.translate(simplified_of()))
    known = tokenizer.get_vocab()
    return [
        character
        for character, count in _by_frequency(counts)
        if count >= min_count and stands_alone(character) and character not in known
    ]


def frequent_words(texts: Iterable[str], n_words: int) -> list[str]:
    """The most frequent Chinese words of the texts, as Simplified ones, as jieba cuts them."""
    import jieba

    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(jieba.cut(text.translate(simplified_of())))
    words = (word for word, _ in _by_frequency(counts) if len(word) in WORD_LENGTHS and _is_han(word))
    return [word for word, _ in zip(words, range(n_words), strict=False)]


def _is_han(word: str) -> bool:
    return all(unicodedata.name(character, "").startswith("CJK UNIFIED") for character in word)


def _by_frequency(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def grow_tokenizer(source: Path, characters: Sequence[str], words: Sequence[str] = ()) -> Tokenizer:
    """The WordPiece tokenizer of an encoder directory with more tokens, numbered on; neither pads nor truncates.

    It reads Traditional characters as Simplified ones, and of the words the longest that begins where it stands.

    Args:
        source: Directory with `tokenizer.json`.
        characters: Simplified ones.
        words: Of Simplified characters.
    """
    content = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = content["model"]["vocab"]
    first = max(vocabulary.values()) + 1
    vocabulary |= {character: first + index for index, character in enumerate(characters)}
    content |= {"truncation": None, "padding": None}
    tokenizer = Tokenizer.from_str(json.dumps(content, ensure_ascii=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(_scripts_as_one()), tokenizer.normalizer])
    tokenizer.add_tokens([AddedToken(word, normalized=True, special=False) for word in words])
    return tokenizer


@cache
def _scripts_as_one() -> bytes:
    """The table of Traditional and Simplified characters in the form that tokenizers read, made by SentencePiece."""
    import tempfile

    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    made = io.BytesIO()
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="ascii") as rules:
        rules.writelines(f"{own:X}\t{ord(other):X}\n" for own, other in simplified_of().items())
        rules.flush()
        # The vocabulary of this model is thrown away: the trainer is the library's only way to compile a table.
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["a b c d e"] * 10),
            model_writer=made,
            vocab_size=9,
            hard_vocab_limit=False,
            normalization_rule_tsv=rules.name,
            minloglevel=2,
        )
    model = sentencepiece_model_pb2.ModelProto.FromString(made.getvalue())  # type: ignore[attr-defined]
    table: bytes = model.normalizer_spec.precompiled_charsmap
    return table


def token_translations(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> Any:
    """How much each English token is the translation of each Chinese one; see `translation_shares`.

    Words are read as their characters too, so that those have a translation.
    """

    def ids(texts: Sequence[str]) -> list[list[int]]:
        return [row.ids for row in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    chinese, english = ids([pair.chinese for pair in pairs]), ids([pair.english for pair in pairs])
    apart = ids([" ".join(pair.chinese) for pair in pairs])
    rows = [
        (sorted({*own, *parts}), target)
        for own, parts, target in zip(chinese, apart, english, strict=True)
        if 0 < len(own) <= ALIGNED_TOKENS and 0 < len(target) <= ALIGNED_TOKENS
    ]
    return translation_shares([own for own, _ in rows], [target for _, target in rows], tokenizer.get_vocab_size())


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


def first_rows(shares: Any, table: Floats, new_tokens: Sequence[str], ids: dict[str, int]) -> Floats:
    """Embedding rows of new tokens, float32 (n_new, dim): the mix of the English rows that translate them.

    Args:
        shares: From `translation_shares`.
        table: The English embedding table (n_old, dim).
        new_tokens: Characters, then words.
        ids: Of all tokens; a new one's is at least n_old.

    Returns:
        Rows of the usual length of an English row; a word without translation begins as the mean of its characters, a
        character without one as the mean English row.
    """
    own = shares.tocsr()[[ids[token] for token in new_tokens], : len(table)]
    own.data[own.data < MIN_SHARE] = 0
    rows = np.asarray(_rows_to_one(own) @ table, dtype=np.float32)
    alone = np.asarray(own.sum(axis=1)).ravel() == 0
    rows[alone] = table.mean(axis=0)
    place = {token: index for index, token in enumerate(new_tokens)}
    for index in np.flatnonzero(alone).tolist():
        parts = [place[part] for part in new_tokens[index] if part in place and len(new_tokens[index]) > 1]
        if parts:
            rows[index] = rows[parts].mean(axis=0)
    usual = np.median(np.linalg.norm(table, axis=1))
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows * usual / np.maximum(length, 1e-6), dtype=np.float32)
