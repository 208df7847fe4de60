"""The network that is trained: the encoder with linear heads on segment and document vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from feedback_ai.embed.reading import SpecialTokens, pool_spans, read_tokens
from training.data import CAUSES, FACETS, INTENTS, POLARITIES, SEVERITIES

N_FACET_CLASSES = 1 + len(POLARITIES)
"""A facet is absent, or present with one of three polarities."""

SEGMENT_OUTPUTS = {"facets": len(FACETS) * N_FACET_CLASSES, "causes": len(CAUSES), "expectation": 1}
DOCUMENT_OUTPUTS = {"sentiment": len(POLARITIES), "intent": len(INTENTS), "severity": len(SEVERITIES)}


@dataclass(frozen=True)
class Tokenized:
    """A text as the network reads it: token ids, and the tokens of each sentence."""

    ids: list[int]
    owned: list[list[int]]


@dataclass(frozen=True)
class Vectors:
    """Unit-length vectors of a batch: documents (n, dim), segments (m, dim), and each segment's document (m,)."""

    documents: Tensor
    segments: Tensor
    document_of_segment: Tensor


class FeedbackNetwork(nn.Module):
    """Encoder and heads; a segment head sees the segment's vector beside its document's."""

    def __init__(self, encoder: Any, special: SpecialTokens, *, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.special = special
        dim = encoder.config.hidden_size
        # Unit vectors have entries of about dim ** -0.5; the heads learn at the usual rates on entries of about 1.
        self.scale = dim**0.5
        self.dropout = nn.Dropout(dropout)
        self.segment_heads = nn.ModuleDict({name: nn.Linear(2 * dim, n) for name, n in SEGMENT_OUTPUTS.items()})
        self.document_heads = nn.ModuleDict({name: nn.Linear(dim, n) for name, n in DOCUMENT_OUTPUTS.items()})

    def read(self, batch: Sequence[Tokenized]) -> Vectors:
        """One pass over the batch."""
        tokens = read_tokens(self.encoder, [text.ids for text in batch], self.special)
        pooled = [pool_spans(own, text.owned) for own, text in zip(tokens, batch, strict=True)]
        counts = torch.tensor([len(text.owned) for text in batch])
        return Vectors(
            documents=torch.stack([document for document, _ in pooled]),
            segments=torch.cat([segments for _, segments in pooled]),
            document_of_segment=torch.repeat_interleave(torch.arange(len(batch)), counts),
        )

    def forward(self, vectors: Vectors) -> dict[str, Tensor]:
        """Logits: `facets` (m, 7, 4), `causes` (m, 7), `expectation` (m,), document heads (n, classes)."""
        documents = self.dropout(vectors.documents * self.scale)
        pairs = torch.cat([vectors.segments, vectors.documents[vectors.document_of_segment]], dim=1)
        segments = self.dropout(pairs * self.scale)
        logits = {name: head(segments) for name, head in self.segment_heads.items()}
        logits |= {name: head(documents) for name, head in self.document_heads.items()}
        logits["facets"] = logits["facets"].view(-1, len(FACETS), N_FACET_CLASSES)
        logits["expectation"] = logits["expectation"].squeeze(1)
        return logits
