"""The encoder in ONNX Runtime, on the CPU: what the shipped bundle is served with."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

from feedback_ai.embed.reading import Ids


class OnnxModel:
    """An encoder with int8 weights whose results do not depend on the batch; see `training/onnx_graph.py`.

    Attributes:
        dim: Length of its vectors.
    """

    def __init__(self, path: Path, *, threads: int) -> None:
        """Load a file; `threads` of 0 leaves the number to the library."""
        options = SessionOptions()
        options.intra_op_num_threads = threads
        # The graph was written with the operators that are wanted; the library's own rewriting would slow it down.
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.dim: int = self._session.get_outputs()[0].shape[2]

    def __call__(self, ids: Ids, mask: Ids) -> npt.NDArray[np.float32]:
        """Last hidden states, float32 (batch, width, dim), of padded ids and their mask."""
        (hidden,) = self._session.run(["last_hidden_state"], {"input_ids": ids, "attention_mask": mask})
        states: npt.NDArray[np.float32] = hidden
        return states
