"""Writes a bundle: fp16 encoder weights, heads, calibration, manifest."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import save_file

from feedback_ai.artifacts import write_manifest
from feedback_ai.classify.calibration import Calibration
from feedback_ai.embed.encoder import ONNX_FILE
from feedback_ai.embed.space import SPACE_FILE
from training.network import FeedbackNetwork


def head_weights(network: FeedbackNetwork) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """Heads as the service reads them: `<task>.weight` (outputs, inputs) and `<task>.bias` (outputs,), float32."""
    heads = {**network.segment_heads, **network.document_heads}
    return {
        f"{task}.{name}": value.detach().float().numpy()
        for task, head in heads.items()
        for name, value in head.named_parameters()
    }


def load_heads(network: FeedbackNetwork, path: Path) -> None:
    """Take over heads that `save_network` wrote."""
    weights = load_file(path)
    for task, head in {**network.segment_heads, **network.document_heads}.items():
        head.load_state_dict({name: torch.from_numpy(weights[f"{task}.{name}"]) for name in head.state_dict()})


def save_network(network: FeedbackNetwork, source_encoder: Path, bundle: Path) -> None:
    """Write `encoder/` and `heads.safetensors` into the directory of a bundle.

    Args:
        network: The trained network.
        source_encoder: Directory whose tokenizer and configuration the encoder keeps.
        bundle: Created if missing.
    """
    encoder = bundle / "encoder"
    encoder.mkdir(parents=True, exist_ok=True)
    # The configuration is copied, not saved anew: the library would write versions and paths of this machine.
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(source_encoder / name, encoder / name)
    weights = {name: value.half().contiguous() for name, value in network.encoder.state_dict().items()}
    # An ONNX file of other weights would be served in their place, and their map would be used.
    for name in (ONNX_FILE, SPACE_FILE):
        (encoder / name).unlink(missing_ok=True)
    save_file(
        {name: value for name, value in weights.items() if value.dtype == torch.half}, encoder / "model.safetensors"
    )
    save_arrays(head_weights(network), bundle / "heads.safetensors")
    for path in (encoder / "model.safetensors", bundle / "heads.safetensors"):
        path.chmod(0o644)  # the library writes them for the owner alone


def save_calibration(calibration: Calibration, bundle: Path) -> None:
    """Write `calibration.json`."""
    content = json.dumps(calibration.model_dump(mode="json"), indent=2)
    (bundle / "calibration.json").write_text(content + "\n", encoding="utf-8")


def seal(bundle: Path, *, name: str, version: str) -> None:
    """Write the manifest with the hash of every file that is loaded."""
    write_manifest(bundle, name=name, version=version)
