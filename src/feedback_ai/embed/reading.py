"""Token vectors of whole documents from an encoder that reads windows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.embed.windows import Window, plan_windows

BATCH_TOKENS = 4096
"""Padded tokens in one forward pass; bounds memory whatever the texts."""

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SpecialTokens:
    """Ids that the encoder expects around every window."""

    cls: int
    sep: int


@dataclass(frozen=True)
class Piece:
    """One window waiting for its forward pass."""

    document: int
    window: Window
    ids: list[int]


def plan_batches(ids: Sequence[list[int]]) -> Iterator[list[Piece]]:
    """Windows of like length together, at most `BATCH_TOKENS` padded tokens at a time; longest first."""
    pieces = [
        Piece(document, window, tokens[window.start : window.end])
        for document, tokens in enumerate(ids)
        for window in plan_windows(len(tokens))
    ]
    batch: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -len(piece.ids)):
        if batch and (len(batch) + 1) * (len(batch[0].ids) + 2) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def pad(batch: Sequence[Piece], special: SpecialTokens) -> tuple[Ids, Ids]:
    """Ids with special tokens, and the mask that is 1 where there is a token; both (len(batch), width)."""
    width = 2 + max(len(piece.ids) for piece in batch)
    ids, mask = np.zeros((len(batch), width), dtype=np.int64), np.zeros((len(batch), width), dtype=np.int64)
    for index, piece in enumerate(batch):
        row = [special.cls, *piece.ids, special.sep]
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return ids, mask


def read_tokens(
    forward: Callable[[Ids, Ids], Vectors], ids: Sequence[list[int]], special: SpecialTokens
) -> list[Vectors]:
    """Vectors of the tokens of every document.

    Args:
        forward: The encoder: from padded ids and their mask to hidden states (batch, width, dim), where dim is that of
            all layers that it reads.
        ids: Token ids of each document, without special tokens.
        special: The special tokens.

    Returns:
        For each document float32 (max(n_tokens, 1), dim); a document without tokens has the vector of `[CLS]`.
    """
    parts: list[list[tuple[int, Vectors]]] = [[] for _ in ids]
    for batch in plan_batches(ids):
        hidden = forward(*pad(batch, special))
        for row, piece in enumerate(batch):
            window = piece.window
            first = 1 + window.own_start - window.start if piece.ids else 0  # position 0 is [CLS]
            n_owned = max(window.own_end - window.own_start, 1)
            parts[piece.document].append((window.start, hidden[row, first : first + n_owned]))
    return [np.concatenate([part for _, part in sorted(own, key=lambda pair: pair[0])]) for own in parts]


def pool_spans(tokens: Vectors, owned: Sequence[list[int]]) -> tuple[Vectors, Vectors]:
    """Mean vectors of a document and of its segments.

    Args:
        tokens: (n_tokens, dim).
        owned: Token indices of each segment; a segment without any has its document's vector.

    Returns:
        The document's vector (dim,) and the segments' (n_segments, dim).
    """
    document = tokens.mean(axis=0)
    segments = [tokens[own].mean(axis=0) if own else document for own in owned]
    return document, np.array(segments).reshape(-1, tokens.shape[1])


def unit_rows(vectors: Vectors) -> Vectors:
    """Vectors (n, dim) of unit length."""
    unit: Vectors = vectors / ((vectors * vectors).sum(axis=1) ** 0.5)[:, None]
    return unit
