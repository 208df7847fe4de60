"""The network of adaptation: the encoder with heads that are thrown away, beside the teacher that it must stay near."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.adapt_batches import Padded
from training.network import set_dropout

TEMPERATURE = 0.05
"""Of the contrast between a sentence's translation and the other sentences of its batch."""


class AdaptNetwork(nn.Module):
    """Encoder, a head that names hidden tokens (its output table is the embedding table), and one on what corpora say.

    Attributes:
        encoder: What remains.
    """

    def __init__(self, encoder: Any, n_answers: int) -> None:
        super().__init__()
        self.encoder = set_dropout(encoder, 0.0)
        dim = encoder.config.hidden_size
        self.scale = dim**0.5
        self.transform = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.LayerNorm(dim))
        self.bias = nn.Parameter(torch.zeros(encoder.config.vocab_size))
        self.answers = nn.Linear(dim, max(n_answers, 1))
        nn.init.constant_(self.answers.bias, -2.0)  # most answers are no

    def read(self, batch: Padded) -> Tensor:
        """Token vectors (n, width, dim)."""
        return read(self.encoder, batch)

    def name_tokens(self, hidden: Tensor) -> Tensor:
        """Logits over the vocabulary (m, size) for token vectors (m, dim)."""
        table: Tensor = self.encoder.embeddings.word_embeddings.weight
        return nn.functional.linear(self.transform(hidden), table, self.bias)

    def answer(self, vectors: Tensor) -> Tensor:
        """Logits of the answers (n, n_answers) for unit vectors (n, dim)."""
        logits: Tensor = self.answers(vectors * self.scale)
        return logits


def read(encoder: Any, batch: Padded) -> Tensor:
    """Last-layer vectors (n, width, dim)."""
    hidden: Tensor = encoder(input_ids=batch.ids, attention_mask=batch.attention).last_hidden_state
    return hidden


def pool(hidden: Tensor, batch: Padded) -> Tensor:
    """Unit vectors (n, dim): means over the tokens of the text, as the product pools them."""
    own = batch.own.unsqueeze(2).float()
    means = (hidden.float() * own).sum(dim=1) / own.sum(dim=1).clamp(min=1)
    return nn.functional.normalize(means, dim=1)


def near(vectors: Tensor, targets: Tensor) -> Tensor:
    """Mean of 1 - cosine between unit vectors (n, dim)."""
    return (1 - (vectors * targets).sum(dim=1)).mean()


def contrast(vectors: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of finding each vector's own target in the batch, and back (Oord et al. 2018)."""
    # In half precision a score would be off by a tenth after the division.
    with torch.autocast(vectors.device.type, enabled=False):
        scores, alike = vectors @ targets.T / TEMPERATURE, targets @ targets.T
    # The same sentence may stand twice in a batch: its twin is neither right nor wrong.
    twins = (alike > 0.999) & ~torch.eye(len(targets), dtype=torch.bool, device=targets.device)
    scores = scores.masked_fill(twins, -1e4)
    own = torch.arange(len(vectors), device=vectors.device)
    cross_entropy = nn.functional.cross_entropy
    return (cross_entropy(scores, own) + cross_entropy(scores.T, own)) / 2


@dataclass(frozen=True)
class Answers:
    """What corpora say of a batch: bool (n, n_answers) of what was said, and of what was asked.

    NumPy arrays where it is made, tensors where it is read.
    """

    said: Any
    asked: Any

    def to(self, device: str) -> "Answers":
        """The same as tensors on a device."""
        return Answers(torch.from_numpy(self.said).to(device), torch.from_numpy(self.asked).to(device))


class Questions:
    """The answers that corpora give often enough, as columns."""

    def __init__(self, said: Sequence[dict[str, tuple[str, ...]]], min_count: int) -> None:
        counts: dict[tuple[str, str], int] = {}
        for row in said:
            for question, answers in row.items():
                for answer in answers:
                    counts[question, answer] = counts.get((question, answer), 0) + 1
        self.columns = sorted(key for key, count in counts.items() if count >= min_count)
        self._column = {key: index for index, key in enumerate(self.columns)}
        self._asked: dict[str, list[int]] = {}
        for index, (question, _) in enumerate(self.columns):
            self._asked.setdefault(question, []).append(index)

    def __len__(self) -> int:
        return len(self.columns)

    def answers(self, said: Sequence[dict[str, tuple[str, ...]]]) -> Answers:
        """The answers of some rows."""
        found, asked = np.zeros((2, len(said), max(len(self), 1)), dtype=bool)
        for index, row in enumerate(said):
            for question, answers in row.items():
                asked[index, self._asked.get(question, [])] = True
                for answer in answers:
                    if (question, answer) in self._column:
                        found[index, self._column[question, answer]] = True
        return Answers(found, asked)


def answer_loss(logits: Tensor, answers: Answers) -> Tensor:
    """Binary cross-entropy over what was asked: summed over a row's answers, mean over the rows that were asked."""
    cells = nn.functional.binary_cross_entropy_with_logits(logits, answers.said.float(), reduction="none")
    rows = answers.asked.any(dim=1).sum().clamp(min=1)
    loss: Tensor = (cells * answers.asked).sum() / rows
    return loss
