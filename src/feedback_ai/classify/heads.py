"""Linear heads on the encoder's vectors: raw logits of every task."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from feedback_ai.schema import Facet, Sentiment

Array = npt.NDArray[np.float32]

SEGMENT_TASKS = ("facets", "causes", "expectation")
DOCUMENT_TASKS = ("sentiment", "intent", "severity")


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
    """Weights of all heads on vectors; a segment head reads the segment's vector beside its document's."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights

    @classmethod
    def load(cls, path: Path) -> "VectorHeads":
        """Read `heads.safetensors`: `<task>.weight` (outputs, inputs) and `<task>.bias` (outputs,)."""
        from safetensors.numpy import load_file

        return cls(load_file(path))

    def _apply(self, task: str, inputs: Array) -> Array:
        outputs: Array = inputs @ self._weights[f"{task}.weight"].T + self._weights[f"{task}.bias"]
        return outputs

    def __call__(self, documents: Array, segments: Array, document_of_segment: npt.NDArray[np.int64]) -> Logits:
        """Compute all logits.

        Args:
            documents: Unit-length vectors (n, dim).
            segments: Unit-length vectors (m, dim).
            document_of_segment: (m,), the document of each segment.
        """
        scale = np.float32(documents.shape[1] ** 0.5)  # as in training: entries of about 1
        pairs = np.concatenate([segments, documents[document_of_segment]], axis=1) * scale
        documents = documents * scale
        return Logits(
            facets=self._apply("facets", pairs).reshape(-1, len(Facet), 1 + len(Sentiment)),
            causes=self._apply("causes", pairs),
            expectation=self._apply("expectation", pairs)[:, 0],
            sentiment=self._apply("sentiment", documents),
            intent=self._apply("intent", documents),
            severity=self._apply("severity", documents),
        )
