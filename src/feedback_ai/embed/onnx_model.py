"""The encoder in ONNX Runtime, on the CPU: what the shipped bundle is served with."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

from feedback_ai.embed.reading import Ids
from feedback_ai.errors import ModelCorruptError

LAYERS = ("last_hidden_state", "middle_hidden_state")
"""Names of the outputs."""


class OnnxModel:
    """An encoder with int8 weights whose results do not depend on the batch; see `training/onnx_graph.py`.

    Attributes:
        dim: Length of its vectors.
    """

    def __init__(self, path: Path, *, threads: int, n_layers: int = 1) -> None:
        """Load a file.

        Args:
            path: The file.
            threads: Of the model; 0 leaves the number to the library.
            n_layers: Layers that are read: 1 is the last, 2 the middle one too.

        Raises:
            ModelCorruptError: If the file does not give these layers.
        """
        options = SessionOptions()
        options.intra_op_num_threads = threads
        # The graph was written with the operators that are wanted; the library's own rewriting would slow it down.
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._layers = LAYERS[:n_layers]
        given = {output.name: output for output in self._session.get_outputs()}
        if missing := [name for name in self._layers if name not in given]:
            raise ModelCorruptError(f"{path} gives no {', '.join(missing)}.", hint="Restore the bundle from a release.")
        self.dim: int = given[LAYERS[0]].shape[2]

    def __call__(self, ids: Ids, mask: Ids) -> npt.NDArray[np.float32]:
        """Hidden states, float32 (batch, width, n_layers * dim), of padded ids and their mask."""
        states = self._session.run(list(self._layers), {"input_ids": ids, "attention_mask": mask})
        hidden: npt.NDArray[np.float32] = np.concatenate(states, axis=2) if len(states) > 1 else states[0]
        return hidden
