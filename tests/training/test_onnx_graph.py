import json
from string import ascii_letters

import numpy as np
import onnx
import pytest
from encoder_fakes import write_encoder

from feedback_ai.embed.onnx_model import OnnxModel
from feedback_ai.embed.torch_model import TorchModel
from training.onnx_graph import bert_graph, quantize

WIDTHS = (3, 17, 64, 1, 40)
RNG = np.random.default_rng(5)
TEXTS = [RNG.integers(1, 50, width) for width in WIDTHS]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return write_encoder(tmp_path_factory.mktemp("encoder"), [ascii_letters])


@pytest.fixture(scope="module")
def int8(encoder):
    return OnnxModel(encoder / "model.onnx", threads=1, n_layers=2)


def padded(texts, width):
    ids, mask = np.zeros((2, len(texts), width), dtype=np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
    return ids, mask


def test_hidden_states_are_those_of_torch_but_for_quantization(encoder, int8):
    ids, mask = padded(TEXTS, 64)
    torch_model = TorchModel(encoder, threads=1, device="cpu", n_layers=2)
    own, fp32 = int8(ids, mask)[mask == 1], torch_model(ids, mask)[mask == 1]
    assert own.shape == fp32.shape == (sum(WIDTHS), 2 * int8.dim)
    for layer in (slice(0, int8.dim), slice(int8.dim, None)):
        ours, theirs = own[:, layer], fp32[:, layer]
        cosine = (ours * theirs).sum(axis=1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
        assert cosine.min() > 0.998
    assert np.abs(own - fp32).max() > 1e-4  # int8 is really in use


@pytest.mark.parametrize("width", [64, 70, 80])
@pytest.mark.parametrize("index", range(len(TEXTS)))
def test_a_text_does_not_depend_on_its_batch_nor_on_padding(int8, index, width):
    text = TEXTS[index]
    together = int8(*padded(TEXTS, width))[index, : len(text)]
    alone = int8(*padded([text], len(text)))[0]
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_weights_are_kept_in_one_byte_each(encoder):
    weights = onnx.load(encoder / "model.onnx").graph.initializer
    bytes_of = {weight.name: len(weight.raw_data) / np.prod(weight.dims) for weight in weights if weight.dims}
    assert bytes_of["words"] == bytes_of["encoder.layer.2.output.dense.codes"] == 1


def test_codes_give_back_a_row_within_half_a_step_and_zero_as_zero():
    rows = RNG.normal(size=(4, 9)).astype(np.float32) * np.array([[1], [100], [1e-3], [0]], dtype=np.float32)
    rows[:, 3] = 0
    codes, scale, zero = quantize(rows)
    back = (codes.astype(np.float32) - zero[:, None]) * scale[:, None]
    assert (np.abs(back - rows) <= scale[:, None] * 1.01).all()
    assert (back[:, 3] == 0).all()


def test_another_architecture_is_refused(encoder, tmp_path):
    config = json.loads((encoder / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}))
    with pytest.raises(ValueError, match="relu"):
        bert_graph(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 1}))
    with pytest.raises(ValueError, match="single layer"):
        bert_graph(tmp_path)
