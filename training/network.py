"""The network that is trained: the encoder with heads that weigh a segment's tokens beside its vector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from feedback_ai.classify.heads import DOCUMENT_TASKS, SEGMENT_TASKS
from feedback_ai.embed.reading import SpecialTokens
from feedback_ai.embed.space import middle
from feedback_ai.embed.windows import plan_windows


@dataclass(frozen=True)
class Tokenized:
    """A text as the network reads it.

    Attributes:
        ids: Token ids without special tokens, int (t,).
        owner: The sentence of each token, -1 for none, int (t,).
        n_segments: How many sentences it has.
    """

    ids: npt.NDArray[np.integer[Any]]
    owner: npt.NDArray[np.integer[Any]]
    n_segments: int


@dataclass(frozen=True)
class Batch:
    """n texts side by side, m segments and t tokens in all: NumPy arrays where it is made, tensors where it is read.

    Attributes:
        ids: Windows with special tokens, int64 (windows, width).
        mask: 1 where there is a token, int64 (windows, width).
        places: Where each token stands in the flattened windows, int64 (t,); an empty text has its `[CLS]`.
        document_of_token: (t,).
        segment_of_token: (t,); m for a token of no segment.
        document_of_segment: (m,).
        documents: 0 to n - 1, (n,).
    """

    ids: Any
    mask: Any
    places: Any
    document_of_token: Any
    segment_of_token: Any
    document_of_segment: Any
    documents: Any

    def to(self, device: str) -> "Batch":
        """The same as tensors on a device."""
        return Batch(**{name: torch.from_numpy(own).to(device) for name, own in vars(self).items()})


def lay(texts: Sequence[Tokenized], special: SpecialTokens) -> Batch:
    """Lay texts side by side, long ones as the windows in which the product reads them."""
    windows = [plan_windows(len(text.ids)) for text in texts]
    width = 2 + max(window.end - window.start for own in windows for window in own)
    ids, mask = np.zeros((2, sum(map(len, windows)), width), dtype=np.int64)
    places, owners, first_segment, row = [], [], 0, 0
    n_segments = sum(text.n_segments for text in texts)
    for text, own in zip(texts, windows, strict=True):
        for window in own:
            end = window.end - window.start + 1
            ids[row, : end + 1] = [special.cls, *text.ids[window.start : window.end], special.sep]
            mask[row, : end + 1] = 1
            at = np.arange(window.own_start, window.own_end) - window.start + 1 if len(text.ids) else np.zeros(1, int)
            places.append(row * width + at)
            row += 1
        owner = text.owner if len(text.ids) else np.array([-1])
        owners.append(np.where(owner < 0, n_segments, owner + first_segment))
        first_segment += text.n_segments
    return Batch(
        ids=ids,
        mask=mask,
        places=np.concatenate(places),
        document_of_token=np.repeat(np.arange(len(texts)), [len(own) for own in owners]),
        segment_of_token=np.concatenate(owners).astype(np.int64),
        document_of_segment=np.repeat(np.arange(len(texts)), [text.n_segments for text in texts]),
        documents=np.arange(len(texts)),
    )


@dataclass(frozen=True)
class Reading:
    """What one pass gives for a batch of n texts with m segments and t tokens in all.

    Attributes:
        documents: Unit-length vectors (n, dim).
        segments: Unit-length vectors (m, dim).
        tokens: Unit-length vectors (t, dim).
        document_layers: Unit-length vectors of the last layer and of the middle one, side by side (n, 2 * dim).
        segment_layers: The same of segments (m, 2 * dim).
        document_of_segment: (m,).
        document_of_token: (t,).
        segment_of_token: (t,); m for a token of no segment.
    """

    documents: Tensor
    segments: Tensor
    tokens: Tensor
    document_layers: Tensor
    segment_layers: Tensor
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


def means(tokens: Tensor, owner: Tensor, n_owners: int) -> tuple[Tensor, Tensor]:
    """Mean (n_owners, dim) of each owner's tokens (t, dim), zero where it has none, and whether it has any."""
    sums = tokens.new_zeros((n_owners + 1, tokens.shape[1])).index_add(0, owner, tokens)[:n_owners]
    counts = tokens.new_zeros(n_owners + 1).index_add(0, owner, tokens.new_ones(len(tokens)))[:n_owners]
    return sums / counts.clamp(min=1)[:, None], counts > 0


def set_dropout(encoder: Any, share: float) -> Any:
    """The encoder with another dropout; without any, its attention may use the fast kernels."""
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = share
    return encoder


def read(encoder: Any, batch: Batch) -> Reading:
    """One pass of the encoder over a batch, whose tensors lie on the encoder's device."""
    said = encoder(input_ids=batch.ids, attention_mask=batch.mask, output_hidden_states=True)
    layers = said.last_hidden_state, said.hidden_states[middle(encoder.config.num_hidden_layers)]
    tokens = [hidden.flatten(0, 1)[batch.places].float() for hidden in layers]
    documents, segments = zip(*(_pooled(own, batch) for own in tokens), strict=True)
    return Reading(
        documents=documents[0],
        segments=segments[0],
        tokens=nn.functional.normalize(tokens[0], dim=1),
        document_layers=torch.cat(documents, dim=1),
        segment_layers=torch.cat(segments, dim=1),
        document_of_segment=batch.document_of_segment,
        document_of_token=batch.document_of_token,
        segment_of_token=batch.segment_of_token,
    )


def _pooled(tokens: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Unit-length vectors of documents (n, dim) and of segments (m, dim) from those of tokens (t, dim)."""
    documents, _ = means(tokens, batch.document_of_token, len(batch.documents))
    segments, found = means(tokens, batch.segment_of_token, len(batch.document_of_segment))
    segments = torch.where(found[:, None], segments, documents[batch.document_of_segment])
    return nn.functional.normalize(documents, dim=1), nn.functional.normalize(segments, dim=1)


class FeedbackNetwork(nn.Module):
    """Encoder and heads; a segment head sees the segment's vector beside its document's, and the segment's tokens."""

    def __init__(self, encoder: Any, *, dropout: float, encoder_dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = set_dropout(encoder, encoder_dropout)
        dim = encoder.config.hidden_size
        # Unit vectors have entries of about dim ** -0.5; the heads learn at the usual rates on entries of about 1.
        self.scale = dim**0.5
        self.dropout = nn.Dropout(dropout)
        # Where a teacher puts a text, as a linear map of what two layers tell: so labels may move what knows meaning.
        # It begins as where the last layer puts it, unless the start brings a map.
        self.to_teacher = nn.Linear(2 * dim, dim, bias=False)
        nn.init.eye_(self.to_teacher.weight)
        self.segment_heads = nn.ModuleDict({name: Head(2 * dim, dim, *n) for name, n in SEGMENT_TASKS.items()})
        self.document_heads = nn.ModuleDict({name: Head(dim, dim, *n) for name, n in DOCUMENT_TASKS.items()})

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
