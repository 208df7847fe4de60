"""The encoder in ONNX Runtime beside torch, on one of random weights."""

import subprocess
import sys

import numpy as np
import onnx
import pytest
from encoder_fakes import write_encoder

from feedback_ai.embed import Encoder
from feedback_ai.embed.encoder import ONNX_FILE
from feedback_ai.embed.onnx_model import OnnxModel
from feedback_ai.embed.torch_model import TorchModel
from feedback_ai.errors import ModelCorruptError, SettingError
from feedback_ai.schema import Span

TEXTS = ["The soup was cold.", "等了四十分钟。", "It never came. " * 40, "", "ok"]
SPANS = [(Span(0, len(text) // 2), Span(len(text) // 2, len(text))) for text in TEXTS]


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return write_encoder(tmp_path_factory.mktemp("encoder"), TEXTS)


def test_onnx_serves_where_its_file_is_and_torch_where_a_device_is_named_or_there_is_none(directory, tmp_path):
    assert isinstance(Encoder(directory)._model, OnnxModel)
    assert isinstance(Encoder(directory, device="cpu")._model, TorchModel)
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes((directory / name).read_bytes())
    assert isinstance(Encoder(tmp_path)._model, TorchModel)


def test_both_give_the_same_vectors_but_for_quantization(directory):
    int8, fp32 = (Encoder(directory, device=device, n_layers=2).encode(TEXTS, SPANS) for device in (None, "cpu"))
    assert (int8.bounds == fp32.bounds).all()
    for name in ("document_layers", "segment_layers"):  # two vectors of unit length side by side
        assert (getattr(int8, name) * getattr(fp32, name)).sum(axis=1).min() > 2 * 0.998


def test_a_file_without_the_middle_layer_is_refused_where_it_is_needed(directory, tmp_path):
    model = onnx.load(directory / ONNX_FILE)
    del model.graph.output[1]
    onnx.save(model, tmp_path / ONNX_FILE)
    with pytest.raises(ModelCorruptError, match="middle_hidden_state"):
        OnnxModel(tmp_path / ONNX_FILE, threads=1, n_layers=2)
    assert OnnxModel(tmp_path / ONNX_FILE, threads=1).dim == Encoder(directory).dim


@pytest.mark.parametrize("index", range(len(TEXTS)))
def test_a_text_alone_has_the_int8_vectors_that_it_has_in_a_batch(directory, index):
    encoder = Encoder(directory)
    alone, together = encoder.encode([TEXTS[index]], [SPANS[index]]), encoder.encode(TEXTS, SPANS)
    np.testing.assert_allclose(alone.documents[0], together.documents[index], atol=1e-4)
    np.testing.assert_allclose(alone.segments, together.segments[2 * index : 2 * index + 2], atol=1e-4)


def test_a_device_that_torch_lacks_is_named(directory):
    with pytest.raises(SettingError, match="'abacus'") as caught:
        Encoder(directory, device="abacus")
    assert "FEEDBACK_AI_TORCH_DEVICE" in caught.value.hint


def test_serving_from_onnx_loads_neither_torch_nor_transformers(directory):
    code = """if True:
        import sys
        from pathlib import Path
        from feedback_ai.embed import Encoder
        assert len(Encoder(Path(sys.argv[1])).encode(["ok"], [()]).documents) == 1
        assert not {"torch", "transformers"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", code, str(directory)], check=True)
