"""Features of an encoder as it is: vectors of sentences beside their text's, and of texts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from feedback_ai.embed import Encoder
from training.data import Example

CHUNK = 256
SEGMENT_C, TEXT_C = 0.01, 0.01
"""Inverse regularisation on vectors whose entries are about 1."""


class FrozenFeatures:
    """Vectors of an encoder that no label has changed."""

    def __init__(self, encoder_directory: Path) -> None:
        self._encoder = Encoder(encoder_directory)

    def __call__(self, examples: Sequence[Example]) -> tuple[Any, Any]:
        """Rows of all sentences (m, 2 dim) and of all texts (n, dim), entries of about 1."""
        sentences: list[npt.NDArray[Any]] = []
        texts: list[npt.NDArray[Any]] = []
        for start in range(0, len(examples), CHUNK):
            chunk = examples[start : start + CHUNK]
            own = self._encoder.encode([e.text for e in chunk], [e.spans for e in chunk])
            sentences.append(np.hstack([own.segments, own.documents[own.document_of_segment()]]))
            texts.append(own.documents)
        scale = self._encoder.dim**0.5
        return np.concatenate(sentences) * scale, np.concatenate(texts) * scale
