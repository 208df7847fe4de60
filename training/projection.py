"""Maps the vectors of a trained encoder back to the space of the English one, where topics and search live.

A linear map of what the last layer and the middle one tell brings a text, and its translation, near to the vector that
the English encoder gives (ridge regression towards the last layer as it is); see `feedback_ai.embed.space`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from feedback_ai.embed import Encoder
from feedback_ai.embed.space import SPACE_FILE
from training.compute import half_precision
from training.corpora import Pair

RIDGE = 0.01
"""Weight of staying as they are against fitting, for vectors of unit length."""
CHUNK = 512

Vectors = npt.NDArray[np.float32]


def fit_projection(vectors: Vectors, targets: Vectors) -> Vectors:
    """The map with the least squared distance of `vectors @ map` to the targets, drawn towards the first columns.

    Args:
        vectors: What layers tell, each of unit length, (n, n_layers * dim).
        targets: Where each should lie, unit length, (n, dim).

    Returns:
        float32 (n_layers * dim, dim).
    """
    dim = targets.shape[1]
    x, y = vectors.astype(np.float64), targets.astype(np.float64)
    # Unit vectors have squared entries of 1 / dim in the mean.
    ridge = RIDGE * len(x) / dim * np.eye(x.shape[1])
    projection: Vectors = np.linalg.solve(x.T @ x + ridge, x.T @ y + ridge[:, :dim]).astype(np.float32)
    return projection


def write_projection(encoder: Path, english: Path, pairs: Sequence[Pair], texts: Sequence[str]) -> None:
    """Fit the map of a trained encoder and write it into its directory.

    Args:
        encoder: Directory of the trained encoder.
        english: Directory of the English encoder whose space is kept.
        pairs: Sentences with their translations; of each, the English sentence tells where both lie.
        texts: English feedback, which lies where the English encoder puts it.
    """
    (encoder / SPACE_FILE).unlink(missing_ok=True)
    own, teacher = Encoder(encoder, n_layers=2), Encoder(english, n_layers=1)
    read = [*(pair.english for pair in pairs), *texts]
    vectors, targets = _documents(own, read), _documents(teacher, read)
    translated = _documents(own, [pair.chinese for pair in pairs])
    projection = fit_projection(np.concatenate([vectors, translated]), np.concatenate([targets, targets[: len(pairs)]]))
    save_file({"projection": projection.astype(np.float16)}, encoder / SPACE_FILE)
    (encoder / SPACE_FILE).chmod(0o644)  # the library writes it for the owner alone


def _documents(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    rows = []
    for start in range(0, len(texts), CHUNK):
        chunk = texts[start : start + CHUNK]
        # What half precision rounds, the mean over thousands of texts evens out.
        with half_precision("cpu"):
            rows.append(encoder.encode(chunk, [()] * len(chunk)).document_layers)
    return np.concatenate(rows)
