"""Token vectors of whole documents from an encoder that reads windows; the same code trains and serves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from feedback_ai.embed.windows import Window, plan_windows

BATCH_TOKENS = 4096
"""Padded tokens in one forward pass; bounds memory whatever the texts."""


@dataclass(frozen=True)
class SpecialTokens:
    """Ids that the encoder expects around every window."""

    cls: int
    sep: int


@dataclass(frozen=True)
class _Piece:
    """One window waiting for its forward pass."""

    document: int
    window: Window
    ids: list[int]


def _batches(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Windows of like length together, at most `BATCH_TOKENS` padded tokens at a time."""
    batch: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: -len(piece.ids)):
        if batch and (len(batch) + 1) * (len(batch[0].ids) + 2) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def _forward(model: Any, batch: Sequence[_Piece], special: SpecialTokens) -> Tensor:
    rows = [[special.cls, *piece.ids, special.sep] for piece in batch]
    width = max(len(row) for row in rows)
    ids = torch.zeros((len(rows), width), dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    device = model.device
    hidden: Tensor = model(input_ids=ids.to(device), attention_mask=mask.to(device)).last_hidden_state
    return hidden.float()


def read_tokens(model: Any, ids: Sequence[list[int]], special: SpecialTokens) -> list[Tensor]:
    """Last-layer vectors of the tokens of every document.

    Args:
        model: An encoder that returns `last_hidden_state`.
        ids: Token ids of each document, without special tokens.
        special: The special tokens.

    Returns:
        For each document float32 (max(n_tokens, 1), dim); a document without tokens has the vector of `[CLS]`.
    """
    pieces = [
        _Piece(document, window, tokens[window.start : window.end])
        for document, tokens in enumerate(ids)
        for window in plan_windows(len(tokens))
    ]
    parts: list[list[tuple[int, Tensor]]] = [[] for _ in ids]
    for batch in _batches(pieces):
        hidden = _forward(model, batch, special)
        for row, piece in enumerate(batch):
            window = piece.window
            first = 1 + window.own_start - window.start if piece.ids else 0  # position 0 is [CLS]
            n_owned = max(window.own_end - window.own_start, 1)
            parts[piece.document].append((window.start, hidden[row, first : first + n_owned]))
    return [torch.cat([part for _, part in sorted(own, key=lambda pair: pair[0])]) for own in parts]


def pool_spans(tokens: Tensor, owned: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Mean vectors of a document and of its segments.

    Args:
        tokens: (n_tokens, dim).
        owned: Token indices of each segment; a segment without any has its document's vector.

    Returns:
        The document's vector (dim,) and the segments' (n_segments, dim), both of unit length.
    """
    document = tokens.mean(dim=0)
    rows = [tokens[indices].mean(dim=0) if indices else document for indices in owned]
    segments = torch.stack(rows) if rows else tokens.new_zeros((0, tokens.shape[1]))
    normalize = torch.nn.functional.normalize
    return normalize(document, dim=0), normalize(segments, dim=1)
