"""Long documents as overlapping windows of tokens, every token owned by exactly one window."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_ai.schema import Span

WINDOW_TOKENS = 254
"""Content tokens a window holds; with the two special tokens the encoder sees 256."""
OVERLAP_TOKENS = 64
"""Tokens that neighbouring windows share, so that no token is read without context on both sides."""


@dataclass(frozen=True)
class Window:
    """A slice of a document's tokens.

    Attributes:
        start: First token of the window.
        end: One past its last token.
        own_start: First token whose vector is taken from this window.
        own_end: One past the last such token.
    """

    start: int
    end: int
    own_start: int
    own_end: int


def plan_windows(n_tokens: int) -> list[Window]:
    """Cut `n_tokens` into windows; their owned ranges cover the tokens without overlap.

    A token in an overlap belongs to the window in which it stands further from the edge.
    """
    if n_tokens <= WINDOW_TOKENS:
        return [Window(0, n_tokens, 0, n_tokens)]
    stride = WINDOW_TOKENS - OVERLAP_TOKENS
    starts = list(range(0, n_tokens - OVERLAP_TOKENS, stride))
    windows = []
    for position, start in enumerate(starts):
        end = min(start + WINDOW_TOKENS, n_tokens)
        own_start = start + OVERLAP_TOKENS // 2 if position else 0
        own_end = end - OVERLAP_TOKENS // 2 if position < len(starts) - 1 else n_tokens
        windows.append(Window(start, end, own_start, own_end))
    return windows


def tokens_of_spans(offsets: Sequence[tuple[int, int]], spans: Sequence[Span]) -> list[list[int]]:
    """Indices of the tokens that start inside each span.

    Args:
        offsets: Code-point offsets (start, end) of the tokens, in order.
        spans: Ordered, disjoint spans of the same text.

    Returns:
        One list of token indices a span; empty where no token starts inside it.
    """
    owned: list[list[int]] = [[] for _ in spans]
    position = 0
    for token, (start, _) in enumerate(offsets):
        while position < len(spans) and start >= spans[position].end:
            position += 1
        if position == len(spans):
            break
        if start >= spans[position].start:
            owned[position].append(token)
    return owned
