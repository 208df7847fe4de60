"""The encoder in PyTorch: for training, for GPUs, and for any Hugging Face encoder that has no ONNX file."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel
from transformers.utils import logging

from feedback_ai.embed.reading import Ids
from feedback_ai.embed.space import middle
from feedback_ai.errors import SettingError


def load_model(directory: Path) -> Any:
    """The encoder's weights in fp32, from local files only."""
    # The library reports the pooler that we leave out as if it were a defect, and draws a bar on stderr.
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return AutoModel.from_pretrained(
        str(directory), local_files_only=True, dtype=torch.float32, add_pooling_layer=False
    ).eval()


class TorchModel:
    """An encoder in fp32; batches differ by rounding only (below 1e-5).

    Attributes:
        dim: Length of its vectors.
    """

    def __init__(self, directory: Path, *, threads: int, device: str, n_layers: int = 1) -> None:
        """Load `config.json` and `model.safetensors`.

        Args:
            directory: Of the encoder.
            threads: Of the model; 0 leaves the number to the library.
            device: Such as `cpu` or `cuda`.
            n_layers: Layers that are read: 1 is the last, 2 the middle one too.

        Raises:
            SettingError: If there is no such device.
        """
        if threads:
            torch.set_num_threads(threads)
        model = load_model(directory)
        try:
            self._model = model.to(device)
        except (RuntimeError, AssertionError) as error:  # what torch raises depends on how it was built
            raise SettingError(
                f"The device {device!r} cannot be used ({str(error).splitlines()[0]}).",
                hint="Set FEEDBACK_AI_TORCH_DEVICE to `cpu`, or to `cuda` where torch was installed with CUDA.",
            ) from error
        self.dim: int = model.config.hidden_size
        self._n_layers, self._middle = n_layers, middle(model.config.num_hidden_layers)

    @torch.inference_mode()
    def __call__(self, ids: Ids, mask: Ids) -> npt.NDArray[np.float32]:
        """Hidden states, float32 (batch, width, n_layers * dim), of padded ids and their mask."""
        inputs = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        inputs = {name: value.to(self._model.device) for name, value in inputs.items()}
        said = self._model(**inputs, output_hidden_states=self._n_layers > 1)
        layers = [said.last_hidden_state, *([said.hidden_states[self._middle]] if self._n_layers > 1 else [])]
        hidden: npt.NDArray[np.float32] = torch.cat(layers, dim=2).float().cpu().numpy()
        return hidden
