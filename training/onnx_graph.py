"""The encoder as an ONNX graph with int8 weights, made so that a text's vectors do not depend on its batch.

Weights are kept in blocks of `BLOCK` inputs with a scale and a zero point each. ONNX Runtime multiplies them with
activations that it quantizes in the same blocks, token by token, and sums in fp32: nothing is shared between the rows
of a batch, as it is in the usual dynamic quantization. Embeddings have one scale a token. Softmax, layer normalization
and residuals are fp32; padding is masked before the softmax and adds exactly nothing.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from safetensors.numpy import load_file

from feedback_ai.embed.onnx_model import LAYERS
from feedback_ai.embed.space import middle

Array = npt.NDArray[np.float32]

OPSET = 21
CONTRIB = {"MatMulNBits", "MultiHeadAttention"}
"""Operators of ONNX Runtime's own domain `com.microsoft`."""
BLOCK = 32
INT8_COMPUTE = 4
"""`accuracy_level` of MatMulNBits at which activations are quantized too, and products are sums of integers."""


class _Graph:
    """Nodes and weights in the order in which they are computed."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, value: Any) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, op: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        """Append an operator; returns the name of its output."""
        output = name or f"{op}_{len(self.nodes)}"
        domain = "com.microsoft" if op in CONTRIB else ""
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output


Codes = npt.NDArray[np.uint8]


def quantize(rows: Array) -> tuple[Codes, Array, Codes]:
    """Codes of the last axis (..., k), with the scale and the zero point of each row (...).

    A value is `(code - zero) * scale`, and 0.0 has a code of its own.
    """
    low, high = np.minimum(rows.min(axis=-1), 0), np.maximum(rows.max(axis=-1), 0)
    scale = np.maximum((high - low) / 255, np.finfo(np.float32).tiny)
    zero = np.rint(-low / scale)
    codes = np.rint(rows / scale[..., None]) + zero[..., None]
    return codes.clip(0, 255).astype(np.uint8), scale.astype(np.float32), zero.astype(np.uint8)


class _Bert:
    """Writes one BERT into a graph; names of weights are those of the library that trained it."""

    def __init__(self, weights: dict[str, Array], config: dict[str, Any]) -> None:
        self.graph = _Graph()
        self._weights = weights
        self._config = config

    def write(self) -> None:
        hidden = self._embed()
        mask = self.graph.add("Cast", "attention_mask", to=TensorProto.INT32)
        n_layers = self._config["num_hidden_layers"]
        names = {middle(n_layers): LAYERS[1], n_layers: LAYERS[0]}
        for layer in range(n_layers):
            place = f"encoder.layer.{layer}"
            hidden = self._attend(f"{place}.attention", hidden, mask)
            hidden = self._feed(place, hidden, name=names.get(layer + 1))

    def _embed(self) -> str:
        add, weight = self.graph.add, self.graph.weight
        codes, scale, zero = quantize(self._weights["embeddings.word_embeddings.weight"])
        rows = add("Cast", add("Gather", weight("words", codes), "input_ids"), to=TensorProto.FLOAT)
        zeros = add("Gather", weight("words.zero", zero[:, None].astype(np.float32)), "input_ids")
        scales = add("Gather", weight("words.scale", scale[:, None]), "input_ids")
        words = add("Mul", add("Sub", rows, zeros), scales)
        # Every token is of the first type; its vector joins the places'.
        types = self._weights["embeddings.token_type_embeddings.weight"]
        places = self._weights["embeddings.position_embeddings.weight"] + types[0]
        width = add("Shape", "input_ids", start=1, end=2)
        start = weight("start", np.array([0]))
        own = add("Slice", weight("places", places), start, width, start)
        return self._normalize("embeddings", add("Add", words, own))

    def _normalize(self, place: str, x: str, name: str | None = None) -> str:
        scale, bias = (self._weight(f"{place}.LayerNorm.{part}") for part in ("weight", "bias"))
        return self.graph.add(
            "LayerNormalization", x, scale, bias, name=name, axis=-1, epsilon=self._config["layer_norm_eps"]
        )

    def _attend(self, place: str, x: str, mask: str) -> str:
        query, key, value = (self._linear(f"{place}.self.{part}", x) for part in ("query", "key", "value"))
        heads = self._config["num_attention_heads"]
        seen = self.graph.add("MultiHeadAttention", query, key, value, "", mask, num_heads=heads)
        output = self._linear(f"{place}.output.dense", seen)
        return self._normalize(f"{place}.output", self.graph.add("Add", output, x))

    def _feed(self, place: str, x: str, name: str | None) -> str:
        inner = self.graph.add("Gelu", self._linear(f"{place}.intermediate.dense", x))
        output = self._linear(f"{place}.output.dense", inner)
        return self._normalize(f"{place}.output", self.graph.add("Add", output, x), name)

    def _linear(self, place: str, x: str) -> str:
        weight = self._weights[f"{place}.weight"]
        n, k = weight.shape
        blocks = np.pad(weight, ((0, 0), (0, -k % BLOCK))).reshape(n, -1, BLOCK)
        parts = zip(("codes", "scale", "zero"), quantize(blocks), strict=True)
        codes, scale, zero = (self.graph.weight(f"{place}.{part}", value) for part, value in parts)
        bias = self._weight(f"{place}.bias")
        return self.graph.add(
            "MatMulNBits", x, codes, scale, zero, "", bias, K=k, N=n, bits=8, block_size=BLOCK,
            accuracy_level=INT8_COMPUTE,
        )  # fmt: skip

    def _weight(self, name: str) -> str:
        return self.graph.weight(name, self._weights[name])


def bert_graph(encoder: Path) -> ModelProto:
    """The graph of an encoder directory.

    Args:
        encoder: Holds `config.json` and `model.safetensors` of a BERT.

    Returns:
        A model from `input_ids` and `attention_mask`, int64 (batch, width), to the hidden states of the last layer and
        of the middle one, each float32 (batch, width, dim).

    Raises:
        ValueError: If it is another architecture, or has a single layer; such an encoder is served by torch.
    """
    config = json.loads((encoder / "config.json").read_text(encoding="utf-8"))
    kind = config["model_type"], config["hidden_act"], config.get("position_embedding_type", "absolute")
    if kind != ("bert", "gelu", "absolute"):
        raise ValueError(f"{encoder} is {' '.join(kind)}; only a BERT with gelu and absolute positions is exported")
    if not middle(config["num_hidden_layers"]):
        raise ValueError(f"{encoder} has a single layer and none in the middle")
    weights = {name: value.astype(np.float32) for name, value in load_file(encoder / "model.safetensors").items()}
    bert = _Bert(weights, config)
    bert.write()
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "width"])
        for name in ("input_ids", "attention_mask")
    ]
    shape = ["batch", "width", config["hidden_size"]]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in LAYERS]
    graph = helper.make_graph(bert.graph.nodes, "encoder", inputs, outputs, bert.graph.weights)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="feedback-ai")
    checker.check_model(model)
    return model
