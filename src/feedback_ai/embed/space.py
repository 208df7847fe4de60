"""The space in which texts are compared: where texts of one meaning lie together, whatever their language.

Training for labels pulls the vectors of the last layer apart by label. What the middle layer knows of meaning it hardly
touches; a linear map of both finds the space in which the English encoder put English texts.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from feedback_ai.embed.reading import unit_rows
from feedback_ai.errors import ModelCorruptError

SPACE_FILE = "space.safetensors"
"""Name of the file with the map; without it vectors of the last layer are compared as they are."""

Vectors = npt.NDArray[np.float32]


def middle(n_layers: int) -> int:
    """Which of so many layers, the first being 1, is read beside the last."""
    return n_layers // 2


def side_by_side(vectors: Vectors, n_layers: int) -> Vectors:
    """Vectors (n, n_layers * dim) with the part of each layer of unit length."""
    return unit_rows(vectors.reshape(-1, vectors.shape[1] // n_layers)).reshape(vectors.shape)


@dataclass(frozen=True)
class Space:
    """The map.

    Attributes:
        projection: float32 (n_layers * dim, dim): the rows of the last layer, then, if it reads two, of the middle one.
    """

    projection: Vectors

    @property
    def n_layers(self) -> int:
        """Layers that it reads, 1 or 2."""
        return len(self.projection) // int(self.projection.shape[1])

    def __call__(self, layers: Vectors) -> Vectors:
        """Where texts lie of which the layers tell this (n, n_layers * dim); unit length, float32 (n, dim)."""
        return unit_rows(layers @ self.projection)

    @classmethod
    def load(cls, directory: Path) -> "Space | None":
        """The map of an encoder's directory; None where there is none.

        Raises:
            ModelCorruptError: If the file holds no `projection`, or one of another shape.
        """
        from safetensors.numpy import load_file

        path = directory / SPACE_FILE
        if not path.is_file():
            return None
        found = load_file(path).get("projection")
        if found is None:
            raise ModelCorruptError(f"{path} holds no `projection`.", hint="Restore the bundle from a release.")
        rows, dim = found.shape
        if rows not in (dim, 2 * dim):
            raise ModelCorruptError(
                f"{path} has {rows} rows for {dim} columns.", hint="Restore the bundle from a release."
            )
        return cls(found.astype(np.float32))
