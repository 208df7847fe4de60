"""Heads on the encoder's vectors and tokens: raw logits of every task."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from feedback_ai.schema import Facet, Intent, RootCause, Sentiment, Severity

Array = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

SEGMENT_TASKS = {"facets": (len(Facet), 1 + len(Sentiment)), "causes": (len(RootCause), 1), "expectation": (1, 1)}
DOCUMENT_TASKS = {"sentiment": (1, len(Sentiment)), "intent": (1, len(Intent)), "severity": (1, len(Severity))}
"""Labels of a task, each with an attention of its own, and the classes of a label."""


class Vectors(Protocol):
    """What the heads read; `embed.Encoding` has it."""

    @property
    def documents(self) -> Array:
        """Unit-length document vectors (n, dim)."""

    @property
    def segments(self) -> Array:
        """Unit-length segment vectors (m, dim)."""

    @property
    def bounds(self) -> Indices:
        """Rows of `segments` by document (n + 1,)."""

    @property
    def token_scores(self) -> Array:
        """Unit-length token vectors times `VectorHeads.token_map` (t, columns), documents in order."""

    @property
    def document_of_token(self) -> Indices:
        """(t,), never falling."""

    @property
    def segment_of_token(self) -> Indices:
        """(t,), never falling where it is not -1, which stands for no segment."""


@dataclass(frozen=True)
class Logits:
    """Uncalibrated outputs for `n` documents with `m` segments in all.

    Attributes:
        facets: (m, 7, 4): absent, then negative, neutral, positive, for each `Facet` in order.
        causes: (m, 7), in the order of `RootCause`.
        expectation: (m,).
        sentiment: (n, 3), in the order of `Sentiment`.
        intent: (n, 5), in the order of `Intent`.
        severity: (n, 5), in the order of `Severity`.
    """

    facets: Array
    causes: Array
    expectation: Array
    sentiment: Array
    intent: Array
    severity: Array


class VectorHeads:
    """Weights of all heads.

    The score of a class is linear in the vector (of a segment beside its document's, or of a document) plus the mean of
    scores that are linear in the tokens, weighted by the label's own attention to them.

    Attributes:
        token_map: What the heads want to know of a token: float32 (dim, columns), for each task the scores of its
            classes, then the attention of its labels.
    """

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        rows = []
        self._columns: dict[str, tuple[slice, slice]] = {}
        first = 0
        for task, (n_labels, n_classes) in (SEGMENT_TASKS | DOCUMENT_TASKS).items():
            own = weights[f"{task}.token.weight"], weights[f"{task}.attention"]
            scale = np.float32(own[0].shape[1] ** 0.5)  # as in training: entries of about 1
            rows += [own[0] * scale, own[1]]
            middle, last = first + n_labels * n_classes, first + n_labels * n_classes + n_labels
            self._columns[task] = slice(first, middle), slice(middle, last)
            first = last
        self.token_map: Array = np.ascontiguousarray(np.concatenate(rows).T, dtype=np.float32)

    @classmethod
    def load(cls, path: Path) -> "VectorHeads":
        """Read `heads.safetensors`.

        It holds `<task>.vector.weight` (outputs, inputs), `<task>.vector.bias`, `<task>.token.weight` (outputs, dim)
        and `<task>.attention` (labels, dim).
        """
        from safetensors.numpy import load_file

        return cls(load_file(path))

    def _apply(self, task: str, inputs: Array, vectors: Vectors, owner: Indices) -> Array:
        """Logits (rows, labels, classes)."""
        n_labels, n_classes = (SEGMENT_TASKS | DOCUMENT_TASKS)[task]
        scores, attention = self._columns[task]
        said = attend(
            vectors.token_scores[:, attention],
            vectors.token_scores[:, scores].reshape(-1, n_labels, n_classes),
            owner,
            len(inputs),
        )
        linear = inputs @ self._weights[f"{task}.vector.weight"].T + self._weights[f"{task}.vector.bias"]
        logits: Array = linear.reshape(-1, n_labels, n_classes) + said
        return logits

    def __call__(self, vectors: Vectors) -> Logits:
        """Compute all logits.

        Raises:
            ValueError: If the encoder was not asked for this `token_map`.
        """
        if vectors.token_scores.shape[1] != self.token_map.shape[1]:
            raise ValueError("encode with token_map: these heads read tokens too")
        scale = np.float32(vectors.documents.shape[1] ** 0.5)
        document_of_segment = np.repeat(np.arange(len(vectors.documents)), np.diff(vectors.bounds))
        pairs = np.concatenate([vectors.segments, vectors.documents[document_of_segment]], axis=1) * scale
        documents = vectors.documents * scale
        segment = {task: self._apply(task, pairs, vectors, vectors.segment_of_token) for task in SEGMENT_TASKS}
        document = {task: self._apply(task, documents, vectors, vectors.document_of_token) for task in DOCUMENT_TASKS}
        return Logits(
            facets=segment["facets"],
            causes=segment["causes"][..., 0],
            expectation=segment["expectation"][:, 0, 0],
            **{task: logits[:, 0] for task, logits in document.items()},
        )


def attend(attention: Array, scores: Array, owner: Indices, n_owners: int) -> Array:
    """Mean of the scores of each owner's tokens, weighted by the softmax of the attention to them.

    Args:
        attention: (t, labels).
        scores: (t, labels, classes).
        owner: (t,), never falling where it is not -1, which stands for none.
        n_owners: Rows of the result.

    Returns:
        (n_owners, labels, classes); zero for an owner without tokens.
    """
    result = np.zeros((n_owners, *scores.shape[1:]), dtype=np.float32)
    owned = owner >= 0
    if not owned.any():
        return result
    attention, scores, owner = attention[owned], scores[owned], owner[owned]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    lengths = np.diff(starts, append=len(owner))
    weights = np.exp(attention - np.repeat(np.maximum.reduceat(attention, starts), lengths, axis=0))
    weights /= np.repeat(np.add.reduceat(weights, starts), lengths, axis=0)
    result[owner[starts]] = np.add.reduceat(weights[..., None] * scores, starts)
    return result
