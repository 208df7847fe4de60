"""The network that is trained: the encoder with heads that weigh a segment's tokens beside its vector."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from feedback_ai.classify.heads import DOCUMENT_TASKS, SEGMENT_TASKS
from feedback_ai.embed.encoder import owner_of_tokens
from feedback_ai.embed.reading import SpecialTokens, pool_spans, read_tokens
from feedback_ai.embed.torch_model import forward


@dataclass(frozen=True)
class Tokenized:
    """A text as the network reads it: token ids, and the tokens of each sentence."""

    ids: list[int]
    owned: list[list[int]]


@dataclass(frozen=True)
class Reading:
    """What one pass gives for a batch of n texts with m segments and t tokens in all.

    Attributes:
        documents: Unit-length vectors (n, dim).
        segments: Unit-length vectors (m, dim).
        tokens: Unit-length vectors (t, dim).
        document_of_segment: (m,).
        document_of_token: (t,).
        segment_of_token: (t,); m for a token of no segment.
    """

    documents: Tensor
    segments: Tensor
    tokens: Tensor
    document_of_segment: Tensor
    document_of_token: Tensor
    segment_of_token: Tensor


class Head(nn.Module):
    """One task: a linear map of the vector, and for every label what its most telling tokens say.

    The score of a class is linear in the vector plus the mean, weighted by the label's own attention, of scores that
    are linear in the tokens (label-wise attention, Mullenbach et al. 2018; here the map comes before the mean).
    """

    def __init__(self, dim: int, token_dim: int, n_labels: int, n_classes: int) -> None:
        super().__init__()
        self.shape = n_labels, n_classes
        self.vector = nn.Linear(dim, n_labels * n_classes)
        self.token = nn.Linear(token_dim, n_labels * n_classes, bias=False)
        # At zero every token counts alike.
        self.attention = nn.Parameter(torch.zeros(n_labels, token_dim))

    def forward(self, vectors: Tensor, tokens: Tensor, owner: Tensor) -> Tensor:
        """Logits (k, labels, classes).

        Args:
            vectors: Of what is judged, (k, dim).
            tokens: (t, token_dim).
            owner: (t,), the row of `vectors` that each token belongs to; k for none.
        """
        scores = self.token(tokens).view(-1, *self.shape)
        said = attend(tokens @ self.attention.T / tokens.shape[1] ** 0.5, scores, owner, len(vectors))
        logits: Tensor = self.vector(vectors).view(-1, *self.shape) + said
        return logits


def attend(attention: Tensor, scores: Tensor, owner: Tensor, n_owners: int) -> Tensor:
    """Mean of the scores (t, labels, classes) of each owner's tokens, weighted by the softmax of attention (t, labels).

    Returns:
        (n_owners, labels, classes); zero for an owner without tokens.
    """
    n_labels = attention.shape[1]
    places = owner[:, None].expand(-1, n_labels)
    top = attention.new_full((n_owners + 1, n_labels), -torch.inf).scatter_reduce(0, places, attention.detach(), "amax")
    weights = torch.exp(attention - top[owner])
    total = attention.new_zeros((n_owners + 1, n_labels)).index_add(0, owner, weights)
    shares = weights / total[owner]
    sums = scores.new_zeros((n_owners + 1, *scores.shape[1:]))
    return sums.index_add(0, owner, shares[..., None] * scores)[:n_owners]


def without_dropout(encoder: Any) -> Any:
    """The encoder with its dropout off.

    Few texts are read more than twice: there is little to regularise, and on a CPU dropout takes much of the time.
    """
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return encoder


class FeedbackNetwork(nn.Module):
    """Encoder and heads; a segment head sees the segment's vector beside its document's, and the segment's tokens."""

    def __init__(self, encoder: Any, special: SpecialTokens, *, dropout: float) -> None:
        super().__init__()
        self.encoder = without_dropout(encoder)
        self.special = special
        dim = encoder.config.hidden_size
        # Unit vectors have entries of about dim ** -0.5; the heads learn at the usual rates on entries of about 1.
        self.scale = dim**0.5
        self.dropout = nn.Dropout(dropout)
        self.segment_heads = nn.ModuleDict({name: Head(2 * dim, dim, *n) for name, n in SEGMENT_TASKS.items()})
        self.document_heads = nn.ModuleDict({name: Head(dim, dim, *n) for name, n in DOCUMENT_TASKS.items()})

    def read(self, batch: Sequence[Tokenized]) -> Reading:
        """One pass over the batch."""
        hidden = read_tokens(partial(forward, self.encoder), [text.ids for text in batch], self.special, torch.cat)
        pooled = [pool_spans(own, text.owned, torch.stack) for own, text in zip(hidden, batch, strict=True)]
        counts = torch.tensor([len(text.owned) for text in batch])
        firsts = (counts.cumsum(0) - counts).tolist()
        owners = [
            torch.from_numpy(owner_of_tokens(text.owned, len(own), first))
            for own, text, first in zip(hidden, batch, firsts, strict=True)
        ]
        lengths = torch.tensor([len(own) for own in hidden])
        return Reading(
            documents=torch.stack([document for document, _ in pooled]),
            segments=torch.cat([segments for _, segments in pooled]),
            tokens=nn.functional.normalize(torch.cat(hidden), dim=1),
            document_of_segment=torch.repeat_interleave(torch.arange(len(batch)), counts),
            document_of_token=torch.repeat_interleave(torch.arange(len(batch)), lengths),
            segment_of_token=torch.cat(owners) % (int(counts.sum()) + 1),  # -1, of none, becomes m
        )

    def forward(self, reading: Reading) -> dict[str, Tensor]:
        """Logits: `facets` (m, 7, 4), `causes` (m, 7), `expectation` (m,), document heads (n, classes)."""
        documents = self.dropout(reading.documents * self.scale)
        pairs = torch.cat([reading.segments, reading.documents[reading.document_of_segment]], dim=1)
        segments, tokens = self.dropout(pairs * self.scale), self.dropout(reading.tokens * self.scale)
        logits = {name: head(segments, tokens, reading.segment_of_token) for name, head in self.segment_heads.items()}
        for name, head in self.document_heads.items():
            logits[name] = head(documents, tokens, reading.document_of_token)[:, 0]
        logits["causes"] = logits["causes"][..., 0]
        logits["expectation"] = logits["expectation"][:, 0, 0]
        return logits
