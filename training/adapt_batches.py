"""Batches for adaptation: each is a function of seed and step alone, so that a run resumes where it stopped."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

POOL = 50
"""So many batches are sorted by length together: little padding, yet no fixed neighbours."""
MASKED_AS = (0.8, 0.9)
"""A chosen token becomes `[MASK]` below the first share, a random token below the second, else it stays."""
MAX_RUN = 3
"""Longest run of tokens hidden together; single pieces of a word would be guessed from the others."""


class Stream:
    """Endless batches of indices of like length, shuffled anew every epoch."""

    def __init__(self, lengths: Sequence[int], budget: int, seed: int) -> None:
        """Shuffle nothing yet.

        Args:
            lengths: Tokens of each item.
            budget: Padded tokens a batch.
            seed: Of the order.
        """
        self._lengths = lengths
        self._budget = budget
        self._seed = seed
        self._epoch, self._first = -1, 0
        self._batches: list[list[int]] = []

    @property
    def n_batches(self) -> int:
        """Batches of the first epoch; those after differ by a few."""
        return len(self._shuffled(random.Random(f"{self._seed} 0")))  # noqa: S311

    def batch(self, step: int) -> list[int]:
        """Indices of the batch of a step; steps must not fall."""
        while step >= self._first + len(self._batches):
            self._epoch, self._first = self._epoch + 1, self._first + len(self._batches)
            self._batches = self._shuffled(random.Random(f"{self._seed} {self._epoch}"))  # noqa: S311
        return self._batches[step - self._first]

    def _shuffled(self, rng: random.Random) -> list[list[int]]:
        order = list(range(len(self._lengths)))
        rng.shuffle(order)
        mean = sum(self._lengths) / max(len(self._lengths), 1)
        pool = max(int(POOL * self._budget / max(mean, 1)), 1)
        batches: list[list[int]] = []
        for start in range(0, len(order), pool):
            batch: list[int] = []
            for index in sorted(order[start : start + pool], key=lambda index: self._lengths[index]):
                if batch and (len(batch) + 1) * self._lengths[index] > self._budget:
                    batches.append(batch)
                    batch = []
                batch.append(index)
            batches.append(batch)
        rng.shuffle(batches)
        return batches


@dataclass(frozen=True)
class Padded:
    """Token ids (n, width) with `[CLS]` and `[SEP]`, and which places hold tokens of the text, bool (n, width).

    NumPy arrays where it is made, tensors where it is read.
    """

    ids: Any
    own: Any

    def to(self, device: str) -> "Padded":
        """The same as tensors on a device."""
        return Padded(torch.from_numpy(self.ids).to(device), torch.from_numpy(self.own).to(device))

    @property
    def attention(self) -> Tensor:
        """Places that may be looked at: the text with its `[CLS]` and `[SEP]`, int64 (n, width)."""
        shifted: Tensor = torch.zeros_like(self.own)
        shifted[:, 1:] = self.own[:, :-1]  # [SEP] follows the last token
        seen: Tensor = self.own | shifted
        seen[:, :2] = True  # [CLS]; and [SEP] of an empty text
        return seen.long()


def pad(rows: Sequence[Sequence[int]], cls: int, sep: int) -> Padded:
    """Lay texts side by side."""
    width = max([1, *(len(row) for row in rows)]) + 2
    ids, own = np.zeros((len(rows), width), dtype=np.int64), np.zeros((len(rows), width), dtype=bool)
    for index, row in enumerate(rows):
        ids[index, : len(row) + 2] = [cls, *row, sep]
        own[index, 1 : len(row) + 1] = True
    return Padded(ids, own)


def crop(tokens: Sequence[int], width: int, rng: random.Random) -> Sequence[int]:
    """At most `width` tokens, from anywhere in the text."""
    start = rng.randrange(len(tokens) - width + 1) if len(tokens) > width else 0
    return tokens[start : start + width]


def hide(
    tokens: Sequence[int], share: float, mask_id: int, size: int, rng: random.Random
) -> tuple[list[int], list[int]]:
    """Hide about a share of the tokens in short runs.

    Returns:
        The tokens as the model sees them, and the places that it must name.
    """
    seen, places = list(tokens), []
    place = 0
    while place < len(seen):
        if rng.random() >= share / ((1 + MAX_RUN) / 2):
            place += 1
            continue
        for hidden in range(place, min(place + rng.randint(1, MAX_RUN), len(seen))):
            places.append(hidden)
            draw = rng.random()
            if draw < MASKED_AS[0]:
                seen[hidden] = mask_id
            elif draw < MASKED_AS[1]:
                seen[hidden] = rng.randrange(size)
            place = hidden
        place += 1
    return seen, places
